"""Codes of regions and stations."""

from __future__ import annotations

import pytest

from sirekap.election.regions import (
    NATION,
    CodeError,
    Level,
    ancestors,
    is_overseas,
    is_special,
    level_of,
    number_of,
    parent_of,
    region_code,
    station_code,
)


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("0", Level.NATION, None),
        ("35", Level.PROVINCE, "0"),
        ("3504", Level.REGENCY, "35"),
        ("350401", Level.SUBDISTRICT, "3504"),
        ("3504011001", Level.VILLAGE, "350401"),
        ("99AB", Level.REGENCY, "99"),
    ],
)
def test_a_code_knows_its_level_and_parent(code, level, parent):
    """2 + 2 + 2 + 4 characters, overseas with letters."""
    assert (level, parent) == (level_of(region_code(code)), parent_of(region_code(code)))


@pytest.mark.parametrize("code", ["", "3", "350", "35040", "3504011", "AA", "35 4", "３５", "350401100"])
def test_what_is_no_region_code_is_refused(code):
    """Wrong lengths, letters in a province, other digits than ASCII."""
    with pytest.raises(CodeError):
        region_code(code)


def test_a_station_counts_into_five_regions():
    """Village, subdistrict, regency, province, nation."""
    station = station_code("3504011001003")

    assert ancestors(station) == ("3504011001", "350401", "3504", "35", NATION)
    assert number_of(station) == 3
    assert not is_special(station)
    assert is_special(station_code("3504011001901"))
    assert is_overseas(station_code("99AB01000X001"))


@pytest.mark.parametrize("code", ["", "350401100100", "35040110010033", "350401100100a", "3504011001 03"])
def test_what_is_no_station_code_is_refused(code):
    """Thirteen characters, the last three digits."""
    with pytest.raises(CodeError):
        station_code(code)
