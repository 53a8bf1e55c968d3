"""All acts there are, and a record's way from bytes and to bytes.

A record is an object with ``kind``, ``v`` (the version of that kind's shape) and the
members of its shape. A new act is one type with its shape, and one line in ``ACTS``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from sirekap.election.canonical import decode, encode
from sirekap.election.malformed import Code, Malformed
from sirekap.election.records.cover import COVER, Cover
from sirekap.election.records.decision import DECISION, Decision
from sirekap.election.records.dispute import (
    ANSWER,
    MOVE,
    OBJECTION,
    STATION_SITUATION,
    Answer,
    Move,
    Objection,
    StationSituation,
)
from sirekap.election.records.keys import (
    DEVICE_ENROLLED,
    KEY_LISTED,
    KEY_REVOKED,
    DeviceEnrolled,
    KeyListed,
    KeyRevoked,
)
from sirekap.election.records.pause import (
    PUBLICATION_PAUSE,
    PUBLICATION_RESUME,
    PublicationPause,
    PublicationResume,
)
from sirekap.election.records.plenary import PLENARY, REOPENING, Plenary, Reopening
from sirekap.election.records.read import PHOTOS_READ, RESEMBLANCE, PhotosRead, Resemblance
from sirekap.election.records.release import RELEASE, Release
from sirekap.election.records.returned import RETURN, Return
from sirekap.election.records.shape import wrong_type

if TYPE_CHECKING:
    from sirekap.election.canonical import Json
    from sirekap.election.records.shape import Shape

Record: TypeAlias = (
    Return
    | DeviceEnrolled
    | KeyListed
    | KeyRevoked
    | Release
    | Decision
    | StationSituation
    | Move
    | Objection
    | Answer
    | Plenary
    | Reopening
    | PhotosRead
    | Resemblance
    | Cover
    | PublicationPause
    | PublicationResume
)


@dataclass(frozen=True, slots=True)
class Act:
    """A kind of record: its name on the wire, the version of its shape, its type, its shape."""

    kind: str
    version: int
    type: type[Record]
    shape: Shape[Any]


ACTS = (
    Act("return", 1, Return, RETURN),
    Act("device_enrolled", 1, DeviceEnrolled, DEVICE_ENROLLED),
    Act("key_listed", 1, KeyListed, KEY_LISTED),
    Act("key_revoked", 1, KeyRevoked, KEY_REVOKED),
    Act("release", 1, Release, RELEASE),
    Act("reading", 1, PhotosRead, PHOTOS_READ),
    Act("resemblance", 1, Resemblance, RESEMBLANCE),
    Act("cover", 1, Cover, COVER),
    Act("decision", 1, Decision, DECISION),
    Act("station_situation", 1, StationSituation, STATION_SITUATION),
    Act("move", 1, Move, MOVE),
    Act("objection", 1, Objection, OBJECTION),
    Act("answer", 1, Answer, ANSWER),
    Act("plenary", 1, Plenary, PLENARY),
    Act("reopening", 1, Reopening, REOPENING),
    Act("publication_pause", 1, PublicationPause, PUBLICATION_PAUSE),
    Act("publication_resume", 1, PublicationResume, PUBLICATION_RESUME),
)

_BY_KIND = {act.kind: act for act in ACTS}
_BY_TYPE = {act.type: act for act in ACTS}


def parse_record(data: bytes) -> Record:
    """Read a record's canonical bytes, or raise :class:`Malformed` with code and path.

    ``print_record(parse_record(data)) == data`` for all it takes.
    """
    value = decode(data)
    if type(value) is not dict:
        wrong_type("object", value)
    act = _act(value)
    record: Record = act.shape.read(value)
    return record


def print_record(record: Record) -> bytes:
    """Write a record's canonical bytes.

    What could not be read again is not written: a value out of its shape raises
    :class:`Malformed`, as reading it would.
    """
    act = _BY_TYPE[type(record)]
    members: dict[str, Json] = act.shape.write(record)  # type: ignore[assignment] # A structure writes an object.
    act.shape.read(dict(members))
    return encode({"kind": act.kind, "v": act.version, **members})


def kind_of(record: Record) -> str:
    """Name the kind of a record, as ``kind`` on the wire and in the log."""
    return _BY_TYPE[type(record)].kind


def _act(value: dict[str, Json]) -> Act:
    """Find the act and take ``kind`` and ``v`` out of the value, leaving its shape's members."""
    for key in ("kind", "v"):
        if key not in value:
            raise Malformed(Code.RECORD_KEY_MISSING, (key,))
    kind, version = value.pop("kind"), value.pop("v")
    act = _BY_KIND.get(kind) if type(kind) is str else None
    if act is None:
        raise Malformed(Code.RECORD_KIND_UNKNOWN, ("kind",), str(kind))
    if type(version) is not int or version != act.version:
        raise Malformed(Code.RECORD_VERSION_UNKNOWN, ("v",), str(version))
    return act
