"""The slots of stations in memory."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sirekap.election.regions import NATION
from sirekap.office.ports import (
    SLOTS,
    Answer,
    BatchRefused,
    Met,
    RefusedClaim,
    StationPhones,
)
from sirekap.store.memory.moments import Moment, calm

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sirekap.election.identity import KeyId
    from sirekap.election.regions import RegionCode
    from sirekap.office.ports import Attempt, Device, Entry, SlotCode
    from sirekap.store.memory.devices import MemoryDevices
    from sirekap.store.memory.places import MemoryPlaces
    from sirekap.store.memory.records import MemoryRecords


@dataclass(frozen=True, slots=True)
class _Kept:
    """A code as it stands."""

    code: SlotCode
    issued: datetime
    until: datetime
    cancelled: bool = False
    device: KeyId | None = None

    @property
    def open(self) -> bool:
        return not self.cancelled and self.device is None


class MemoryEnrolment:
    """Fulfils :class:`sirekap.office.ports.Enrolment`, beside the twins whose rows it adds to.

    Between looking and taking nothing is awaited, so that no other claim comes in between.
    """

    def __init__(
        self,
        records: MemoryRecords,
        devices: MemoryDevices,
        places: MemoryPlaces,
        moment: Moment = calm,
    ) -> None:
        self._records, self._devices, self._places = records, devices, places
        self._moment = moment
        self._codes: list[_Kept] = []
        self._refused: list[RefusedClaim] = []

    async def issue(self, codes: Sequence[SlotCode], at: datetime, until: datetime) -> int:
        """Open new codes; how many unused ones they cancelled."""
        await self._moment("issue", "before")
        slots = Counter((one.station, one.slot) for one in codes)
        missing = [one.station for one in codes if await self._places.station(one.station) is None]
        if missing or any(count > 1 or slot not in SLOTS for (_, slot), count in slots.items()):
            message = f"a station that is not there, or a slot twice: {missing[:1]}"
            raise BatchRefused(message)
        gone = [one for one in self._codes if one.open and (one.code.station, one.code.slot) in slots]
        self._codes = [replace(one, cancelled=True) if one in gone else one for one in self._codes]
        self._codes += [_Kept(one, at, until) for one in codes]
        await self._moment("issue", "after")
        return len(gone)

    async def attempt(self, attempt: Attempt) -> Answer:
        """See what a code opens, and count it if it opens nothing."""
        await self._moment("attempt", "before")
        known = await self._places.station(attempt.station) is not None
        answer = self._met(attempt) if known else Answer(Met.NO_STATION)
        await self._moment("attempt", "after")
        return answer

    async def claim(self, attempt: Attempt, device: Device, entry: Entry) -> Answer:
        """Put a phone in its slot, and its record among the records."""
        await self._moment("claim", "before")
        known = await self._places.station(attempt.station) is not None
        answer = self._met(attempt) if known else Answer(Met.NO_STATION)
        if answer.met is Met.OPEN:
            self._codes = [
                replace(one, device=attempt.device) if _opens(one, attempt) else one for one in self._codes
            ]
            self._devices.keep(device)
            self._records.keep(entry)
            answer = replace(answer, certificate=device.certificate)
        await self._moment("claim", "after")
        return answer

    async def close(self, key: KeyId, since: datetime, reason: str, entry: Entry) -> bool:
        """Revoke a phone, with its record."""
        if key in await self._devices.revoked():
            return False
        await self._devices.revoke(key, since, reason)
        self._records.keep(entry)
        return True

    async def phones(self, under: RegionCode, after: str, limit: int) -> list[StationPhones]:
        """How stations stand."""
        stations = [one.code for one in await self._places.stations(under) if one.code > after][:limit]
        return [
            StationPhones(
                code,
                self._devices.live(code),
                tuple(sorted(one.code.slot for one in self._codes if one.open and one.code.station == code)),
                sum(one.station == code for one in self._refused),
            )
            for code in stations
        ]

    async def refused(self, under: RegionCode, limit: int) -> list[RefusedClaim]:
        """The refused attempts, the latest first."""
        prefix = "" if under == NATION else under
        found = [one for one in self._refused if one.station.startswith(prefix)]
        in_order = sorted(found, key=lambda one: (one.station, one.device, one.met))
        return sorted(in_order, key=lambda one: one.at, reverse=True)[:limit]

    def _met(self, attempt: Attempt) -> Answer:
        """What PostgreSQL's ``try_enrolment_code`` answers, and does."""
        kept = next((one for one in self._codes if _opens(one, attempt)), None)
        slot = None if kept is None else kept.code.slot
        if kept and kept.device == attempt.device and not self._devices.is_revoked(attempt.device):
            return Answer(Met.REPEATED, slot, self._devices.certificate(attempt.device))
        wrong = self._wrong(attempt)
        if len(wrong) >= attempt.tries:
            return Answer(Met.LOCKED, until=wrong[-attempt.tries] + attempt.window)
        met, left = self._judged(kept, attempt), attempt.tries - len(wrong)
        if met is Met.OPEN:
            return Answer(met, slot, left=left)
        self._refused.append(RefusedClaim(attempt.station, slot, met, attempt.device, attempt.at))
        return Answer(met, slot, left=left - 1)

    def _judged(self, kept: _Kept | None, attempt: Attempt) -> Met:
        reasons = (
            (Met.WRONG, kept is None),
            (Met.USED, kept is not None and kept.device is not None),
            (Met.CANCELLED, kept is not None and kept.cancelled),
            (Met.EXPIRED, kept is not None and kept.until <= attempt.at),
            (Met.TAKEN, kept is not None and kept.code.slot in self._devices.live(attempt.station)),
            (Met.KEY_KNOWN, self._devices.certificate(attempt.device) is not None),
        )
        return next((met for met, so in reasons if so), Met.OPEN)

    def _wrong(self, attempt: Attempt) -> list[datetime]:
        """The times of the tries that count against this one, in order."""
        last_letter = max(
            (one.issued for one in self._codes if one.code.station == attempt.station), default=None
        )
        return sorted(
            one.at
            for one in self._refused
            if one.station == attempt.station
            and one.at > attempt.at - attempt.window
            and (last_letter is None or one.at >= last_letter)
        )


def _opens(kept: _Kept, attempt: Attempt) -> bool:
    return kept.code.station == attempt.station and attempt.digest in {kept.code.scanned, kept.code.typed}
