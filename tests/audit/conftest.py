"""A small election's site in memory, and a check of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

import pytest
from tests.audit import world

from sirekap.audit.finding import Code
from sirekap.audit.verify import Asked, verify
from sirekap.audit.visit import Unread
from sirekap.seal.keys import VerifyingKey

if TYPE_CHECKING:
    from sirekap.audit.verify import Outcome

NOW = world.NIGHT + timedelta(hours=3)
WITH_KEYS = Asked(world.LOG_KEY, VerifyingKey(world.ROOT.public))


class InMemory:
    """Published files in a dictionary."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def read(self, paths, most):
        """The files that are there."""
        found = {path: self.files[path] for path in paths if path in self.files}
        return {
            path: content if len(content) <= most else Unread(Code.FILE_TOO_LARGE, "")
            for path, content in found.items()
        }

    def listing(self):
        """Every path."""
        return iter(list(self.files))


def checked(files: dict[str, bytes], asked: Asked = WITH_KEYS, now: datetime = NOW) -> Outcome:
    """Check a site of these files."""
    return verify(InMemory(files), asked, now)


def codes(outcome: Outcome) -> set[str]:
    """The codes of what was found."""
    return {each.code.value for each in outcome.report.findings}


def places(outcome: Outcome) -> list[tuple[str, str]]:
    """What was found, and where."""
    return [(each.code.value, each.place) for each in outcome.report.findings]


def sentences(outcome: Outcome) -> str:
    """What is said of it, in English."""
    return "\n".join(each.sentence("en") for each in outcome.report.findings)


@cache
def built(size: int | None = None) -> world.Site:
    """The site as of so many records."""
    return world.Site(size)


@pytest.fixture
def site():
    """The files of the whole site, to be tampered with."""
    return dict(built().files)
