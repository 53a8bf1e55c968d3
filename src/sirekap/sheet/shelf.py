"""The forms of a profile, found by their code.

A form is two files in ``profiles/<profile>/layouts``: ``<form>.json``, its
layout, and ``<form>.print.json``, its artwork.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from sirekap.election.refusal import Refusal
from sirekap.sheet.artwork import Artwork
from sirekap.sheet.layout import Layout

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

UNKNOWN = "form_unknown"
"""The code of the refusal when no form of the profile has the code asked for."""

_LAYOUT = ".json"
_ARTWORK = ".print.json"


def form_codes(profile: str = "pemilu2024") -> tuple[str, ...]:
    """Return the codes of all forms that have a layout, sorted."""
    names = (entry.name for entry in _folder(profile).iterdir())
    return tuple(
        sorted(
            name.removesuffix(_LAYOUT)
            for name in names
            if name.endswith(_LAYOUT) and not name.endswith(_ARTWORK)
        )
    )


@cache
def load_layout(form: str, profile: str = "pemilu2024") -> Layout:
    """Return where everything on the form stands; a ``Refusal`` if there is none."""
    return Layout.parse(_read(form, _LAYOUT, profile))


@cache
def load_artwork(form: str, profile: str = "pemilu2024") -> Artwork:
    """Return what is printed on the form; a ``Refusal`` if there is none."""
    return Artwork.parse(_read(form, _ARTWORK, profile))


def _read(form: str, suffix: str, profile: str) -> bytes:
    known = form_codes(profile)
    if form not in known:
        raise Refusal(UNKNOWN, {"form": form, "known": ", ".join(known)})
    return (_folder(profile) / f"{form}{suffix}").read_bytes()


def _folder(profile: str) -> Traversable:
    return files("sirekap.profiles") / profile / "layouts"
