"""What reading a return gives: scored fields, findings about the paper, and its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sirekap.election.forms import FieldName, Form, Witness
    from sirekap.election.refusal import Refusal
    from sirekap.election.regions import StationCode
    from sirekap.election.rules import Finding


@dataclass(frozen=True, slots=True)
class FieldReading:
    """One field as read.

    ``written`` is what stands in the boxes, left to right: a digit, ``X`` crossed, ``-``
    dash, ``_`` empty, ``?`` not readable. ``value`` is the number it means, ``None`` when
    nothing is written. ``confidence`` is the probability that ``value`` is what the paper
    says. ``agreeing`` counts the witnesses and identities that speak for it.
    """

    name: FieldName
    written: str
    value: int | None
    confidence: float
    witnesses: tuple[tuple[Witness, int | None], ...]
    outvoted: tuple[Witness, ...]
    agreeing: int


@dataclass(frozen=True, slots=True)
class PageReading:
    """One photo: which page it shows and how well, or why it cannot be used.

    ``form`` is the code of the form the page is of: the return's own, or that of its A4 copy.
    ``sharpness`` and ``coverage`` lie between 0 and 1; both are ``None`` for a photo on
    which no page was found.
    """

    photo: str
    sha256: str
    page: int | None
    sharpness: float | None = None
    coverage: float | None = None
    refusal: Refusal | None = None
    form: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A return as read from its photos. ``claimed`` is the station it was filed under."""

    form: Form
    claimed: StationCode | None
    printed: StationCode | None
    pages: tuple[PageReading, ...]
    fields: tuple[FieldReading, ...]
    findings: tuple[Finding, ...]

    @property
    def station(self) -> StationCode | None:
        """The station it was filed under, or else the one printed on its sheet."""
        return self.claimed or self.printed

    @property
    def missing_pages(self) -> tuple[int, ...]:
        """The pages of the form none of whose fields any usable photo shows."""
        read = {each.name for each in self.fields}
        return tuple(
            page for page in self.form.pages if read.isdisjoint(each.name for each in self.form.on_page(page))
        )
