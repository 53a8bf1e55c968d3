"""The forms of a profile, found by their code.

A form is drawn in two files of ``profiles/<profile>/layouts``: ``<form>.json``, its layout,
and ``<form>.print.json``, its artwork. One whose choices depend on the electoral district
is composed when asked for, by the rules of ``legislative.toml`` there, unless it is drawn.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from sirekap import profiles
from sirekap.election.choices import DistrictCode
from sirekap.election.refusal import Refusal
from sirekap.sheet.artwork import Artwork
from sirekap.sheet.composition import Commission, composed
from sirekap.sheet.grammar import Grammar
from sirekap.sheet.layout import Layout

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

UNKNOWN = "form_unknown"
"""The code of the refusal when no form of the profile has the code asked for."""
DISTRICT_MISSING = "form_needs_district"
"""The code of the refusal when a form depends on the district and none is named."""
DISTRICT_UNKNOWN = "district_unknown"
"""The code of the refusal when the contest has no such district."""

_LAYOUT = ".json"
_ARTWORK = ".print.json"
_RULES = "legislative.toml"


def form_codes(profile: str = "pemilu2024") -> tuple[str, ...]:
    """Return the codes of all forms that can be drawn, sorted."""
    return tuple(sorted({*_drawn(profile), *_composed(profile)}))


def needs_district(form: str, profile: str = "pemilu2024") -> bool:
    """Whether a form is composed for a district."""
    return form not in _drawn(profile) and form in _composed(profile)


def load_layout(form: str, profile: str = "pemilu2024", district: str | None = None) -> Layout:
    """Return where everything on the form stands; a ``Refusal`` if there is none, or no such district."""
    return _form(form, profile, district)[0]


def load_artwork(form: str, profile: str = "pemilu2024", district: str | None = None) -> Artwork:
    """Return what is printed on the form; a ``Refusal`` if there is none, or no such district."""
    return _form(form, profile, district)[1]


def _form(form: str, profile: str, district: str | None) -> tuple[Layout, Artwork]:
    known = form_codes(profile)
    if form not in known:
        raise Refusal(UNKNOWN, {"form": form, "known": ", ".join(known)})
    if not needs_district(form, profile):
        return _read(form, profile)
    if district is None:
        raise Refusal(DISTRICT_MISSING, {"form": form})
    return _compose(form, profile, DistrictCode(district))


@cache
def _read(form: str, profile: str) -> tuple[Layout, Artwork]:
    folder = _folder(profile)
    return (
        Layout.parse((folder / f"{form}{_LAYOUT}").read_bytes()),
        Artwork.parse((folder / f"{form}{_ARTWORK}").read_bytes()),
    )


@cache
def _compose(form: str, profile: str, district: DistrictCode) -> tuple[Layout, Artwork]:
    election = profiles.load(profile)
    contest = election.contest_of_form(form)
    place = election.districts(contest).get(district)
    if place is None:
        raise Refusal(DISTRICT_UNKNOWN, {"district": district, "form": form})
    rules = _grammar(profile)
    tag = election.entry(contest).tag
    order = Commission(election.form(form, district), place, tag, _read(rules.base, profile))
    return composed(rules, order)


@cache
def _grammar(profile: str) -> Grammar:
    return Grammar.parse((_folder(profile) / _RULES).read_text(encoding="utf-8"))


@cache
def _drawn(profile: str) -> frozenset[str]:
    names = (entry.name for entry in _folder(profile).iterdir())
    return frozenset(
        name.removesuffix(_LAYOUT) for name in names if name.endswith(_LAYOUT) and not name.endswith(_ARTWORK)
    )


@cache
def _composed(profile: str) -> frozenset[str]:
    there = (_folder(profile) / _RULES).is_file()
    return frozenset(_grammar(profile).words) if there else frozenset()


def _folder(profile: str) -> Traversable:
    return files("sirekap.profiles") / profile / "layouts"
