"""A region's document, of the nation down to a subdistrict: its totals, its plenary, what lies below it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sirekap.election.canonical import encode_own
from sirekap.election.regions import NATION
from sirekap.texts import LANGUAGES, say
from sirekap.tiers.plenaries import NOT_MET
from sirekap.tiers.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sirekap.election.canonical import Json
    from sirekap.election.contests import Contest
    from sirekap.election.identity import ElectionId
    from sirekap.election.regions import RegionCode
    from sirekap.publication.country import Country
    from sirekap.tiers.outcome.change import Margin
    from sirekap.tiers.plenaries import PlenaryStanding

VERSION = 1
_NOTHING = Tally()


@dataclass(frozen=True)
class Told:
    """What a region's document is made of: totals of itself and of the regions one tier below.

    ``size`` are the leaves of the log that it tells: up to the last one that changed anything in
    the region. ``minutes`` is where the plenary's minutes stand, ``margin`` the nation's alone.
    """

    election: ElectionId
    contest: Contest
    region: RegionCode
    size: int
    totals: Mapping[RegionCode, Tally] = field(default_factory=dict)
    plenary: PlenaryStanding = NOT_MET
    minutes: str | None = None
    margin: Margin | None = None


def region(country: Country, told: Told) -> bytes:
    """The document, canonical JSON."""
    tally = told.totals.get(told.region, _NOTHING)
    document: dict[str, Json] = {
        "v": VERSION,
        "election": told.election,
        "contest": told.contest.value,
        "size": told.size,
        **_row(country, told, told.region),
        "findings": {**tally.findings},
        "plenary": _plenary(told),
        "children": [_row(country, told, code) for code in country.below.get(told.region, ())],
    }
    if told.margin is not None:
        document["margin"] = _margin(told.margin)
    return encode_own(document)


def path_of(contest: Contest, code: RegionCode) -> str:
    """Where a region's document stands, or a village's pointer."""
    if code == NATION:
        return f"v1/{contest}.json"
    steps = "/".join(code[:digits] for digits in (2, 4, 6, 10) if digits <= len(code))
    return f"v1/{contest}/{steps}.json"


def _row(country: Country, told: Told, code: RegionCode) -> dict[str, Json]:
    tally = told.totals.get(code, _NOTHING)
    return {
        "region": code,
        "name": country.name(code),
        "votes": {**tally.votes},
        "settled": {**tally.settled},
        "counts": {"expected": country.expected.get(code, 0), **tally.stations},
    }


def _plenary(told: Told) -> Json:
    standing = told.plenary
    if standing is NOT_MET or standing.last is None:
        return None
    return {"phase": standing.phase.value, "record": standing.certificate, "minutes": told.minutes}


def _margin(margin: Margin) -> Json:
    """The least votes that change the outcome against those still open, and what that means."""
    code = "margin.open" if margin.can_change else "margin.closed"
    if margin.votes is None:
        code = "margin.none"
    return {
        "votes": margin.votes,
        "open": margin.open,
        "about": [*margin.about],
        "can_change": margin.can_change,
        "text": {
            language: say(code, language, votes=margin.votes, open=margin.open) for language in LANGUAGES
        },
    }
