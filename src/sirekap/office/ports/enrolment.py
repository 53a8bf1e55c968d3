"""The door to the slots of stations: their codes, who claims them, and what was refused.

Every method is one transaction. Whoever races for a slot meets the others in it: of any
number of claims on one code, or on one slot, exactly one is taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from sirekap.election.identity import KeyId
    from sirekap.election.regions import RegionCode, StationCode
    from sirekap.office.ports.devices import Device
    from sirekap.office.ports.records import Entry

SLOTS = (1, 2)
"""A station's phones."""


@dataclass(frozen=True, slots=True)
class SlotCode:
    """A code as it is kept: the digests of its two forms, 64 hexadecimal characters each."""

    station: StationCode
    slot: int
    scanned: str
    typed: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """A code that a phone tries at a station, ``at`` some time.

    ``tries`` wrong ones within ``window`` close the station to further ones until the
    oldest of them is that old.
    """

    station: StationCode
    digest: str
    device: KeyId
    at: datetime
    tries: int
    window: timedelta


class Met(StrEnum):
    """What an attempt met. ``OPEN``, ``REPEATED``, ``LOCKED`` and ``NO_STATION`` are no wrong tries."""

    OPEN = "open"
    REPEATED = "repeated"
    """This phone took its slot with this very code before."""
    WRONG = "wrong"
    USED = "used"
    """Another phone took its slot with this code."""
    CANCELLED = "cancelled"
    """A later letter stands in for this one."""
    EXPIRED = "expired"
    TAKEN = "taken"
    """The code is good, but a phone is in the slot."""
    KEY_KNOWN = "key_known"
    """This phone's key was certified before, by another code."""
    LOCKED = "locked"
    NO_STATION = "no_station"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an attempt. ``slot`` where the code names one, ``certificate`` of who has it.

    ``left`` is how many wrong tries are left now, and ``until`` the time a lock ends.
    """

    met: Met
    slot: int | None = None
    certificate: bytes | None = None
    left: int = 0
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class StationPhones:
    """How a station stands: the slots a phone is in, those with a code that is open, refused claims."""

    station: StationCode
    enrolled: tuple[int, ...]
    open: tuple[int, ...]
    refused: int


@dataclass(frozen=True, slots=True)
class RefusedClaim:
    """An attempt that was refused, whose slot it was for if its code named one. No person, no address."""

    station: StationCode
    slot: int | None
    met: Met
    device: KeyId
    at: datetime


class Enrolment(Protocol):
    """The slots of stations."""

    async def issue(self, codes: Sequence[SlotCode], at: datetime, until: datetime) -> int:
        """Open new codes, each cancelling the unused one of its slot; how many were cancelled.

        Raises :class:`BatchRefused` when a station is not there or a slot is given twice.
        """

    async def attempt(self, attempt: Attempt) -> Answer:
        """See what a code opens, and count it if it opens nothing. Nothing is taken by it."""

    async def claim(self, attempt: Attempt, device: Device, entry: Entry) -> Answer:
        """Put a phone in the slot its code opens, and its record among the records: both, or neither.

        ``OPEN`` says that it is done. Anything else may have come in between.
        """

    async def close(self, key: KeyId, since: datetime, reason: str, entry: Entry) -> bool:
        """Revoke a phone, with its record; whether it was not revoked before."""

    async def phones(self, under: RegionCode, after: str, limit: int) -> list[StationPhones]:
        """How the stations under a region stand, by code, from the one behind ``after``."""

    async def refused(self, under: RegionCode, limit: int) -> list[RefusedClaim]:
        """The refused attempts under a region, the latest first."""
