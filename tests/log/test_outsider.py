"""Another's program on our files: Go's note and tlog packages take them, and find every flipped bit."""

from __future__ import annotations

import os
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from sirekap.log.checkpoint import Checkpoint
from sirekap.log.edge import Edge
from sirekap.log.note import NoteKey, signed
from sirekap.seal.keys import Purpose, SigningKey

KEY = SigningKey(Purpose.LOG, bytes(range(32)))
NAME = NoteKey("log.example/pemilu2024", KEY.public)
SIZES = [1, 255, 256, 257, 65_537, 70_001]
PACKAGES = Path("/usr/share/gocode")


@pytest.fixture(scope="session")
def outsider(tool, tmp_path_factory):
    """The Go program, built once, without a module proxy; gives what it says of two checkpoints."""
    go = tool("go")
    if not (PACKAGES / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        told = pytest.fail if os.environ.get("SIREKAP_CHECK") else pytest.skip
        told("golang-golang-x-mod-dev is not installed; packages.txt names it")
    place = tmp_path_factory.mktemp("go")
    program = place / "outsider"
    subprocess.run(
        [go, "build", "-o", program, Path(__file__).with_name("outsider.go")],
        env={
            **os.environ,
            "GO111MODULE": "off",
            "GOPATH": str(PACKAGES),
            "GOCACHE": str(place / "cache"),
            "GOFLAGS": "",
        },
        check=True,
    )

    def say(folder, newer, older):
        run = subprocess.run(
            [program, folder, str(NAME), f"checkpoint.{newer}", f"checkpoint.{older}"],
            capture_output=True,
            text=True,
            check=False,
        )
        return run.returncode, run.stdout or run.stderr

    return say


@pytest.fixture(scope="session")
def published(tmp_path_factory):
    """A log as it was published at each size, its checkpoints side by side."""
    folder, edge = tmp_path_factory.mktemp("log"), Edge()
    for size in SIZES:
        edge, files = edge.grown([b"entry %d" % n for n in range(edge.size, size)])
        note = signed(str(Checkpoint(NAME.name, size, edge.root)), NAME, KEY.sign)
        for path, data in {**files, **edge.partial_files(), f"checkpoint.{size}": note}.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
    return folder


@pytest.mark.parametrize(("older", "newer"), [*pairwise(SIZES), (255, 70_001), (257, 257)])
def test_an_outsider_takes_every_size(outsider, published, older, newer):
    """Checkpoint, inclusion of some 190 entries, consistency with an older tree."""
    status, said = outsider(published, newer, older)

    assert (status, said.split()[3]) == (0, f"{newer},"), said


@pytest.mark.parametrize(
    ("flip", "words"),
    [
        # Of a full tile Go 0.7 does not ask its parent here; the proof of entry 0 by hash 1 tells.
        (("tile/0/000", 32), "invalid transparency proof"),
        (("tile/0/273.p/113", 0), "inconsistent tile"),
        (("tile/1/001.p/17", 0), "inconsistent tile"),
        (("tile/2/000.p/1", 0), "inconsistent tile"),
        (("tile/entries/000", 2), "invalid transparency proof"),
        (("tile/entries/273.p/113", -1), "invalid transparency proof"),
        (("checkpoint.70001", len(NAME.name) + 2), "invalid signature"),
        (("checkpoint.65537", len(NAME.name) + 2), "invalid signature"),
    ],
)
def test_an_outsider_finds_a_flipped_bit(outsider, published, tmp_path, flip, words):
    """One bit of a tile, of an entry, of either checkpoint."""
    folder, (path, at) = tmp_path / "log", flip
    shutil.copytree(published, folder, copy_function=os.link)
    octets = bytearray((folder / path).read_bytes())
    octets[at] ^= 1
    (folder / path).unlink()
    (folder / path).write_bytes(bytes(octets))

    status, said = outsider(folder, 70_001, 65_537)

    assert (status, words in said) == (1, True), said
