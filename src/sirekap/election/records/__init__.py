"""Records: one frozen type for each act, canonical bytes for each record.

The records are the only truth; everything else can be thrown away and made again from
them. A correction is a new record that names the one it replaces. What outsiders may
rely on is told in ``spec/record.md``.
"""

from sirekap.election.records.acts import ACTS, Act, Record, kind_of, parse_record, print_record
from sirekap.election.records.cover import Area, Cover, PictureSize, Signatory, Signature, Signed, Turn
from sirekap.election.records.decision import (
    ChangeReason,
    Decision,
    FieldChange,
    Ruling,
    SpecialEvents,
    WitnessCopy,
)
from sirekap.election.records.dispute import (
    Answer,
    Move,
    Objection,
    ObjectionOutcome,
    Objector,
    Situation,
    StationSituation,
)
from sirekap.election.records.keys import (
    DeviceEnrolled,
    KeyListed,
    KeyPurpose,
    KeyRevoked,
    RevocationReason,
)
from sirekap.election.records.pause import PublicationPause, PublicationResume
from sirekap.election.records.plenary import (
    Authority,
    Plenary,
    Present,
    Reopening,
    Role,
    Signing,
    Step,
)
from sirekap.election.records.read import (
    FieldRead,
    PhotoRead,
    PhotosRead,
    PlacedPhoto,
    Resemblance,
    Status,
)
from sirekap.election.records.release import Release
from sirekap.election.records.returned import Acknowledgement, Figures, FormEdition, PagePhoto, Return

__all__ = [
    "ACTS",
    "Acknowledgement",
    "Act",
    "Answer",
    "Area",
    "Authority",
    "ChangeReason",
    "Cover",
    "Decision",
    "DeviceEnrolled",
    "FieldChange",
    "FieldRead",
    "Figures",
    "FormEdition",
    "KeyListed",
    "KeyPurpose",
    "KeyRevoked",
    "Move",
    "Objection",
    "ObjectionOutcome",
    "Objector",
    "PagePhoto",
    "PhotoRead",
    "PhotosRead",
    "PictureSize",
    "PlacedPhoto",
    "Plenary",
    "Present",
    "PublicationPause",
    "PublicationResume",
    "Record",
    "Release",
    "Reopening",
    "Resemblance",
    "Return",
    "RevocationReason",
    "Role",
    "Ruling",
    "Signatory",
    "Signature",
    "Signed",
    "Signing",
    "Situation",
    "SpecialEvents",
    "StationSituation",
    "Status",
    "Step",
    "Turn",
    "WitnessCopy",
    "kind_of",
    "parse_record",
    "print_record",
]
