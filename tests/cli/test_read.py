"""`sirekap read`: its JSON is a stable interface, its exit code tells whether a person is needed."""

from __future__ import annotations

import hashlib
import json
import shutil

import pytest
from typer.testing import CliRunner

from sirekap.cli.exits import Exit
from sirekap.cli.main import app

RUN = CliRunner()


def read_json(*arguments: str):
    """The parsed lines of `sirekap read … --json`, and the exit code."""
    result = RUN.invoke(app, ["read", *arguments, "--json"])
    return [json.loads(line) for line in result.stdout.splitlines()], result


@pytest.fixture(scope="module")
def line(photos):
    """The one line of the simulated return."""
    (only,), _ = read_json(str(photos))
    return only


def test_every_number_the_hand_wrote_is_read(line, numbers):
    """All 28 fields of a clear simulated return."""
    assert dict(numbers) == {name: each["value"] for name, each in line["fields"].items()}


def test_the_line_has_the_stated_shape(line, photos):
    """Keys, station from the folder's name, hashes of the photos, pages, nothing missing."""
    assert list(line) == [
        "return", "station", "form", "edition", "pages", "fields", "findings", "missing_pages",
    ]  # fmt: skip
    assert (line["return"], line["station"], line["form"], line["edition"]) == (
        photos.name,
        photos.name,
        "C.HASIL-PPWP",
        "2024",
    )
    hashes = {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in photos.iterdir()}
    assert hashes == {page["photo"]: page["sha256"] for page in line["pages"]}
    assert sorted(page["page"] for page in line["pages"]) == [1, 2, 3]
    assert all(0 < page["quality"][key] <= 1 for page in line["pages"] for key in ("sharpness", "coverage"))
    assert line["missing_pages"] == []


def test_a_field_tells_written_value_confidence_status_and_witnesses(line, numbers):
    """suara_1 as the hand wrote it, with a value or null for each of the five witnesses."""
    field = line["fields"]["suara_1"]

    assert list(field) == ["written", "value", "confidence", "status", "witnesses", "outvoted"]
    assert field["written"].lstrip("X-_") == str(numbers["suara_1"])
    assert list(field["witnesses"]) == ["boxes", "bubbles", "rows", "tally", "words"]
    assert field["status"] in {"accepted", "ask"}
    assert 0 <= field["confidence"] < 1


def test_one_photo_is_a_return_of_its_own(photos):
    """A single photo gives its page; the others are missing; the station comes from the path."""
    (only,), _ = read_json(str(photos / "page-2.jpg"))

    assert only["return"] == "page-2"
    assert only["station"] == photos.name
    assert only["missing_pages"] == [1, 3]
    assert set(only["fields"]) == {"suara_1", "suara_2", "suara_3"}


def test_the_printed_code_names_the_station_of_a_nameless_photo(photos, tmp_path):
    """Without a station in the path, the QR of the sheet tells it, if the photo is fine enough to."""
    shutil.copy(photos / "page-2.jpg", tmp_path / "photo.jpg")
    (only,), _ = read_json(str(tmp_path / "photo.jpg"))

    assert only["station"] in {photos.name, None}
    assert only["findings"] == []


def test_a_photo_that_cannot_be_used_keeps_its_line(photos, tmp_path):
    """A text file among the photos is refused by code and sentence; the rest is read; exit 1."""
    folder = tmp_path / photos.name
    shutil.copytree(photos, folder)
    (folder / "notes.txt").write_text("not a photo")
    (only,), result = read_json(str(folder))
    (refused,) = [page for page in only["pages"] if page["refusal"]]

    assert refused["photo"] == "notes.txt"
    assert refused["refusal"]["code"] == "photo_not_an_image"
    assert refused["refusal"]["message"]
    assert only["missing_pages"] == []
    assert result.exit_code == Exit.NEEDS_PERSON


def test_nothing_usable_ends_with_two_and_still_tells_of_every_path(tmp_path):
    """Two paths, one missing and one no photo: one line, two reasons, exit 2."""
    (tmp_path / "empty.jpg").write_bytes(b"")
    lines, result = read_json(str(tmp_path / "empty.jpg"), str(tmp_path / "missing"))

    assert [each["return"] for each in lines] == ["empty"]
    assert "missing" in result.stderr
    assert result.exit_code == Exit.REFUSED


def test_an_unknown_form_is_refused_with_what_to_do(photos):
    """`--form` of something that has no layout: exit 2, and the message names what there is."""
    _, result = read_json(str(photos), "--form", "C.HASIL-NIX")

    assert result.exit_code == Exit.REFUSED
    assert "C.HASIL-PPWP" in result.stderr


def test_people_get_a_table_in_the_papers_words(photos):
    """Without --json: the paper's labels, and a picture of each page where --debug says."""
    target = photos.parent / "debug"
    result = RUN.invoke(app, ["read", str(photos), "--debug", str(target)], env={"COLUMNS": "160"})

    assert "C. Suara sah dan tidak sah" in result.stdout
    assert "28 isian terbaca" in result.stdout
    assert len(list(target.glob("*.png"))) == 3


def test_a_legislative_form_wants_its_district(photos):
    """Without ``--district`` the sentence names the option; with it the photo is looked at."""
    bare = RUN.invoke(app, ["read", str(photos / "page-2.jpg"), "--form", "C.HASIL-DPD"])
    (only,), named = read_json(str(photos / "page-2.jpg"), "--form", "C.HASIL-DPD", "--district", "96")

    assert bare.exit_code == Exit.REFUSED
    assert "--district" in bare.stderr
    assert named.exit_code == Exit.REFUSED
    assert only["form"] == "C.HASIL-DPD"
    assert only["pages"][0]["refusal"]["code"] == "page_of_another_form"


def test_many_returns_come_in_the_order_given(photos):
    """Two returns and a folder that is not there: two lines in order, the third told on stderr."""
    page = next(iter(sorted(photos.iterdir())))
    lines, result = read_json(str(page), str(photos.parent / "nowhere"), str(photos))

    assert [line["return"] for line in lines] == [page.stem, photos.name]
    assert [len(line["pages"]) for line in lines] == [1, 3]
    assert "nowhere" in result.stderr
