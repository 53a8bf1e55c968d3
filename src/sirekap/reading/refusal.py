"""Why a photo cannot be used: each reason's code.

The officer's sentences for them, and what fills their blanks, stand in ``texts/``.
"""

from __future__ import annotations

from enum import StrEnum

from sirekap.election.refusal import Refusal

__all__ = ["Code", "Refusal"]


class Code(StrEnum):
    """Each reason once; its value is the key of its text."""

    NOT_AN_IMAGE = "photo_not_an_image"
    TRUNCATED = "photo_truncated"
    TOO_LARGE = "photo_too_large"
    TOO_MANY_PIXELS = "photo_too_many_pixels"
    TOO_SMALL = "photo_too_small"
    TOO_DARK = "photo_too_dark"
    TOO_BLURRED = "photo_too_blurred"
    NO_PAGE = "page_not_found"
    WRONG_FORM = "page_of_another_form"
    TOP_MISSING = "page_top_missing"
    BOTTOM_MISSING = "page_bottom_missing"
    LEFT_MISSING = "page_left_missing"
    RIGHT_MISSING = "page_right_missing"
    COVER_DOUBTFUL = "cover_doubtful"
