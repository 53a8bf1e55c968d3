"""Which account runs the server, and whether that account can reach what it needs.

PostgreSQL refuses to run as root. No account is ever made: root lends the server one
that exists. Since other programs may run under that account too, the server knows its
clients by the *kernel's* word on who opened the socket (``peer``) and admits only the
account that started it; the lent account itself is not on the list.
"""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from sirekap.election.refusal import Refusal
from sirekap.store.refusals import Code

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_LENT = ("postgres", "nobody")
"""What root lends, best first: the account whose other processes are databases too."""


class As(TypedDict, total=False):
    """Arguments of :mod:`subprocess` that start a child as another account."""

    user: int
    group: int
    extra_groups: Sequence[int]


@dataclass(frozen=True, slots=True)
class Account:
    """The account of the server. ``lent`` is false when the server runs as we do."""

    uid: int
    gid: int
    name: str
    lent: bool

    @property
    def start_as(self) -> As:
        """How to start a child under this account, with no group but its own."""
        return As(user=self.uid, group=self.gid, extra_groups=()) if self.lent else As()

    def take(self, path: Path) -> None:
        """Make a folder of ours the account's own and nobody else's."""
        path.chmod(0o700)
        if self.lent:
            os.chown(path, self.uid, self.gid)

    def reaches(self, path: Path) -> bool:
        """Whether the account can enter a folder, through every folder above it."""
        return self._succeeds(["/bin/sh", "-c", 'cd -- "$1"', "sh", str(path)])

    def runs(self, program: str) -> bool:
        """Whether the account can run a program that knows ``--version``."""
        return self._succeeds([program, "--version"])

    def _succeeds(self, command: list[str]) -> bool:
        try:
            answer = subprocess.run(  # noqa: S603 -- the commands are this file's own
                command, check=False, cwd="/", capture_output=True, **self.start_as
            )
        except PermissionError:
            return False
        return answer.returncode == 0


def account_for(folder: Path, data: Path) -> Account:
    """The account for a server in ``folder``: our own, or the one root lends.

    Root lends the owner of existing data, else a plain owner of the folder, else ``postgres``
    or ``nobody``. Raises D007.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), starter(), lent=False)
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid, _name(owner.st_uid) or str(owner.st_uid), lent=True)
    owner = folder.stat()
    if owner.st_uid != 0 and (name := _name(owner.st_uid)):
        return Account(owner.st_uid, owner.st_gid, name, lent=True)
    for name in _LENT:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, name, lent=True)
    raise Refusal(Code.NO_ACCOUNT, {"account": "root"})


def starter() -> str:
    """The name of the account we run as, by which ``peer`` knows us. Raises D007."""
    name = _name(os.geteuid())
    if name is None:
        raise Refusal(Code.NO_ACCOUNT, {"account": str(os.geteuid())})
    return name


def _name(uid: int) -> str | None:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return None
