"""The one folder an embedded server lives in. Nothing outside it is changed.

==================  ====================================================================
``data/``           PostgreSQL's own, mode 0700, owned by the account of the server
``run/``            the socket, mode 0700, the same owner
``hba.conf`` …      who may connect, written at each start
``lock``            held by the process that runs the server, for as long as it lives
``server.log``      what PostgreSQL says; no parameter of a statement is in it
``programs/``       a copy of a wheel's programs, where the account could not reach them
==================  ====================================================================

A socket's path has room for 107 bytes, and a client reads a comma in it as the end of one
address of several. Where the folder's own path will not do, the socket is put into a new
private folder of the system's temporary one, and taken away again.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sirekap.election.refusal import Refusal
from sirekap.store.embedded.account import starter
from sirekap.store.refusals import Code

if TYPE_CHECKING:
    from sirekap.store.embedded.account import Account

PORT = 5432
"""Part of the socket's name; no port is opened."""

_SOCKET = f".s.PGSQL.{PORT}"
_SOCKET_PATH_BYTES = 103 if sys.platform == "darwin" else 107
_OURS = frozenset(
    {"data", "data.new", "run", "hba.conf", "ident.conf", "lock", "server.log", "programs", "socket"}
)


@dataclass(frozen=True, slots=True)
class Folder:
    """The places in the folder at ``top`` (absolute)."""

    top: Path

    @property
    def data(self) -> Path:
        """PostgreSQL's data."""
        return self.top / "data"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.top / "server.log"

    @property
    def programs(self) -> Path:
        """A copy of a wheel's programs."""
        return self.top / "programs"

    def data_major(self) -> int | None:
        """The major version that wrote the data; ``None`` before there are any."""
        version = self.data / "PG_VERSION"
        return int(version.read_text()) if version.exists() else None

    def hold(self) -> int:
        """Make the folder if need be and lock it; the answer is to be closed at the end.

        The lock is the kernel's and goes with the process, however it ends. Raises D002 when
        another process has it, D004 when the folder is somebody else's, D005 when it is shut.
        """
        try:
            self.top.mkdir(mode=0o700, parents=True, exist_ok=True)
            foreign = sorted({entry.name for entry in self.top.iterdir()} - _OURS)
            if foreign and self.data_major() is None:
                raise Refusal(Code.FOREIGN_FOLDER, {"folder": str(self.top), "found": ", ".join(foreign[:3])})
            lock = os.open(self.top / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except (PermissionError, FileExistsError, NotADirectoryError) as trouble:
            raise Refusal(Code.OUT_OF_REACH, {"account": starter(), "folder": str(self.top)}) from trouble
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(lock, 20, 0).decode() or "unknown"
            os.close(lock)
            raise Refusal(Code.FOLDER_HELD, {"holder": holder, "folder": str(self.top)}) from None
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
        return lock

    def admit(self, account: Account) -> None:
        """Let the account pass through to its own places; see that it can. Raises D005."""
        if account.lent:
            self.top.chmod(self.top.stat().st_mode & 0o7777 | 0o011)
        if not account.reaches(self.top):
            raise Refusal(Code.OUT_OF_REACH, {"account": account.name, "folder": str(self.top)})

    def write_rules(self, starter: str, roles: tuple[str, ...]) -> tuple[Path, Path]:
        """Write who may connect: through the socket alone, the starter's account alone."""
        rules = self._write(
            "hba.conf", "local all all peer map=starter\nlocal replication all peer map=starter\n"
        )
        names = self._write("ident.conf", "".join(f'starter "{starter}" {role}\n' for role in roles))
        return rules, names

    def socket_folder(self, account: Account) -> Path:
        """Make the private folder of the socket; a leftover of a killed process is removed."""
        self.remove_socket_folder()
        place = self.top / "run"
        if not _fits(place):
            place = Path(tempfile.mkdtemp(prefix="sirekap-"))
            if not _fits(place):
                place.rmdir()
                place = Path(tempfile.mkdtemp(prefix="sirekap-", dir="/tmp"))  # The last short one.
            self._write("socket", str(place))
        else:
            place.mkdir(mode=0o700)
        account.take(place)
        return place

    def remove_socket_folder(self) -> None:
        """Take away what :meth:`socket_folder` made, in this or an earlier run."""
        shutil.rmtree(self.top / "run", ignore_errors=True)
        note = self.top / "socket"
        if note.exists():
            place = Path(note.read_text())
            if place.name.startswith("sirekap-") and not place.is_symlink():
                (place / _SOCKET).unlink(missing_ok=True)
                (place / f"{_SOCKET}.lock").unlink(missing_ok=True)
                if place.exists() and not any(place.iterdir()):
                    place.rmdir()
            note.unlink()

    def open_log(self) -> int:
        """The log, to be appended to. Not through a link, should another account have made one."""
        return os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)

    def last_words(self) -> str:
        """The end of the log, for a person."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-5:])

    def _write(self, name: str, text: str) -> Path:
        """Put a small file in place whole, readable by the account of the server."""
        new = self.top / f"{name}.new"
        new.unlink(missing_ok=True)
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644)
        with os.fdopen(handle, "w") as file:
            file.write(text)
            os.fchmod(file.fileno(), 0o644)  # Whatever the umask: it holds no secret.
        return new.replace(self.top / name)


def _fits(place: Path) -> bool:
    """Whether a socket in the folder can be named in an address."""
    name = os.fsencode(place / _SOCKET)
    return len(name) <= _SOCKET_PATH_BYTES and b"," not in name
