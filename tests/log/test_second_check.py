"""The second check, in TypeScript: it takes a site that Python wrote, and names what was altered in it."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from sirekap.election.identity import record_id
from sirekap.log.note import NoteKey
from sirekap.seal.keys import Purpose, SigningKey

RECORDS = 600


@pytest.fixture(scope="module")
def published(tmp_path_factory, lay):
    """600 records and their log; every hundredth record is not published."""
    site = lay(tmp_path_factory.mktemp("site"), [("return", b'{"n":%d}' % n) for n in range(RECORDS)])
    for hidden in site.ids[::100]:
        (site.folder / f"v1/records/{hidden}.json").unlink()
    return site


@pytest.fixture
def copied(published, tmp_path):
    """The site once more, to be altered."""
    return replace(published, folder=shutil.copytree(published.folder, tmp_path / "site"))


def test_a_site_that_holds(second_check, published):
    """Signature, root, and every record that is there."""
    status, said = second_check(published.folder, published.key)

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
def test_one_bit_the_other_way(second_check, copied, path, at, words):
    """A bit of checkpoint, tile, entry or record is found, and where."""
    file = copied.folder / path.format(copied.ids[7])
    octets = bytearray(file.read_bytes())
    octets[at] ^= 1
    file.write_bytes(bytes(octets))

    status, said = second_check(copied.folder, copied.key)

    assert (status, words in said) == (1, True), said


def test_a_record_that_the_log_does_not_have(second_check, copied):
    """A record put beside the others is no leaf."""
    copied.write({f"v1/records/{record_id(b'{}')}.json": b"{}"})

    status, said = second_check(copied.folder, copied.key)

    assert (status, "is no leaf of the log" in said) == (1, True), said


def test_a_record_withheld_after_the_opening(second_check, copied):
    """Once the site is opened, a station's leaf without its record is told; before, it is not."""
    copied.write({"v1/latest.json": b'{"opened":true,"size":550}'})

    status, said = second_check(copied.folder, copied.key)

    assert status == 1
    assert [line for line in said.splitlines() if line.startswith("WRONG")] == [
        f"WRONG record_missing: v1/records/{one}.json, leaf {index}"
        for index, one in enumerate(copied.ids[:550])
        if index % 100 == 0
    ]


def test_anothers_key(second_check, published):
    """A checkpoint signed by another key is refused."""
    name = NoteKey.parse(published.key).name
    other = NoteKey(name, SigningKey(Purpose.LOG, bytes(32)).public)

    status, said = second_check(published.folder, str(other))

    assert (status, "note_unsigned" in said) == (1, True), said
