"""What the tests of records start from: one whole return."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sirekap.election.contests import Contest, Poll
from sirekap.election.forms import FieldName
from sirekap.election.identity import ElectionId, KeyId, Phase, SaltedHash, photo_hash
from sirekap.election.records import Acknowledgement, Figures, FormEdition, PagePhoto, Return
from sirekap.election.regions import StationCode


@pytest.fixture
def filed() -> Return:
    """A first return of a station of Tulungagung: 41 + 107 + 52, and a wrong sum that was seen."""
    return Return(
        election=ElectionId("pemilu2024"),
        phase=Phase.REAL,
        at=datetime(2024, 2, 14, 8, 30, 5, tzinfo=UTC),
        signer=KeyId("c" * 64),
        station=StationCode("3504012001001"),
        contest=Contest.PRESIDENT,
        poll=Poll.REGULAR,
        version=1,
        replaces=None,
        form=FormEdition("C.HASIL-PPWP", "2024"),
        votes=Figures.of(
            {
                FieldName("suara_1"): 41,
                FieldName("suara_2"): 107,
                FieldName("suara_3"): 52,
                FieldName("suara_sah"): 201,
            }
        ),
        administration=Figures.of({FieldName("pemilih_dpt_j"): 235, FieldName("disabilitas_j"): None}),
        photos=(PagePhoto(1, photo_hash(b"one")), PagePhoto(2, photo_hash(b"two"))),
        acknowledged=(Acknowledgement("R131", SaltedHash("d" * 64)), Acknowledgement("W303", None)),
        seen_before_entry=False,
    )
