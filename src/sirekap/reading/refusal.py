"""Why a photo cannot be used.

A refusal is not a fault: it carries a code, and the officer's sentence for
that code stands in ``texts/``. ``details`` fill the sentence's blanks.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Code(StrEnum):
    """Each reason once; its value is the key of its text."""

    NOT_AN_IMAGE = "photo_not_an_image"
    TRUNCATED = "photo_truncated"
    TOO_LARGE = "photo_too_large"
    TOO_SMALL = "photo_too_small"
    TOO_DARK = "photo_too_dark"
    TOO_BLURRED = "photo_too_blurred"
    NO_PAGE = "page_not_found"
    WRONG_FORM = "page_of_another_form"
    PART_MISSING = "page_part_missing"


class Refusal(Exception):  # noqa: N818 - The project's word; it is no error.
    """A photo was refused; ``code`` says why and ``details`` what exactly."""

    def __init__(self, code: Code, details: Mapping[str, str | int | float] | None = None) -> None:
        super().__init__(code.value)
        self.code = code
        self.details = dict(details or {})
