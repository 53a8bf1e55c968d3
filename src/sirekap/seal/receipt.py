"""A receipt: the server has this record for good, and its log will show it in time.

Whoever holds a receipt can prove a broken promise: the record must stand in the public
log ``log_promise`` seconds after ``at``, at the latest. It also says from when the photos
that the record names may be sent: one moment for all of them, so that a phone connects once.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sirekap.seal.envelope import unwrap, wrap
from sirekap.seal.keys import KeyId, Purpose, SigningKey
from sirekap.seal.refusal import Code, Refusal
from sirekap.seal.statement import (
    DIGEST,
    Members,
    parse_octets,
    parse_statement,
    print_instant,
    print_octets,
    print_statement,
)

if TYPE_CHECKING:
    from sirekap.seal.keylist import KeyRing

KIND = "receipt"
LONGEST_PROMISE = 86_400

_COMPACT = struct.Struct(">B32sQIQ32s64s")
_COMPACT_VERSION = 2
_LATEST = int(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp())


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Record ``record`` was stored durably at ``at``; ``log_promise`` is in seconds.

    ``photos_from`` is ``None`` for a record that names no photo.
    """

    record: str
    at: datetime
    key: KeyId
    log_promise: int
    photos_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignedReceipt:
    """A receipt with its signature, and its two ways of being written."""

    receipt: Receipt
    signature: bytes

    def wrapped(self) -> bytes:
        """Write it as the JSON answered over HTTP (see ``envelope``)."""
        return wrap(print_receipt(self.receipt), self.signature)

    def compact(self) -> str:
        """Write it in 199 characters, short enough for a QR code on paper.

        Base64url of 149 bytes, big-endian: version 2 (1 byte), record id (32), seconds
        since 1970 (8), promise (4), photos from, in seconds since 1970 or 0 for none (8),
        key id (32), signature (64).
        """
        receipt = self.receipt
        return print_octets(
            _COMPACT.pack(
                _COMPACT_VERSION,
                bytes.fromhex(receipt.record),
                int(receipt.at.timestamp()),
                receipt.log_promise,
                0 if receipt.photos_from is None else int(receipt.photos_from.timestamp()),
                bytes.fromhex(receipt.key),
                self.signature,
            )
        )

    def verify(self, keys: KeyRing, record: str) -> None:
        """Return if a receipt key signed this, while it held, for this very record."""
        if self.receipt.record != record:
            raise Refusal(Code.RECEIPT_OF_ANOTHER, f"record {self.receipt.record[:16]}")
        body = print_receipt(self.receipt)
        keys.verify(self.receipt.key, Purpose.RECEIPT, self.receipt.at, body, self.signature)


def print_receipt(receipt: Receipt) -> bytes:
    """Write the bytes the receipt key signs."""
    return print_statement(
        KIND,
        {
            "at": print_instant(receipt.at),
            "key": receipt.key,
            "log_promise": receipt.log_promise,
            "photos_from": None if receipt.photos_from is None else print_instant(receipt.photos_from),
            "record": receipt.record,
        },
    )


def parse_receipt(body: bytes) -> Receipt:
    """Read what the receipt key signs, strictly. The signature is not checked here."""
    return parse_statement(KIND, body, _receipt, print_receipt)


def _receipt(members: Members) -> Receipt:
    return Receipt(
        record=members.text("record", DIGEST),
        at=members.instant("at"),
        key=KeyId(members.text("key", DIGEST)),
        log_promise=members.whole("log_promise", 1, LONGEST_PROMISE),
        photos_from=members.instant_or_none("photos_from"),
    )


def issue_receipt(
    record: str, at: datetime, log_promise: int, key: SigningKey, photos_from: datetime | None = None
) -> SignedReceipt:
    """Sign a receipt. The same record, times, promise and key give the same bytes, always."""
    if key.purpose is not Purpose.RECEIPT:
        raise Refusal(Code.KEY_PURPOSE_WRONG, f"{key!r} signs no receipts")
    receipt = Receipt(record=record, at=at, key=key.id, log_promise=log_promise, photos_from=photos_from)
    return SignedReceipt(receipt, key.sign(print_receipt(receipt)))


def wrapped_receipt(
    record: str, at: datetime, log_promise: int, key: SigningKey, photos_from: datetime | None = None
) -> bytes:
    """Sign a receipt and write it as answered over HTTP, in one go: its bytes are printed once."""
    if key.purpose is not Purpose.RECEIPT:
        raise Refusal(Code.KEY_PURPOSE_WRONG, f"{key!r} signs no receipts")
    body = print_receipt(
        Receipt(record=record, at=at, key=key.id, log_promise=log_promise, photos_from=photos_from)
    )
    return wrap(body, key.sign(body))


def unwrap_receipt(data: bytes) -> SignedReceipt:
    """Read a receipt as answered over HTTP. The signature is not checked here."""
    body, signature = unwrap(data)
    return SignedReceipt(parse_receipt(body), signature)


def expand_receipt(compact: str) -> SignedReceipt:
    """Read a receipt from its short form. The signature is not checked here."""
    try:
        version, record, seconds, promise, photos, key, signature = _COMPACT.unpack(parse_octets(compact))
    except (ValueError, struct.error):
        raise Refusal(Code.STATEMENT_MALFORMED, f"{KIND}: compact form") from None
    if version != _COMPACT_VERSION or max(seconds, photos) > _LATEST or not 1 <= promise <= LONGEST_PROMISE:
        raise Refusal(Code.STATEMENT_MALFORMED, f"{KIND}: compact form")
    receipt = Receipt(
        record=record.hex(),
        at=datetime.fromtimestamp(seconds, tz=UTC),
        key=KeyId(key.hex()),
        log_promise=promise,
        photos_from=datetime.fromtimestamp(photos, tz=UTC) if photos else None,
    )
    return SignedReceipt(receipt, signature)
