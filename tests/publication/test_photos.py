"""Which photos the public sees of a station: covered ones, replaced ones too, the last one first in line."""

from __future__ import annotations

import json

from tests.publication.conftest import COUNTRY, RULES, VOTES, folded
from tests.tiers.acts import CONTEST, FIRST, filed
from tests.tiers.test_covers import cover

from sirekap.election.identity import PhotoHash
from sirekap.publication.own.told import PublicPhoto, Told
from sirekap.publication.own.village import piece
from sirekap.publication.photos import MOST_PHOTOS, addresses, public_photos

ENTRY = filed(VOTES)
CORRECTED = filed(VOTES | {"suara_1": 90}, replaces=ENTRY, minute=5)


def thread(*arrivals):
    """The first station's thread."""
    return folded(*arrivals).threads[FIRST, CONTEST]


def told_of(stands, told):
    """The photos of the first station in its village's document."""
    return json.loads(piece(COUNTRY, told, (FIRST, CONTEST), stands))["photos"]


def address(letter):
    """Where a copy stands."""
    return f"/foto/{letter * 64}.jpg"


def test_a_village_tells_photo_copy_record_and_who_signed():
    """Boxes by office and number; no name."""
    arrivals = [ENTRY, cover(ENTRY, "a", copy="d")]
    assert told_of(thread(*arrivals), Told(RULES)) == [
        {
            "page": 1,
            "sha256": "a" * 64,
            "address": address("d"),
            "cover": arrivals[1].id,
            "signed": {"witness": {"empty": [2]}},
        }
    ]


def test_a_photo_without_a_copy_is_told_without_an_address():
    """A photo known otherwise stays private; one with a copy is told once."""
    private = (PublicPhoto(1, PhotoHash("a" * 64), None), PublicPhoto(2, PhotoHash("b" * 64), None))
    told = Told(RULES, photos={(FIRST, CONTEST): private})
    photos = told_of(thread(ENTRY, cover(ENTRY, "a", copy="d")), told)
    assert [(each["address"], each["signed"] is None) for each in photos] == [
        (address("d"), False),
        (None, True),
    ]


def test_a_photo_covered_again_is_shown_by_the_later_record():
    """Whatever the order they came in; the earlier copy stays on the site."""
    first, again = cover(ENTRY, "a", copy="d"), cover(ENTRY, "a", copy="e", program=2, minute=130)
    for arrivals in ([ENTRY, first, again], [again, first, ENTRY]):
        stands = thread(*arrivals)
        assert [each.address for each in public_photos(stands)] == [address("e")]
        assert {each.copy for each in stands.copies} == {"d" * 64, "e" * 64}


def test_a_replaced_photo_stays_public_and_the_last_returns_is_shown_by_page():
    """A correction with a new photo, whose cover came before that of the old one."""
    stands = thread(
        ENTRY, CORRECTED, cover(CORRECTED, "b", copy="e", minute=100), cover(ENTRY, "a", copy="d", minute=120)
    )
    assert [each.sha256 for each in public_photos(stands)] == ["a" * 64, "b" * 64]
    assert addresses(stands) == {1: address("e")}


def test_a_station_that_covers_without_end_does_not_swell_the_file():
    """The photos of the last returns are told."""
    covers = [
        cover(ENTRY, "a", copy="d", page=page % 99 + 1, minute=page) for page in range(MOST_PHOTOS + 20)
    ]
    stands = thread(ENTRY, *covers)
    assert len(stands.copies) == MOST_PHOTOS + 20
    assert len(public_photos(stands)) == 1
