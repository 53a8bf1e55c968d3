"""The numbers of a form as columns, and which of them every form of a contest has.

What all forms of a contest share is a column: the page of voters and ballots, the three sums,
and of the presidential form its tickets. What depends on the district, parties and candidates,
is a row of its own (station, field, count): a contest has thousands of candidates, of whom a
station's ballot names a few, and as columns nearly every cell would be empty.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sirekap.election.contests import Contest
from sirekap.publication.export.columns import whole
from sirekap.tiers.tally import SUMS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sirekap.profiles import Profile
    from sirekap.publication.export.columns import Column

_MEANINGS = {
    "pemilih_dpt": ("pemilih dalam DPT", "voters on the list (DPT)", "voters"),
    "pengguna_dpt": ("pengguna hak pilih dalam DPT", "voters who came, of the list (DPT)", "voters"),
    "pengguna_dptb": ("pengguna hak pilih dalam DPTb", "voters who came, moved here (DPTb)", "voters"),
    "pengguna_non_dpt": ("pengguna hak pilih dalam DPK", "voters who came, added that day (DPK)", "voters"),
    "pengguna_total": ("jumlah pengguna hak pilih", "voters who came, all together", "voters"),
    "disabilitas": ("pengguna hak pilih disabilitas", "voters with a disability who came", "voters"),
    "surat_suara_diterima": ("surat suara diterima", "ballots received, with the reserve", "ballots"),
    "surat_suara_digunakan": ("surat suara digunakan", "ballots used", "ballots"),
    "surat_suara_dikembalikan": ("surat suara rusak, keliru coblos", "ballots returned as spoilt", "ballots"),
    "surat_suara_tidak_digunakan": ("surat suara tidak digunakan", "ballots not used", "ballots"),
    "suara_sah": ("suara sah", "valid votes", "votes"),
    "suara_tidak_sah": ("suara tidak sah", "invalid votes", "votes"),
    "suara_total": ("suara sah dan tidak sah", "valid and invalid votes", "votes"),
}  # fmt: skip
_SEXES = {
    "l": ("laki-laki", "men"),
    "p": ("perempuan", "women"),
    "j": ("laki-laki dan perempuan", "men and women"),
}
_CANDIDATE = re.compile(r"partai_\d+_caleg_\d+|suara_\d+")


def shared_fields(profile: Profile, contest: Contest) -> tuple[str, ...]:
    """The fields that every form of a contest has, in the order of the paper."""
    form = profile.entry(contest).form
    if contest is Contest.PRESIDENT:
        return tuple(each.name for each in profile.form(form).fields())
    district = next(iter(profile.districts(contest)))
    names = (each.name for each in profile.form(form, district).fields())
    return tuple(name for name in names if not is_choice(name))


def is_choice(field: str) -> bool:
    """Whether a field is somebody's votes."""
    return field.startswith(("suara_", "partai_")) and field not in SUMS


def is_persons(field: str) -> bool:
    """Whether a field's number names a person of one district: another one in every district."""
    return _CANDIDATE.fullmatch(field) is not None


def field_columns(
    profile: Profile, contest: Contest, before: str = "", about: tuple[str, str] = ("", "")
) -> tuple[Column, ...]:
    """A column for each shared field, ``before`` before its name and ``about`` behind its meaning."""
    return tuple(_column(profile, name, before, about) for name in shared_fields(profile, contest))


def _column(profile: Profile, field: str, before: str, about: tuple[str, str]) -> Column:
    indonesian, english, unit = _meaning(profile, field)
    more = tuple(f", {each}" if each else "" for each in about)
    return whole(f"{before}{field}", indonesian + more[0], english + more[1], unit)


def _meaning(profile: Profile, field: str) -> tuple[str, str, str]:
    if field in _MEANINGS:
        return _MEANINGS[field]
    stem, _, end = field.rpartition("_")
    if stem in _MEANINGS:
        indonesian, english, unit = _MEANINGS[stem]
        return f"{indonesian}, {_SEXES[end][0]}", f"{english}, {_SEXES[end][1]}", unit
    ticket = next(each for each in profile.tickets if each.number == int(end))
    pair = " - ".join(ticket.names)
    return f"suara pasangan calon {end}: {pair}", f"votes for ticket {end}: {pair}", "votes"


def values(figures: Iterable[tuple[str, int | None]], fields: tuple[str, ...]) -> tuple[int | None, ...]:
    """The numbers of some fields; what was not entered is nothing, as an empty place is."""
    found = dict(figures)
    return tuple(map(found.get, fields))
