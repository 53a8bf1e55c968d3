"""The second check, in TypeScript: it takes a site that Python wrote, and names what was altered in it."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sirekap.election.identity import record_id
from sirekap.log.checkpoint import Checkpoint
from sirekap.log.edge import Edge
from sirekap.log.note import NoteKey, signed
from sirekap.office.leaf import print_leaf
from sirekap.office.ports import Leaf
from sirekap.seal.keys import Purpose, SigningKey

CHECK = Path(__file__).parents[2] / "web/packages/log/src/check.ts"
KEY = SigningKey(Purpose.LOG, bytes(range(32)))
NAME = NoteKey("log.example/pemilu2024", KEY.public)
RECORDS = 600
TIME = datetime(2024, 2, 14, 8, 30, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Site:
    """A folder as it would be published, and the ids of its records."""

    folder: Path
    ids: tuple[str, ...]


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """600 records, all but every hundredth published, and their log."""
    folder = tmp_path_factory.mktemp("site")
    records = [b'{"n":%d}' % number for number in range(RECORDS)]
    ids = [record_id(data) for data in records]
    leaves = [Leaf(n, one, "return", "3504012001001", "ppwp", TIME) for n, one in enumerate(ids)]
    edge, files = Edge().grown([print_leaf(leaf) for leaf in leaves])
    note = signed(str(Checkpoint(NAME.name, edge.size, edge.root)), NAME, KEY.sign)
    log = {**files, **edge.partial_files(), "checkpoint": note}
    _write(folder, {f"log/{path}": data for path, data in log.items()})
    shown = {f"v1/records/{one}.json": data for one, data in zip(ids, records, strict=True)}
    for hidden in ids[::100]:
        del shown[f"v1/records/{hidden}.json"]
    _write(folder, shown)
    return Site(folder, tuple(ids))


@pytest.fixture(scope="module")
def check(tool):
    """Gives the exit status and what was said of a folder."""
    node = tool("node")

    def say(folder, key=str(NAME)):
        run = subprocess.run([node, CHECK, folder, key], capture_output=True, text=True, check=False)
        assert run.stderr == ""
        return run.returncode, run.stdout

    return say


@pytest.fixture
def copied(published, tmp_path):
    """The site once more, to be altered."""
    return Site(shutil.copytree(published.folder, tmp_path / "site"), published.ids)


def _write(folder: Path, files: dict[str, bytes]) -> None:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def test_a_site_that_holds(check, published):
    """Signature, root, and every record that is there."""
    status, said = check(published.folder)

    assert status == 0, said
    assert "signed by the key given" in said
    assert "600 leaves" in said
    assert "594 records open their leaf; of 6 leaves the record is not here" in said


@pytest.mark.parametrize(
    ("path", "at", "words"),
    [
        ("log/checkpoint", 30, "note_signature_wrong"),
        ("log/tile/0/000", 0, "root_wrong: tile/0/000"),
        ("log/tile/0/002.p/88", -1, "root_wrong: tile/0/002.p/88"),
        ("log/tile/1/000.p/2", 32, "root_wrong: tile/1/000.p/2"),
        ("log/tile/entries/001", 100, "root_wrong: tile/0/001"),
        ("v1/records/{}.json", 2, "is not what its name says"),
    ],
)
def test_one_bit_the_other_way(check, copied, path, at, words):
    """A bit of checkpoint, tile, entry or record is found, and where."""
    file = copied.folder / path.format(copied.ids[7])
    octets = bytearray(file.read_bytes())
    octets[at] ^= 1
    file.write_bytes(bytes(octets))

    status, said = check(copied.folder)

    assert (status, words in said) == (1, True), said


def test_a_record_that_the_log_does_not_have(check, copied):
    """A record put beside the others is no leaf."""
    _write(copied.folder, {f"v1/records/{record_id(b'{}')}.json": b"{}"})

    status, said = check(copied.folder)

    assert (status, "is no leaf of the log" in said) == (1, True), said


def test_a_record_withheld_after_the_opening(check, copied):
    """Once the site is opened, a station's leaf without its record is told; before, it is not."""
    _write(copied.folder, {"v1/latest.json": b'{"opened":true,"size":550}'})

    status, said = check(copied.folder)

    assert status == 1
    assert [line for line in said.splitlines() if line.startswith("WRONG")] == [
        f"WRONG record_missing: v1/records/{one}.json, leaf {index}"
        for index, one in enumerate(copied.ids[:550])
        if index % 100 == 0
    ]


def test_anothers_key(check, published):
    """A checkpoint signed by another key is refused."""
    other = NoteKey(NAME.name, SigningKey(Purpose.LOG, bytes(32)).public)

    status, said = check(published.folder, str(other))

    assert (status, "note_unsigned" in said) == (1, True), said
