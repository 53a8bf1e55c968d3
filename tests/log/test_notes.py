"""Notes and checkpoints: one writing, one key, and nothing altered."""

from __future__ import annotations

import pytest

from sirekap.log.checkpoint import Checkpoint
from sirekap.log.note import NoteKey, opened, signed
from sirekap.log.refusal import Code, Refusal
from sirekap.seal.keys import Purpose, SigningKey, VerifyingKey
from sirekap.seal.refusal import Refusal as SealRefusal
from sirekap.texts import LANGUAGES, table

KEY = SigningKey(Purpose.LOG, bytes(range(32)))
NAME = NoteKey("log.example/pemilu2024", KEY.public)
POINT = Checkpoint("log.example/pemilu2024", 70_001, bytes(range(32)))
NOTE = signed(str(POINT), NAME, KEY.sign)


def verify(data, signature, key=KEY):
    """Whether the key signed this."""
    try:
        VerifyingKey(key.public).verify(data, signature)
    except SealRefusal:
        return False
    return True


def test_a_signed_checkpoint_comes_back():
    """Opened with the key and read, it is the checkpoint; nothing else stands in it."""
    assert Checkpoint.parse(opened(NOTE, NAME, verify), POINT.origin) == POINT
    assert NOTE.decode().splitlines()[:4] == [
        "log.example/pemilu2024",
        "70001",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "",
    ]


def test_a_key_id_is_the_hash_the_specification_gives():
    """The example of golang.org/x/mod/sumdb/note, whose verifier key is published there."""
    published = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"

    assert NoteKey.parse(published).id.hex() == "c74f20a3"
    assert str(NoteKey.parse(published)) == published


def test_others_signatures_are_passed_over():
    """A witness's line before or behind the log's changes nothing."""
    text, _, line = NOTE.partition(b"\n\n")
    other = "\N{EM DASH} witness.example AAAAAAA=\n".encode()

    for note in (text + b"\n\n" + other + line, text + b"\n\n" + line + other):
        assert opened(note, NAME, verify) == str(POINT)


def test_no_flipped_bit_of_a_note_is_taken():
    """Each bit of the whole note in turn: refused, whatever the reason."""
    for bit in range(len(NOTE) * 8):
        changed = bytearray(NOTE)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Refusal):
            opened(bytes(changed), NAME, verify)


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"text\n",
        b"text\n\n",
        NOTE[:-1],
        NOTE.replace(b"\n\n", b"\n"),
        NOTE + b"tail",
        b"\xff" + NOTE,
        NOTE.replace(b"70001", b"70001\r"),
        b"a" * 70_000,
    ],
)
def test_note_malformed_is_said_of_what_is_no_note(note):
    """No text, no signature, a cut, an end too many, other bytes, too long."""
    with pytest.raises(Refusal) as refused:
        opened(note, NAME, verify)

    assert refused.value.code is Code.NOTE_MALFORMED


def test_note_unsigned_is_said_when_the_key_is_another():
    """The same name with another key, the same key under another name."""
    stranger = SigningKey(Purpose.LOG, bytes(32))
    for key in (NoteKey(NAME.name, stranger.public), NoteKey("other.example", KEY.public)):
        with pytest.raises(Refusal) as refused:
            opened(NOTE, key, verify)
        assert refused.value.code is Code.NOTE_UNSIGNED


def test_note_signature_wrong_is_said_of_an_altered_text():
    """The size is raised by one under the old signature."""
    with pytest.raises(Refusal) as refused:
        opened(NOTE.replace(b"70001", b"70002"), NAME, verify)

    assert refused.value.code is Code.NOTE_SIGNATURE_WRONG


@pytest.mark.parametrize(
    "text",
    ["", "name", "name+00000000+AQ==", str(NAME).replace("AQ", "Ag"), str(NAME) + "=", str(NAME).upper()],
)
def test_verifier_key_malformed_is_said_of_other_texts(text):
    """Too short, of another kind, with another id, in another writing."""
    with pytest.raises(Refusal) as refused:
        NoteKey.parse(text)

    assert refused.value.code is Code.VERIFIER_KEY_MALFORMED


@pytest.mark.parametrize(
    "text",
    [
        "",
        str(POINT)[:-1],
        str(POINT) + "more\n",
        str(POINT).replace("70001", "070001"),
        str(POINT).replace("70001", "-1"),
        str(POINT).replace("70001", "٧"),
        str(POINT).replace("AAECAw", "AAECA"),
        str(POINT).replace("Hh8=", "Hh9="),
    ],
)
def test_checkpoint_malformed_is_said_of_another_writing(text):
    """A leading nought, other digits, a short root, a line too many: there is one writing."""
    with pytest.raises(Refusal) as refused:
        Checkpoint.parse(text, POINT.origin)

    assert refused.value.code is Code.CHECKPOINT_MALFORMED


def test_checkpoint_of_another_log_is_said_of_one():
    """The right writing, and another origin than the one asked for."""
    with pytest.raises(Refusal) as refused:
        Checkpoint.parse(str(POINT), "log.example/pilkada2024")

    assert refused.value.code is Code.CHECKPOINT_OF_ANOTHER_LOG


@pytest.mark.parametrize(
    ("text", "name"), [("no end", "a"), ("text\n", "a b"), ("text\n", "a+b"), ("text\n", "")]
)
def test_what_cannot_be_a_note_is_not_signed(text, name):
    """A text without its last line feed, a name with a space or a plus: a fault of the caller."""
    with pytest.raises(ValueError, match="a note's text ends in a line feed"):
        signed(text, NoteKey(name, KEY.public), KEY.sign)


@pytest.mark.parametrize("code", list(Code))
def test_every_code_has_its_sentence(code):
    """In each language."""
    assert all(table(language)[code] for language in LANGUAGES)
