"""Why bytes are not a record: the refusal that canonical JSON and the records raise."""

from __future__ import annotations

from enum import StrEnum

from sirekap.election.refusal import Refusal

_LONGEST_SHOWN = 80


class Code(StrEnum):
    """Why bytes are not a record, or a value cannot be written as one."""

    BYTES_TOO_LARGE = "bytes_too_large"
    BYTES_NOT_UTF8 = "bytes_not_utf8"
    JSON_MALFORMED = "json_malformed"
    JSON_TOO_DEEP = "json_too_deep"
    JSON_NOT_INTEGER = "json_not_integer"
    JSON_INTEGER_TOO_LARGE = "json_integer_too_large"
    JSON_SURROGATE = "json_surrogate"
    JSON_DUPLICATE_KEY = "json_duplicate_key"
    JSON_NOT_CANONICAL = "json_not_canonical"
    JSON_FOREIGN_TYPE = "json_foreign_type"
    RECORD_KIND_UNKNOWN = "record_kind_unknown"
    RECORD_VERSION_UNKNOWN = "record_version_unknown"
    RECORD_KEY_UNKNOWN = "record_key_unknown"
    RECORD_KEY_MISSING = "record_key_missing"
    RECORD_TYPE_WRONG = "record_type_wrong"
    RECORD_VALUE_WRONG = "record_value_wrong"
    RECORD_ORDER_WRONG = "record_order_wrong"
    RECORD_REPLACES_WRONG = "record_replaces_wrong"
    RECORD_VALIDITY_WRONG = "record_validity_wrong"


class Malformed(Refusal):
    """Bytes are refused: ``code`` says why, ``path`` where, ``detail`` what was met there.

    ``path`` is the way into the JSON value, outermost first. ``detail`` holds at most 80
    characters of the input. Both are the facts of its text, as ``place`` and ``met``.
    """

    code: Code

    def __init__(self, code: Code, path: tuple[str | int, ...] = (), detail: str = "") -> None:
        self.path = path
        self.detail = detail[:_LONGEST_SHOWN]
        super().__init__(code, {"place": self.pointer or "/", "met": self.detail})

    def under(self, step: str | int) -> Malformed:
        """Give the same refusal, seen from one step further out."""
        return Malformed(self.code, (step, *self.path), self.detail)

    @property
    def pointer(self) -> str:
        """The place as a JSON pointer (RFC 6901); empty for the whole."""
        return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in self.path)

    def __str__(self) -> str:
        where = f" at {self.pointer}" if self.path else ""
        what = f": {self.detail}" if self.detail else ""
        return f"{self.code}{where}{what}"
