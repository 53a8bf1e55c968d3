"""The one-time codes of enrolment letters: 128 bits to scan, 60 of them to type.

A code is 16 random bytes in 26 characters of Crockford's base32 (no I, L, O or U). Its
first 12 characters are the typed form, with a thirteenth that tells a slip of the finger
from a wrong code. No code is ever stored: the server keeps ``CodeKey.digest`` of each form.

The check character is a remainder over GF(32), as a CRC takes it, of the station's code
and the twelve characters. It finds every single wrong character of the code and every two
neighbours exchanged.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import NoReturn

from sirekap.seal.refusal import Code, Refusal

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_BYTES = 16
SCANNED, TYPED = 26, 12
"""Characters of each form; the typed one is followed by its check character."""

PAYLOAD = "SIREKAP-ENROL:1"
"""What the text in a letter's QR begins with: what it is, and the version of this form."""

_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_GENERATOR = 0b100101  # x⁵ + x² + 1, primitive: its root has order 31, more than any text here is long.
_DOMAIN = "sirekap enrolment code 1"
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class OneTimeCode:
    """A code and the station it is for. Its text is a secret of the letter, and in no ``repr``."""

    station: str
    text: str

    @property
    def payload(self) -> str:
        """The text of the letter's QR: ``SIREKAP-ENROL:1:<station>:<26 characters>``."""
        return f"{PAYLOAD}:{self.station}:{self.text}"

    @property
    def typed(self) -> str:
        """The twelve characters and their check character, as they are typed: 13 together."""
        return self.text[:TYPED] + check_character(self.station, self.text[:TYPED])

    def __repr__(self) -> str:
        return f"OneTimeCode({self.station}, …)"


def one_time_code(station: str, random: bytes) -> OneTimeCode:
    """Make a code of 16 random bytes; two bits of nought fill the last character."""
    if len(random) != CODE_BYTES:
        message = f"a code is made of {CODE_BYTES} bytes, not {len(random)}"
        raise ValueError(message)
    number = int.from_bytes(random) << 2
    return OneTimeCode(
        station, "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(SCANNED)))
    )


def check_character(station: str, twelve: str) -> str:
    """The thirteenth character. A station's count with the lower five bits of their base-36 values."""
    rest = 0
    place = (int(character, 36) & 31 for character in station)
    for value in (*place, *(_VALUE[character] for character in twelve)):
        rest = _times_root(rest) ^ value
    return ALPHABET[_times_root(rest)]


def _times_root(value: int) -> int:
    doubled = value << 1
    return doubled ^ _GENERATOR if doubled & 32 else doubled


def read_code(station: str, entered: str) -> str:
    """Take a code as a person or a scanner entered it; 26 characters, or 12 without their check.

    Small letters, spaces and hyphens are allowed, and O, I and L are read as the digits they
    look like. Raises :class:`Refusal` ``code_mistyped``: such a text can be nobody's code.
    """
    text = entered.upper().translate(_READ_AS)
    if not set(text) <= set(ALPHABET):
        raise Refusal(Code.CODE_MISTYPED)
    if len(text) == SCANNED and not _VALUE[text[-1]] & 3:
        return text
    if len(text) == TYPED + 1 and check_character(station, text[:TYPED]) == text[TYPED]:
        return text[:TYPED]
    raise Refusal(Code.CODE_MISTYPED)


class CodeKey:
    """The server's secret under which codes are kept: who reads the database alone knows no code."""

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        """Take 32 secret bytes."""
        if len(secret) != _SECRET_BYTES:
            message = f"a secret has {_SECRET_BYTES} bytes, not {len(secret)}"
            raise ValueError(message)
        self._secret = secret

    def digest(self, station: str, code: str) -> str:
        """HMAC-SHA256 of a code in one of its forms, for this station, in 64 hexadecimal characters."""
        told = f"{_DOMAIN}:{station}:{code}".encode("ascii")
        return hmac.new(self._secret, told, hashlib.sha256).hexdigest()

    def digests(self, code: OneTimeCode) -> tuple[str, str]:
        """Those of the scanned form and of the typed one."""
        return self.digest(code.station, code.text), self.digest(code.station, code.text[:TYPED])

    def __repr__(self) -> str:
        return "CodeKey(…)"

    def __reduce__(self) -> NoReturn:
        message = "a code key is not pickled"
        raise TypeError(message)
