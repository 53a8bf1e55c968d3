"""KPU's whole tree, or what of it a region's change touches: state in, paths and bytes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from sirekap.election.contests import Contest
from sirekap.election.regions import NATION, OVERSEAS, Level, RegionCode, level_of
from sirekap.publication.kpu import area, districts, lists, paths, recapitulation
from sirekap.publication.kpu.area import Counted
from sirekap.publication.kpu.districts import Together
from sirekap.publication.kpu.recapitulation import Settled
from sirekap.publication.kpu.station import Shown, station
from sirekap.publication.kpu.writing import print_document
from sirekap.tiers.ballots import regions_of
from sirekap.tiers.ledger import Thread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from sirekap.election.choices import DistrictCode
    from sirekap.election.regions import StationCode
    from sirekap.publication.country import Country
    from sirekap.publication.kpu.keys import Keys
    from sirekap.publication.kpu.writing import Document, Value
    from sirekap.tiers.claims import Key
    from sirekap.tiers.tally import Tally

File = tuple[str, bytes]
"""A path on the site, without a slash before it, and what stands there."""

_NOTHING = Thread()
NO_ROWS: Mapping[StationCode, Value] = MappingProxyType({})


@dataclass(frozen=True)
class State:
    """What is published: a whole ledger's, or of a part the files of that part.

    A file's moment is that of the last record that changed what it tells: ``times`` has it by the
    record's position, and ``at`` stands where there was none or it is not known.
    ``photos`` are addresses of public photos by page, ``minutes`` those of signed minutes, and
    ``certified`` the regions of each contest whose plenary's certificate stands.
    """

    country: Country
    keys: Keys
    at: datetime
    threads: Mapping[Key, Thread] = field(default_factory=dict)
    totals: Mapping[tuple[Contest, RegionCode], Tally] = field(default_factory=dict)
    photos: Mapping[Key, Mapping[int, str]] = field(default_factory=dict)
    certified: Mapping[Contest, frozenset[RegionCode]] = field(default_factory=dict)
    minutes: Mapping[tuple[Contest, RegionCode], str] = field(default_factory=dict)
    times: Mapping[int, datetime] = field(default_factory=dict)

    @cached_property
    def country_of(self) -> Callable[[Contest], Country]:
        """What of the country votes in a contest: abroad no DPD and DPRD, in Jakarta no DPRD of a regency."""
        return cache(lambda contest: self.country.within(self.provinces_of(contest)))

    def provinces_of(self, contest: Contest) -> frozenset[RegionCode]:
        """The provinces, overseas among them, in which a contest is held."""
        if contest is Contest.PRESIDENT:
            return frozenset(self.country.below.get(NATION, ()))
        districts = self.keys.profile.districts(contest).values()
        found = frozenset(RegionCode(region[:2]) for each in districts for region in each.regions)
        # Votes abroad count for a district of Jakarta (UU 7/2017), whose regions do not name them.
        return found | {OVERSEAS} if contest is Contest.DPR else found

    def when(self, *tallies: Tally) -> datetime:
        """When something last changed in any of some regions."""
        return self.times.get(max((each.last for each in tallies), default=0), self.at)

    def tally(self, contest: Contest, region: RegionCode) -> Tally:
        """The totals of a region; of one from which nothing came, none."""
        return self.totals.get((contest, region), area.NOTHING)


def tree(state: State) -> Iterator[File]:
    """Every file there is, lists first."""
    yield from list_files(state, [entry.contest for entry in state.keys.profile.contests])
    for entry in state.keys.profile.contests:
        yield from region_files(state, entry.contest, NATION)
        yield from district_files(state, entry.contest)


def list_files(state: State, contests: Iterable[Contest]) -> Iterator[File]:
    """What is voted on and where in some contests; none of it has a result in it."""
    profile, keys = state.keys.profile, state.keys
    yield _file(paths.TICKETS, lists.tickets(profile, state.at))
    yield _file(paths.PARTIES, lists.parties(profile, state.at))
    for contest in contests:
        for code in profile.districts(contest):
            yield _file(paths.candidates(contest, code), lists.candidates(keys, contest, code))
        if contest in {Contest.DPR, Contest.DPRD_PROVINCE, Contest.DPRD_REGENCY}:
            yield from _district_lists(state, contest)
        if contest not in {Contest.DPRD_PROVINCE, Contest.DPRD_REGENCY}:
            # Of DPRD the lists of districts stand where those of regions would.
            yield from _region_lists(state, contest, NATION)


def region_files(state: State, contest: Contest, region: RegionCode) -> Iterator[File]:
    """What was counted in a region and in all that lies in it, down to the stations."""
    yield counted_file(state, contest, region)
    if contest is Contest.PRESIDENT and level_of(region) < Level.VILLAGE:
        yield settled_file(state, contest, region)
    for child in state.country_of(contest).below.get(region, ()):
        yield from region_files(state, contest, child)
    for code in state.country_of(contest).stations.get(region, ()):
        yield station_file(state, contest, code)


def district_files(state: State, contest: Contest) -> Iterator[File]:
    """Parties and candidates of each district of a contest by parties."""
    if not contest.by_party:
        return
    yield whole_nation_file(state, contest)
    for district, regions in regions_of(state.keys.profile, contest):
        yield from one_district_files(state, contest, district.code, regions)


def whole_nation_file(state: State, contest: Contest) -> File:
    """The parties of a contest in the nation."""
    tally = state.tally(contest, NATION)
    together = Together.of([tally], state.country_of(contest).expected.get(NATION, 0))
    path = paths.counted_in_district(contest, None)
    return _file(path, districts.nation(state.keys, together, state.when(tally)))


def station_file(state: State, contest: Contest, code: StationCode) -> File:
    """The file of a station; every one that a village lists has one."""
    key = (code, contest)
    thread = state.threads.get(key, _NOTHING)
    at = state.times.get(thread.last, state.at)
    shown = Shown(code, contest, at, thread.standing, state.photos.get(key, {}))
    return _file(paths.counted(contest, code), station(state.keys, shown))


def counted_file(
    state: State, contest: Contest, region: RegionCode, rows: Mapping[StationCode, Value] = NO_ROWS
) -> File:
    """What was counted in a region; ``rows`` are a village's that stand already and did not change."""
    country = state.country_of(contest)
    totals = {code: state.tally(contest, code) for code in (region, *country.below.get(region, ()))}
    standings = {
        code: state.threads[code, contest].standing
        for code in country.stations.get(region, ())
        if (code, contest) in state.threads
    }
    counted = Counted(contest, region, state.when(totals[region]), totals, standings, rows)
    return _file(paths.counted(contest, region), area.area(country, state.keys, counted))


def settled_file(state: State, contest: Contest, region: RegionCode) -> File:
    """What plenaries settled in a region."""
    country = state.country_of(contest)
    settled = Settled(
        contest,
        region,
        state.when(state.tally(contest, region)),
        {code: state.tally(contest, code) for code in (region, *country.below.get(region, ()))},
        state.certified.get(contest, frozenset()),
        state.minutes.get((contest, region)),
    )
    return _file(paths.recapitulated(contest, region), recapitulation.region(country, state.keys, settled))


def one_district_files(
    state: State, contest: Contest, code: DistrictCode, regions: Iterable[RegionCode]
) -> Iterator[File]:
    """Parties and candidates of a district, counted and settled in its regions."""
    expected = state.country_of(contest).expected
    parts = {each: Together.of([state.tally(contest, each)], expected.get(each, 0)) for each in regions}
    tallies = [state.tally(contest, each) for each in parts]
    whole, at = Together.of(tallies, sum(each.expected for each in parts.values())), state.when(*tallies)
    path = paths.counted_in_district(contest, code)
    yield _file(path, districts.district(state.keys, contest, code, whole, at))
    if contest is Contest.DPR:
        document = recapitulation.district(state.keys, contest, code, parts, at)
        for minutes in ("dc", "dd"):
            yield _file(paths.recapitulated_in_district(contest, code, minutes), document)


def _district_lists(state: State, contest: Contest) -> Iterator[File]:
    known = state.keys.profile.districts(contest)
    digits = {Contest.DPR: 0, Contest.DPRD_PROVINCE: 2, Contest.DPRD_REGENCY: 4}[contest]
    for region in sorted({RegionCode(code[:digits] or NATION) for code in known}):
        document = lists.districts(state.keys.profile, contest, region)
        yield _file(paths.districts(contest, region), document)


def _region_lists(state: State, contest: Contest, region: RegionCode) -> Iterator[File]:
    yield _file(paths.wilayah(contest, region), lists.wilayah(state.country_of(contest), region))
    for child in state.country_of(contest).below.get(region, ()):
        yield from _region_lists(state, contest, child)


def _file(path: str, document: Document) -> File:
    return path, print_document(document)
