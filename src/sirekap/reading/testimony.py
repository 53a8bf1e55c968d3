"""Findings from the paper's own witnesses, and from a sheet filed under the wrong station."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.election.forms import Witness
from sirekap.election.regions import StationCode
from sirekap.election.rules import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sirekap.election.forms import FieldName
    from sirekap.reading.numeral import Numeral
    from sirekap.reading.reconciliation import Evidence
    from sirekap.reading.result import FieldReading

_CODES = {Witness.WORDS: "R151", Witness.BUBBLES: "R152", Witness.ROWS: "R153"}

_PAGES, _STRONG = 2, 4.5
"""Headings that must speak, and by how much (natural logarithm), before handwriting names another station."""


def disagreements(fields: Iterable[FieldReading]) -> Iterator[Finding]:
    """R151 to R153: another witness of a field says another number than its boxes.

    Where the row sums are silent, the strokes themselves stand for them.
    """
    for each in fields:
        said = dict(each.witnesses)
        boxes = said.get(Witness.BOXES)
        if said.get(Witness.ROWS) is None and Witness.TALLY in said:
            said[Witness.ROWS] = said[Witness.TALLY]
        for witness, code in _CODES.items():
            number = said.get(witness)
            if boxes is not None and number is not None and number != boxes:
                yield Finding(code, (each.name,), ((str(witness), number), ("boxes", boxes)))


def row_slips(evidence: Mapping[FieldName, Evidence]) -> Iterator[Finding]:
    """R154: a tally row's written sum is not its strokes; a row that says more than 60 cannot be."""
    for name, each in evidence.items():
        for slip in each.slips:
            yield Finding("R154", (name,), (("written", slip.written), ("strokes", slip.strokes)))


def misfiled(
    claimed: StationCode | None, printed: StationCode | None, written: Numeral | None
) -> Iterator[Finding]:
    """R401: the sheet names another station than the one it was filed under.

    A printed code says so by itself. Figures written by hand say so only together: at least
    two pages, and far likelier as another number (measured on real headings: no false finding).
    """
    if claimed is None:
        return
    named = printed
    if printed is None and written and written.pages >= _PAGES and written.against > _STRONG:
        named = StationCode(f"{claimed[:-3]}{written.number:03}")
    if named is not None and named != claimed:
        yield Finding("R401", (), (("claimed", claimed), ("printed", named)))
