"""The doors through which acts reach a store: a few methods each, named for what an act needs.

Rooms above fulfil them (PostgreSQL, and a twin in memory that passes the same tests). Every
method is safe to repeat; a repeat changes nothing and answers as the first time did.
"""

from sirekap.office.ports.accounts import (
    Account,
    Accounts,
    Bound,
    Credentials,
    Link,
    Passkey,
    Purpose,
    Session,
    Sessions,
    Tries,
)
from sirekap.office.ports.desk import Desk, Typed
from sirekap.office.ports.devices import Device, Devices
from sirekap.office.ports.enrolment import (
    SLOTS,
    Answer,
    Attempt,
    Enrolment,
    Met,
    RefusedClaim,
    SlotCode,
    StationPhones,
)
from sirekap.office.ports.jobs import Job, Jobs, Parked
from sirekap.office.ports.journal import Journal, Noted
from sirekap.office.ports.log import Head, Leaf, LogIndex, Pen
from sirekap.office.ports.looks import Look, Looks
from sirekap.office.ports.objects import Arrived, Objects, WrongPlace
from sirekap.office.ports.places import Change, ChoiceSetup, ContestSetup, Places, Setup
from sirekap.office.ports.projections import Changed, Figure, Projections, Snapshot, Total
from sirekap.office.ports.published import NOT_WRITTEN, Published, Stand, ToldWords
from sirekap.office.ports.records import Entry, Outcome, Records, Stored
from sirekap.office.ports.served import FoundFile, ServedFiles
from sirekap.office.ports.site import Laid, Site
from sirekap.office.ports.trouble import BatchRefused, CursorMoved, FileDiffers, PenLost, StoreAway
from sirekap.office.ports.turn import Turn
from sirekap.office.ports.uploads import Upload, Uploads, Way
from sirekap.office.ports.words import Wordbook, Words

__all__ = [
    "NOT_WRITTEN",
    "SLOTS",
    "Account",
    "Accounts",
    "Answer",
    "Arrived",
    "Attempt",
    "BatchRefused",
    "Bound",
    "Change",
    "Changed",
    "ChoiceSetup",
    "ContestSetup",
    "Credentials",
    "CursorMoved",
    "Desk",
    "Device",
    "Devices",
    "Enrolment",
    "Entry",
    "Figure",
    "FileDiffers",
    "FoundFile",
    "Head",
    "Job",
    "Jobs",
    "Journal",
    "Laid",
    "Leaf",
    "Link",
    "LogIndex",
    "Look",
    "Looks",
    "Met",
    "Noted",
    "Objects",
    "Outcome",
    "Parked",
    "Passkey",
    "Pen",
    "PenLost",
    "Places",
    "Projections",
    "Published",
    "Purpose",
    "Records",
    "RefusedClaim",
    "ServedFiles",
    "Session",
    "Sessions",
    "Setup",
    "Site",
    "SlotCode",
    "Snapshot",
    "Stand",
    "StationPhones",
    "StoreAway",
    "Stored",
    "ToldWords",
    "Total",
    "Tries",
    "Turn",
    "Typed",
    "Upload",
    "Uploads",
    "Way",
    "Wordbook",
    "Words",
    "WrongPlace",
]
