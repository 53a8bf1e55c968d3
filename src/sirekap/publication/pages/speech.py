"""How pages say numbers, shares and moments in a language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sirekap.texts import LANGUAGES, table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

JAKARTA = ZoneInfo("Asia/Jakarta")
DASH = "\N{EN DASH}"


@dataclass(frozen=True)
class Speech:
    """One language of the pages."""

    language: str

    def say(self, code: str, **facts: object) -> str:
        """A sentence of the pages; a number among the facts is written as people write it."""
        if not facts:
            return self._table[f"site.{code}"]
        told = {name: self.count(fact) if isinstance(fact, int) else fact for name, fact in facts.items()}
        return self._table[f"site.{code}"].format(**told)

    def known(self, code: str) -> bool:
        """Whether there is a sentence of that code."""
        return f"site.{code}" in self._table

    def label(self, field: str, labels: Mapping[str, str]) -> str:
        """What a field is called: in this language if it is known to it, else in the paper's words."""
        return self._table.get(f"site.field.{field}") or labels.get(field, field)

    @cached_property
    def _table(self) -> Mapping[str, str]:
        return table(self.language)

    @cached_property
    def count(self) -> Callable[[int | None], str]:
        """A number in groups of three; a dash for an empty place."""
        mark = "." if self.language == LANGUAGES[0] else ","
        return lambda number: DASH if number is None else f"{number:,}".replace(",", mark)

    def share(self, part: int, whole: int) -> str:
        """Per cent with two places, halves rounded upwards, as KPU rounds."""
        if not whole:
            return DASH
        hundredths = (part * 20_000 // whole + 1) // 2
        text = f"{hundredths // 100}.{hundredths % 100:02d}"
        return text.replace(".", ",") + " %" if self.language == LANGUAGES[0] else f"{text}%"

    def moment(self, at: datetime) -> str:
        """A moment as a clock in Jakarta shows it."""
        there = at.astimezone(JAKARTA)
        clock = f"{there:%H.%M}" if self.language == LANGUAGES[0] else f"{there:%H:%M}"
        months = self._table["letter.months"].split()
        return f"{there.day} {months[there.month - 1]} {there.year}, {clock} WIB"


SPEECHES = tuple(Speech(language) for language in LANGUAGES)


def title_case(name: str) -> str:
    """A place or a person that the set-up has in capitals, as it is read.

    What has a full stop is a title, what has two letters or stands here an abbreviation: both stay.

    >>> title_case("DAERAH ISTIMEWA YOGYAKARTA"), title_case("H. ANIES RASYID BASWEDAN, Ph.D.")
    ('Daerah Istimewa Yogyakarta', 'H. Anies Rasyid Baswedan, Ph.D.')
    """
    return " ".join(word if _stays(word) else word.title() for word in name.split(" "))


_SHORTEST = 3
_ABBREVIATIONS = frozenset({"DKI", "TPS", "TPSLN", "KSK", "POS", "III", "VII", "VIII", "XII", "XIII", "DPR"})


def _stays(word: str) -> bool:
    return not word.isupper() or len(word) < _SHORTEST or "." in word or word in _ABBREVIATIONS
