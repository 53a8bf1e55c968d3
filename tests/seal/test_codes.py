"""One-time codes: what is printed is read again, a slip is seen, and what is kept tells nothing."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sirekap.seal.codes import ALPHABET, CodeKey, check_character, one_time_code, read_code
from sirekap.seal.refusal import Code, Refusal

STATION = "3404062001006"
CODE = one_time_code(STATION, bytes(range(16)))
CODES = st.builds(one_time_code, st.just(STATION), st.binary(min_size=16, max_size=16))
STATIONS = st.from_regex(r"[0-9]{2}[0-9A-Z]{8}[0-9]{3}", fullmatch=True)


def refused(entered: str, station: str = STATION) -> Code:
    """The code of the refusal that this entry meets."""
    with pytest.raises(Refusal) as caught:
        read_code(station, entered)
    return caught.value.code


def test_a_code_is_written_in_these_characters():
    """The forms of one code, as spec/enrolment.md shows them."""
    assert CODE.text == "000G40R40M30E209185GR38E1W"
    assert CODE.payload == "SIREKAP-ENROL:1:3404062001006:000G40R40M30E209185GR38E1W"
    assert CODE.typed == "000G40R40M30G"


@given(CODES, st.booleans())
def test_both_forms_are_read_as_they_are_printed(code, small):
    """Scanned: 26 characters. Typed: twelve, however they are spaced and in whichever letters."""
    spaced = f"{code.typed[:4]}-{code.typed[4:8]} {code.typed[8:]}"

    assert read_code(STATION, code.text) == code.text
    assert read_code(STATION, spaced.lower() if small else spaced) == code.text[:12]


def test_look_alikes_are_read_as_digits():
    """O is nought; I and L are one: none of them stands in a code."""
    twelve = "001100110011"
    check = check_character(STATION, twelve)

    assert read_code(STATION, f"OOIL OOII OOLL {check}") == twelve


@given(CODES, st.integers(0, 12), st.integers(1, 31))
def test_one_wrong_character_is_a_slip(code, place, by):
    """Wherever it is, whatever it is, the check character among them."""
    other = ALPHABET[(ALPHABET.index(code.typed[place]) + by) % 32]

    assert refused(code.typed[:place] + other + code.typed[place + 1 :]) == Code.CODE_MISTYPED


@given(CODES, st.integers(0, 11))
def test_two_characters_exchanged_are_a_slip(code, place):
    """Neighbours that differ."""
    a, b = code.typed[place : place + 2]
    swapped = code.typed[:place] + b + a + code.typed[place + 2 :]

    assert a == b or refused(swapped) == Code.CODE_MISTYPED


@given(CODES, st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_of_the_station_is_a_slip(code, place, by):
    """A code typed for the station next door takes no try from it."""
    digit = str((int(STATION[place]) + by) % 10)

    assert refused(code.typed, STATION[:place] + digit + STATION[place + 1 :]) == Code.CODE_MISTYPED


@pytest.mark.parametrize(
    "entered", ["", "U" * 13, CODE.text[:-1], CODE.text[:-1] + "X", CODE.typed + "0", "０" * 13, "\0" * 13]
)
def test_what_is_no_code_is_a_slip(entered):
    """Another length, a letter that is in none, bits where none are, digits of other scripts."""
    assert refused(entered) == Code.CODE_MISTYPED


@given(STATIONS, st.text(ALPHABET, min_size=12, max_size=12))
def test_every_station_has_a_check_character(station, twelve):
    """Letters in codes of stations abroad too."""
    assert read_code(station, twelve + check_character(station, twelve)) == twelve


def test_a_digest_is_of_one_key_one_station_and_one_form():
    """None of the three can be left out and give the same."""
    key, other = CodeKey(bytes(32)), CodeKey(b"1" * 32)
    elsewhere = one_time_code("3404062001007", bytes(range(16)))

    digests = {*key.digests(CODE), *other.digests(CODE), *key.digests(elsewhere)}

    assert len(digests) == 6
    assert key.digest(STATION, read_code(STATION, CODE.typed)) == key.digests(CODE)[1]


def test_secrets_do_not_show():
    """Neither a code nor its key is in a repr, nor goes through pickle."""
    key = CodeKey(b"secret of thirty-two bytes here!")

    assert CODE.text not in repr(CODE)
    assert "secret" not in repr(key)
    with pytest.raises(TypeError):
        pickle.dumps(key)


@pytest.mark.parametrize("length", [15, 17])
def test_a_code_has_sixteen_bytes(length):
    """Fewer would be guessed, more would not fit the letter."""
    with pytest.raises(ValueError, match="16 bytes"):
        one_time_code(STATION, bytes(length))
