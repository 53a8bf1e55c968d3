"""Records: one frozen type for each act, canonical bytes for each record.

The records are the only truth; everything else can be thrown away and made again from
them. A correction is a new record that names the one it replaces. What outsiders may
rely on is told in ``spec/record.md``.
"""

from sirekap.election.records.acts import ACTS, Act, Record, kind_of, parse_record, print_record
from sirekap.election.records.keys import (
    DeviceEnrolled,
    KeyListed,
    KeyPurpose,
    KeyRevoked,
    RevocationReason,
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
    "DeviceEnrolled",
    "FieldRead",
    "Figures",
    "FormEdition",
    "KeyListed",
    "KeyPurpose",
    "KeyRevoked",
    "PagePhoto",
    "PhotoRead",
    "PhotosRead",
    "PlacedPhoto",
    "Record",
    "Release",
    "Resemblance",
    "Return",
    "RevocationReason",
    "Status",
    "kind_of",
    "parse_record",
    "print_record",
]
