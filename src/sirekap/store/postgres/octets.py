"""Hashes and names of keys: 64 hexadecimal characters outside, 32 bytes in a column."""

from __future__ import annotations

from sirekap.office.ports import BatchRefused


def octets(hexadecimal: str) -> bytes:
    """The bytes of a name. Raises :class:`BatchRefused` for what is none."""
    try:
        return bytes.fromhex(hexadecimal)
    except ValueError:
        message = f"{hexadecimal[:80]!r} is not hexadecimal"
        raise BatchRefused(message) from None
