"""``sirekap form`` as one types it."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from sirekap.cli.form import form


@pytest.fixture
def run():
    """Type a command after ``sirekap form``."""
    runner = CliRunner()
    return lambda *words: runner.invoke(form, [str(word) for word in words])


def test_list_names_every_form(run):
    """Each line of ``list --json`` is a form with its size and digest, or with the districts it is for."""
    lines = [json.loads(line) for line in run("list", "--json").stdout.splitlines()]

    assert {"C.HASIL-PPWP"} <= {line["form"] for line in lines}
    drawn = [line for line in lines if "districts" not in line]
    assert all(len(line["layout"]) == 64 and line["pages"] > 0 for line in drawn)
    assert {line["form"]: len(line["districts"]) for line in lines if line not in drawn} == {
        "C.HASIL-DPR": 84,
        "C.HASIL-DPD": 38,
        "C.HASIL-DPRD-PROV": 301,
        "C.HASIL-DPRD-KABKO": 2325,
    }


def test_a_legislative_form_wants_its_district(run, tmp_path):
    """Without ``--district`` the sentence names the option; with it the form is printed and told."""
    target = tmp_path / "form.pdf"
    bare = run("print", "--form", "C.HASIL-DPD", "-o", target)
    named = run("print", "--form", "C.HASIL-DPD", "--district", "35", "-o", target)
    told = run("layout", "--form", "C.HASIL-DPD", "--district", "35", "--json")

    assert (bare.exit_code, named.exit_code, told.exit_code) == (2, 0, 0)
    assert "--district" in bare.stderr
    assert target.read_bytes().startswith(b"%PDF-")
    assert {json.loads(line)["page"] for line in told.stdout.splitlines()} == {1, 2, 3, 4}


def test_layout_gives_every_box_a_line(run):
    """One JSON object a rectangle, and nothing else on stdout."""
    spots = [
        json.loads(line) for line in run("layout", "--form", "C.HASIL-PPWP", "--json").stdout.splitlines()
    ]
    boxes = [spot for spot in spots if spot["kind"] == "box" and spot["field"] == "suara_1"]

    assert [box["position"] for box in boxes] == [0, 1, 2]
    assert [boxes[0]["rect"], boxes[0]["page"]] == [[455.0, 184.56, 475.0, 204.56], 2]
    assert {"form", "page", "kind", "field", "column", "digit", "rect"} == set(
        next(spot for spot in spots if spot["kind"] == "bubble")
    )


def test_print_knows_the_names_of_a_shipped_village(run, tmp_path):
    """A station of Tulungagung needs no more than its code."""
    target = tmp_path / "form.pdf"
    result = run("print", "--form", "C.HASIL-PPWP", "--station", "3504011001003", "-o", target)

    assert (result.exit_code, result.stdout) == (0, "")
    assert target.read_bytes().startswith(b"%PDF-")


def test_print_asks_for_names_it_does_not_know(run, tmp_path):
    """Elsewhere the missing names are asked for by option, and taken."""
    target = tmp_path / "form.pdf"
    bare = run("print", "--station", "3404062001003", "-o", target)
    named = run(
        "print", "--station", "3404062001003", "--subdistrict", "UJI", "--village", "UJI", "-o", target
    )

    assert bare.exit_code == 2
    assert "--subdistrict, --village" in bare.stderr
    assert named.exit_code == 0


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["print", "--form", "C.TIDAK-ADA"], "C.HASIL-PPWP"),
        (["print", "--station", "123"], "123"),
        (["print", "--village", "UJI"], "--station"),
    ],
)
def test_what_cannot_be_printed_is_refused_with_what_to_do(run, tmp_path, words, reason):
    """Exit 2, the sentence on stderr, and no file."""
    target = tmp_path / "form.pdf"
    result = run(*words, "-o", target)

    assert (result.exit_code, result.stdout) == (2, "")
    assert reason in result.stderr
    assert not target.exists()


def test_layout_of_an_unknown_form_is_refused(run):
    """Exit 2 and the forms there are, in the language asked for."""
    result = run("layout", "--form", "X", "--lang", "en")

    assert result.exit_code == 2
    assert "There is no form X" in result.stderr
