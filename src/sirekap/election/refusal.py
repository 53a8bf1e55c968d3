"""A refusal: an act, or the bytes of one, that cannot be taken as they are.

A refusal says what it objects to by code; its sentences, Indonesian and English,
stand in ``texts/`` under that code. It knows nothing of HTTP.
"""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """Why bytes are not a record."""

    BYTES_TOO_LARGE = "bytes-too-large"
    BYTES_NOT_UTF8 = "bytes-not-utf8"
    JSON_MALFORMED = "json-malformed"
    JSON_TOO_DEEP = "json-too-deep"
    JSON_NOT_INTEGER = "json-not-integer"
    JSON_INTEGER_TOO_LARGE = "json-integer-too-large"
    JSON_SURROGATE = "json-surrogate"
    JSON_DUPLICATE_KEY = "json-duplicate-key"
    JSON_NOT_CANONICAL = "json-not-canonical"
    JSON_FOREIGN_TYPE = "json-foreign-type"
    RECORD_KIND_UNKNOWN = "record-kind-unknown"
    RECORD_VERSION_UNKNOWN = "record-version-unknown"
    RECORD_KEY_UNKNOWN = "record-key-unknown"
    RECORD_KEY_MISSING = "record-key-missing"
    RECORD_TYPE_WRONG = "record-type-wrong"
    RECORD_VALUE_WRONG = "record-value-wrong"
    RECORD_ORDER_WRONG = "record-order-wrong"
    RECORD_REPLACES_WRONG = "record-replaces-wrong"
    RECORD_VALIDITY_WRONG = "record-validity-wrong"


class Refusal(Exception):  # noqa: N818 - a refusal is not an error: it is one of the three kinds of trouble.
    """Something is refused: ``code`` says why, ``path`` where, ``detail`` what was met there.

    ``path`` is the way into the JSON value, outermost first; ``pointer`` is the same
    as RFC 6901 writes it. ``detail`` is for logs and never holds more than 80
    characters of the input.
    """

    def __init__(self, code: Code, path: tuple[str | int, ...] = (), detail: str = "") -> None:
        self.code = code
        self.path = path
        self.detail = detail[:80]
        super().__init__(code, path, self.detail)

    def under(self, step: str | int) -> Refusal:
        """Give the same refusal, seen from one step further out."""
        return Refusal(self.code, (step, *self.path), self.detail)

    @property
    def pointer(self) -> str:
        """The place as a JSON pointer (RFC 6901); empty for the whole."""
        return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in self.path)

    def __str__(self) -> str:
        where = f" at {self.pointer}" if self.path else ""
        what = f": {self.detail}" if self.detail else ""
        return f"{self.code}{where}{what}"
