"""From when the photos of a return may be sent: a slot, computed and never stored.

Numbers come first and at once; photos are thirty times the bytes and would come in the
same hours. So they are spread over a window that the operator sets, each return's at a
point that its phone's hash gives: level, and the same whoever computes it. Presidential
pages have the first part of the window, as long as their share of all pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sirekap.election.contests import Contest

if TYPE_CHECKING:
    from datetime import datetime

    from sirekap.election.records import Return

PRESIDENTIAL = 5 / 72
"""Of the photos of a station, about 72 in five contests, the presidential ones (architecture § 4)."""

_ROOM = 1 << 32


@dataclass(frozen=True, slots=True)
class Slots:
    """The window in which photos are sent; without one they may come at once.

    A slot that has passed when the return arrives says "at once".
    """

    opens: datetime | None = None
    length: timedelta = timedelta()

    def of(self, record: Return, received: datetime) -> datetime | None:
        """From when the photos of a return received then may come; ``None`` if it names none."""
        if not record.photos:
            return None
        moment = received.replace(microsecond=0)
        if self.opens is None:
            return moment
        share = int(record.signer[:8], 16) / _ROOM
        first = record.contest is Contest.PRESIDENT
        part = share * PRESIDENTIAL if first else PRESIDENTIAL + share * (1 - PRESIDENTIAL)
        slot = self.opens + timedelta(seconds=int(part * self.length.total_seconds()))
        return max(moment, slot)
