"""A published site in a folder: a mirror, a USB stick, the publisher's own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sirekap.audit.finding import Code
from sirekap.audit.visit import Unreachable, Unread

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


class FolderMirror:
    """Fulfils :class:`sirekap.audit.visit.Mirror`. What leads out of the folder is not read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def read(self, paths: Sequence[str], most: int) -> Mapping[str, bytes | Unread]:
        """The files that are there."""
        if not self._folder.is_dir():
            raise Unreachable(str(self._folder))
        found: dict[str, bytes | Unread] = {}
        for path in paths:
            content = self._read(path, most)
            if content is not None:
                found[path] = content
        return found

    def listing(self) -> Iterator[str]:
        """Every file in the folder."""
        yield from _below(self._folder, "")

    def close(self) -> None:
        """Nothing is held open."""

    def _read(self, path: str, most: int) -> bytes | Unread | None:
        try:
            # Opened first and asked afterwards where it lies: a link could be laid in between.
            # No Path: it interns each part of each name, and a nation has millions.
            with open(f"{self._folder}/{path}", "rb") as file:  # noqa: PTH123 -- as said above
                real = Path(os.path.realpath(file.name))
                if not real.is_relative_to(self._folder) or not real.is_file():
                    return Unread(Code.FILE_UNREADABLE, "leads out of the folder")
                # Asked for no more than there is: the buffer is made as large as it may get.
                content = file.read(min(most, os.fstat(file.fileno()).st_size) + 1)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except (OSError, ValueError) as error:
            return Unread(Code.FILE_UNREADABLE, str(error)[:80])
        return content if len(content) <= most else Unread(Code.FILE_TOO_LARGE, f"{most} bytes")


def _below(folder: Path | str, before: str) -> Iterator[str]:
    """The files of a folder, one by one: one holds millions of records."""
    with os.scandir(folder) as found:
        for each in found:
            if each.is_dir(follow_symlinks=False):
                yield from _below(each.path, f"{before}{each.name}/")
            else:
                yield f"{before}{each.name}"
