"""A refusal: something that cannot be taken as it is, with a code that says why.

Its sentences, Indonesian and English, stand in ``texts/`` under that code and fill their
blanks from ``facts``. It knows nothing of HTTP, files or pictures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Refusal(Exception):  # noqa: N818 -- a refusal is no error: it is one of the three kinds of trouble
    """Something is refused; ``code`` says why and ``facts`` what exactly."""

    def __init__(self, code: str, facts: Mapping[str, str | int | float] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.facts = dict(facts or {})
