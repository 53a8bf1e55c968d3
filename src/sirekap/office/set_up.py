"""Setting up an election from tables: read strictly, row by row, before anything is changed.

Three tables in CSV with a heading row, each optional:

``regions``
    ``code,name`` (also KPU's ``kode,nama``): regions of every level.
``stations``
    ``code,voters`` (also ``kode`` or ``tps``, and ``dpt`` or ``dpt_j``): polling stations and
    their voters' lists; an empty list means it is not known yet.
``choices``
    ``contest,district,field,name``: what the ballots offer.

A bad row is a finding of the table, with its line and what to do; a table with bad rows is
not taken, so that half an election is never set up.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from sirekap.election.contests import Contest
from sirekap.election.regions import (
    NATION,
    CodeError,
    Region,
    Station,
    parent_of,
    region_code,
    station_code,
    village_of,
)
from sirekap.office.ports import ChoiceSetup, ContestSetup, Setup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sirekap.office.ports import Change, Places
    from sirekap.profiles import Profile

T = TypeVar("T")
Key = tuple[str, ...]

_MOST_VOTERS = 1_000_000
"""No station of any country has more; a larger number is a slip of the spreadsheet."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be taken: its table, its line in the file (the heading is line 1), why."""

    table: str
    line: int
    code: str
    facts: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True)
class Tables:
    """What was read: the set-up of the good rows, and every bad one."""

    setup: Setup
    bad: tuple[BadRow, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Taken(Generic[T]):
    """The good rows of a table, and on which line each key stands."""

    rows: list[T]
    lines: Mapping[Key, int]


def read_tables(
    profile: Profile,
    regions: Iterable[str] = (),
    stations: Iterable[str] = (),
    choices: Iterable[str] = (),
) -> Tables:
    """Read the lines of up to three tables; contests and districts are the profile's."""
    bad: list[BadRow] = []
    taken_regions = _taken("regions", regions, _region, bad)
    taken_stations = _taken("stations", stations, _station, bad)
    taken_choices = _taken("choices", choices, _choice, bad)
    if taken_regions.lines:
        bad.extend(_orphans(taken_regions, taken_stations))
    contests = [ContestSetup(str(each.contest), each.name, each.form) for each in profile.contests]
    districts = {
        str(each.contest): tuple(profile.districts(each.contest).values()) for each in profile.contests
    }
    return Tables(
        Setup(
            regions=[Region(NATION, "INDONESIA"), *taken_regions.rows] if taken_regions.rows else (),
            stations=taken_stations.rows,
            contests=contests,
            choices=[*_tickets(profile), *taken_choices.rows],
            districts=districts,
        ),
        tuple(bad),
    )


async def set_up(places: Places, tables: Tables, *, dry: bool) -> Mapping[str, Change]:
    """Put the tables in place; ``dry`` only tells what would change. Bad rows are a ``ValueError``."""
    if tables.bad:
        message = f"{len(tables.bad)} rows cannot be taken: show them first"
        raise ValueError(message)
    return await places.put(tables.setup, dry=dry)


def _taken(
    table: str, lines: Iterable[str], take: Callable[[Mapping[str, str]], tuple[Key, T]], bad: list[BadRow]
) -> _Taken[T]:
    rows: list[T] = []
    seen: dict[Key, int] = {}
    reader = csv.DictReader(lines, strict=True)
    try:
        for row in reader:
            try:
                key, one = take(row)
            except _Refused as refused:
                bad.append(BadRow(table, reader.line_num, refused.code, refused.facts))
                continue
            if key in seen:
                bad.append(BadRow(table, reader.line_num, "row_twice", (("first", seen[key]),)))
                continue
            seen[key] = reader.line_num
            rows.append(one)
    except csv.Error as error:
        bad.append(BadRow(table, reader.line_num, "row_not_csv", (("why", str(error)),)))
    return _Taken(rows, seen)


class _Refused(Exception):  # noqa: N818 -- carries a bad row's reason to the loop that knows its line
    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code)
        self.code, self.facts = code, tuple(facts.items())


def _cell(row: Mapping[str, str], *names: str) -> str:
    """The first of these columns; a row too short or too long is refused."""
    if None in row or None in row.values():  # csv's own keys for what does not fit the heading
        raise _Refused("row_length_wrong")
    for name in names:
        if name in row:
            return row[name].strip()
    raise _Refused("column_missing", column=names[0])


def _region(row: Mapping[str, str]) -> tuple[Key, Region]:
    code, name = _cell(row, "code", "kode"), _cell(row, "name", "nama")
    if not name:
        raise _Refused("name_missing", row=code)
    try:
        return (code,), Region(region_code(code), name)
    except CodeError:
        raise _Refused("region_code_wrong", row=code) from None


def _station(row: Mapping[str, str]) -> tuple[Key, Station]:
    code, voters = _cell(row, "code", "kode", "tps"), _cell(row, "voters", "dpt", "dpt_j")
    if voters and not (voters.isascii() and voters.isdecimal() and int(voters) <= _MOST_VOTERS):
        raise _Refused("voters_wrong", row=code, voters=voters)
    try:
        return (code,), Station(station_code(code), int(voters) if voters else None)
    except CodeError:
        raise _Refused("station_code_wrong", row=code) from None


def _choice(row: Mapping[str, str]) -> tuple[Key, ChoiceSetup]:
    contest, district, name = _cell(row, "contest"), _cell(row, "district"), _cell(row, "name")
    if contest not in set(Contest):
        raise _Refused("contest_unknown", row=contest)
    if not name:
        raise _Refused("name_missing", row=contest)
    field_name = _cell(row, "field")
    return (contest, district, field_name), ChoiceSetup(contest, district, field_name, name)


def _tickets(profile: Profile) -> Iterator[ChoiceSetup]:
    for each in profile.tickets:
        yield ChoiceSetup(str(Contest.PRESIDENT), "", f"suara_{each.number}", " / ".join(each.names))


def _orphans(regions: _Taken[Region], stations: _Taken[Station]) -> Iterator[BadRow]:
    """Regions and stations whose parent is not in the table of regions."""
    for region in regions.rows:
        parent = parent_of(region.code)
        if parent not in {None, NATION} and (parent,) not in regions.lines:
            facts = (("row", str(region.code)), ("parent", str(parent)))
            yield BadRow("regions", regions.lines[region.code,], "parent_missing", facts)
    for station in stations.rows:
        village = village_of(station.code)
        if (village,) not in regions.lines:
            facts = (("row", str(station.code)), ("parent", str(village)))
            yield BadRow("stations", stations.lines[station.code,], "parent_missing", facts)
