"""The door to the journal: what happened at the doors of the system, for its keepers, not the public."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sirekap.election.canonical import Json


@dataclass(frozen=True, slots=True)
class Noted:
    """A line of the journal, chained to the one before it.

    ``position`` counts 1, 2, 3, … without a gap; ``at`` bears a time zone; ``detail`` is canonical
    JSON; ``previous`` is the hash of the line before, 32 bytes of nought for the first;
    ``hash`` is that of :func:`sirekap.office.journal.chained`.
    """

    position: int
    at: datetime
    kind: str
    detail: bytes
    previous: bytes
    hash: bytes


class Journal(Protocol):
    """Lines that are only ever added: logins, claims, attempts to enrol."""

    async def note(self, kind: str, at: datetime, detail: Mapping[str, Json]) -> Noted:
        """Add a line durably and give it back.

        ``kind`` is 1 to 40 of ``a-z_``, such as ``enrolment_attempt``. ``detail`` holds roles and
        identifiers (station, slot, key, regency, refusal's code): no name, no address, no
        code or password that was tried. Raises :class:`BatchRefused` for a kind that is none or a
        detail that is not canonical JSON, :class:`StoreAway` when it is not known whether
        the line stands; said twice, it stands twice.
        """

    async def after(self, position: int, limit: int) -> list[Noted]:
        """The next lines in order."""
