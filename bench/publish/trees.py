"""The trees of a published site as they lie on the disk, and the floor: their bytes written, not made."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.store.files import FolderSite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BLOCK = 512
_AT_ONCE = 4_000
_BESIDE = (".br", ".gz")
_OWN = {"pemilu": "KPU's", "wilayah": "KPU's", "v1": "/v1", "log": "the log"}


@dataclass
class Tree:
    """Files and folders of a tree, what stands in them, and what they take on the disk."""

    files: int = 0
    folders: int = 0
    told: int = 0
    taken: int = 0

    @property
    def inodes(self) -> int:
        """Files and folders."""
        return self.files + self.folders


def trees_of(site: Path) -> dict[str, Tree]:
    """KPU's tree, ours, the log, and of ours the parts worth a line."""
    found: dict[str, Tree] = {}
    for top in sorted(site.iterdir()):
        if not top.name.startswith("."):
            _add(found, _OWN.get(top.name, "pages"), str(top))
    for part in ("records", "ppwp"):
        if (site / "v1" / part).is_dir():
            _add(found, f"  of it v1/{part}", str(site / "v1" / part))
    return found


def _add(found: dict[str, Tree], name: str, top: str) -> None:
    tree = found.setdefault(name, Tree())
    if os.path.isfile(top):  # noqa: PTH113 -- as below
        _count(tree, os.stat(top), folder=False)  # noqa: PTH116 -- as below
        return
    for path, _, files in os.walk(top):  # Millions of them: a Path each would take as long as the look.
        _count(tree, os.stat(path), folder=True)  # noqa: PTH116 -- as above
        for name_of in files:
            _count(tree, os.stat(f"{path}/{name_of}"), folder=False)  # noqa: PTH116 -- as above


def _count(tree: Tree, status: os.stat_result, *, folder: bool) -> None:
    tree.folders += folder
    tree.files += not folder
    tree.told += 0 if folder else status.st_size
    tree.taken += status.st_blocks * _BLOCK


async def written_again(site: Path, other: Path, since: float = 0.0) -> tuple[int, float]:
    """Lay the files that changed since a moment at the same paths elsewhere: how many, and the seconds.

    Compressed siblings, which follow later, are left out. Through the same door and as durably;
    reading them is not counted.
    """
    door, count, spent = FolderSite(other), 0, 0.0
    batch: dict[str, bytes | None] = {}
    for path in _changed(site, since):
        batch[path] = (site / path).read_bytes()
        if len(batch) == _AT_ONCE:
            count, spent = count + len(batch), spent + await _laid(door, batch)
            batch = {}
    return count + len(batch), spent + await _laid(door, batch)


async def _laid(door: FolderSite, batch: dict[str, bytes | None]) -> float:
    begun = time.perf_counter()
    await door.lay(batch)
    return time.perf_counter() - begun


def _changed(site: Path, since: float) -> Iterator[str]:
    top = f"{site}/"
    for folder, inside, files in os.walk(top):
        inside[:] = [name for name in inside if not name.startswith(".")]
        for name in files:
            path = f"{folder}/{name}"
            if not path.endswith(_BESIDE) and os.stat(path).st_mtime >= since:  # noqa: PTH116 -- millions of them
                yield os.path.relpath(path, top)
