"""The places and parties of a report in NIST's format, as its reporting units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from sirekap.election.forms import FieldName
from sirekap.election.regions import Level, is_overseas, level_of, number_of
from sirekap.tiers.tally import open_ballots

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from sirekap.election.choices import District
    from sirekap.election.regions import RegionCode, StationCode
    from sirekap.profiles import Profile
    from sirekap.publication.country import Country
    from sirekap.tiers.ballots import Electorate
    from sirekap.tiers.standing import Standing

Thing: TypeAlias = dict[str, Any]
"""An object of the format, as JSON."""

_TYPES = {
    Level.NATION: "country",
    Level.PROVINCE: "state",
    Level.REGENCY: "county",
    Level.SUBDISTRICT: "township",
    Level.VILLAGE: "village",
}
"""NIST's kinds of places are those of the United States; these stand in the same order."""

_VOTERS = (
    ("VotersRegistered", FieldName("pemilih_dpt_j")),
    ("VotersParticipated", FieldName("pengguna_total_j")),
)


def typed(name: str, **members: object) -> Thing:
    """An object of a class of the format; empty lists are left out."""
    return {"@type": f"ElectionResults.{name}"} | {key: one for key, one in members.items() if one != []}


def said(text: str) -> Thing:
    """A text in Indonesian."""
    words = typed("LanguageString", Content=text, Language="id")
    return typed("InternationalizedText", Text=[words])


def unit_id(place: str) -> str:
    """A place's name within a report; its code is the ``ExternalIdentifier``."""
    return f"unit-{place}"


def district_id(district: District) -> str:
    """An electoral district's name within a report."""
    return f"district-{district.code}"


def region(country: Country, code: RegionCode, counted: int, below: Sequence[str]) -> Thing:
    """A region with how many of its stations have figures."""
    expected, level = country.expected.get(code, 0), level_of(code)
    waits = "in-process" if counted else "not-processed"
    kind = {"Type": _TYPES[level]}
    if is_overseas(code):
        kind = {"Type": "other", "OtherType": f"overseas, {level.name.lower()}"}
    members = {
        "@id": unit_id(code),
        **kind,
        "Name": said(country.name(code)),
        "ExternalIdentifier": [_code(code)],
        "ComposingGpUnitIds": [unit_id(each) for each in below],
        "TotalSubUnits": expected,
        "SubUnitsReported": counted,
        "CountStatus": [_status("completed" if counted == expected else waits)],
    }
    return typed("ReportingUnit", **members)


def station(country: Country, code: StationCode, standing: Standing) -> Thing:
    """A polling station: completed once nothing of its votes is open, in process while they wait."""
    votes = standing.votes
    open_still = open_ballots(standing, 1) > 0
    waits = "in-process" if votes.figures.entries else "not-processed"
    status = waits if open_still else "completed"
    numbers = standing.administration.figures.numbers
    known = {name: numbers[each] for name, each in _VOTERS if each in numbers}
    members = {
        "@id": unit_id(code),
        "Type": "polling-place",
        "Name": said(country.name(code)),
        "Number": str(number_of(code)),
        "ExternalIdentifier": [_code(code)],
        "CountStatus": [_status(status)],
        **known,
    }
    return typed("ReportingUnit", **members)


def districts(
    ballots: Sequence[Electorate], within: RegionCode, known: Container[RegionCode]
) -> Iterator[Thing]:
    """The electoral districts, each made of its regions as far as they lie within one and are told."""
    for ballot in ballots:
        if ballot.district is not None:
            members = {
                "@id": district_id(ballot.district),
                "Type": "other",
                "OtherType": "electoral district (dapil)",
                "IsDistricted": True,
                "Name": said(ballot.district.name),
                "ExternalIdentifier": [_code(ballot.district.code)],
                "ComposingGpUnitIds": [unit_id(each) for each in ballot.inside(within) if each in known],
            }
            yield typed("ReportingUnit", **members)


def parties(profile: Profile) -> list[Thing]:
    """Every party on any ballot."""
    found = []
    for each in profile.parties:
        members = {
            "@id": f"party-{each.number}",
            "Name": said(each.name),
            "Abbreviation": said(each.short_name),
            "ExternalIdentifier": [_code(str(each.number))],
        }
        found.append(typed("Party", **members))
    return found


def _code(value: str) -> Thing:
    return typed("ExternalIdentifier", Type="national-level", Value=value)


def _status(status: str) -> Thing:
    return typed("CountStatus", Type="total", Status=status)
