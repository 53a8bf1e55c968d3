"""``sirekap seats`` and ``sirekap winner``, as a person or a script calls them."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from sirekap.cli.main import app

VOTES = "kode_dapil,partai,suara_total\n6102,3,323880\n6102,5,241575\n6102,4,102923\n"
DISTRICTS = "kode_dapil,kursi\n6102,4\n6101,8\n"


@pytest.fixture
def run(tmp_path):
    def called(command, *more, **files):
        options = []
        for name, content in files.items():
            (tmp_path / f"{name}.csv").write_text(content, encoding="utf-8")
            options += [f"--{name}", str(tmp_path / f"{name}.csv")]
        return CliRunner().invoke(app, [command, *options, *more])

    return called


def test_seats_as_json_lines(run):
    """Kalbar II, with every party over the threshold."""
    result = run("seats", "--json", "--threshold", "none", votes=VOTES, districts=DISTRICTS)

    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {"district": "6102", "party": 3, "seats": 2, "candidates": []},
        {"district": "6102", "party": 4, "seats": 1, "candidates": []},
        {"district": "6102", "party": 5, "seats": 1, "candidates": []},
    ]
    assert result.exit_code == 0


def test_a_threshold_without_national_votes_says_so(run):
    """6101 has no votes here: the share is taken of what is given, and stderr tells it."""
    result = run("seats", "--json", "--lang", "en", votes=VOTES, districts=DISTRICTS)

    assert "1 districts are missing" in result.stderr


def test_a_tie_ends_with_one_and_names_the_parties(run):
    """300 / 3 = 100 on the last seat of three."""
    votes = "kode_dapil,partai,suara_total\n1,1,300\n1,2,200\n1,3,100\n"

    result = run("seats", "--json", "--threshold", "none", votes=votes, districts="kode_dapil,kursi\n1,3\n")

    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(line["party"], line["seats"], line["tie"]) for line in lines] == [
        (1, 1, [1, 3]), (2, 1, [1, 3]), (3, 0, [1, 3]),
    ]  # fmt: skip
    assert result.exit_code == 1


def test_candidates_are_named_by_votes(run):
    """Party 3 has two seats and three candidates."""
    people = (
        "kode_dapil,partai,id_caleg,no_urut,nama,suara\n"
        "6102,3,77,1,ANI,10\n6102,3,78,2,BUDI,30\n6102,3,79,3,CITRA,20\n"
        "6102,4,80,1,DEWI,5\n6102,5,81,1,EKO,6\n"
    )

    result = run(
        "seats", "--json", "--threshold", "none", votes=VOTES, districts=DISTRICTS, candidates=people
    )

    assert json.loads(result.stdout.splitlines()[0])["candidates"] == [
        {"id": "78", "number": 2, "name": "BUDI", "votes": 30},
        {"id": "79", "number": 3, "name": "CITRA", "votes": 20},
    ]
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("votes", "words"),
    [
        ("kode_dapil,partai\n6102,3\n", "suara_total"),
        ("kode_dapil,partai,suara_total\n6102,3,x\n", "no whole number"),
        ("kode_dapil,partai,suara_total\n6102,3,1\n6102,3,2\n", "given twice"),
        ("kode_dapil,partai,suara_total\n9999,3,1\n", "9999"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_what_to_do(run, votes, words):
    """Exit 2, and the message names the column, the line or the district."""
    result = run("seats", "--lang", "en", votes=votes, districts=DISTRICTS)

    assert result.exit_code == 2
    assert words in result.stderr


def test_a_threshold_that_is_none_is_refused(run):
    """``four`` is no share."""
    result = run("seats", "--threshold", "four", "--lang", "en", votes=VOTES, districts=DISTRICTS)

    assert (result.exit_code, "no threshold" in result.stderr) == (2, True)


def test_winner_says_that_provinces_are_missing(tmp_path):
    """One station of one province: a verdict of these files, and exit 1."""
    file = tmp_path / "returns.csv"
    file.write_text("tps,suara_01,suara_02,suara_03\n3404062001001,41,7,2\n", encoding="utf-8")

    result = CliRunner().invoke(app, ["winner", str(file), "--json", "--lang", "en"])

    said = json.loads(result.stdout)
    assert (said["verdict"], said["provinces_missing"], said["provinces_needed"]) == ("run_off", 37, 20)
    assert "not yet the country's outcome" in result.stderr
    assert result.exit_code == 1
