"""Photographs of one return to one reading: the whole stream of this room.

decode → register → cut → score → witnesses → reconcile → findings. Each stage has its own
module; this one only joins them, and keeps what is made once a form: the print to look
for, and the models.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sirekap.election.choices import DistrictCode
from sirekap.election.forms import FieldName
from sirekap.election.refusal import Refusal
from sirekap.election.regions import number_of
from sirekap.election.rules import evaluate
from sirekap.reading import blank, numeral
from sirekap.reading import print as printed
from sirekap.reading.covering import PageCover
from sirekap.reading.credit import deceiving
from sirekap.reading.heading import code_on
from sirekap.reading.photo import decode
from sirekap.reading.reconciliation import Evidence, Posterior, reconcile
from sirekap.reading.refusal import Code
from sirekap.reading.registration import RegisteredPage, register
from sirekap.reading.result import FieldReading, PageReading, Reading
from sirekap.reading.scoring import CLASSES, Scorer
from sirekap.reading.testimony import disagreements, misfiled, row_slips
from sirekap.reading.witnesses import Networks, beside, scored
from sirekap.reading.writing import UNREADABLE, box_evidence, seen, written_as
from sirekap.sheet.cover import cover_rules
from sirekap.sheet.enlarged import as_poster
from sirekap.sheet.shelf import load_artwork, load_layout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sirekap.election.regions import StationCode
    from sirekap.profiles import Profile
    from sirekap.reading.numeral import Numeral
    from sirekap.reading.photo import Photo
    from sirekap.reading.print import Print
    from sirekap.sheet.artwork import Artwork
    from sirekap.sheet.code import SheetCode
    from sirekap.sheet.layout import Layout

OTHER_LAYOUT = "page_of_another_layout"
_DOUBT = 0.1
"""How often the crop of a doubtful box shows something else: most are legible to a person."""
_PLAIN = 0.02
"""Boxes that give a value less than this of their likelihood did not write it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A photo that shows a page, laid under its layout."""

    photo: str
    registered: RegisteredPage
    code: SheetCode | None


class Reader:
    """Reads returns of one form. Making one loads the models; reading keeps nothing.

    ``layout``, ``artwork``, ``rules`` and ``paper`` are those of the form it reads.
    """

    def __init__(  # noqa: PLR0913 -- the form it reads, and the networks a bench may replace
        self,
        profile: Profile,
        form: str,
        *,
        district: str | None = None,
        scorer: Scorer | None = None,
        networks: Networks | None = None,
        threads: int = 1,
    ) -> None:
        """Raise a ``Refusal`` when the profile draws no form of that code, or not for that ``district``."""
        self._profile = profile
        layout, artwork = as_poster(
            load_layout(form, profile.id, district), load_artwork(form, profile.id, district)
        )
        self._form = profile.form(form, DistrictCode(district) if district else None)
        self.layout, self.artwork = layout, artwork
        self._prints = _prints(layout, artwork)
        self._covers: dict[tuple[bool, int], PageCover] = {}
        self._scorer = scorer or Scorer(threads=threads)
        self._networks = networks or Networks.shipped(threads)
        self.rules, self.paper = self._form.rules, profile.paper

    def read(
        self,
        photos: Sequence[tuple[str, bytes]],
        claimed: StationCode | None = None,
        siblings: int | None = None,
    ) -> tuple[Reading, list[Sheet]]:
        """Read the photos of one return, each a name and its bytes, filed under ``claimed``.

        ``siblings`` is how many stations its village has, if known: the heading's number is
        one of theirs.

        Whatever the bytes are, a reading comes back; a photo that cannot be used carries
        its refusal. Where two photos show the same page the better one counts.
        """
        looked = [self._look(name, data) for name, data in photos]
        sheets = _best_of(looked, self._form.code)
        evidence: dict[FieldName, Evidence] = {}
        doubted: set[FieldName] = set()
        for sheet in sheets:
            found = self.evidence(sheet.registered)
            evidence |= found
            doubted |= found.keys() if deceiving(found, self.rules) else set()
        posteriors = reconcile(evidence, self.rules, self.paper)
        # A person looks at every number of a page that deceives; what it carries is still told.
        posteriors |= {name: replace(posteriors[name], agreeing=0) for name in doubted}
        printed_for = next((each.code.station for each in sheets if each.code), None)
        fields = tuple(
            _field(name, evidence[name], posteriors[name]) for name in self._form.by_name if name in evidence
        )
        numbers = {each.name: each.value for each in fields}
        about = self._profile.circumstances(claimed or printed_for)
        findings = (
            *evaluate(self.rules, numbers, about),
            *disagreements(fields),
            *row_slips(evidence),
            *misfiled(claimed, printed_for, self._numeral(sheets, claimed, siblings)),
        )
        pages = tuple(page for page, _ in looked)
        return Reading(self._form, claimed, printed_for, pages, fields, findings), sheets

    def _numeral(
        self, sheets: Sequence[Sheet], claimed: StationCode | None, siblings: int | None
    ) -> Numeral | None:
        """What the hand on the headings says of the station's number."""
        if claimed is None:
            return None
        said = [numeral.likelihood(each.registered, self._scorer) for each in sheets]
        return numeral.heard([each for each in said if each is not None], number_of(claimed), siblings)

    def _look(self, name: str, data: bytes) -> tuple[PageReading, Sheet | None]:
        """Find the page on one photo, or say why it cannot be used."""
        digest = hashlib.sha256(data).hexdigest()
        try:
            registered = self.page_on(decode(data))
            code = self._code_on(registered)
        except Refusal as refusal:
            return PageReading(name, digest, None, refusal=refusal), None
        quality = registered.quality
        page = PageReading(
            name,
            digest,
            registered.layout.number,
            quality.sharpness,
            quality.coverage,
            form=self._form_of(registered),
        )
        return page, Sheet(name, registered, code)

    def _code_on(self, page: RegisteredPage) -> SheetCode | None:
        """The printed code of a sheet; one printed by another layout is refused."""
        code = code_on(page)
        if code is not None and not code.matches(self.layout):
            raise Refusal(OTHER_LAYOUT, {"form": code.form, "edition": code.edition})
        return code

    def page_on(self, photo: Photo) -> RegisteredPage:
        """Find one of the form's pages on a photo, or of its A4 copy's, or refuse with the reason."""
        try:
            return register(photo, self._prints)
        except Refusal as refusal:
            if refusal.code != Code.NO_PAGE or not self._copies:
                raise
        return register(photo, self._copies)

    @property
    def _copies(self) -> tuple[Print, ...]:
        """The pages of the copy that witnesses are given, another form with the same fields; often none."""
        return () if self._copy is None else self._copy[1]

    @cached_property
    def _copy(self) -> tuple[Artwork, tuple[Print, ...]] | None:
        copy = self._profile.entry(self._form.contest).copy
        if copy is None or copy == self._form.code:
            return None
        drawn = as_poster(load_layout(copy, self._profile.id), load_artwork(copy, self._profile.id))
        return drawn[1], _prints(*drawn)

    def _form_of(self, page: RegisteredPage) -> str:
        """The code of the form a page belongs to."""
        entry = self._profile.entry(self._form.contest)
        own = page.layout in self.layout.pages
        return self._form.code if own or entry.copy is None else entry.copy

    def cover_of(self, page: RegisteredPage) -> PageCover:
        """What covers photos of a page such as this; made when first asked for."""
        sought = self.print_of(page)
        key = (page.layout in self.layout.pages, page.layout.number)
        if key not in self._covers:
            artwork = self.artwork if key[0] or self._copy is None else self._copy[0]
            self._covers[key] = PageCover(sought, artwork, self._form, cover_rules(self._profile.id))
        return self._covers[key]

    def print_of(self, page: RegisteredPage) -> Print:
        """The print a page was laid under."""
        return next(each for each in (*self._prints, *self._copies) if each.layout == page.layout)

    def evidence(self, page: RegisteredPage) -> dict[FieldName, Evidence]:
        """What one page says about each of its fields, before any arithmetic."""
        boxes, row_scores = scored(page, self._scorer)
        scores = _as_seen(boxes, page)
        seen_beside = beside(page, row_scores, self._networks)
        found: dict[FieldName, Evidence] = {}
        start = 0
        for entry in page.layout.entries:
            field = FieldName(entry.field)
            rows = scores[start : start + len(entry.boxes)]
            start += len(entry.boxes)
            found[field] = Evidence(box_evidence(rows), seen_beside[field].others, seen_beside[field].slips)
        return found


def _as_seen(scores: NDArray[np.float32], page: RegisteredPage) -> NDArray[np.float32]:
    """Let a box outside the photo speak for nothing, and one whose frame was hardly found speak less."""
    unseen = np.where(page.hidden, 1.0, np.where(page.doubtful, _DOUBT, 0.0))[:, None]
    reject = np.eye(len(CLASSES), dtype=np.float32)[CLASSES.index(UNREADABLE)]
    return np.asarray((1 - unseen) * scores + unseen * reject, dtype=np.float32)


def _prints(layout: Layout, artwork: Artwork) -> tuple[Print, ...]:
    """What to look for: the print of every page of a form."""
    size = (layout.width, layout.height)
    return tuple(printed.prepared(page, size, blank.drawn(page, artwork, size)) for page in layout.pages)


def _best_of(looked: Sequence[tuple[PageReading, Sheet | None]], form: str) -> list[Sheet]:
    """One sheet a page: the sharpest that shows most of it; ``form`` comes last and overrules copies."""
    best: dict[tuple[bool, int], tuple[float, Sheet]] = {}
    for page, sheet in looked:
        if sheet is not None:
            merit = (page.sharpness or 0.0) * (page.coverage or 0.0)
            place = (page.form == form, sheet.registered.layout.number)
            if place not in best or merit > best[place][0]:
                best[place] = (merit, sheet)
    return [sheet for _, (_, sheet) in sorted(best.items())]


def _field(name: FieldName, evidence: Evidence, posterior: Posterior) -> FieldReading:
    boxes = evidence.boxes
    share = boxes.likelihood[-1 if posterior.value is None else posterior.value]
    # A value the boxes hardly carry was settled elsewhere: what stands in them is told as seen.
    plain = share >= _PLAIN * boxes.likelihood.max()
    written = written_as(boxes, posterior.value) if plain else seen(boxes.scores)
    return FieldReading(
        name,
        written,
        posterior.value,
        posterior.confidence,
        posterior.witnesses,
        posterior.outvoted,
        posterior.agreeing,
    )
