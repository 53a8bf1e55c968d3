"""What of a page is painted over before a photo of it is published, and whose box is where.

Everything follows from the layout's cells for names and signatures and from a few lengths
that are data of the profile (``layouts/cover.toml``). Millimetres, as in every layout; of a
small form, enlarged to a poster's width first (:mod:`sirekap.sheet.enlarged`).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Self

from sirekap.election.records import Signatory
from sirekap.sheet.layout import Rect
from sirekap.sheet.names import numbered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sirekap.election.forms import Form
    from sirekap.sheet.artwork import PageArtwork
    from sirekap.sheet.layout import PageLayout

_RULES = "cover.toml"


@dataclass(frozen=True, slots=True)
class CoverRules:
    """``members`` sign first; the strip reaches ``above`` and ``below`` the cells, paper stays ``around``."""

    members: int
    above: float
    below: float
    around: float

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a profile's rules; malformed ones are a ``ValueError`` or ``TypeError``."""
        return cls(**tomllib.loads(text))


@dataclass(frozen=True, slots=True)
class SignatureBox:
    """A cell in which one person writes name and signature: who by office and number, never by name."""

    role: Signatory
    number: int
    cell: Rect


@cache
def cover_rules(profile: str = "pemilu2024") -> CoverRules:
    """The rules of a profile."""
    text = (files("sirekap.profiles") / profile / "layouts" / _RULES).read_text(encoding="utf-8")
    return CoverRules.parse(text)


def strips(page: PageLayout, artwork: PageArtwork, rules: CoverRules) -> tuple[Rect, ...]:
    """What is painted over on a page: one strip across all of it that stays, or none without signatures."""
    if not page.signatures:
        return ()
    whole = kept(page, artwork, rules)
    top = min(cell.y0 for cell in page.signatures) - rules.above
    bottom = max(cell.y1 for cell in page.signatures) + rules.below
    # Beyond what stays on both sides, so that no sliver is left between.
    return (Rect(whole.x0 - rules.around, top, whole.x1 + rules.around, bottom),)


def kept(page: PageLayout, artwork: PageArtwork, rules: CoverRules) -> Rect:
    """What of the paper stays: all that is printed or to be written on, and a little around it."""
    places = [*_places(page), *(Rect(x.x0, x.y0, x.x1, x.y1) for x in artwork.lines)]
    return Rect(
        min(place.x0 for place in places) - rules.around,
        min(place.y0 for place in places) - rules.around,
        max(place.x1 for place in places) + rules.around,
        max(place.y1 for place in places) + rules.around,
    )


def signature_boxes(page: PageLayout, form: Form, rules: CoverRules) -> tuple[SignatureBox, ...]:
    """Who signs where: members from 1, witnesses by the number on the ballot of whom they stand for."""
    members, others = page.signatures[: rules.members], page.signatures[rules.members :]
    witnesses = [int(number) for number, _ in numbered(form)]
    return (
        *(SignatureBox(Signatory.MEMBER, place, cell) for place, cell in enumerate(members, 1)),
        *(
            SignatureBox(Signatory.WITNESS, number, cell)
            for number, cell in zip(witnesses, others, strict=True)
        ),
    )


def _places(page: PageLayout) -> Iterator[Rect]:
    for entry in page.entries:
        yield from entry.boxes
    yield from page.marks
    yield from page.signatures
    for _, place in page.places:
        yield place
