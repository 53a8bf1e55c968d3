"""Files of published counts recapitulated: one row a station, totals of every region above it.

The shape is that of the public set ``pilpres2024-tps``: ``tps``, ``suara_01`` and on, and the
administration block. An empty cell was not published. A row is counted when it gives at
least one ticket; a ticket that is missing then adds nothing and is finding R411.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.election.contests import Contest, Poll
from sirekap.election.forms import FieldName
from sirekap.election.refusal import Refusal
from sirekap.election.regions import CodeError, Level, ancestors, level_of, station_code
from sirekap.tiers.tally import Share, Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sirekap.election.regions import RegionCode, StationCode
    from sirekap.tiers.rulebook import Rulebook

_COLUMNS_REFUSED = "recap_columns"
_NUMBER_REFUSED = "recap_number"
_STATION_REFUSED = "recap_station"
_TWICE_REFUSED = "recap_twice"

_STATION = "tps"
_TICKET = re.compile(r"suara_0*([1-9][0-9]*)")
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
_SEXES = ("l", "p", "j")
_RENAMED = {
    f"{column}_{sex}": FieldName(f"{field}_{sex}")
    for sex in _SEXES
    for column, field in (
        ("dpt", "pemilih_dpt"),
        ("pengguna_dpt", "pengguna_dpt"),
        ("pengguna_dptb", "pengguna_dptb"),
        ("pengguna_dpk", "pengguna_non_dpt"),
        ("pengguna", "pengguna_total"),
    )
} | {name: FieldName(name) for name in ("suara_sah", "suara_tidak_sah", "suara_total")}


@dataclass(frozen=True, slots=True)
class RegionRecap:
    """One region: votes of each choice, stations expected and counted, stations a code."""

    region: RegionCode
    votes: tuple[tuple[str, int], ...]
    expected: int
    counted: int
    findings: tuple[tuple[str, int], ...]

    @property
    def level(self) -> Level:
        """The tier the region stands on."""
        return level_of(self.region)


def columns(header: Sequence[str]) -> dict[str, FieldName]:
    """The columns that are read, and the fields they are; the others are ignored.

    Raises ``Refusal("recap_columns")`` without a station or a ticket.
    """
    known = dict(_RENAMED)
    for name in header:
        if ticket := _TICKET.fullmatch(name):
            known[name] = FieldName(f"suara_{ticket[1]}")
    found = {name: known[name] for name in header if name in known}
    if _STATION not in header or not any(map(_TICKET.fullmatch, found)):
        raise Refusal(_COLUMNS_REFUSED)
    return found


def numbers(row: Mapping[str, str], read: Mapping[str, FieldName]) -> dict[FieldName, int]:
    """The numbers of a row; ``Refusal("recap_number")`` for what is neither empty nor whole."""
    found: dict[FieldName, int] = {}
    for column, name in read.items():
        text = row[column]
        if not text:
            continue
        if not _NUMBER.fullmatch(text):
            raise Refusal(_NUMBER_REFUSED, {"column": column, "found": text[:40]})
        found[name] = int(text)
    return found


class Recap:
    """Totals that grow row by row; :meth:`regions` tells them."""

    def __init__(self, contest: Contest, rulebook: Rulebook) -> None:
        self._contest, self._rulebook = contest, rulebook
        self._totals: dict[RegionCode, Tally] = {}
        self._seen: set[StationCode] = set()
        self._choices: dict[str, None] = {}

    def add(self, rows: Iterable[tuple[str, Mapping[FieldName, int]]]) -> None:
        """Add stations with their numbers.

        Raises ``Refusal``: ``recap_station`` for what is no station's code,
        ``recap_twice`` for a station that was given before.
        """
        for text, given in rows:
            station = _station(text)
            if station in self._seen:
                raise Refusal(_TWICE_REFUSED, {"station": station})
            self._seen.add(station)
            share = self._share(station, given)
            for region in ancestors(station):
                self._totals.setdefault(region, Tally()).add(share)

    def _share(self, station: StationCode, given: Mapping[FieldName, int]) -> Share:
        choices = self._rulebook.choices(self._contest, station)
        self._choices.update(dict.fromkeys(choices))
        votes = tuple((name, given[name]) for name in choices if name in given)
        stands = ("expected", "counted") if votes else ("expected",)
        codes = self._rulebook.codes(self._contest, station, Poll.REGULAR, given) if given else ()
        return Share(votes, stands, codes)

    def regions(self) -> list[RegionRecap]:
        """Every region, the nation first, each before the regions within it."""
        return [self._region(code, self._totals[code]) for code in sorted(self._totals)]

    def _region(self, code: RegionCode, tally: Tally) -> RegionRecap:
        return RegionRecap(
            code,
            tuple((name, tally.votes.get(name, 0)) for name in self._choices),
            tally.stations["expected"],
            tally.stations.get("counted", 0),
            tuple(sorted(tally.findings.items())),
        )


def _station(text: str) -> StationCode:
    try:
        return station_code(text)
    except CodeError:
        raise Refusal(_STATION_REFUSED, {"found": text[:40]}) from None
