"""Signed bytes on the wire: ``{"body":…,"signature":"…"}``.

The body is the signed bytes themselves, a JSON object in canonical form. Every signature
here has 64 bytes, 86 characters of base64url, so the body is cut out by position: what
was signed is what was sent, and nobody has to write it again to check it.
"""

from __future__ import annotations

from sirekap.seal.refusal import Code, Refusal
from sirekap.seal.statement import parse_octets, print_octets

SIGNATURE_BYTES = 64

_OPENING = b'{"body":'
_BETWEEN = b',"signature":"'
_CLOSING = b'"}'
_SIGNATURE_CHARACTERS = 86
_TAIL = len(_BETWEEN) + _SIGNATURE_CHARACTERS + len(_CLOSING)


def wrap(body: bytes, signature: bytes) -> bytes:
    """Put canonical bytes and their signature into one JSON object."""
    if len(signature) != SIGNATURE_BYTES:
        raise Refusal(Code.SIGNATURE_MALFORMED, f"{len(signature)} bytes, not {SIGNATURE_BYTES}")
    return b"".join((_OPENING, body, _BETWEEN, print_octets(signature).encode("ascii"), _CLOSING))


def unwrap(data: bytes) -> tuple[bytes, bytes]:
    """Cut an envelope into body and signature. Neither is checked further."""
    tail = data[-_TAIL:]
    body = data[len(_OPENING) : -_TAIL]
    framed = data.startswith(_OPENING) and tail.startswith(_BETWEEN) and tail.endswith(_CLOSING)
    if not framed or not body.startswith(b"{") or not body.endswith(b"}"):
        raise Refusal(Code.ENVELOPE_MALFORMED)
    try:
        signature = parse_octets(tail[len(_BETWEEN) : -len(_CLOSING)].decode("ascii"))
    except ValueError:
        raise Refusal(Code.SIGNATURE_MALFORMED, "not base64url of 64 bytes") from None
    return body, signature
