"""The shapes of KPU's files, written once and held against its samples and against ours.

A shape is a type; a list of one shape; or the members of an object in their order, each a name or
a pattern of names, its shape, and whether it may be missing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any


@dataclass(frozen=True)
class OneOf:
    """Any of these shapes."""

    shapes: tuple[Any, ...]


@dataclass(frozen=True)
class Text:
    """A text of this pattern."""

    pattern: str


@dataclass(frozen=True)
class Members:
    """The members of an object, in order: name or pattern, shape, whether it may be missing."""

    members: tuple[tuple[str | re.Pattern[str], Any, bool], ...]


def must(name, shape):
    return name, shape, False


def may(name, shape):
    return name, shape, True


def members(*each):
    return Members(each)


def faults(shape, value, path="") -> list[str]:
    """Where a value is not of a shape; an ``int`` is no ``float``, a ``bool`` no ``int``."""
    match shape:
        case OneOf(shapes):
            return min((faults(each, value, path) for each in shapes), key=len)
        case Members() if isinstance(value, dict):
            return _member_faults(shape.members, value, path)
        case [inner] if isinstance(value, list):
            return [
                fault for place, each in enumerate(value) for fault in faults(inner, each, f"{path}/{place}")
            ]
        case _:
            return [] if _is(shape, value) else [f"{path}: {value!r} is not {shape}"]


def _is(shape, value):
    if isinstance(shape, Text):
        return isinstance(value, str) and re.fullmatch(shape.pattern, value)
    return value is None if shape is None else type(value) is shape


def _member_faults(expected, value, path):
    found, places, seen = [], [], set()
    for name, inner in value.items():
        place = next((at for at, each in enumerate(expected) if _named(each[0], name)), None)
        if place is None:
            found.append(f"{path}: {name!r} does not belong here")
            continue
        places.append((place, name))
        seen.add(place)
        found += faults(expected[place][1], inner, f"{path}/{name}")
    found += [f"{path}: {b[1]!r} stands after {a[1]!r}" for a, b in pairwise(places) if b[0] < a[0]]
    missing = [each[0] for at, each in enumerate(expected) if at not in seen and not each[2]]
    return found + [f"{path}: {name!r} is missing" for name in missing]


def _named(expected, name):
    return expected == name if isinstance(expected, str) else expected.fullmatch(name) is not None


STAMP = Text(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
POLL = Text("Reguler|(Pemungutan|Penghitungan) Suara (Ulang|Susulan)|Pemungutan Suara Lanjutan")
TICKETS = ("100025", "100026", "100027")
COUNT = OneOf((int, None))
CANDIDATE = re.compile(r"\d{6,7}")
PARTY = re.compile(r"\d{1,2}")
PLACE = re.compile(r"\d\d[0-9A-Z]*")

REGIONS = [
    members(
        must("nama", str),
        must("id", int),
        must("kode", Text(r"\d\d[0-9A-Z]{0,8}(\d{3})?")),
        must("tingkat", int),
    )
]

_SHOWN = (
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
_ADMINISTRATION = members(*(must(name, COUNT) for name in _SHOWN))
_CLOSING = (
    must("psu", OneOf((None, POLL))),
    must("ts", STAMP),
    must("status_suara", bool),
    must("status_adm", bool),
)
_IMAGES = must("images", [OneOf((None, Text("https?://.*|/foto/.*")))])


def _station(chart):
    return members(
        may("mode", Text("hhcw")),
        must("chart", OneOf((None, chart))),
        _IMAGES,
        must("administrasi", OneOf((None, _ADMINISTRATION))),
        *_CLOSING,
    )


STATION = _station(members(must("null", None), *(must(each, COUNT) for each in TICKETS)))
DPD_STATION = _station(members(must("null", None), must(CANDIDATE, COUNT)))
_PARTY_VOTES = members(may("jml_suara_total", int), may("jml_suara_partai", int))
LEGISLATIVE_STATION = members(
    must("chart", OneOf((None, members(must(PARTY, _PARTY_VOTES))))),
    _IMAGES,
    must("kode_dapil", OneOf((None, str))),
    must("administrasi", OneOf((None, _ADMINISTRATION))),
    must("caleg", OneOf((None, members(must(PARTY, members(may("null", None), may(CANDIDATE, COUNT))))))),
    *_CLOSING,
)


def _area(persen):
    row = members(
        must("psu", POLL),
        *(may(each, int) for each in TICKETS),
        must("persen", persen),
        must("status_progress", bool),
    )
    return members(
        must("ts", STAMP),
        must("psu", POLL),
        may("mode", Text("hhcw")),
        must("chart", members(*(must(each, int) for each in TICKETS), must("persen", float))),
        must("table", members(may(PLACE, row))),
        must("progres", members(must("total", int), must("progres", int))),
    )


REGION, VILLAGE = _area(float), _area(int)

DISTRICT = members(
    must("ts", STAMP),
    must("mode", Text("hhcw")),
    must("chart", members(must(PARTY, int), must("persen", float))),
    must(
        "table",
        members(
            must(
                PARTY,
                members(may(CANDIDATE, int), must("jml_suara_total", int), must("jml_suara_partai", int)),
            )
        ),
    ),
    must("progres", members(must("total", int), must("progres", int))),
)
DISTRICTS = [members(must("id", int), must("nama", str), must("kode", str))]
TICKET_LIST = members(
    must(
        re.compile(r"\d{6,7}"),
        members(must("ts", STAMP), must("nama", str), must("warna", str), must("nomor_urut", int)),
    )
)
PARTY_LIST = members(
    must(
        PARTY,
        members(
            must("ts", STAMP),
            must("id_partai", int),
            must("id_pilihan", int),
            must("is_aceh", bool),
            must("nama", str),
            must("nama_lengkap", str),
            must("nomor_urut", int),
            must("warna", str),
        ),
    )
)
_PERSON = members(
    must("nama", str),
    must("nomor_urut", int),
    must("jenis_kelamin", Text("L|P")),
    must("tempat_tinggal", str),
)
CANDIDATE_LIST = members(may(PARTY, members(must(CANDIDATE, _PERSON))))
DPD_LIST = members(must(CANDIDATE, _PERSON))

_TIER = members(must("persen", float), must("jml_wilayah", int), must("jml_wilayah_publikasi", int))
_PROGRESS = members(must("da", _TIER), must("db", _TIER), must("dc", _TIER))
_TICKET_VOTES = members(*(must(each, int) for each in TICKETS))
RECAPITULATION = members(
    must("ts", STAMP),
    must("chart", _TICKET_VOTES),
    must("table", members(may(PLACE, _TICKET_VOTES))),
    must("progress_d", _PROGRESS),
    must("progress_d_child", members(may(PLACE, _PROGRESS))),
    must("url_formd", OneOf((None, str))),
)
DISTRICT_RECAPITULATION = members(
    must("ts", STAMP),
    must("chart", members(must(PARTY, _PARTY_VOTES))),
    must("table", members(may(PLACE, members(may(CANDIDATE, int))))),
)
