"""The act of replacing a phone: its key is revoked, and its slot opens to a new letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.election.refusal import Refusal
from sirekap.office.intake_terms import Code as IntakeCode
from sirekap.office.ports import SLOTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sirekap.election.canonical import Json
    from sirekap.election.identity import KeyId
    from sirekap.election.records import RevocationReason
    from sirekap.election.regions import StationCode
    from sirekap.office.ports import Devices, Enrolment, Journal, Places
    from sirekap.office.registrar import Registrar

REPLACED = "phone_replaced"
"""The journal's kind of line."""

SLOT_UNKNOWN = "slot_unknown"
"""A station has no such slot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replace:
    """Takes phones out of their slots. ``now`` is the wall clock, UTC."""

    places: Places
    devices: Devices
    enrolment: Enrolment
    journal: Journal
    registrar: Registrar
    now: Callable[[], datetime]

    async def __call__(self, station: StationCode, slot: int, reason: RevocationReason) -> KeyId | None:
        """Revoke the phone in a slot from now on; its name, or ``None`` where there is none.

        What the phone files from now on is kept and held. Safe to repeat. Raises :class:`Refusal`
        for a station or slot that is not there, and :class:`StoreAway`.
        """
        if slot not in SLOTS:
            raise Refusal(SLOT_UNKNOWN, {"slot": slot})
        if await self.places.station(station) is None:
            raise Refusal(IntakeCode.STATION_UNKNOWN, {"station": station})
        revoked = await self.devices.revoked()
        found = [one for one in await self.devices.of_station(station) if one.slot == slot]
        for device in found:
            if device.key in revoked:
                continue
            at = self.now()
            entry = self.registrar.revoked(device.key, reason, at)
            since = at.replace(microsecond=0)  # As the record says it.
            await self.enrolment.close(device.key, since, reason.value, entry)
            detail: dict[str, Json] = {
                "station": station,
                "slot": slot,
                "device": device.key,
                "reason": reason.value,
            }
            await self.journal.note(REPLACED, at, detail)
            return device.key
        return None
