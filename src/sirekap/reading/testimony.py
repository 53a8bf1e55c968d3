"""Findings from the paper's own witnesses, and from a sheet filed under the wrong station."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.election.forms import Witness
from sirekap.election.rules import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sirekap.election.regions import StationCode
    from sirekap.reading.result import FieldReading

_CODES = {Witness.WORDS: "R151", Witness.BUBBLES: "R152", Witness.ROWS: "R153"}


def disagreements(fields: Iterable[FieldReading]) -> Iterator[Finding]:
    """R151 to R153: another witness of a field says another number than its boxes."""
    for each in fields:
        said = dict(each.witnesses)
        boxes = said.get(Witness.BOXES)
        for witness, code in _CODES.items():
            number = said.get(witness)
            if boxes is not None and number is not None and number != boxes:
                yield Finding(code, (each.name,), ((str(witness), number), ("boxes", boxes)))


def misfiled(claimed: StationCode | None, printed: StationCode | None) -> Iterator[Finding]:
    """R401: the sheet names another station than the one it was filed under."""
    if claimed is not None and printed is not None and claimed != printed:
        yield Finding("R401", (), (("claimed", claimed), ("printed", printed)))
