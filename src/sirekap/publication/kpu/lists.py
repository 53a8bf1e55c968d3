"""What is voted on and where: regions, districts, tickets, parties, candidates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.election.contests import Contest
from sirekap.election.regions import NATION, Level, level_of
from sirekap.publication.kpu.writing import short_first, stamp

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sirekap.election.choices import District, DistrictCode, Party
    from sirekap.election.regions import RegionCode, StationCode
    from sirekap.profiles import Profile
    from sirekap.publication.country import Country
    from sirekap.publication.kpu.keys import Keys
    from sirekap.publication.kpu.writing import Document, Value


def wilayah(country: Country, region: RegionCode) -> Document:
    """What lies one tier below a region, by name; below a village its stations."""
    inner: Sequence[RegionCode | StationCode]
    if level_of(region) is Level.VILLAGE:
        inner, level = country.stations.get(region, ()), Level.STATION
    else:
        inner, level = country.below.get(region, ()), Level(level_of(region) + 1)
    named = sorted((country.name(code), code) for code in inner)
    return [
        {"nama": name, "id": country.id_of(code), "kode": code, "tingkat": int(level)} for name, code in named
    ]


def districts(profile: Profile, contest: Contest, region: RegionCode) -> Document:
    """The districts of a contest in a region, by code. ``id`` is the code's number: KPU's is not known."""
    found = profile.districts(contest).values()
    here = [each for each in found if region == NATION or each.code.startswith(region)]
    return [_district(each) for each in sorted(here, key=lambda each: each.code)]


def _district(district: District) -> Mapping[str, Value]:
    return {"id": int(district.code), "nama": district.name, "kode": district.code}


def tickets(profile: Profile, at: datetime) -> Document:
    """The pairs for president and vice-president, by key."""
    return short_first(
        {
            each.id: {
                "ts": stamp(at),
                "nama": " - ".join(each.names),
                "warna": each.colour,
                "nomor_urut": each.number,
            }
            for each in profile.tickets
        }
    )


def parties(profile: Profile, at: datetime) -> Document:
    """The parties, by ballot number."""
    return short_first({str(each.number): _party(each, at) for each in profile.parties})


def _party(party: Party, at: datetime) -> Mapping[str, Value]:
    return {
        "ts": stamp(at),
        "id_partai": int(party.id),
        # Which number KPU has here is not known; the ballot's is what clients sort by.
        "id_pilihan": party.number,
        "is_aceh": party.only_in_aceh,
        "nama": party.short_name,
        "nama_lengkap": party.name,
        "nomor_urut": party.number,
        "warna": party.colour,
    }


def candidates(keys: Keys, contest: Contest, district: DistrictCode) -> Document:
    """The people on a district's ballot, by key; but for DPD under the number of their party."""
    people: dict[str, dict[str, Value]] = {}
    for key, each in keys.listed(contest, district):
        under = people.setdefault("" if each.party is None else str(each.party), {})
        under[key] = {
            "nama": each.name,
            "nomor_urut": each.number,
            "jenis_kelamin": each.sex,
            "tempat_tinggal": each.residence,
        }
    if contest is Contest.DPD:
        return short_first(people.get("", {}))
    return short_first({party: short_first(each) for party, each in people.items()})
