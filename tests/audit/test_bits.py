"""Any single bit of a site, flipped: found, or in a file that is named as not checked."""

from __future__ import annotations

import os

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.audit.conftest import built, checked

_FOLDERS = ("log/", "v1/records/", "v1/words/", "v1/ppwp", "pemilu/hhcw/", "pemilu/hr/", "foto/", "v1/")
"""Drawn from evenly: the lists of KPU's tree are most files."""


@st.composite
def flips(draw):
    """A file and one of its bits."""
    folder = draw(st.sampled_from(_FOLDERS))
    path = draw(st.sampled_from(sorted(each for each in built().files if each.startswith(folder))))
    return path, draw(st.integers(0, 8 * len(built().files[path]) - 1))


@settings(max_examples=2_000 if "SIREKAP_LONG" in os.environ else 40, deadline=None)
@given(flips())
def test_any_flipped_bit_is_found(flip):
    """Whatever file and whatever bit: something is found, and the file is named."""
    path, bit = flip
    content = bytearray(built().files[path])
    content[bit // 8] ^= 1 << bit % 8
    report = checked(built().files | {path: bytes(content)}).report
    assert report.findings or path in report.unchecked, (path, bit)
