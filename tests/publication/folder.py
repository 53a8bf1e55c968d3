"""A whole site from a ledger: documents and the pages made of them, as the publisher will write them."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from sirekap.election.canonical import encode
from sirekap.election.contests import Contest
from sirekap.election.regions import NATION, Level, RegionCode, level_of
from sirekap.publication.kpu import tree
from sirekap.publication.kpu.districts import Together
from sirekap.publication.kpu.tree import State
from sirekap.publication.own.region import path_of as pointer_path
from sirekap.publication.own.village import Village, pointer, village
from sirekap.publication.own.village import path_of as village_path
from sirekap.publication.pages import arrivals, district, fixed, parliament, paths, region
from sirekap.publication.pages.documents import Checkpoint, Latest
from sirekap.publication.pages.village import village_pages
from sirekap.tiers.ballots import ballots_of
from sirekap.tiers.plenaries import NOT_MET, Phase
from sirekap.tiers.tally import Tally

NOTHING = Tally()


class Folder:
    """Makes the files of a site; ``contests`` limits it."""

    def __init__(self, site, ledger, told, *, at=None, minutes=None) -> None:
        self.site, self.ledger, self.told = site, ledger, told
        self.at = at or datetime(2024, 2, 15, 5, 0, tzinfo=UTC)
        self.minutes = minutes or {}
        self.threads = {}
        for (station, contest), thread in ledger.threads.items():
            self.threads.setdefault((contest, station[:10]), {})[station] = thread
        self.state = State(
            site.country,
            site.keys,
            self.at,
            ledger.threads,
            ledger.totals,
            {
                key: {one.page: one.address for one in photos if one.address}
                for key, photos in told.photos.items()
            },
        )
        self.size = len(told.log)

    @property
    def latest(self):
        """Where the site stands."""
        return Latest(
            election=self.ledger.election,
            size=self.size,
            at=self.at,
            checkpoint=Checkpoint("sirekap.example/log", self.size, "5f" * 32),
        )

    def tally(self, contest, code):
        """A region's totals."""
        return self.ledger.totals.get((contest, code), NOTHING)

    def open(self, contest, code):
        """The votes that may still come: the ballots of its stations that are not decided."""
        ballots = 306 * self.state.country_of(contest).expected.get(code, 0)
        return max(ballots - self.tally(contest, code).decided, 0)

    def region_document(self, contest, code):
        """A region's document (spec/site.md § 3)."""
        country = self.state.country_of(contest)

        def row(each):
            tally = self.tally(contest, each)
            return {
                "region": each,
                "name": country.name(each),
                "votes": {**tally.votes},
                "settled": {**tally.settled},
                "counts": {"expected": country.expected.get(each, 0), **tally.stations},
            }

        assembly = self.ledger.plenaries.get((contest, code))
        standing = assembly.standing if assembly else NOT_MET
        document = {
            "v": 1,
            "election": self.ledger.election,
            "contest": contest.value,
            "size": self.size,
            **row(code),
            "findings": {**self.tally(contest, code).findings},
            "plenary": None
            if standing.phase is Phase.EXPECTED
            else {
                "phase": standing.phase.value,
                "record": standing.certificate,
                "minutes": self.minutes.get((contest, code)),
            },
            "children": [row(each) for each in country.below.get(code, ())],
        }
        return encode(document)

    def village_document(self, contest, code):
        """A village's document and its path."""
        content = village(
            self.site.country,
            self.told,
            Village(self.ledger.election, contest, code),
            self.threads.get((contest, code), {}),
        )
        return village_path(contest, code, content), content

    def region_files(self, contest, code=NATION):
        """Documents, KPU's files and pages of a region and all below it."""
        now = self.latest
        if level_of(code) is Level.VILLAGE:
            path, content = self.village_document(contest, code)
            yield path, content
            yield pointer_path(contest, code), pointer(path, self.size)
            yield tree.counted_file(self.state, contest, code)
            yield from village_pages(self.site, now, content)
            return
        content = self.region_document(contest, code)
        yield paths.document(contest, code), content
        yield tree.counted_file(self.state, contest, code)
        yield from region.region_page(self.site, now, content)
        if level_of(code) <= Level.PROVINCE:
            yield from fixed.embed_page(self.site, now, content)
        if code == NATION:
            yield from fixed.screen_page(self.site, now, content)
        for child in self.state.country_of(contest).below.get(code, ()):
            yield from self.region_files(contest, child)

    def polled(self, contest):
        """What was counted in each district."""
        national = {
            each.number: self.tally(contest, NATION).votes.get(f"partai_{each.number}_total", 0)
            for each in self.site.profile.parties
        }
        expected = self.state.country_of(contest).expected
        for ballot in ballots_of(self.site.profile, contest, NATION):
            parts = {
                RegionCode(each): Together.of([self.tally(contest, each)], expected.get(each, 0))
                for each in ballot.regions
            }
            whole = Together.of(
                (self.tally(contest, each) for each in ballot.regions),
                sum(each.expected for each in parts.values()),
            )
            yield district.Polled(
                contest,
                ballot.district.code,
                whole,
                parts,
                sum(self.open(contest, each) for each in ballot.regions),
                national,
            )

    def district_files(self, contest, inside=""):
        """Pages of districts, and of the seats of assemblies."""
        if contest is Contest.PRESIDENT:
            return
        polled = [each for each in self.polled(contest) if each.code.startswith(inside)]
        for each in polled:
            yield from district.district_page(self.site, self.latest, each)
        digits = {Contest.DPR: 0, Contest.DPRD_PROVINCE: 2, Contest.DPRD_REGENCY: 4}.get(contest)
        if digits is None:
            return
        assemblies = {}
        for each in polled:
            assemblies.setdefault(RegionCode(each.code[:digits] or NATION), []).append(each)
        for assembly, some in assemblies.items():
            yield from parliament.seats_page(self.site, self.latest, contest, assembly, some)

    def site_files(self, contests=tuple(Contest), times=()):
        """The pages there is one of, and where the site stands."""
        nations = {each: self.region_document(each, NATION) for each in contests}
        yield from fixed.site_pages(self.site, self.latest, nations)
        yield "v1/latest.json", msgspec.json.encode(self.latest)
        for contest in contests:
            made = arrivals.Arrivals(self.ledger.election, contest)
            made.add((at for at, which in times if which is contest), self.size)
            yield from arrivals.arrivals_page(self.site, self.latest, made)


def whole(made, contests=tuple(Contest), inside="", times=()):
    """Every file of a site."""
    for contest in contests:
        yield from made.region_files(contest)
        yield from made.district_files(contest, inside)
    yield from made.site_files(contests, times)


def write(folder, files):
    """Write files under a folder; how many and how large."""
    count = size = 0
    for path, content in files:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        count, size = count + 1, size + len(content)
    return count, size
