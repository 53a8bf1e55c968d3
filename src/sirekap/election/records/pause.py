"""Acts about publication itself: numbers stand still from one on, and go on from the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.election.records.head import HEAD, SALTED_HASH
from sirekap.election.records.shape import Shape, structure

if TYPE_CHECKING:
    from datetime import datetime

    from sirekap.election.identity import ElectionId, KeyId, Phase, SaltedHash


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationPause:
    """Published numbers stand still from now on: who says so, and why. All else goes on."""

    election: ElectionId
    phase: Phase
    at: datetime
    signer: KeyId
    person: SaltedHash
    words: SaltedHash


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationResume:
    """Published numbers go on from now on: who says so, and why."""

    election: ElectionId
    phase: Phase
    at: datetime
    signer: KeyId
    person: SaltedHash
    words: SaltedHash


PUBLICATION_PAUSE: Shape[PublicationPause] = structure(
    PublicationPause, **HEAD, person=SALTED_HASH, words=SALTED_HASH
)
PUBLICATION_RESUME: Shape[PublicationResume] = structure(
    PublicationResume, **HEAD, person=SALTED_HASH, words=SALTED_HASH
)
