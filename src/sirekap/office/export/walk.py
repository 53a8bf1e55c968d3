"""Through one contest in the order of its codes: what the fold keeps becomes rows and reports.

No more than a regency's standings, and the nation's totals down to the subdistrict, are held at
once; everything else goes by in pages. Rows are made beside the loop, which goes on meanwhile.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from sirekap.election.contests import Contest
from sirekap.election.identity import Phase
from sirekap.election.regions import NATION, Level, RegionCode, StationCode, level_of
from sirekap.office.export.ahead import Ahead, chunks
from sirekap.office.export.spool import Spooled
from sirekap.office.fold import PLENARY
from sirekap.publication.export import acts, stations
from sirekap.publication.export.choices import choice_rows
from sirekap.publication.export.fields import shared_fields
from sirekap.publication.export.nist import Report, report
from sirekap.publication.export.regions import Regions, all_regions
from sirekap.publication.photos import known
from sirekap.tiers.documents import parse_assembly, parse_tally, parse_thread
from sirekap.tiers.ledger import Assembly, Thread
from sirekap.tiers.plenaries import content_of
from sirekap.tiers.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from sirekap.office.export.spool import Spool
    from sirekap.office.ports import Figure, Snapshot, Total
    from sirekap.office.publish.ground import Ground
    from sirekap.publication.country import Country
    from sirekap.tiers.standing import Standing

_STATIONS = 500
_BEHIND_ALL = "~"
"""Behind every character of a code."""


@dataclass
class Walk:
    """One contest of a snapshot, whose moment is ``at``."""

    snapshot: Snapshot
    ground: Ground
    contest: Contest
    at: datetime
    _certified: set[RegionCode] = field(default_factory=set, init=False)

    @property
    def country(self) -> Country:
        """What of the country votes in the contest."""
        return self.ground.country_of(self.contest)

    async def into(self, spool: Spool) -> list[Spooled]:
        """Add every row to the spool; the reports, which are files in its folder already."""
        spool.add("choices", choice_rows(self.ground.profile, self.contest))
        above = await self._regions(spool)
        nation = self._report(NATION, above, self.at)
        made = [await asyncio.to_thread(_written, spool.folder, nation, None)]
        figures: Ahead[Figure] = Ahead(self._figures_behind, lambda each: each.station)
        totals: Ahead[Total] = Ahead(self._totals_behind, lambda each: each.region)
        for regency, villages in groupby(
            sorted(self.country.stations), key=lambda code: RegionCode(code[:4])
        ):
            codes = [code for village in villages for code in self.country.stations[village]]
            newest, standings = await self._stations(spool, figures, codes)
            inside = await totals.to(regency + _BEHIND_ALL)
            if newest is not None:
                found = {
                    RegionCode(code): _slim(each) for code, each in inside.items() if code.startswith(regency)
                }
                tallies = {code: found.get(code, Tally()) for code in all_regions(self.country, regency)}
                of = self._report(regency, tallies, newest)
                of = replace(of, stations=standings)
                made.append(await asyncio.to_thread(_written, spool.folder, of, regency))
        return made

    async def _regions(self, spool: Spool) -> dict[RegionCode, Tally]:
        """The rows of all regions; the totals of those above the village."""
        about = Regions(self.country, self.ground.profile, self.contest)
        assemblies = await self._assemblies()
        totals: Ahead[Total] = Ahead(self._totals_behind, lambda each: each.region)
        above: dict[RegionCode, Tally] = {}
        for codes in chunks(all_regions(self.country), _STATIONS):
            found = await totals.to(codes[-1])
            tallies = {
                code: parse_tally(found[code].document) if code in found else Tally() for code in codes
            }
            rows = (about.row(code, each, assemblies.get(code, _NOT_MET)) for code, each in tallies.items())
            spool.add("regions", rows)
            spool.add(
                "region_votes", (row for code, each in tallies.items() for row in about.vote_rows(code, each))
            )
            for code, tally in tallies.items():
                if level_of(code) < Level.VILLAGE:
                    above[code] = _without_candidates(tally)
                    assembly = assemblies.get(code, _NOT_MET)
                    if assembly.standing.stands_for(content_of(self.contest, code, tally)):
                        self._certified.add(code)
        return above

    async def _assemblies(self) -> dict[RegionCode, Assembly]:
        behind, found = "", dict[RegionCode, Assembly]()
        while page := await self.snapshot.figures(PLENARY + self.contest, behind, _STATIONS):
            found |= {RegionCode(each.station): parse_assembly(each.document)[1] for each in page}
            behind = page[-1].station
        return found

    async def _stations(
        self, spool: Spool, figures: Ahead[Figure], codes: Sequence[StationCode]
    ) -> tuple[datetime | None, dict[StationCode, Standing]]:
        """The rows of a regency's stations; its newest record's moment, and where its stations stand."""
        standings: dict[StationCode, Standing] = {}
        newest: datetime | None = None
        for some in chunks(codes, _STATIONS):
            found = await figures.to(some[-1])
            threads = await asyncio.to_thread(_threads, some, found)
            records = [each for thread in threads.values() for each in acts.records_of(thread)]
            photos = await self.ground.photos([(code, self.contest) for code in some])
            told = stations.Told(
                self.country,
                self._fields,
                await self.ground.indexes(records),
                {code: known(photos.get((code, self.contest), ()), each) for code, each in threads.items()},
            )
            await asyncio.to_thread(_add, spool, told, threads)
            newest = max((each for each in (newest, *map(_newest, threads.values())) if each), default=None)
            if self.contest is Contest.PRESIDENT:
                standings |= {code: thread.standing for code, thread in threads.items()}
        return newest, standings

    @cached_property
    def _fields(self) -> tuple[str, ...]:
        return shared_fields(self.ground.profile, self.contest)

    def _report(self, region: RegionCode, tallies: Mapping[RegionCode, Tally], at: datetime) -> Report:
        return Report(
            self.ground.profile,
            self.contest,
            self.country,
            region,
            at,
            tallies,
            certified=region in self._certified,
            rehearsal=self.ground.phase is not Phase.REAL,
        )

    async def _figures_behind(self, key: str, limit: int) -> list[Figure]:
        return await self.snapshot.figures(self.contest, key, limit)

    async def _totals_behind(self, key: str, limit: int) -> list[Total]:
        return await self.snapshot.totals(self.contest, key, limit)


_NOT_MET = Assembly()
_NOTHING = Thread()


def _threads(codes: Iterable[StationCode], found: Mapping[str, Figure]) -> dict[StationCode, Thread]:
    return {code: parse_thread(found[code].document)[1] if code in found else _NOTHING for code in codes}


def _add(spool: Spool, told: stations.Told, threads: Mapping[StationCode, Thread]) -> None:
    """Add the rows of some stations to every table."""
    spool.add("stations", (stations.station_row(told, *each) for each in threads.items()))
    for name, rows in (
        ("claims", acts.claim_rows),
        ("readings", acts.reading_rows),
        ("corrections", acts.correction_rows),
        ("acts", acts.act_rows),
    ):
        spool.add(name, (row for code, thread in threads.items() for row in rows(told, code, thread)))
    spool.add("photos", (row for code in threads for row in stations.photo_rows(told, code)))
    for province, codes in groupby(threads, key=lambda code: code[:2]):
        rows_of = (row for code in codes for row in stations.vote_rows(code, threads[code]))
        spool.add("votes", rows_of, province)


def _written(folder: Path, of: Report, part: str | None) -> Spooled:
    file = folder / f"nist-{part or 'all'}.json"
    file.write_bytes(report(of))
    return Spooled(file, "nist", "json", part=part)


def _moments(thread: Thread) -> Iterator[datetime]:
    yield from (each.at for each in thread.claims)
    yield from (each.at for each in thread.readings)
    yield from (each.act.at for each in thread.acts)


def _newest(thread: Thread) -> datetime | None:
    return max(_moments(thread), default=None)


def _slim(total: Total) -> Tally:
    return _without_candidates(parse_tally(total.document))


def _without_candidates(tally: Tally) -> Tally:
    """What a report tells of a region's totals: no candidates of parties, of whom there are thousands."""
    votes = {name: count for name, count in tally.votes.items() if "_caleg_" not in name}
    return replace(tally, votes=votes, settled={}, findings={})
