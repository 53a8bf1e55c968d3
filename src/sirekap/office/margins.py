"""Can it still change? What separates outcomes, against the votes that are still open.

Asked by the verification desk, which hands out first what can matter, and by publication,
which says it in one sentence. Everything is read from totals, so one answer costs a few
reads whatever the size of the country.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.election.contests import Contest
from sirekap.election.regions import NATION, OVERSEAS, Level, RegionCode, level_of
from sirekap.tiers.documents import parse_tally, parse_thread
from sirekap.tiers.outcome.change import (
    Margin,
    of_president,
    of_ranking,
    of_seats,
    of_threshold,
    open_votes,
    president_margin,
)
from sirekap.tiers.outcome.seats import allot, over_threshold
from sirekap.tiers.tally import Tally, open_ballots

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sirekap.election.choices import District, DistrictCode
    from sirekap.election.regions import StationCode
    from sirekap.office.ports import Places, Projections
    from sirekap.profiles import Profile
    from sirekap.tiers.outcome.change import PresidentialChange

_DPD_SEATS = 4


@dataclass(frozen=True, slots=True)
class PresidentialMargin:
    """Whether the presidential outcome can change, the least votes that could do it, and the open votes."""

    change: PresidentialChange
    votes: int | None
    open: int


@dataclass(frozen=True, slots=True)
class Margins:
    """Margins of every contest, from totals. ``profile`` knows districts, tickets and thresholds.

    ``ballots`` are those of every region, for who asks often: to add them up takes a second.
    """

    places: Places
    projections: Projections
    profile: Profile
    ballots: Mapping[RegionCode, int] | None = None

    async def president(self) -> PresidentialMargin:
        """The presidential outcome: half of the votes, a fifth in more than half the provinces."""
        provinces = [
            each
            for each in self.profile.regions
            if each not in {NATION, OVERSEAS} and level_of(each) is Level.PROVINCE
        ]
        tallies = await self._tallies(Contest.PRESIDENT, [*provinces, OVERSEAS])
        ballots = await self._ballots()
        votes = {code: _tickets(tallies[code]) for code in provinces}
        open_by = {code: _open(ballots, tallies[code], code) for code in provinces}
        abroad, open_abroad = _tickets(tallies[OVERSEAS]), _open(ballots, tallies[OVERSEAS], OVERSEAS)
        return PresidentialMargin(
            of_president(votes, abroad, open_by, open_abroad, len(provinces)),
            president_margin(votes, abroad, len(provinces)),
            sum(open_by.values()) + open_abroad,
        )

    async def seats(self, contest: Contest, district: DistrictCode) -> Margin:
        """The seats of a district: the least votes for one party that change them."""
        place = self.profile.districts(contest)[district]
        tally, open_count = await self._of_district(contest, place)
        votes = self._parties(contest, tally, place)
        threshold = self.profile.entry(contest).threshold
        taking_part = over_threshold(await self._national(contest), threshold)
        counted = {
            party: count for party, count in votes.items() if threshold is None or party in taking_part
        }
        return of_seats(counted, allot(counted, place.seats or 0), open_count)

    async def threshold(self, contest: Contest) -> Margin | None:
        """The national threshold of a contest that has one: the party nearest to it."""
        share = self.profile.entry(contest).threshold
        if share is None:
            return None
        ballots = await self._ballots()
        tally = (await self._tallies(contest, [NATION]))[NATION]
        return of_threshold(await self._national(contest), share, _open(ballots, tally, NATION))

    async def dpd(self, province: RegionCode) -> Margin:
        """The four seats of a province: last in against first out."""
        ballots = await self._ballots()
        tally = (await self._tallies(Contest.DPD, [province]))[province]
        return of_ranking(_tickets(tally), _DPD_SEATS, _open(ballots, tally, province))

    async def open_list(self, contest: Contest, district: DistrictCode, party: int) -> Margin:
        """The candidates of a party in a district: last in against first out."""
        place = self.profile.districts(contest)[district]
        tally, open_count = await self._of_district(contest, place)
        votes = self._parties(contest, tally, place)
        seats = allot(votes, place.seats or 0).of(party)
        prefix = f"partai_{party}_caleg_"
        people = {name: count for name, count in tally.votes.items() if name.startswith(prefix)}
        return of_ranking(people, seats, open_count)

    async def weight(self, station: StationCode, contest: Contest) -> tuple[int, int | None]:
        """A station's open votes, and the votes that separate two outcomes of its contest."""
        return await self._open_of(station, contest), await self._separating(station, contest)

    async def _separating(self, station: StationCode, contest: Contest) -> int | None:
        if contest is Contest.PRESIDENT:
            return (await self.president()).votes
        place = _district_of(station, self.profile.districts(contest).values())
        if place is None:
            return None
        if contest is Contest.DPD:
            return (await self.dpd(RegionCode(station[:2]))).votes
        return (await self.seats(contest, place.code)).votes

    async def _open_of(self, station: StationCode, contest: Contest) -> int:
        key = (station, contest.value)
        figure = (await self.projections.figures([key])).get(key)
        if figure is None:
            known = await self.places.station(station)
            return open_votes(None, known.voters if known else None)
        _, thread = parse_thread(figure.document)
        return open_ballots(thread.standing, thread.ballots)

    async def _ballots(self) -> Mapping[RegionCode, int]:
        return await self.places.ballots() if self.ballots is None else self.ballots

    async def _tallies(self, contest: Contest, regions: Sequence[RegionCode]) -> dict[RegionCode, Tally]:
        found = await self.projections.totals(contest.value, list(regions))
        return {code: parse_tally(found[code].document) if code in found else Tally() for code in regions}

    async def _of_district(self, contest: Contest, district: District) -> tuple[Tally, int]:
        """The votes of all regions of a district together, and their open votes."""
        regions = [RegionCode(each) for each in district.regions]
        tallies = await self._tallies(contest, regions)
        ballots = await self._ballots()
        whole = Tally()
        for tally in tallies.values():
            for name, count in tally.votes.items():
                whole.votes[name] = whole.votes.get(name, 0) + count
        return whole, sum(_open(ballots, tallies[code], code) for code in regions)

    def _parties(self, contest: Contest, tally: Tally, district: District) -> dict[int, int]:
        """Every party on the district's ballot with its votes, its own and its candidates'."""
        province = RegionCode(district.code[:2])
        on_ballot = [each for each in self.profile.parties_in(province) if contest.by_party]
        return {each.number: tally.votes.get(f"partai_{each.number}_total", 0) for each in on_ballot}

    async def _national(self, contest: Contest) -> dict[int, int]:
        tally = (await self._tallies(contest, [NATION]))[NATION]
        return {
            each.number: tally.votes.get(f"partai_{each.number}_total", 0) for each in self.profile.parties
        }


def _tickets(tally: Tally) -> dict[int, int]:
    """Votes by the number on the ballot, of contests whose fields are ``suara_1``, ``suara_2``, …."""
    numbers = ((name.removeprefix("suara_"), count) for name, count in tally.votes.items())
    return {int(number): count for number, count in numbers if number.isdigit()}


def _open(ballots: Mapping[RegionCode, int], tally: Tally, region: RegionCode) -> int:
    return max(ballots.get(region, 0) - tally.decided, 0)


def _district_of(station: StationCode, districts: Iterable[District]) -> District | None:
    return next((each for each in districts if station.startswith(tuple(each.regions))), None)
