"""A site that grows while it is read, and one that was seen before: what is read on, what is found."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.audit import world
from tests.audit.conftest import NOW, WITH_KEYS, InMemory, built, checked, codes, places, sentences

from sirekap.audit.verify import verify
from sirekap.election.canonical import encode
from sirekap.log.checkpoint import Checkpoint

BEFORE = 9
"""Leaves of the site before it grows: the release, the correction and the move are not there yet."""
LAYERS = (
    lambda path: path.startswith("log/"),
    lambda path: path.startswith(("v1/records/", "v1/words/", "foto/")),
    lambda path: path.count(".") == 2 or path.startswith("pemilu/hhcw/ppwp/34/3404/3404"),
    lambda path: path.startswith("v1/ppwp/34/3404/3404"),
    lambda path: path.startswith(("v1/ppwp", "pemilu/")),
    lambda path: path == "v1/latest.json",
)
"""The order in which a publisher writes."""


class Growing(InMemory):
    """A site that a publisher brings from one size to a larger one, a layer at each look from the n-th on."""

    def __init__(self, start: int) -> None:
        super().__init__(dict(built(BEFORE).files))
        self._left = start

    def read(self, paths, most):
        """The files as they are now; then some more are written."""
        found = super().read(paths, most)
        self._left -= 1
        layer = -self._left
        if 0 <= layer < len(LAYERS):
            self.files |= {path: data for path, data in built().files.items() if LAYERS[layer](path)}
        return found

    def listing(self):
        """A live site cannot be listed."""


@pytest.mark.parametrize("start", range(1, 60, 3))
def test_a_site_that_grows_is_read_on(start):
    """Whenever the publisher writes, nothing is found: pointers newer than the checkpoint are followed."""
    outcome = verify(Growing(start), WITH_KEYS, NOW)
    assert sentences(outcome) == ""
    assert outcome.report.identified


def test_a_replayed_old_site():
    """Every file as it was at an earlier time: whoever saw the site since finds it older."""
    seen = built().point
    outcome = checked(built(BEFORE).files, replace(WITH_KEYS, known=lambda _: [seen]))
    assert places(outcome) == [("site_older", "log/checkpoint")]
    assert "tells of 9 leaves, and 12 were published already" in sentences(outcome)


def test_a_site_that_goes_on_from_what_was_seen():
    """An earlier checkpoint begins the tree."""
    known = [built(size).point for size in (1, 5, BEFORE)]
    assert checked(built().files, replace(WITH_KEYS, known=lambda _: known)).report.sound


def test_a_log_that_tells_another_story():
    """A checkpoint of the same size, or a smaller one, with another root."""
    other = [Checkpoint(world.ORIGIN, 12, b"\x07" * 32), Checkpoint(world.ORIGIN, 7, b"\x07" * 32)]
    outcome = checked(built().files, replace(WITH_KEYS, known=lambda _: other))
    assert codes(outcome) == {"site_forked"}
    assert "its first 7 leaves are others" in sentences(outcome)


def test_a_pointer_that_was_left_behind():
    """One village's pointer and document of an earlier time in a site that tells more."""
    pointer = "v1/ppwp/34/3404/340406/3404062001.json"
    old = built(10).files
    files = dict(built().files) | {
        each: old[each] for each in (pointer, json.loads(old[pointer])["document"])
    }
    outcome = checked(files)
    assert "site_document_changed" in codes(outcome)
    assert "is not what its records give" in sentences(outcome)


def test_of_a_sample_the_sampled_villages_are_looked_at():
    """One village of three; what is wrong in another is not seen, and regions are not added up."""
    report = checked(built().files, replace(WITH_KEYS, sample=1, seed=4)).report
    assert report.sound
    assert report.checked["villages"] == 1
    assert report.checked["regions"] == 0
    assert report.checked["leaves"] == 12


def test_before_it_opens_the_log_and_the_lists_are_looked_at():
    """No figures are there yet, and nobody misses them."""
    before = built().files
    latest = {**json.loads(before["v1/latest.json"]), "opened": False}
    few = ("log/", "v1/setup", "v1/key-list", "wilayah/", "pemilu/ppwp", "pemilu/partai", "pemilu/caleg")
    files = {path: data for path, data in before.items() if path.startswith(few)}
    report = checked(files | {"v1/latest.json": encode(latest)}).report
    assert report.findings == []
    assert ("site.note.not_open", {}) in report.notes
    assert report.checked["leaves"] == 12
