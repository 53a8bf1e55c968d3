"""Every code's sentence, once a language: rules, refusals, states, headings.

``id.json`` (Indonesian, first) and ``en.json`` (English) are flat tables from a code to
a sentence with named blanks. Python and the web applications read the same files.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("id", "en")


@cache
def table(language: str) -> dict[str, str]:
    """All sentences of one language; ``FileNotFoundError`` for one that is not written."""
    content = (Path(__file__).parent / f"{language}.json").read_text(encoding="utf-8")
    sentences: dict[str, str] = json.loads(content)
    return sentences


def say(code: str, language: str = "id", **facts: object) -> str:
    """The sentence of a code with its blanks filled.

    ``KeyError`` for a code without a text, or a blank without its fact: both are faults of
    the program, and a test holds every code against both files.

    >>> say("R122", "en", left=191, right=207)
    'Ballots used 191, voters 207: these must be the same. Look again at both rows.'
    """
    return table(language)[code].format(**facts)
