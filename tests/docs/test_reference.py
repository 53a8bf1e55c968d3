"""Reference pages say what the code says."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reference"
_spec = importlib.util.spec_from_file_location("make_reference", FOLDER / "make.py")
assert _spec is not None
assert _spec.loader is not None
make = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(make)


@pytest.mark.parametrize("name", sorted(make.PAGES))
def test_a_generated_page_is_up_to_date(name):
    """`python docs/reference/make.py` would change nothing."""
    assert make.PAGES[name]() == (FOLDER / name).read_text(encoding="utf-8")
