"""Why a key, a signature or a signed statement is not accepted.

The sentences for each code, Indonesian and English, stand in ``texts/``.
"""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """Why something that should be sealed is not."""

    ENVELOPE_MALFORMED = "envelope-malformed"
    STATEMENT_MALFORMED = "statement-malformed"
    STATEMENT_NOT_CANONICAL = "statement-not-canonical"
    PUBLIC_KEY_MALFORMED = "public-key-malformed"
    SIGNATURE_MALFORMED = "signature-malformed"
    SIGNATURE_WRONG = "signature-wrong"
    KEY_UNKNOWN = "key-unknown"
    KEY_PURPOSE_WRONG = "key-purpose-wrong"
    KEY_NOT_VALID_THEN = "key-not-valid-then"
    KEY_REVOKED = "key-revoked"
    KEY_LIST_OLDER = "key-list-older"
    CERTIFICATE_UNKNOWN = "certificate-unknown"
    CERTIFICATE_CONFLICT = "certificate-conflict"
    RECEIPT_OF_ANOTHER = "receipt-of-another"
    KEY_FILE_MISSING = "key-file-missing"
    KEY_FILE_EXISTS = "key-file-exists"
    KEY_FILE_OPEN_TO_OTHERS = "key-file-open-to-others"
    KEY_FILE_NOT_OURS = "key-file-not-ours"
    KEY_FILE_MALFORMED = "key-file-malformed"


class Refusal(Exception):  # noqa: N818 - a refusal is not an error: it is one of the three kinds of trouble.
    """Something is not accepted: ``code`` says why, ``detail`` which part (never a secret)."""

    def __init__(self, code: Code, detail: str = "") -> None:
        self.code = code
        self.detail = detail[:120]
        super().__init__(code, self.detail)

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else str(self.code)
