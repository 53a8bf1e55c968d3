"""One election's data, read from the folder of its profile.

A profile is a folder beside this file: ``profile.toml`` with contests, tickets and
limits, ``forms/*.toml``, ``layouts/*.json``, and tables of parties, districts,
candidates and regions as CSV. Everything in it can be replaced without code.
"""

from __future__ import annotations

import csv
import gzip
import io
import tomllib
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sirekap.election.choices import Candidate, District, DistrictCode, Party, Ticket
from sirekap.election.contests import Block, Contest
from sirekap.election.regions import NATION, Level, Region, RegionCode, parent_of, region_code
from sirekap.election.rules import Circumstances
from sirekap.profiles.forms import build_form

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from sirekap.election.forms import Form
    from sirekap.election.regions import StationCode

ACEH = RegionCode("11")
"""The one province where local parties stand (UU 11/2006)."""


@dataclass(frozen=True, slots=True)
class ContestEntry:
    """How a contest is called, its form, the hundreds digit of its tags, and the form of its copies.

    ``ends`` is the tier whose plenary fixes its result (PKPU 5/2024); ``threshold`` the share
    of national votes a party needs for seats, if any (UU 7/2017 art. 414).
    """

    contest: Contest
    name: str
    form: str
    tag: int
    ends: Level
    copy: str | None = None
    threshold: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Whole numbers the law sets for a regular domestic station."""

    voters: int
    reserve_percent: int
    reserve_tolerance: int


@dataclass(frozen=True, slots=True)
class Paper:
    """How often paper errs.

    ``slip``: a number is not the count it stands for; ``broken``: an identity between counts
    does not hold; ``reserve``: ballots received are not exactly the list and its reserve.
    """

    slip: float
    broken: float
    reserve: float


@dataclass(frozen=True)
class Profile:
    """An election as data. Take one with :func:`load`.

    ``opens`` is when its figures may be told: once the polls have closed in the western zone.
    ``holding`` names, for each block, the findings that hold it back until a person has
    looked. ``paper`` tells how often the paper itself errs.
    """

    id: str
    name: str
    edition: str
    polling_day: date
    opens: datetime
    limits: Limits
    contests: tuple[ContestEntry, ...]
    tickets: tuple[Ticket, ...]
    holding: tuple[tuple[Block, frozenset[str]], ...]
    paper: Paper
    folder: Path

    @cached_property
    def parties(self) -> tuple[Party, ...]:
        """Every party on any ballot, by number; those of Aceh included."""
        return tuple(
            Party(
                number=int(row["number"]),
                id=row["id"],
                short_name=row["short_name"],
                name=row["name"],
                colour=row["colour"],
                only_in_aceh=row["only_in_aceh"] == "1",
            )
            for row in self._rows("parties.csv")
        )

    @cached_property
    def regions(self) -> dict[RegionCode, Region]:
        """The regions shipped with the profile: provinces, regencies, and one regency's villages."""
        rows = self._rows("regions.csv")
        shipped = {RegionCode(row["code"]): Region(region_code(row["code"]), row["name"]) for row in rows}
        return {NATION: Region(NATION, "INDONESIA"), **shipped}

    @cached_property
    def station_counts(self) -> dict[RegionCode, int]:
        """How many stations each shipped region has."""
        return {RegionCode(row["code"]): int(row["stations"]) for row in self._rows("regions.csv")}

    def entry(self, contest: Contest) -> ContestEntry:
        """The entry of a contest; ``KeyError`` if the election does not hold it."""
        for each in self.contests:
            if each.contest is contest:
                return each
        raise KeyError(contest)

    def contest_of_form(self, code: str) -> Contest:
        """The contest a form belongs to; ``KeyError`` for a form the profile does not have."""
        for each in self.contests:
            if code in {each.form, each.copy}:
                return each.contest
        raise KeyError(code)

    def districts(self, contest: Contest) -> dict[DistrictCode, District]:
        """The electoral districts of a contest; empty for the presidential one."""
        return _districts(self.folder).get(contest, {})

    def candidates(self, contest: Contest, district: DistrictCode) -> tuple[Candidate, ...]:
        """The candidates of a district in the order of the ballot; empty where none are shipped."""
        return _candidates(self.folder, contest).get(district, ())

    def parties_in(self, province: RegionCode) -> tuple[Party, ...]:
        """The parties on the ballots of a province's own assemblies and of DPR there."""
        return tuple(each for each in self.parties if province == ACEH or not each.only_in_aceh)

    def parties_of(self, district: DistrictCode) -> tuple[Party, ...]:
        """The parties on the ballots of a district, whose code begins with its province."""
        return self.parties_in(RegionCode(district[:2]))

    def form(self, code: str, district: DistrictCode | None = None) -> Form:
        """A form's definition. Where the choices depend on the district, it is named.

        ``KeyError`` for an unknown form, ``ValueError`` when a district is needed.
        """
        return build_form(self, code, district)

    def layout_source(self, form: str) -> bytes:
        """The bytes of a form's layout; ``FileNotFoundError`` if the profile draws none."""
        return (self.folder / "layouts" / f"{form}.json").read_bytes()

    def circumstances(self, station: StationCode | None, *, irregular: bool = False) -> Circumstances:
        """What rules must know of a station; overseas stations have no limit and no reserve."""
        abroad = station is not None and station.startswith("99")
        limit = None if abroad or irregular else self.limits.voters
        return Circumstances(voter_limit=limit, irregular=abroad or irregular)

    def path_of(self, code: RegionCode) -> tuple[Region, ...]:
        """A region's ancestors and itself, province first, as far as the profile knows them."""
        chain: list[Region] = []
        step: RegionCode | None = code
        while step is not None and step != NATION:
            if step in self.regions:
                chain.append(self.regions[step])
            step = parent_of(step)
        return tuple(reversed(chain))

    def _rows(self, name: str) -> Iterator[dict[str, str]]:
        return _rows(self.folder, name)


@cache
def load(name: str = "pemilu2024") -> Profile:
    """Read the profile of that name; ``FileNotFoundError`` when there is none."""
    folder = Path(__file__).parent / name
    data = tomllib.loads((folder / "profile.toml").read_text(encoding="utf-8"))
    return Profile(
        id=data["id"],
        name=data["name"],
        edition=data["edition"],
        polling_day=data["polling_day"],
        opens=data["opens"],
        limits=Limits(**data["limits"]),
        contests=tuple(
            ContestEntry(
                Contest(each["code"]),
                each["name"],
                each["form"],
                each["tag"],
                Level[each["ends"].upper()],
                each.get("copy"),
                Fraction(each["threshold_percent"], 100) if "threshold_percent" in each else None,
            )
            for each in data["contest"]
        ),
        tickets=tuple(
            Ticket(each["number"], each["id"], tuple(each["names"]), each["colour"])
            for each in data["ticket"]
        ),
        holding=tuple((Block(block), frozenset(codes)) for block, codes in data["holding"].items()),
        paper=Paper(**data["paper"]),
        folder=folder,
    )


@cache
def _districts(folder: Path) -> dict[Contest, dict[DistrictCode, District]]:
    found: dict[Contest, dict[DistrictCode, District]] = {}
    for row in _rows(folder, "districts.csv.gz"):
        seats = int(row["seats"]) if row["seats"] else None
        code = DistrictCode(row["code"])
        district = District(code, row["name"], seats, tuple(row["regions"].split()))
        found.setdefault(Contest(row["contest"]), {})[code] = district
    return found


@cache
def _candidates(folder: Path, contest: Contest) -> dict[DistrictCode, tuple[Candidate, ...]]:
    name = f"candidates-{contest}.csv.gz"
    if not (folder / name).is_file():
        return {}
    found: dict[DistrictCode, list[Candidate]] = {}
    for row in _rows(folder, name):
        party = int(row["party"]) if row["party"] else None
        person = Candidate(int(row["number"]), row["name"], row["sex"], row["residence"], party)
        found.setdefault(DistrictCode(row["district"]), []).append(person)
    return {district: tuple(people) for district, people in found.items()}


def _rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    content = (folder / name).read_bytes()
    if name.endswith(".gz"):
        content = gzip.decompress(content)
    yield from csv.DictReader(io.StringIO(content.decode("utf-8")))
