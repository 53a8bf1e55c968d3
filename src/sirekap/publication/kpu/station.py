"""A station's file: its figures, its photos, and which of its two blocks are a result."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sirekap.election.contests import Contest, Poll
from sirekap.election.forms import FieldName
from sirekap.publication.kpu.writing import short_first, stamp
from sirekap.tiers.standing import NOWHERE, State

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sirekap.election.choices import DistrictCode
    from sirekap.election.regions import StationCode
    from sirekap.publication.kpu.keys import Keys
    from sirekap.publication.kpu.writing import Document, Value
    from sirekap.tiers.standing import BlockStanding, Standing

Numbers = dict[FieldName, int | None]

RESULTS = frozenset({State.AGREED, State.VERIFIED, State.RECAPITULATED, State.CORRECTED})
"""The states in which a block is public as a result; what comes before is public as pending."""

PRESIDENTIAL_PAGES = 3

_ADMINISTRATION = tuple(
    FieldName(name)
    for name in (
        "suara_sah",
        "suara_total",
        "pemilih_dpt_j",
        "pemilih_dpt_l",
        "pemilih_dpt_p",
        "pengguna_dpt_j",
        "pengguna_dpt_l",
        "pengguna_dpt_p",
        "pengguna_dptb_j",
        "pengguna_dptb_l",
        "pengguna_dptb_p",
        "suara_tidak_sah",
        "pengguna_total_j",
        "pengguna_total_l",
        "pengguna_total_p",
        "pengguna_non_dpt_j",
        "pengguna_non_dpt_l",
        "pengguna_non_dpt_p",
    )
)
"""The fields KPU shows, in its order. It shows no ballots and no voters with a disability."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A station's contest as it is to be shown: where it stands, its photos by page, as of when."""

    station: StationCode
    contest: Contest
    at: datetime
    standing: Standing = NOWHERE
    photos: Mapping[int, str] = field(default_factory=dict)
    """The address of the public photo of each page that has one."""


def station(keys: Keys, shown: Shown) -> Document:
    """The file of a station, also of one from which nothing has come yet."""
    if shown.contest.by_party:
        return _legislative(keys, shown)
    return {
        "mode": "hhcw",
        "chart": _chart(keys, shown),
        "images": _images(keys, shown),
        "administrasi": _administration(shown.standing),
        **_closing(shown),
    }


def _legislative(keys: Keys, shown: Shown) -> Document:
    district = keys.district_of(shown.contest, shown.station)
    votes = shown.standing.votes.figures.all
    parties = {} if district is None else keys.parties(shown.contest, district)
    chart: Mapping[str, Value] | None = None
    people: Mapping[str, Value] | None = None
    if votes:
        chart = short_first({party: _party(votes, party) for party in parties})
        people = short_first(
            {
                party: short_first({key: votes.get(name) for key, name in fields.items()})
                for party, fields in parties.items()
            }
        )
    return {
        "chart": chart,
        "images": _images(keys, shown),
        "kode_dapil": district,
        "administrasi": _administration(shown.standing),
        "caleg": people,
        **_closing(shown),
    }


def _party(votes: Mapping[FieldName, int | None], party: str) -> Value:
    """What a party has; a number that is not on the paper is left out, for clients take no null here."""
    said = {
        "jml_suara_total": votes.get(FieldName(f"partai_{party}_total")),
        "jml_suara_partai": votes.get(FieldName(f"partai_{party}")),
    }
    return {name: count for name, count in said.items() if count is not None}


def _chart(keys: Keys, shown: Shown) -> Value:
    votes = shown.standing.votes.figures.all
    if not votes:
        return None
    district = keys.district_of(shown.contest, shown.station)
    fields = choices(keys, shown.contest, district)
    # KPU's own files have an entry of no choice at all, and clients step over it.
    return short_first({"null": None, **{key: votes.get(name) for key, name in fields.items()}})


def choices(keys: Keys, contest: Contest, district: DistrictCode | None) -> dict[str, FieldName]:
    """The keys of a contest's tickets or people, and their fields."""
    if contest is Contest.PRESIDENT:
        return keys.tickets
    return {} if district is None else keys.people(contest, district)


def _images(keys: Keys, shown: Shown) -> list[Value]:
    """The photos by page, ``None`` where one is missing; KPU's clients want three of a presidential form."""
    if shown.contest is Contest.PRESIDENT:
        last = PRESIDENTIAL_PAGES
    else:
        district = keys.district_of(shown.contest, shown.station)
        pages = 1 if district is None else keys.pages(shown.contest, district)
        last = max((pages, *shown.photos))
    return [shown.photos.get(page) for page in range(1, last + 1)]


def _administration(standing: Standing) -> Value:
    given = standing.administration.figures.all
    if not given:
        return None
    # Valid and invalid votes belong to the block of votes; KPU shows them here.
    numbers = {**standing.votes.figures.all, **given}
    return {name: numbers.get(name) for name in _ADMINISTRATION}


def _closing(shown: Shown) -> dict[str, Value]:
    poll = shown.standing.poll
    return {
        "psu": None if poll in {None, Poll.REGULAR} else str(poll),
        "ts": stamp(shown.at),
        "status_suara": _is_result(shown.standing.votes),
        "status_adm": _is_result(shown.standing.administration),
    }


def _is_result(block: BlockStanding) -> bool:
    return block.state in RESULTS
