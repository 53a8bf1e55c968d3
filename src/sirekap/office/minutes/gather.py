"""Reads what lies under a region, and the words and names its minutes need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.election.records import Return, parse_record
from sirekap.election.refusal import Refusal
from sirekap.election.regions import (
    NATION,
    OVERSEAS,
    Level,
    RegionCode,
    StationCode,
    ancestors,
    level_of,
    parent_of,
    village_of,
)
from sirekap.office.fold import PLENARY
from sirekap.tiers.ballots import ballots_of
from sirekap.tiers.documents import parse_assembly, parse_tally, parse_thread
from sirekap.tiers.ladder import holds_plenary, plenaries_below, settles_stations
from sirekap.tiers.ledger import Assembly, Thread
from sirekap.tiers.minuted import reopenings_of
from sirekap.tiers.minutes import Under
from sirekap.tiers.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sirekap.election.contests import Contest
    from sirekap.election.identity import RecordId, SaltedHash
    from sirekap.election.records import Acknowledgement
    from sirekap.office.ports import Places, Projections, Records, Wordbook
    from sirekap.profiles import Profile

NO_BALLOT = "minutes_no_ballot"
"""The contest is not voted on in this region."""
NO_PLENARY = "plenary_not_here"
NO_STATION = "station_unknown"


@dataclass(frozen=True, slots=True)
class Gathering:
    """The doors minutes are read through."""

    records: Records
    projections: Projections
    places: Places
    words: Wordbook
    profile: Profile

    async def under(self, region: RegionCode, contest: Contest, ends: Level) -> Under:
        """All that lies under a region, read once.

        Raises ``Refusal`` where no plenary meets, or where nothing of the contest is voted on.
        """
        if not holds_plenary(region, ends):
            raise Refusal(NO_PLENARY, {"region": region})
        ballots = ballots_of(self.profile, contest, region)
        outline = await self._outline(region)
        plenaries = [] if settles_stations(region) else await self._plenaries(region)
        codes = {region, *plenaries, *(code for code, _ in outline)}
        codes |= {part for code in codes for ballot in ballots for part in ballot.inside(code)}
        tallies = await self.tallies(contest, codes)
        assemblies = await self.assemblies(contest, [region, *plenaries])
        own = assemblies.pop(region, Assembly())
        below = {code: assemblies.get(code, Assembly()) for code in plenaries}
        if settles_stations(region):
            stations = {StationCode(each) for _, some in outline for each in some}
        else:
            reopened = reopenings_of([own, *below.values()])
            stations = {each for sent in reopened for each in sent.act.stations}
        if not ballots or not outline:
            raise Refusal(NO_BALLOT, {"contest": contest.value, "region": region})
        return Under(
            contest=contest,
            region=region,
            outline=outline,
            ballots=ballots,
            tally=tallies.get(region, Tally()),
            tallies=tallies,
            assembly=own,
            assemblies=below,
            threads=await self.threads(contest, stations),
            expected=(await self.places.expected()).get(region, 0),
        )

    async def _outline(
        self, region: RegionCode
    ) -> list[tuple[RegionCode, Sequence[RegionCode | StationCode]]]:
        """The columns: villages with their stations, or the regions whose minutes are taken."""
        if settles_stations(region):
            villages: dict[RegionCode, list[StationCode]] = {}
            for station in await self.places.stations(region):
                villages.setdefault(village_of(station.code), []).append(station.code)
            return list(villages.items())
        children = await self.places.regions(region)
        found: list[tuple[RegionCode, Sequence[RegionCode | StationCode]]] = [
            (each, ()) for each in plenaries_below(region, children)
        ]
        abroad = [each.code for each in await self.places.regions(OVERSEAS)] if region == NATION else []
        return [*found, (OVERSEAS, abroad)] if abroad else found

    async def _plenaries(self, region: RegionCode) -> list[RegionCode]:
        below = plenaries_below(region, await self.places.regions(region))
        if region == NATION:
            below += [each.code for each in await self.places.regions(OVERSEAS)]
        return below

    async def tallies(self, contest: Contest, codes: Iterable[RegionCode]) -> dict[RegionCode, Tally]:
        """The totals of these regions."""
        found = await self.projections.totals(contest.value, sorted(codes))
        return {RegionCode(code): parse_tally(total.document) for code, total in found.items()}

    async def assemblies(self, contest: Contest, codes: Iterable[RegionCode]) -> dict[RegionCode, Assembly]:
        """The plenaries of these regions."""
        keys = [(code, PLENARY + contest.value) for code in codes]
        found = await self.projections.figures(keys)
        return {RegionCode(key[0]): parse_assembly(each.document)[1] for key, each in found.items()}

    async def threads(self, contest: Contest, stations: Iterable[StationCode]) -> dict[StationCode, Thread]:
        """The stations' contests, an empty one where nothing has come."""
        keys = [(station, contest.value) for station in sorted(stations)]
        found = await self.projections.figures(keys)
        return {
            StationCode(key[0]): parse_thread(found[key].document)[1] if key in found else Thread()
            for key in keys
        }

    async def told(self, names: Iterable[SaltedHash | None]) -> dict[SaltedHash, str]:
        """The words behind hashes, as far as they are kept and not withdrawn."""
        found = await self.words.read({name for name in names if name is not None})
        return {name: words.text for name, words in found.items()}

    async def acknowledged(self, heads: Iterable[RecordId]) -> Mapping[RecordId, tuple[Acknowledgement, ...]]:
        """What officers wrote about findings before they sent these returns."""
        found: dict[RecordId, tuple[Acknowledgement, ...]] = {}
        for head in sorted(set(heads)):
            stored = await self.records.by_id(head)
            record = None if stored is None else parse_record(stored.entry.body)
            if isinstance(record, Return):
                found[head] = record.acknowledged
        return found

    async def names(self, region: RegionCode, stations: Iterable[StationCode] = ()) -> dict[RegionCode, str]:
        """The names of a region, of those above it and directly below it, and above some stations."""
        chain = [region]
        while (above := parent_of(chain[-1])) is not None:
            chain.append(above)
        parents = {*chain, *(OVERSEAS,) * (region == NATION)}
        parents |= {each for station in stations for each in ancestors(station) if len(each) < len("village")}
        parents = {each for each in parents if level_of(each) < Level.VILLAGE}
        names = {NATION: "INDONESIA"}
        for parent in sorted(parents):
            names |= {each.code: each.name for each in await self.places.regions(parent)}
        return names
