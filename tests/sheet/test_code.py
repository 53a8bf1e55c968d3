"""The code on a sheet: one spelling, read strictly."""

from __future__ import annotations

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from sirekap.election.regions import StationCode
from sirekap.sheet.code import SheetCode, SheetCodeError

stations = st.none() | st.from_regex(r"[0-9]{2}[0-9A-Z]{8}[0-9]{3}", fullmatch=True).map(StationCode)
codes = st.builds(
    SheetCode,
    station=stations,
    form=st.sampled_from(["C.HASIL-PPWP", "C.HASIL-DPR", "C.HASIL-DPRD-KABKO"]),
    edition=st.sampled_from(["2024", "2029"]),
    page=st.integers(1, 99),
    layout=st.from_regex(r"[0-9A-F]{8}", fullmatch=True),
)


@given(codes)
def test_what_is_written_is_read_back(code):
    """Parsing undoes writing."""
    assert code == SheetCode.parse(code.text())


@given(st.text() | codes.map(SheetCode.text).flatmap(lambda text: st.just(text + "\n") | st.just(" " + text)))
def test_what_is_read_is_written_back(text):
    """Any text is either a code in its one spelling, or refused."""
    try:
        code = SheetCode.parse(text)
    except SheetCodeError:
        return
    assert text == code.text()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3504011001003/C.HASIL-PPWP/2024/1/7FA8DEF8",
        "SIREKAP:350401100100/C.HASIL-PPWP/2024/1/7FA8DEF8",
        "SIREKAP:/C.HASIL-PPWP/2024/1/7FA8DEF8",
        "SIREKAP:3504011001003/C.HASIL-PPWP/2024/0/7FA8DEF8",
        "SIREKAP:3504011001003/C.HASIL-PPWP/2024/01/7FA8DEF8",
        "SIREKAP:3504011001003/C.HASIL-PPWP/2024/1/7fa8def8",
        "SIREKAP:3504011001003/C.HASIL-PPWP/2024/1/7FA8DEF",
        "SIREKAP:3504011001003/../2024/1/7FA8DEF8",
        "SIREKAP:３504011001003/C.HASIL-PPWP/2024/1/7FA8DEF8",
        "SIREKAP:AB04011001003/C.HASIL-PPWP/2024/1/7FA8DEF8",
    ],
)
def test_other_texts_are_refused(text):
    """A QR from elsewhere, or one nearly right, is no sheet code."""
    with pytest.raises(SheetCodeError):
        SheetCode.parse(text)


def test_a_sheet_of_another_layout_does_not_match(layout):
    """The digest tells a sheet printed by another layout, edition or form."""
    code = SheetCode.of(layout, 2, None)

    assert code.matches(layout)
    assert not SheetCode(None, layout.form, layout.edition, 2, "00000000").matches(layout)
    assert not SheetCode(None, "C.HASIL-DPR", layout.edition, 2, code.layout).matches(layout)


def test_the_longest_code_fits_the_printed_qr():
    """Version 3 at level M holds the longest form name, because its characters are alphanumeric."""
    text = SheetCode(StationCode("9901AB0001001"), "C.HASIL-DPRD-KABKO", "2024", 99, "7FA8DEF8").text()

    assert (
        segno.make(text, error="m", boost_error=False).version,
        segno.make(text).mode,
    ) == (3, "alphanumeric")
