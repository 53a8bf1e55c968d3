"""The AprilTags that forms carry, as modules to print.

Family 36h10: six by six modules and a black border one module wide. The numbers
on the forms of 2024 have the contest in the hundreds (1 president, 2 DPR, 3 DPD,
4 and 5 the assemblies of province and regency) and the page in the rest. Codes
of the numbers in use stand in ``apriltag.json``, a module a bit, row by row from
the tag's own top left, black being 1.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import cast

_INSIDE = 6


def modules(family: str, number: int) -> tuple[tuple[bool, ...], ...]:
    """The tag's rows with its border, true for black; ``KeyError`` for a tag not in the table."""
    code = _codes(family)[number]
    bits = [bit == "1" for bit in f"{code:0{_INSIDE * _INSIDE}b}"]
    edge = (True,) * (_INSIDE + 2)
    inside = ((True, *bits[start : start + _INSIDE], True) for start in range(0, _INSIDE * _INSIDE, _INSIDE))
    return edge, *inside, edge


@cache
def _codes(family: str) -> dict[int, int]:
    data = json.loads(files("sirekap.sheet").joinpath("apriltag.json").read_bytes())
    if data["family"] != family:
        raise KeyError(family)
    return {int(number): int(code, 16) for number, code in cast("dict[str, str]", data["codes"]).items()}
