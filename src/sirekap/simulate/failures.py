"""What machines misread in 2024, as reported: the cases that must never pass in silence.

Each is what stood in the boxes and what the machine of that time made of it.
Sources: detik d-7202433, merdeka 89517, tempo 85964 and 1834931, February 2024.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Misreading:
    """``written`` in the boxes (left to right, as a reading spells it), ``said`` by the machine."""

    written: str
    said: int


MISREADINGS_2024 = (
    Misreading("X41", 91),
    Misreading("X62", 941),  # Depok: a crossed box taken for a digit
    Misreading("152", 652),  # Banyuwangi: the leading digit
    Misreading("107", 507),
    Misreading("XX3", 8),
    Misreading("XX2", 7),
    Misreading("X11", 826),  # station 017 Sobo, DPD: 193 valid votes shown as 4,695
    Misreading("X23", 823),
    Misreading("X19", 887),
    Misreading("XX3", 883),
    Misreading("X20", 820),
    Misreading("XX2", 282),
    Misreading("X17", 68),
    Misreading("XX1", 44),
    Misreading("XX1", 6),
    Misreading("193", 4695),
)
"""The cases on record; a box count of three is that of the presidential form."""
