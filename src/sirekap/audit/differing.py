"""Where two documents differ first, told so that a person finds it."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

_LONGEST = 80


class Difference(NamedTuple):
    """A place in a document as a JSON pointer, what stands there, and what must stand there."""

    member: str
    told: str
    wanted: str


def first_difference(told: Any, wanted: Any, place: str = "") -> Difference | None:  # noqa: ANN401 -- any JSON
    """The first place at which two JSON values differ; ``None`` if they say the same.

    >>> first_difference({"votes": {"suara_1": 92}}, {"votes": {"suara_1": 91}})
    Difference(member='/votes/suara_1', told='92', wanted='91')
    """
    if isinstance(told, dict) and isinstance(wanted, dict):
        for key in sorted({*told, *wanted}):
            if key not in told or key not in wanted:
                return Difference(f"{place}/{key}", _shown(told, key), _shown(wanted, key))
            if found := first_difference(told[key], wanted[key], f"{place}/{key}"):
                return found
        return None
    if isinstance(told, list) and isinstance(wanted, list) and len(told) == len(wanted):
        pairs = enumerate(zip(told, wanted, strict=True))
        return next(
            (
                found
                for index, (one, other) in pairs
                if (found := first_difference(one, other, f"{place}/{index}"))
            ),
            None,
        )
    if type(told) is type(wanted) and told == wanted:
        return None
    return Difference(place or "/", _written(told), _written(wanted))


def _shown(value: dict[str, Any], key: str) -> str:
    return _written(value[key]) if key in value else "-"


def _written(value: Any) -> str:  # noqa: ANN401 -- any JSON
    written = json.dumps(value, ensure_ascii=False)
    return written if len(written) <= _LONGEST else written[: _LONGEST - 1] + "…"
