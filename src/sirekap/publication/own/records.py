"""The records themselves, each under its id: what every other document is a view of."""

from __future__ import annotations

from sirekap.election.identity import record_id


def record(data: bytes) -> tuple[str, bytes]:
    """Where a record stands, and its bytes just as they were signed: who hashes them finds the name."""
    return f"v1/records/{record_id(data)}.json", data
