"""Enrolment letters drawn by typst: a page a station, with a slip to cut off for each phone.

Many letters are one file, and one compiler draws many files: how much memory it takes
depends on the letters in a file, not on how many files there are.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from sirekap.election.regions import number_of
from sirekap.sheet.drawing import Press
from sirekap.sheet.qr import qr_svg
from sirekap.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sirekap.sheet.heading import Heading

_QR_VERSION = 3  # 29 modules; level M holds 61 characters, a letter's code has 56.
_GROUP = 4
_JAKARTA = ZoneInfo("Asia/Jakarta")
_STEPS = 4

_WORDS = (
    *("title", "secret", "village", "subdistrict", "regency", "province", "code", "steps"),
    *("phone", "type", "enrolled", "enrolled_why", "names_station", "until", "lost", "made"),
)


@dataclass(frozen=True, slots=True)
class Slip:
    """A phone's part of a letter: the texts of its QR and of its typed code; ``None`` once it is enrolled."""

    slot: int
    payload: str | None
    typed: str | None


@dataclass(frozen=True, slots=True)
class LetterPage:
    """What one letter says: whose it is, its slips, when it was made and until when its codes hold."""

    heading: Heading
    slips: Sequence[Slip]
    made: datetime
    until: datetime
    election: str


class LetterPress(Press):
    """A typst compiler for letters; see :class:`sirekap.sheet.drawing.Press`."""

    def __init__(self) -> None:
        super().__init__()
        self._template = files("sirekap.sheet").joinpath("letter.typ").read_bytes()

    def letters(self, pages: Sequence[LetterPage]) -> bytes:
        """Print letters into one PDF, a page each. Equal letters give equal bytes."""
        book = {"words": _words(), "letters": [_told(page) for page in pages]}
        made = max(page.made for page in pages)
        return cast(
            "bytes",
            self._compiler.compile(
                self._template,
                format="pdf",
                sys_inputs={"book": json.dumps(book, ensure_ascii=False)},
                timestamp=made.replace(microsecond=0),
                pdf_tags=False,
            ),
        )


def grouped(typed: str) -> str:
    """A typed code as it is printed: ``K7QX 9M2B 4TZR 5``, the last its check character."""
    return " ".join(typed[start : start + _GROUP] for start in range(0, len(typed), _GROUP))


def _told(page: LetterPage) -> dict[str, object]:
    """A page as the template is given it."""
    heading = page.heading
    return {
        **asdict(heading),
        "number": f"{number_of(heading.station):03}",
        "election": page.election,
        "made": _date(page.made),
        "until": _date(page.until),
        "slips": [
            {
                "slot": slip.slot,
                "qr": None if slip.payload is None else qr_svg(slip.payload, _QR_VERSION),
                "typed": None if slip.typed is None else grouped(slip.typed).split(" "),
            }
            for slip in page.slips
        ],
    }


def _words() -> dict[str, dict[str, object]]:
    """The letter's sentences in both languages, Indonesian in full and English beneath."""
    return {
        language: {
            **{name: say(f"letter.{name}", language) for name in _WORDS},
            "each": [say(f"letter.step_{number}", language) for number in range(1, _STEPS + 1)],
        }
        for language in ("id", "en")
    }


def _date(moment: datetime) -> str:
    """A day as a letter says it, of Jakarta's calendar."""
    there = moment.astimezone(_JAKARTA)
    return f"{there.day} {say('letter.months').split()[there.month - 1]} {there.year}"
