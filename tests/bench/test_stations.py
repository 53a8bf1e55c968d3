"""A folder of stations as anyone may lay it: with gaps, with strangers, with no truth at all."""

from __future__ import annotations

import json

import pytest
from bench.reading.stations import Readers, model, stations

from sirekap import profiles

SURE = {"written": "X41", "value": 41, "certainty": "sure"}


@pytest.fixture
def lay(tmp_path):
    """Lay empty photos into stations' folders, with the given truths beside them."""

    def laid(photos, truths=None):
        for place in photos:
            file = tmp_path / place
            file.parent.mkdir(exist_ok=True)
            file.touch()
        if truths is not None:
            lines = "\n".join(json.dumps(each) for each in truths)
            (tmp_path / "truth.jsonl").write_text(lines + "\n\n", encoding="utf-8")
        return {each.name: each for each in stations(tmp_path)}

    return laid


def test_without_truth_every_folder_with_a_photo_is_a_station(lay):
    """Registration and speed can be measured on photos nobody described."""
    found = lay(["3404062001001/a.jpg", "3404062001001/notes.txt", "somewhere/b.PNG", "nothing/readme.md"])
    assert {name: len(each.photos) for name, each in found.items()} == {"3404062001001": 1, "somewhere": 1}
    assert found["3404062001001"].code == "3404062001001"
    assert found["somewhere"].code is None
    assert found["somewhere"].told() == {}


def test_a_described_photo_that_is_not_there_is_named_and_its_fields_are_not_counted(lay):
    """A half-copied folder must not count as fields the reader asked about."""
    truths = [
        {"photo": "a.jpg", "station": "s", "page": 2, "fields": {"suara_1": SURE}},
        {"photo": "gone.jpg", "station": "s", "page": 3, "fields": {"suara_sah": SURE}},
    ]
    station = lay(["s/a.jpg"], truths)["s"]
    assert station.lost == ("gone.jpg",)
    assert list(station.told()) == ["suara_1"]


def test_what_nobody_could_read_and_what_another_form_shows_is_left_out(lay):
    """Fields that were decided by their sums, pages of the A4 copy, and lines without fields."""
    unclear = SURE | {"certainty": "unclear"}
    truths = [
        {"photo": "a.jpg", "station": "s", "page": 2, "fields": {"suara_1": SURE, "suara_2": unclear}},
        {"photo": "b.jpg", "station": "s", "page": "other", "fields": {"suara_sah": SURE}},
        {"photo": "c.jpg", "station": "s", "page": 1},
    ]
    station = lay(["s/a.jpg", "s/b.jpg", "s/c.jpg"], truths)["s"]
    assert list(station.told()) == ["suara_1"]
    assert station.shows("b.jpg") == "other"


def test_a_station_is_read_by_models_that_never_saw_it():
    """The fold kept away from a known station; the shipped models for all others, or when asked for."""
    readers = Readers(profiles.load(), shipped=False)
    assert readers.fold_of("3404062001001") == 1
    assert readers.fold_of("9999999999999") is None
    assert Readers(profiles.load(), shipped=True).fold_of("3404062001001") is None
    assert model("digits", 1).is_file()
    assert model("digits", None) is None
