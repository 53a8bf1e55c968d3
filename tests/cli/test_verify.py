"""`sirekap verify`: what it says, how it ends, and what it remembers of earlier visits."""

from __future__ import annotations

import json
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tests.audit import world
from tests.audit.conftest import built
from typer.testing import CliRunner

from sirekap.cli.exits import Exit
from sirekap.cli.main import app
from sirekap.log.note import NoteKey
from sirekap.seal.statement import print_octets

KEYS = ("--key", str(world.LOG_KEY), "--root-key", print_octets(world.ROOT.public))
DECISION = "v1/records/{}.json"


@pytest.fixture(autouse=True)
def _state(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def stick(tmp_path):
    """The whole site in a folder, as on a USB stick."""
    return built().lay(tmp_path / "stick")


def verify(*arguments):
    """Exit code, and what was said on stdout and stderr."""
    result = CliRunner().invoke(app, ["verify", "--lang", "en", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def test_all_right_and_identified(stick):
    """Exit 0; says what was checked, how many of each, how long."""
    code, said, _ = verify(stick, *KEYS)
    assert code == Exit.DONE, said
    assert said.startswith(f"Checked: {stick}\n")
    assert "  12 leaves of the log, hashed up to its root\n" in said
    assert "  12 records give their names and open their leaves\n" in said
    assert "  4 stations added up again from their records\n" in said
    assert "All is right, and the log is signed by the key that was given." in said
    assert "Not checked" not in said


def test_without_a_key_it_is_not_known_whose_it_is(stick):
    """Exit 1 though nothing is found."""
    code, said, _ = verify(stick)
    assert code == Exit.NEEDS_PERSON
    assert "Consistency checked, identity not" in said
    assert "Not checked: v1/key-list.json" in said


def test_findings_are_sentences_in_both_languages(stick):
    """A removed correction, in English and Indonesian."""
    (stick / DECISION.format(world.night()[10].id)).unlink()
    code, said, _ = verify(stick, *KEYS)
    assert code == Exit.NEEDS_PERSON
    assert f"! A decision or correction of station {world.FIRST} is in the log (leaf 10) and not pub" in said
    assert "Findings: 1. This site is not to be believed" in said
    _, said, _ = verify(stick, *KEYS, "--lang", "id")
    assert f"! Putusan atau pembetulan TPS {world.FIRST} ada dalam log (entri 10) tetapi tidak" in said


def test_json_lines(stick):
    """A line a finding, one a note, a last one with all counts."""
    (stick / DECISION.format(world.night()[10].id)).unlink()
    code, said, _ = verify(stick, *KEYS, "--json")
    assert code == Exit.NEEDS_PERSON
    lines = [json.loads(line) for line in said.splitlines()]
    assert lines[0]["finding"] == "site_record_missing"
    assert lines[0]["facts"] == {"kind": "decision", "station": world.FIRST, "index": 10}
    assert lines[-1]["verdict"] == "wrong"
    assert lines[-1]["checked"]["leaves"] == 12


def test_an_old_site_is_found_on_the_next_visit(tmp_path, stick):
    """The last checkpoint seen is kept; a site replayed later is named; it may be forgotten."""
    assert verify(stick, *KEYS)[0] == Exit.DONE
    old = built(9).lay(tmp_path / "old")
    code, said, _ = verify(old, *KEYS)
    assert code == Exit.NEEDS_PERSON
    assert "! This site is older than what was seen before: log/checkpoint tells of 9 leaves, and 12" in said
    assert verify(old, *KEYS, "--no-memory")[0] == Exit.DONE
    assert verify(old, *KEYS, "--forget")[0] == Exit.DONE
    assert verify(stick, *KEYS)[0] == Exit.DONE


def test_a_strangers_log_does_not_poison_the_memory(tmp_path, stick):
    """What was seen under another key says nothing about this one."""
    other = world.Site(key=world.STRANGER).lay(tmp_path / "other")
    stranger = ("--key", str(NoteKey(world.ORIGIN, world.STRANGER.public)))
    assert verify(other, *stranger)[0] == Exit.DONE
    assert verify(built(9).lay(tmp_path / "old"), *KEYS)[0] == Exit.DONE
    assert verify(stick, *KEYS)[0] == Exit.DONE


def test_a_checkpoint_kept_elsewhere(tmp_path, stick):
    """As a file, or as size and root from minutes or a receipt."""
    kept = tmp_path / "kept"
    kept.write_bytes(built(9).files["log/checkpoint"])
    point = built(5).point
    assert verify(stick, *KEYS, "--known", kept, "--known", f"5:{point.root.hex()}")[0] == Exit.DONE
    code, said, _ = verify(stick, *KEYS, "--known", f"5:{'00' * 32}")
    assert code == Exit.NEEDS_PERSON
    assert "its first 5 leaves are others" in said


def test_a_checkpoint_of_another_log_is_told(tmp_path, stick):
    """What was kept of another log says that this is another site."""
    kept = tmp_path / "kept"
    kept.write_bytes(world.Site(origin="sirekap.example/other").files["log/checkpoint"])
    code, said, _ = verify(stick, *KEYS, "--known", kept)
    assert code == Exit.NEEDS_PERSON
    assert "of the log sirekap.example/uji2024, not of sirekap.example/other" in said


def test_a_receipt(tmp_path, stick):
    """Its record is a leaf of its moment; one that the log should have and has not is a broken promise."""
    paper = tmp_path / "receipt"
    paper.write_text(built().receipt(3).compact())
    code, said, _ = verify(stick, *KEYS, "--receipt", paper)
    assert code == Exit.DONE
    assert f"record {world.night()[3].id} is leaf 3." in said

    later = built().receipt(11)
    paper.write_bytes(later.wrapped())
    old = built(11).lay(tmp_path / "old")
    code, said, _ = verify(old, *KEYS, "--no-memory", "--receipt", paper)
    assert code == Exit.DONE
    assert "is not in the log yet; it is promised by 2024-02-14 14:04:00 UTC." in said


def test_a_broken_promise(tmp_path, stick):
    """A receipt of a record that never came into the log, long after it was due."""
    paper = tmp_path / "receipt"
    paper.write_text(world.stray_receipt().compact())
    code, said, _ = verify(stick, *KEYS, "--receipt", paper)
    assert code == Exit.NEEDS_PERSON
    assert f"The promise on the receipt {paper} is broken" in said


def test_from_an_address(stick):
    """The same over HTTP, where nobody can list the files."""
    quiet = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(quiet, directory=str(stick)))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        code, said, _ = verify(f"http://127.0.0.1:{server.server_port}/", *KEYS)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert code == Exit.DONE
    assert "All is right" in said


def test_nothing_there_is_out_of_reach(tmp_path):
    """Exit 3: an empty folder, and no folder."""
    (tmp_path / "empty").mkdir()
    assert verify(tmp_path / "empty", *KEYS)[0] == Exit.PART_MISSING
    code, said, told = verify(tmp_path / "none", *KEYS)
    assert (code, said) == (Exit.PART_MISSING, "")
    assert "cannot be reached" in told


@pytest.mark.parametrize(
    "wrong",
    [
        ("--key", "a+00"),
        ("--root-key", "AAAA"),
        ("--known", "5:00"),
        ("--receipt", "none"),
        ("--seed", "x"),
    ],
)
def test_what_cannot_be_used_is_refused(stick, wrong):
    """Exit 2: a key that is none, a checkpoint, a receipt, a number."""
    assert verify(stick, *wrong)[0] == Exit.REFUSED


def test_other_schemes_are_refused():
    """Exit 2."""
    assert verify("ftp://site.example")[0] == Exit.REFUSED


def test_a_sample(stick):
    """Says how many were drawn and how to draw them again."""
    code, said, _ = verify(stick, *KEYS, "--sample", "1", "--seed", "4")
    assert code == Exit.DONE
    assert "Only 1 villages were looked at, drawn with --seed 4" in said
