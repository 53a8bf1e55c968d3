"""Every code is said in both languages, with the same blanks."""

from __future__ import annotations

import string

import pytest

from sirekap.texts import LANGUAGES, table


def blanks(sentence: str) -> set[str]:
    """The named blanks of a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_codes():
    """No code is said in one language only."""
    first, second = (set(table(language)) for language in LANGUAGES)

    assert first == second


@pytest.mark.parametrize("code", sorted(table("id")))
def test_both_languages_fill_the_same_blanks(code):
    """A fact told in one language is told in the other."""
    assert blanks(table("id")[code]) == blanks(table("en")[code])
