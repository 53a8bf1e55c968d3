"""How pages look, in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.office.ports.looks import bands

if TYPE_CHECKING:
    from sirekap.office.ports import Look


class MemoryLooks:
    """Fulfils :class:`sirekap.office.ports.Looks`."""

    def __init__(self) -> None:
        self._looks: dict[tuple[str, str], Look] = {}

    async def put(self, look: Look) -> None:
        """Keep a look."""
        self._looks.setdefault((look.sha256, look.station), look)

    async def candidates(self, look: Look, limit: int) -> list[Look]:
        """The same photo, and pages that share a band, at other stations."""
        own = set() if look.bits is None else set(bands(look.bits))
        found = [
            one
            for one in self._looks.values()
            if one.station != look.station
            and (one.sha256 == look.sha256 or (one.bits is not None and not own.isdisjoint(bands(one.bits))))
        ]
        return found[:limit]
