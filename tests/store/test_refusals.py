"""Each refusal of the store has its sentence in both languages, and a test of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from sirekap.store.refusals import Code
from sirekap.texts import LANGUAGES, table


@pytest.mark.parametrize("code", list(Code))
def test_every_code_has_its_text_and_its_test(code):
    """The sentence stands in each language; a test bears the code in its name."""
    tests = "\n".join(file.read_text() for file in Path(__file__).parent.glob("test_*.py"))

    assert all(table(language)[code] for language in LANGUAGES)
    assert f"def test_{code.value.lower()}_" in tests
