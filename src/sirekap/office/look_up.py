"""Reads for whoever sent a return: where it stands now, and what is found about its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from sirekap.election.identity import RecordId
from sirekap.election.records import Return, parse_record
from sirekap.office.fold import RELEASE
from sirekap.tiers.documents import parse_mark, parse_tally

if TYPE_CHECKING:
    from sirekap.election.contests import Contest
    from sirekap.election.regions import RegionCode
    from sirekap.office.ports import Entry, Projections, Records
    from sirekap.office.redeem import Logged, Redeem
    from sirekap.tiers.rulebook import Rulebook
    from sirekap.tiers.tally import Tally


@dataclass(frozen=True, slots=True)
class ReturnNow:
    """A stored return: its entry, the holds nobody has released, its findings, its place in the log."""

    entry: Entry
    held: tuple[str, ...]
    findings: tuple[str, ...]
    logged: Logged | None


@dataclass(frozen=True, slots=True)
class LookUp:
    """Reads on records and projections. Each may raise :class:`sirekap.office.ports.StoreAway`."""

    records: Records
    projections: Projections
    rulebook: Rulebook
    redeem: Redeem

    async def a_return(self, record: str) -> ReturnNow | None:
        """One return by its id, or ``None``."""
        stored = await self.records.by_id(RecordId(record))
        if stored is None or stored.entry.kind != "return":
            return None
        entry = stored.entry
        filed = cast("Return", parse_record(entry.body))
        numbers = {**filed.votes.all, **filed.administration.all}
        findings = self.rulebook.codes(filed.contest, filed.station, filed.poll, numbers)
        return ReturnNow(entry, await self._held(entry), findings, await self.redeem(entry.id))

    async def _held(self, entry: Entry) -> tuple[str, ...]:
        """The holds that no counting release has named, as far as releases are folded."""
        if not entry.holds:
            return ()
        mark = (await self.projections.figures([(entry.id, RELEASE)])).get((entry.id, RELEASE))
        released = frozenset[str]() if mark is None else parse_mark(mark.document).released
        return tuple(code for code in entry.holds if code not in released)

    async def totals(self, contest: Contest, region: RegionCode) -> Tally | None:
        """A region's totals as they are folded so far; ``None`` before any."""
        total = (await self.projections.totals(contest.value, [region])).get(region)
        return None if total is None else parse_tally(total.document)
