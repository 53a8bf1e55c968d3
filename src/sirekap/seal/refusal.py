"""Why a key, a signature or a signed statement is not accepted.

The sentences for each code, Indonesian and English, stand in ``texts/``.
"""

from __future__ import annotations

from enum import StrEnum

_LONGEST_SHOWN = 120


class Code(StrEnum):
    """Why something that should be sealed is not."""

    ENVELOPE_MALFORMED = "envelope_malformed"
    STATEMENT_MALFORMED = "statement_malformed"
    STATEMENT_NOT_CANONICAL = "statement_not_canonical"
    PUBLIC_KEY_MALFORMED = "public_key_malformed"
    SIGNATURE_MALFORMED = "signature_malformed"
    SIGNATURE_WRONG = "signature_wrong"
    KEY_UNKNOWN = "key_unknown"
    KEY_PURPOSE_WRONG = "key_purpose_wrong"
    KEY_NOT_VALID_THEN = "key_not_valid_then"
    KEY_IS_REVOKED = "key_is_revoked"
    KEY_LIST_OLDER = "key_list_older"
    CERTIFICATE_UNKNOWN = "certificate_unknown"
    CERTIFICATE_CONFLICT = "certificate_conflict"
    RECEIPT_OF_ANOTHER = "receipt_of_another"
    CODE_MISTYPED = "code_mistyped"
    KEY_FILE_MISSING = "key_file_missing"
    KEY_FILE_EXISTS = "key_file_exists"
    KEY_FILE_OPEN_TO_OTHERS = "key_file_open_to_others"
    KEY_FILE_NOT_OURS = "key_file_not_ours"
    KEY_FILE_MALFORMED = "key_file_malformed"


class Refusal(Exception):  # noqa: N818 - a refusal is not an error: it is one of the three kinds of trouble.
    """Something is not accepted: ``code`` says why, ``detail`` which part (never a secret).

    It has ``code`` and ``facts`` as ``election.refusal.Refusal`` has them; this room
    stands below that one and cannot import it.
    """

    def __init__(self, code: StrEnum, detail: str = "") -> None:
        self.code = code
        self.detail = detail[:_LONGEST_SHOWN]
        self.facts = {"about": self.detail}
        super().__init__(code, self.detail)

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else str(self.code)
