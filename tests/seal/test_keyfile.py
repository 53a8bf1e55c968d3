"""Key files: made once, whole, and for their owner's eyes alone."""

from __future__ import annotations

import os
import pickle
import stat
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from sirekap.seal.keyfile import key_of_file, make_key_file, read_key_file
from sirekap.seal.keys import Purpose, SigningKey
from sirekap.seal.refusal import Refusal
from sirekap.seal.statement import print_octets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SEED = bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a receipt key, made with :data:`SEED`."""
    make_key_file(tmp_path / "receipt.key", Purpose.RECEIPT, SEED)
    return tmp_path / "receipt.key"


@pytest.fixture
def loose_umask() -> Iterator[None]:
    """A process that hides nothing of its files."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def tight_umask() -> Iterator[None]:
    """A process that takes even its own right to read away."""
    before = os.umask(0o777)
    yield
    os.umask(before)


def test_a_key_is_read_again(path: Path):
    """The file gives back the same key, for the same purpose."""
    key = read_key_file(path, Purpose.RECEIPT)

    assert key.id == SigningKey(Purpose.RECEIPT, SEED).id
    assert key.sign(b"x") == SigningKey(Purpose.RECEIPT, SEED).sign(b"x")


@pytest.mark.usefixtures("loose_umask")
def test_a_key_file_is_its_owners_alone(tmp_path: Path):
    """Mode 0600 with a loose umask, and nothing left beside it."""
    make_key_file(tmp_path / "log.key", Purpose.LOG, SEED)

    assert stat.S_IMODE((tmp_path / "log.key").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["log.key"]


@pytest.mark.usefixtures("tight_umask")
def test_a_key_file_is_its_owners_all_the_same(tmp_path: Path):
    """Mode 0600 with a tight umask too."""
    make_key_file(tmp_path / "log.key", Purpose.LOG, SEED)

    assert stat.S_IMODE((tmp_path / "log.key").stat().st_mode) == 0o600


def test_key_file_exists(path: Path):
    """A key is made once: the second try changes nothing and leaves nothing."""
    before = path.read_bytes()

    with pytest.raises(Refusal, match=r"key_file_exists: receipt\.key"):
        make_key_file(path, Purpose.RECEIPT, bytes(32))
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["receipt.key"]


def test_whoever_starts_first_makes_the_key(tmp_path: Path):
    """Of many that start at once with other seeds, all hold the key that stands in the file."""
    path = tmp_path / "log.key"
    with ThreadPoolExecutor(8) as starters:
        keys = list(starters.map(lambda n: key_of_file(path, Purpose.LOG, bytes([n]) * 32), range(64)))

    assert {key.id for key in keys} == {read_key_file(path, Purpose.LOG).id}
    assert [file.name for file in tmp_path.iterdir()] == ["log.key"]


def test_a_bad_key_file_is_not_made_again(path: Path):
    """A file that cannot be used is refused, never replaced by a new key."""
    path.write_bytes(b"")

    with pytest.raises(Refusal, match="key_file_malformed"):
        key_of_file(path, Purpose.RECEIPT, SEED)


def test_key_file_missing(tmp_path: Path):
    """No file, no key."""
    with pytest.raises(Refusal, match=r"key_file_missing: receipt\.key"):
        read_key_file(tmp_path / "receipt.key", Purpose.RECEIPT)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o666, 0o777])
def test_key_file_open_to_others(path: Path, mode: int):
    """Any right of any other person is too much."""
    path.chmod(mode)

    with pytest.raises(Refusal, match=f"key_file_open_to_others: receipt.key: mode {mode:04o}"):
        read_key_file(path, Purpose.RECEIPT)


def test_key_file_not_ours(path: Path):
    """A link, a folder and a pipe are no key files."""
    link = path.with_name("link.key")
    link.symlink_to(path)
    folder = path.with_name("folder.key")
    folder.mkdir(mode=0o700)
    pipe = path.with_name("pipe.key")
    os.mkfifo(pipe, 0o600)
    for other in (link, folder, pipe):
        with pytest.raises(Refusal, match="key_file_not_ours"):
            read_key_file(other, Purpose.RECEIPT)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to another user")
def test_key_file_not_ours_by_owner(path: Path):
    """Another user's file is not ours, though its mode is good."""
    os.chown(path, 65_534, 65_534)

    with pytest.raises(Refusal, match=r"key_file_not_ours: receipt\.key: another user's"):
        read_key_file(path, Purpose.RECEIPT)


def test_key_file_malformed(path: Path):
    """Each byte of the file counts; so does a file cut off, or longer."""
    whole = path.read_bytes()
    for place in range(len(whole)):
        other = bytearray(whole)
        other[place] ^= 1
        path.write_bytes(other)
        with pytest.raises(Refusal, match=r"key_file_malformed|key_purpose_wrong"):
            read_key_file(path, Purpose.RECEIPT)
    for content in (b"", whole[:-1], whole + b"\n", whole * 20, b"\xff" * 300):
        path.write_bytes(content)
        with pytest.raises(Refusal, match="key_file_malformed"):
            read_key_file(path, Purpose.RECEIPT)


def test_key_purpose_wrong(path: Path):
    """A receipt key does not open as a log key."""
    with pytest.raises(Refusal, match="key_purpose_wrong"):
        read_key_file(path, Purpose.LOG)


def test_no_secret_is_shown(path: Path):
    """Neither ``repr``, nor pickle, nor any refusal gives the seed away."""
    key = read_key_file(path, Purpose.RECEIPT)
    secret = print_octets(SEED)

    assert repr(key) == f"SigningKey(receipt, {key.id[:16]}…)"
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(key)
    path.write_text(path.read_text().replace('"v":1', '"v":2'))
    with pytest.raises(Refusal) as caught:
        read_key_file(path, Purpose.RECEIPT)
    assert secret not in f"{caught.value!r}{caught.value}{caught.value.__context__!r}"


def test_a_seed_has_32_bytes():
    """A short seed is a fault of the caller, not a weak key."""
    with pytest.raises(ValueError, match="32 bytes"):
        SigningKey(Purpose.LOG, b"short")
