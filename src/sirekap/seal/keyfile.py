"""Key files of the embedded mode: one private key, readable by its owner alone.

A file is made once and never written over. It is written beside its place, synced, and
linked there, so that at any power cut the place holds a whole key or nothing.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from sirekap.seal.keys import SEED_BYTES, Purpose, SigningKey
from sirekap.seal.refusal import Code, Refusal
from sirekap.seal.statement import Members, parse_statement, print_octets, print_statement

if TYPE_CHECKING:
    from pathlib import Path

KIND = "private_key"
MODE = 0o600
_OTHERS = 0o077
_LONGEST = 1_000


def make_key_file(path: Path, purpose: Purpose, seed: bytes) -> SigningKey:
    """Make the file of a new key from 32 random bytes; a file that is there is not touched.

    The folder must be there. Raises :class:`Refusal` ``key_file_exists``.
    """
    key = SigningKey(purpose, seed)
    beside = path.with_name(f"{path.name}.{key.id[:16]}.new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, MODE)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), MODE)  # Whatever the umask is.
            file.write(_content((purpose, seed)))
            file.flush()
            os.fsync(file.fileno())
        os.link(beside, path)
    except FileExistsError:
        raise Refusal(Code.KEY_FILE_EXISTS, path.name) from None
    finally:
        beside.unlink()
    _sync_folder(path.parent)
    return key


def read_key_file(path: Path, purpose: Purpose) -> SigningKey:
    """Read a key, if the file is its owner's alone, ours, whole, and for this purpose."""
    return SigningKey(purpose, _read(path, purpose))


def _read(path: Path, purpose: Purpose) -> bytes:
    """The secret bytes of a key's file."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)  # A pipe must not stop us.
    except FileNotFoundError:
        raise Refusal(Code.KEY_FILE_MISSING, path.name) from None
    except OSError:
        raise Refusal(Code.KEY_FILE_NOT_OURS, f"{path.name}: cannot be opened, or is a link") from None
    try:
        _refuse_access(path.name, os.fstat(handle))
        content = os.read(handle, _LONGEST)
    finally:
        os.close(handle)
    try:
        found, seed = parse_statement(KIND, content, _purpose_and_seed, _content)
    except Refusal:
        # Its detail could stand too near the secret.
        raise Refusal(Code.KEY_FILE_MALFORMED, path.name) from None
    if found is not purpose:
        raise Refusal(Code.KEY_PURPOSE_WRONG, f"{path.name} is for {found}, not {purpose}")
    return seed


def key_of_file(path: Path, purpose: Purpose, seed: bytes) -> SigningKey:
    """Read the file's key; where there is no file, make it from ``seed`` first.

    Two processes that start at once get the same key: the one whose file stands first.
    """
    return SigningKey(purpose, secret_of_file(path, purpose, seed))


def secret_of_file(path: Path, purpose: Purpose, seed: bytes) -> bytes:
    """As :func:`key_of_file`, for a secret that signs nothing: its 32 bytes."""
    try:
        return _read(path, purpose)
    except Refusal as refusal:
        if refusal.code is not Code.KEY_FILE_MISSING:
            raise
    try:
        make_key_file(path, purpose, seed)
    except Refusal as late:
        if late.code is not Code.KEY_FILE_EXISTS:
            raise
    return _read(path, purpose)


def _content(key: tuple[Purpose, bytes]) -> bytes:
    purpose, seed = key
    members = {"id": SigningKey(purpose, seed).id, "purpose": purpose.value, "seed": print_octets(seed)}
    return print_statement(KIND, members)


def _purpose_and_seed(members: Members) -> tuple[Purpose, bytes]:
    purpose = Purpose(members.text("purpose", "|".join(Purpose)))
    return purpose, members.octets("seed", SEED_BYTES)


def _refuse_access(name: str, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise Refusal(Code.KEY_FILE_NOT_OURS, f"{name}: not a plain file")
    if status.st_uid != os.geteuid():
        raise Refusal(Code.KEY_FILE_NOT_OURS, f"{name}: another user's")
    if status.st_mode & _OTHERS:
        raise Refusal(Code.KEY_FILE_OPEN_TO_OTHERS, f"{name}: mode {stat.S_IMODE(status.st_mode):04o}")


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
