"""Amounts in words."""

from __future__ import annotations

import pytest

from sirekap.election.amounts import spell


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "NOL"), (1, "SATU"), (10, "SEPULUH"), (11, "SEBELAS"), (12, "DUA BELAS"), (19, "SEMBILAN BELAS"),
        (20, "DUA PULUH"), (76, "TUJUH PULUH ENAM"), (100, "SERATUS"), (101, "SERATUS SATU"),
        (110, "SERATUS SEPULUH"), (197, "SERATUS SEMBILAN PULUH TUJUH"), (200, "DUA RATUS"),
        (211, "DUA RATUS SEBELAS"), (300, "TIGA RATUS"), (999, "SEMBILAN RATUS SEMBILAN PULUH SEMBILAN"),
        (1000, "SERIBU"), (11000, "SEBELAS RIBU"),
        (4695, "EMPAT RIBU ENAM RATUS SEMBILAN PULUH LIMA"), (1_000_000, "SATU JUTA"),
        (96_214_691, "SEMBILAN PULUH ENAM JUTA DUA RATUS EMPAT BELAS RIBU ENAM RATUS SEMBILAN PULUH SATU"),
    ],
)  # fmt: skip
def test_numbers_are_spelled_as_officers_write_them(number, words):
    """Ten, eleven and one hundred have forms of their own."""
    assert words == spell(number)


def test_every_number_of_three_digits_has_its_own_words():
    """No two numbers are spelled alike."""
    assert len({spell(number) for number in range(1000)}) == 1000


@pytest.mark.parametrize("number", [-1, 1_000_000_000])
def test_an_amount_no_form_has_words_for_is_refused(number):
    """Words go from nought to 999,999,999."""
    with pytest.raises(ValueError, match=str(number)):
        spell(number)
