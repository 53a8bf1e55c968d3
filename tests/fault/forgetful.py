"""A disk that forgets: at a power cut every byte that was not fsynced is gone.

A FUSE file system over a folder. Reads see what was written, as they would; the folder
below gets it only by ``fsync``. What is not there yet is in this process's memory alone, so
that ``kill -9`` of it is the power cut. A real kernel writes much back by and by; the
promise of a database is tested by a disk that never does. Names are durable at once, so
what is tested is the syncing of contents, not of folders.

Run as a program: ``python -m tests.fault.forgetful FOLDER MOUNT``.
"""

from __future__ import annotations

import errno
import os
import sys
import threading
from pathlib import Path
from typing import Any

import mfusepy

PAGE = 4096


class Unsynced:
    """What was written to one file since its last fsync: pages, and how long the file is."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.pages: dict[int, bytearray] = {}
        self.cut_to = size  # Nothing below this was dropped by a truncation that is not synced.


class Forgetful(mfusepy.Operations):  # type: ignore[misc] # mfusepy ships no types.
    """The file system over ``below``. One lock: what is tested is what is kept, not how fast."""

    use_ns = True

    def __init__(self, below: Path) -> None:
        self._below = below
        self._lock = threading.RLock()
        self._unsynced: dict[int, Unsynced] = {}

    def _at(self, path: str) -> str:
        return str(self._below / path.lstrip("/"))

    def _of(self, handle: int) -> Unsynced:
        """What is unsynced of an open file."""
        told = os.fstat(handle)
        return self._unsynced.setdefault(told.st_ino, Unsynced(told.st_size))

    # Contents: held back until they are synced.

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:  # noqa: ARG002 -- FUSE's own
        """Read what was written, synced or not."""
        with self._lock:
            held = self._unsynced.get(os.fstat(fh).st_ino)
            if held is None:
                return os.pread(fh, size, offset)
            size = max(0, min(size, held.size - offset))
            out = bytearray()
            while len(out) < size:
                number, start = divmod(offset + len(out), PAGE)
                out += self._page(fh, held, number)[start : start + size - len(out)]
            return bytes(out)

    def _page(self, fh: int, held: Unsynced, number: int) -> bytearray:
        """A whole page as readers see it: held back, or from below, zeros behind its end."""
        if number in held.pages:
            return held.pages[number]
        begin = number * PAGE
        synced = os.pread(fh, PAGE, begin)[: max(0, held.cut_to - begin)]
        return bytearray(synced.ljust(PAGE, b"\0"))

    def write(self, path: str, data: bytes, offset: int, fh: int) -> int:  # noqa: ARG002 -- FUSE's own
        """Write, without any promise."""
        with self._lock:
            held, done = self._of(fh), 0
            while done < len(data):
                number, start = divmod(offset + done, PAGE)
                page = held.pages[number] = self._page(fh, held, number)
                part = data[done : done + PAGE - start]
                page[start : start + len(part)] = part
                done += len(part)
            held.size = max(held.size, offset + len(data))
            return len(data)

    def truncate(self, path: str, length: int, fh: int | None = None) -> int:
        """Cut or lengthen, without any promise."""
        with self._lock:
            handle = os.open(self._at(path), os.O_RDWR) if fh is None else fh
            try:
                held = self._of(handle)
                if length < held.size:
                    last, start = divmod(length, PAGE)
                    held.pages = {
                        number: page for number, page in held.pages.items() if number * PAGE < length
                    }
                    if last in held.pages:
                        held.pages[last][start:] = bytes(PAGE - start)
                    held.cut_to = min(held.cut_to, length)
                held.size = length
            finally:
                if fh is None:
                    os.close(handle)
            return 0

    def fsync(self, path: str, datasync: int, fh: int) -> int:  # noqa: ARG002 -- both kinds keep contents and length
        """Keep what was written, for good."""
        with self._lock:
            held = self._unsynced.pop(os.fstat(fh).st_ino, None)
            if held is not None:
                if held.cut_to < os.fstat(fh).st_size:
                    os.ftruncate(fh, held.cut_to)
                for number, page in held.pages.items():
                    os.pwrite(fh, bytes(page[: max(0, held.size - number * PAGE)]), number * PAGE)
                os.ftruncate(fh, held.size)
            return 0

    def fallocate(self, path: str, mode: int, offset: int, length: int, fh: int) -> int:  # noqa: ARG002 -- FUSE's own arguments
        """Refuse, so that space is made by writing zeros."""
        raise OSError(errno.EOPNOTSUPP, "space is made by writing")

    def flush(self, path: str, fh: int) -> int:  # noqa: ARG002 -- FUSE's own arguments
        """A close is no promise."""
        return 0

    # Names: durable at once.

    def getattr(self, path: str, fh: int | None = None) -> dict[str, Any]:  # noqa: ARG002 -- FUSE's own arguments
        """Tell about a file; its length is that of what was written."""
        with self._lock:
            told = os.lstat(self._at(path))
            held = self._unsynced.get(told.st_ino)
            names = ("st_mode", "st_uid", "st_gid", "st_nlink", "st_atime_ns", "st_mtime_ns", "st_ctime_ns")
            facts = {name.removesuffix("_ns"): getattr(told, name) for name in names}
            return {**facts, "st_size": held.size if held else told.st_size}

    def open(self, path: str, flags: int) -> int:
        """Open for both ways: a page is read before it is written in part, and a reader may sync."""
        handle = os.open(self._at(path), os.O_RDWR)
        if flags & os.O_TRUNC:
            self.truncate(path, 0, handle)
        return handle

    def create(self, path: str, mode: int, fi: object = None) -> int:  # noqa: ARG002 -- FUSE's own arguments
        """Make a file, owned by who asked for it."""
        handle = os.open(self._at(path), os.O_RDWR | os.O_CREAT, mode)
        self._give(path)
        return handle

    def mknod(self, path: str, mode: int, dev: int) -> int:
        """Make a socket."""
        os.mknod(self._at(path), mode, dev)
        self._give(path)
        return 0

    def mkdir(self, path: str, mode: int) -> int:
        """Make a folder."""
        Path(self._at(path)).mkdir(mode)
        self._give(path)
        return 0

    def _give(self, path: str) -> None:
        uid, gid, _ = mfusepy.fuse_get_context()
        os.lchown(self._at(path), uid, gid)

    def release(self, path: str, fh: int) -> int:  # noqa: ARG002 -- FUSE's own arguments
        """Close."""
        os.close(fh)
        return 0

    def readdir(self, path: str, fh: int) -> list[str]:  # noqa: ARG002 -- FUSE's own arguments
        """List."""
        return [".", "..", *(one.name for one in Path(self._at(path)).iterdir())]

    def unlink(self, path: str) -> int:
        """Remove a file; one that has no other name takes along what is unsynced of it."""
        with self._lock:
            told = os.lstat(self._at(path))
            Path(self._at(path)).unlink()
            if told.st_nlink == 1:
                self._unsynced.pop(told.st_ino, None)
            return 0

    def rename(self, old: str, new: str) -> int:
        """Move; what is unsynced of a file goes with it, and of what it replaces is gone."""
        with self._lock:
            Path(self._at(old)).replace(self._at(new))
            return 0

    def rmdir(self, path: str) -> int:
        """Remove a folder."""
        Path(self._at(path)).rmdir()
        return 0

    def link(self, target: str, source: str) -> int:
        """Give a file a second name."""
        os.link(self._at(source), self._at(target))
        return 0

    def chmod(self, path: str, mode: int) -> int:
        """Change a mode."""
        Path(self._at(path)).chmod(mode)
        return 0

    def chown(self, path: str, uid: int, gid: int) -> int:
        """Change an owner."""
        os.lchown(self._at(path), uid, gid)
        return 0

    def utimens(self, path: str, times: tuple[int, int] | None = None) -> int:
        """Change times."""
        os.utime(self._at(path), ns=times) if times else os.utime(self._at(path))
        return 0

    def statfs(self, path: str) -> dict[str, int]:
        """Tell about the room left."""
        told = os.statvfs(self._at(path))
        return {
            name: getattr(told, name) for name in ("f_bavail", "f_bfree", "f_blocks", "f_bsize", "f_frsize")
        }


def main() -> None:
    """Mount and serve until unmounted."""
    below, mount = sys.argv[1:]
    mfusepy.FUSE(
        Forgetful(Path(below)),
        mount,
        foreground=True,
        nothreads=True,
        allow_other=os.geteuid() == 0,
        default_permissions=True,
    )


if __name__ == "__main__":
    main()
