"""The journal in memory."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sirekap.election.canonical import encode
from sirekap.election.malformed import Malformed
from sirekap.office.journal import BEGINNING, chained
from sirekap.office.ports import BatchRefused, Noted
from sirekap.store.memory.moments import Moment, calm

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sirekap.election.canonical import Json

_KIND = re.compile(r"[a-z_]{1,40}")


class MemoryJournal:
    """Fulfils :class:`sirekap.office.ports.Journal`."""

    def __init__(self, moment: Moment = calm) -> None:
        self._moment = moment
        self._lines: list[Noted] = []

    async def note(self, kind: str, at: datetime, detail: Mapping[str, Json]) -> Noted:
        """Add a line."""
        try:
            told = encode(dict(detail))
        except Malformed as malformed:
            raise BatchRefused(str(malformed)) from malformed
        if not _KIND.fullmatch(kind):
            message = f"{kind[:80]!r} is no kind of line"
            raise BatchRefused(message)
        await self._moment("note", "before")
        position = len(self._lines) + 1
        previous = self._lines[-1].hash if self._lines else BEGINNING
        line = Noted(position, at, kind, told, previous, chained(previous, position, at, kind, told))
        self._lines.append(line)
        await self._moment("note", "after")
        return line

    async def after(self, position: int, limit: int) -> list[Noted]:
        """The next lines in order."""
        return self._lines[position : position + limit]
