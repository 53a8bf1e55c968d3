"""Reads the store's statements from ``queries.sql``: each under its name, with its sentence."""

from __future__ import annotations

import re
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMED = re.compile(r"^-- name: (\w+)\n((?:-- .+\n)+)((?:(?!-- name:).*\n?)+)", re.MULTILINE)


def parse(text: str) -> dict[str, str]:
    """Statements by name. Raises :class:`ValueError` for a name that is twice there or has no sentence."""
    found = _NAMED.findall(text)
    statements = {name: statement.strip().removesuffix(";") for name, _, statement in found}
    if len(statements) != len(re.findall(r"^-- name:", text, re.MULTILINE)):
        message = "a statement has no sentence, or two have one name"
        raise ValueError(message)
    return statements


SQL: Mapping[str, str] = MappingProxyType(
    parse(files(__package__).joinpath("queries.sql").read_text("utf-8"))
)
"""The statements of ``queries.sql``."""
