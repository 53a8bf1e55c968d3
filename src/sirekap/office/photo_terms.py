"""On what terms photos are taken in: every code of refusal, and the times."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

CLOCK_OFF = timedelta(minutes=10)
"""How far the time of a phone's request may be from ours."""
ADDRESS_GOOD = timedelta(hours=1)
"""How long an address takes bytes."""
LEFT_OVER = timedelta(hours=2)
"""What nobody knows under ``incoming/`` is swept away when it is so old."""


class Code(StrEnum):
    """Why a photo is not taken, or not now."""

    REQUEST_OF_ANOTHER = "photo_request_of_another"
    REQUEST_CLOCK = "photo_request_clock"
    NOT_NAMED = "photo_not_named"
    TOO_EARLY = "photo_too_early"
    ADDRESS_UNKNOWN = "upload_unknown"
    ADDRESS_OVER = "upload_over"
    TOO_LONG = "upload_too_long"
    RANGE_WRONG = "upload_range_wrong"
    GAP = "upload_gap"


class Wrong(StrEnum):
    """Why a whole upload is refused by the worker who looks at it, beside what its pixels are."""

    SIZE = "photo_size_wrong"
    HASH = "photo_hash_wrong"
    TYPE = "photo_type_wrong"
