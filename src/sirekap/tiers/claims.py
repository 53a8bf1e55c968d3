"""What the fold keeps: a device's claim about one paper, a machine's, and what the photos show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from sirekap.election.records import Figures, Status

if TYPE_CHECKING:
    from datetime import datetime

    from sirekap.election.contests import Contest, Poll
    from sirekap.election.identity import KeyId, PhotoHash, RecordId
    from sirekap.election.records import Cover, PhotosRead, Record, Resemblance, Return, Signature
    from sirekap.election.regions import StationCode

Key: TypeAlias = "tuple[StationCode, Contest]"
"""A station's contest: what has at most one current figure."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A record as it comes to the fold: its id, itself, and the codes the intake held it for.

    ``position`` is its place in the one order of all records, 0 where there is none. The same
    record always bears the same holds and position, whatever way it comes.
    """

    id: RecordId
    record: Record
    holds: tuple[str, ...] = ()
    position: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """A return without its photos. ``holds`` are those that no release has answered yet.

    ``blind`` is true if the officer was shown no other claim before entering.
    """

    id: RecordId
    signer: KeyId
    at: datetime
    poll: Poll
    version: int
    replaces: RecordId | None
    blind: bool
    votes: Figures
    administration: Figures
    holds: tuple[str, ...]


def claim_of(identity: RecordId, record: Return, holds: tuple[str, ...]) -> Claim:
    """Take a return as a claim."""
    return Claim(
        identity,
        record.signer,
        record.at,
        record.poll,
        record.version,
        record.replaces,
        not record.seen_before_entry,
        record.votes,
        record.administration,
        holds,
    )


@dataclass(frozen=True, slots=True)
class MachineClaim:
    """A reading of return ``of``: the fields that need no person, and the findings about the paper."""

    id: RecordId
    of: RecordId
    at: datetime
    sure: Figures
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublicCopy:
    """A photo of return ``of`` as the public sees it: ``photo`` as it came, ``copy`` as it is shown.

    ``signatures`` says box by box whether it is signed; ``drawn`` is true if a person drew the areas.
    """

    id: RecordId
    of: RecordId
    at: datetime
    page: int
    photo: PhotoHash
    copy: PhotoHash
    drawn: bool
    signatures: tuple[Signature, ...]


class Double(NamedTuple):
    """A photo of this station that resembles one of another station."""

    photo: PhotoHash
    station: StationCode
    other: PhotoHash


def machine_claim_of(identity: RecordId, record: PhotosRead) -> MachineClaim:
    """Take a reading as a claim."""
    sure = {each.name: each.value for each in record.fields if each.status is Status.ACCEPTED}
    return MachineClaim(identity, record.of, record.at, Figures.of(sure), record.findings)


def public_copy_of(identity: RecordId, record: Cover) -> PublicCopy:
    """Take a cover as what it makes public."""
    return PublicCopy(
        identity,
        record.of,
        record.at,
        record.page,
        record.photo,
        record.copy,
        record.person is not None,
        record.signatures,
    )


def doubles_of(record: Resemblance) -> tuple[tuple[Key, Double], ...]:
    """What a resemblance says of each of its two stations."""
    one, other = record.photos
    return (
        ((one.station, one.contest), Double(one.sha256, other.station, other.sha256)),
        ((other.station, other.contest), Double(other.sha256, one.station, one.sha256)),
    )
