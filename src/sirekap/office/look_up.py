"""Reads for whoever sent a return: where it stands now, and what is found about its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from sirekap.election.contests import Block
from sirekap.election.identity import RecordId
from sirekap.election.records import PhotosRead, Return, Status, parse_record
from sirekap.office.fold import RELEASE
from sirekap.tiers.documents import parse_mark, parse_tally, parse_thread
from sirekap.tiers.standing import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sirekap.election.contests import Contest
    from sirekap.election.forms import FieldName
    from sirekap.election.regions import RegionCode
    from sirekap.office.ports import Entry, Projections, Records
    from sirekap.office.redeem import Logged, Redeem
    from sirekap.tiers.rulebook import Rulebook
    from sirekap.tiers.standing import State
    from sirekap.tiers.tally import Tally


@dataclass(frozen=True, slots=True)
class ReturnNow:
    """A stored return: its entry, the holds nobody has released, its findings, its place in the log.

    ``states`` are those of its station's blocks, as far as they are folded; ``read`` is what the
    machine says of its photos, once they were read.
    """

    entry: Entry
    held: tuple[str, ...]
    findings: tuple[str, ...]
    logged: Logged | None
    states: Mapping[Block, State]
    read: ReadNow | None


@dataclass(frozen=True, slots=True)
class ReadNow:
    """What the machine says of a return's photos.

    ``otherwise`` has what was entered and what it surely reads instead; ``asked`` is left to people.
    """

    record: RecordId
    otherwise: Mapping[FieldName, tuple[int | None, int | None]]
    asked: tuple[FieldName, ...]


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
        return ReturnNow(
            entry,
            await self._held(entry),
            findings,
            await self.redeem(entry.id),
            await self._states(filed),
            await self._read(RecordId(record), filed, numbers),
        )

    async def _states(self, filed: Return) -> Mapping[Block, State]:
        key = (str(filed.station), filed.contest.value)
        figure = (await self.projections.figures([key])).get(key)
        standing = NOWHERE if figure is None else parse_thread(figure.document)[1].standing
        return {Block.VOTES: standing.votes.state, Block.ADMINISTRATION: standing.administration.state}

    async def _read(
        self, record: RecordId, filed: Return, numbers: Mapping[FieldName, int | None]
    ) -> ReadNow | None:
        """The last reading of this very return."""
        of_station = await self.records.of_station(filed.station, filed.contest.value)
        for each in reversed(of_station):
            if each.entry.kind != "reading":
                continue
            read = cast("PhotosRead", parse_record(each.entry.body))
            if read.of == record:
                sure = [one for one in read.fields if one.status is Status.ACCEPTED]
                return ReadNow(
                    RecordId(each.entry.id),
                    {
                        one.name: (numbers[one.name], one.value)
                        for one in sure
                        if one.name in numbers and numbers[one.name] != one.value
                    },
                    tuple(one.name for one in read.fields if one.status is not Status.ACCEPTED),
                )
        return None

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
