"""A phone's request to send a photo: which, how large, of what type, for which return.

A statement like the others, signed by the phone's own key, on P-256. To repeat it does no
harm: it only ever gives the address of an upload that must have these bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.seal.keys import KeyId
from sirekap.seal.statement import DIGEST, Members, parse_statement, print_instant, print_statement

if TYPE_CHECKING:
    from datetime import datetime

KIND = "photo_request"
MOST_BYTES = 16 * 1024 * 1024
TYPES = ("image/jpeg", "image/png", "image/webp")


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoRequest:
    """Device ``key`` asks at ``at`` to send ``size`` bytes whose SHA-256 return ``record`` names."""

    at: datetime
    key: KeyId
    record: str
    sha256: str
    size: int
    type: str


def print_photo_request(request: PhotoRequest) -> bytes:
    """Write the bytes the phone signs."""
    return print_statement(
        KIND,
        {
            "at": print_instant(request.at),
            "key": request.key,
            "record": request.record,
            "sha256": request.sha256,
            "size": request.size,
            "type": request.type,
        },
    )


def parse_photo_request(body: bytes) -> PhotoRequest:
    """Read what the phone signs, strictly. The signature is not checked here."""
    return parse_statement(KIND, body, _request, print_photo_request)


def _request(members: Members) -> PhotoRequest:
    return PhotoRequest(
        at=members.instant("at"),
        key=KeyId(members.text("key", DIGEST)),
        record=members.text("record", DIGEST),
        sha256=members.text("sha256", DIGEST),
        size=members.whole("size", 1, MOST_BYTES),
        type=members.text("type", "|".join(TYPES)),
    )
