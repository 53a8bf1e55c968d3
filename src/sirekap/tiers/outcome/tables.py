"""Files of a legislative result as values: votes by district and party, seats, candidates.

The shape is that of the public set ``dpr2024``: ``kode_dapil``, ``partai`` (the number on the
ballot), ``suara_total``; ``kursi``; ``nomor`` for national totals; ``id_caleg``, ``no_urut``,
``nama`` and ``suara`` for candidates. Other columns are ignored.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.election.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sirekap.tiers.outcome.seats import PartyNumber

    Row = Mapping[str, str]

_COLUMN_REFUSED = "seats_column"
_NUMBER_REFUSED = "seats_number"
_TWICE_REFUSED = "seats_twice"
_DISTRICT_REFUSED = "seats_district"
_NUMBER = re.compile(r"[0-9]{1,12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Person:
    """A candidate as the files have one; ``id`` is KPU's, empty where the file gives none."""

    id: str
    number: int
    name: str
    votes: int


def votes_of(rows: Iterable[Row]) -> dict[str, dict[PartyNumber, int]]:
    """Votes by district and party.

    Raises ``Refusal``: ``seats_column``, ``seats_number``, or ``seats_twice`` for a party that
    a district has two rows of.
    """
    found: dict[str, dict[PartyNumber, int]] = {}
    for line, row in enumerate(rows, 2):
        district, party = _text(row, "kode_dapil"), _whole(row, "partai", line)
        votes = found.setdefault(district, {})
        if party in votes:
            raise Refusal(_TWICE_REFUSED, {"district": district, "party": party})
        votes[party] = _whole(row, "suara_total", line)
    return found


def seats_of(rows: Iterable[Row]) -> dict[str, int]:
    """Seats by district."""
    return {_text(row, "kode_dapil"): _whole(row, "kursi", line) for line, row in enumerate(rows, 2)}


def national_of(rows: Iterable[Row]) -> dict[PartyNumber, int]:
    """Each party's votes in the whole country."""
    return {_whole(row, "nomor", line): _whole(row, "suara_total", line) for line, row in enumerate(rows, 2)}


def candidates_of(rows: Iterable[Row]) -> dict[tuple[str, PartyNumber], list[Person]]:
    """The candidates of each district and party, in the order of the ballot."""
    found: dict[tuple[str, PartyNumber], list[Person]] = {}
    for line, row in enumerate(rows, 2):
        person = Person(
            row.get("id_caleg", ""),
            _whole(row, "no_urut", line),
            _text(row, "nama"),
            _whole(row, "suara", line),
        )
        found.setdefault((_text(row, "kode_dapil"), _whole(row, "partai", line)), []).append(person)
    return {key: sorted(people, key=lambda each: each.number) for key, people in found.items()}


def need_seats(votes: Iterable[str], seats: Mapping[str, int]) -> None:
    """Refuse (``seats_district``) votes of a district whose seats nobody gave."""
    for district in votes:
        if district not in seats:
            raise Refusal(_DISTRICT_REFUSED, {"district": district})


def _text(row: Row, column: str) -> str:
    found = row.get(column)
    if not found:
        raise Refusal(_COLUMN_REFUSED, {"column": column})
    return found


def _whole(row: Row, column: str, line: int) -> int:
    found = _text(row, column)
    if not _NUMBER.fullmatch(found):
        raise Refusal(_NUMBER_REFUSED, {"line": line, "column": column, "found": found[:40]})
    return int(found)
