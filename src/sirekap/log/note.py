"""Signed notes (C2SP signed-note): a text, an empty line, and lines of signatures.

Ed25519 only. A key has a name; the signature names it and the first four bytes of a hash
of name and key, so that a reader finds the key it knows among the signatures.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from sirekap.log.refusal import Code, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

_ED25519 = b"\1"
_PUBLIC_BYTES, _ID_BYTES = 32, 4
_DASH = "\N{EM DASH} "
_LARGEST_NOTE = 64 * 1024


@dataclass(frozen=True, slots=True)
class NoteKey:
    """A public key under a name, as a verifier knows it. ``public`` are its 32 raw bytes."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes by which signatures name it."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:_ID_BYTES]

    def __str__(self) -> str:
        """The verifier key, as programs are given it: ``name+id+key``."""
        return f"{self.name}+{self.id.hex()}+{_base64(_ED25519 + self.public)}"

    @classmethod
    def parse(cls, text: str) -> NoteKey:
        """The key of a verifier key; refuses other kinds, and any other writing."""
        name, _, rest = text.partition("+")
        key = cls(name, _octets(rest.partition("+")[2])[1:])
        if not _is_name(name) or len(key.public) != _PUBLIC_BYTES or str(key) != text:
            raise Refusal(Code.VERIFIER_KEY_MALFORMED, text[:80])
        return key


def signed(text: str, key: NoteKey, sign: Callable[[bytes], bytes]) -> bytes:
    """The note of a text that ends in a line feed, with one signature."""
    if not text.endswith("\n") or not _is_name(key.name):
        message = "a note's text ends in a line feed, and its key has a name without spaces and plus"
        raise ValueError(message)
    signature = _base64(key.id + sign(text.encode()))
    return f"{text}\n{_DASH}{key.name} {signature}\n".encode()


def opened(note: bytes, key: NoteKey, verify: Callable[[bytes, bytes], bool]) -> str:
    """The text of a note that ``key`` signed; signatures of others are passed over.

    ``verify`` is given the text's bytes and the signature's. Refuses a note that is none, is not
    signed by the key, or was altered.
    """
    text, signatures = _parts(note)
    found = [rest[_ID_BYTES:] for name, rest in signatures if (name, rest[:_ID_BYTES]) == (key.name, key.id)]
    if not found:
        raise Refusal(Code.NOTE_UNSIGNED, key.name)
    if not all(verify(text.encode(), signature) for signature in found):
        raise Refusal(Code.NOTE_SIGNATURE_WRONG, key.name)
    return text


def text_of(note: bytes) -> str:
    """The text of a note, whoever signed it: for who has no key and checks no more than what it says."""
    return _parts(note)[0]


def _parts(note: bytes) -> tuple[str, list[tuple[str, bytes]]]:
    """The text, and each signature's name and octets."""
    if len(note) > _LARGEST_NOTE:
        raise Refusal(Code.NOTE_MALFORMED, f"{len(note)} bytes")
    try:
        told = note.decode()
    except UnicodeDecodeError as error:
        raise Refusal(Code.NOTE_MALFORMED, f"byte {error.start}") from None
    text, empty_line, lines = told.rpartition("\n\n")
    control = any(ord(letter) < ord(" ") and letter != "\n" for letter in told)
    if control or not empty_line or not lines.endswith("\n"):
        raise Refusal(Code.NOTE_MALFORMED, "no text with signatures under it")
    return text + "\n", [_signature(line) for line in lines[:-1].split("\n")]


def _signature(line: str) -> tuple[str, bytes]:
    name, _, written = line.removeprefix(_DASH).partition(" ")
    octets = _octets(written)
    if not line.startswith(_DASH) or not _is_name(name) or len(octets) <= _ID_BYTES:
        raise Refusal(Code.NOTE_MALFORMED, line[:80])
    return name, octets


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(letter.isspace() for letter in name)


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode()


def _octets(written: str) -> bytes:
    """What base64 stands for; nothing for what is none or is written in another way."""
    try:
        octets = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return octets if _base64(octets) == written else b""
