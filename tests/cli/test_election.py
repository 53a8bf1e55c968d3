"""`sirekap election` and `sirekap rebuild` on a database of their own."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sirekap.cli.exits import Exit
from sirekap.cli.main import app

RUN = CliRunner()
REGIONS = "kode,nama\n35,JAWA TIMUR\n3504,TULUNGAGUNG\n350401,TULUNGAGUNG\n3504011001,KEDUNGSOKO\n"
STATIONS = "code,voters\n3504011001001,250\n3504011001002,\n"


@pytest.fixture(scope="module")
def data():
    """A folder an account of the database can reach, also when the tests run as root."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "data"


@pytest.fixture(scope="module")
def tables(data):
    """The tables of two stations as files."""
    for name, text in (("regions.csv", REGIONS), ("stations.csv", STATIONS)):
        (data.parent / name).write_text(text)
    return ["--regions", str(data.parent / "regions.csv"), "--stations", str(data.parent / "stations.csv")]


def run(*arguments: str):
    """A command's exit code and its lines on stdout, as JSON."""
    result = RUN.invoke(app, list(arguments))
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]


def test_import_show_and_rebuild(data, tables):
    """A dry run changes nothing, an import does, a second import finds all in place, rebuild folds none."""
    command = ["election", "import", *tables, "--data", str(data), "--json"]
    _, dry = run(*command, "--dry-run")
    _, first = run(*command)
    _, again = run(*command)
    _, shown = run("election", "show", "--data", str(data), "--json")
    rebuilt = RUN.invoke(app, ["rebuild", "--data", str(data), "--lang", "en"])

    assert [(each["table"], each["added"]) for each in dry] == [(e["table"], e["added"]) for e in first]
    assert {each["table"]: each["added"] for each in first}["stations"] == 2
    assert {0} == {each["added"] + each["altered"] for each in again}
    assert shown[-1] == {"region": "0", "name": "INDONESIA", "stations": 2}
    assert rebuilt.stdout == "0 records folded again.\n"


def test_a_bad_row_is_told_and_nothing_is_started(tmp_path):
    """A letter among the voters: its line and sentence, exit 2, and no database was made for it."""
    (tmp_path / "stations.csv").write_text(STATIONS + "3504011001003,abc\n")
    nowhere = tmp_path / "data"
    command = ["election", "import", "--stations", str(tmp_path / "stations.csv"), "--data", str(nowhere)]
    result = RUN.invoke(app, [*command, "--lang", "en"])

    assert result.exit_code == Exit.REFUSED
    assert result.stderr.startswith("stations:4 The voters of station 3504011001003 are not a whole number")
    assert not nowhere.exists()
