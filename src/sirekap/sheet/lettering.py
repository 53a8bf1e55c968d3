"""How wide a text is in the form's letters, so that what rules compose can be centred.

``advances.json`` holds the advance of every printable ASCII letter in the four weights the
forms use, in thousandths of the em.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from sirekap.sheet.artwork import Text

Anchor = Literal["left", "middle"]

_FIRST, _UNIT = 32, 1000
_OTHER = 600
"""A letter that is not in the table is taken to be so wide."""
_BEARING = 0.055
"""Of the em: about what a letter leaves white on either side; ``page.typ`` has the same."""


def ink_width(text: str, size: float, weight: int) -> float:
    """How far the ink of ``text`` reaches in letters of ``size`` mm and ``weight`` (400 to 900), mm."""
    table = _advances()[weight]
    advances = (ord(letter) - _FIRST for letter in text)
    thousandths = sum(table[each] if 0 <= each < len(table) else _OTHER for each in advances)
    return round((thousandths / _UNIT - 2 * _BEARING) * size, 2)


def lettered(  # noqa: PLR0913 -- a text, where it stands, and how it is set
    text: str,
    at: tuple[float, float],
    size: float,
    weight: int = 900,
    *,
    anchor: Anchor = "left",
    italic: bool = False,
    within: float | None = None,
) -> Text:
    """Set a text at its natural width, its ink beginning or centred at ``at``, on that baseline.

    Where it would be wider than ``within`` mm it is set smaller.
    """
    width = ink_width(text, size, weight)
    if within is not None and width > within:
        size, width = size * within / width, within
    x, y = at
    left = x - width / 2 if anchor == "middle" else x
    return Text(text, round(left, 2), y, width, round(size, 2), weight, italic)


@cache
def _advances() -> dict[int, list[int]]:
    data = json.loads(files("sirekap.sheet").joinpath("advances.json").read_bytes())
    return {int(weight): each for weight, each in cast("dict[str, list[int]]", data["advances"]).items()}
