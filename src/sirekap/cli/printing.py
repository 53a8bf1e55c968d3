"""Letters on paper: each file is whole before its codes open anything, and has its name only after that."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sirekap.sheet.letter import LetterPage, LetterPress, Slip

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from sirekap.election.regions import RegionCode
    from sirekap.office.letters import Letter, Letters

A_FILE = 50
"""Letters in one file of a folder; the compiler's memory grows with it, and with nothing else."""

_PRIVATE, _PRIVATE_FOLDER = 0o600, 0o700


@dataclass(frozen=True, slots=True)
class Written:
    """A file of letters, and what stands in it."""

    path: Path
    letters: int
    codes: int
    cancelled: int


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints letters whose codes hold ``until``, for the election of this name."""

    act: Letters
    press: LetterPress
    election: str
    until: datetime

    async def folder(self, region: RegionCode, out: Path) -> AsyncIterator[Written]:
        """Print a region's letters into a folder: a file for each fifty of a subdistrict."""
        _make_private(out)
        before, number = None, 0
        async for part, letters in self.act.batches(region, A_FILE):
            number = number + 1 if part == before else 1
            before = part
            yield await self.file(letters, out / f"surat-{part}-{number:02}.pdf")

    async def region(self, region: RegionCode, path: Path) -> Written:
        """Print a region's letters into one file; their number is the caller's care."""
        drafted = [letter async for _, some in self.act.batches(region, A_FILE) for letter in some]
        return await self.file(drafted, path)

    async def file(self, letters: Sequence[Letter], path: Path) -> Written:
        """Print these letters. Raises as :meth:`Letters.open` does; the file then does not get its name."""
        made = datetime.now(UTC)
        pages = [self._page(letter, made) for letter in letters]
        beside = _beside(path, self.press.letters(pages))
        try:
            cancelled = await self.act.open(letters, made, self.until)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
        return Written(path, len(letters), sum(len(letter.codes) for letter in letters), cancelled)

    def _page(self, letter: Letter, made: datetime) -> LetterPage:
        slips = [
            Slip(slot, None, None) if code is None else Slip(slot, code.payload, code.typed)
            for slot, code in sorted(letter.slips.items())
        ]
        return LetterPage(letter.heading, slips, made, self.until, self.election)


def _make_private(folder: Path) -> None:
    folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)


def _beside(path: Path, content: bytes) -> Path:
    """Write a file beside its place, readable by its owner alone, and have it on the disk."""
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return beside
