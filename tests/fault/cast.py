"""Who plays in every simulated night: ten stations, their phones, and what these file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from sirekap.seal.keylist import KeyList, KeyRing, ListedKey
from sirekap.seal.keys import Purpose, SigningKey
from sirekap.simulate.crowd import NIGHT, Crowd, count_of, station_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sirekap.election.regions import StationCode
    from sirekap.simulate.crowd import Filed, Phone

STATIONS = 10

_COUNTS: tuple[tuple[tuple[int, ...], ...], ...] = (
    ((1, 2, 3),),  # One phone, which corrects itself twice.
    ((1,), (1,)),  # Two phones that agree,
    ((1, 2), (1, 2)),  # that agree again after both were corrected,
    ((1,), (1, 2)),  # that part after the second was corrected,
    ((1, 2), (3,)),  # and that never agreed.
)
"""By station: for each phone, which of the station's counts it files as version 1, 2, …"""


@dataclass(frozen=True)
class Cast:
    """Made once for all nights: signing costs more than a night does."""

    receipt_key: SigningKey
    ring: KeyRing
    stations: tuple[StationCode, ...]
    filings: Mapping[Phone, tuple[Filed, ...]]


@cache
def cast() -> Cast:
    """The cast."""
    enrolment, receipt = (
        SigningKey(one, one.encode().ljust(32, b".")) for one in (Purpose.ENROLMENT, Purpose.RECEIPT)
    )
    crowd = Crowd(enrolment)
    filings = {}
    for number in range(STATIONS):
        for slot, counts in enumerate(_COUNTS[number % len(_COUNTS)], start=1):
            phone = crowd.phone_of(station_of(number), slot)
            filed: list[Filed] = []
            for version, count in enumerate(counts, start=1):
                numbers = count_of(0, phone.station, count)
                before = filed[-1].id if filed else None
                filed.append(crowd.file(phone, numbers, version=version, replaces=before))
            filings[phone] = tuple(filed)
    return Cast(receipt, _ring(enrolment, receipt), tuple(map(station_of, range(STATIONS))), filings)


def _ring(*keys: SigningKey) -> KeyRing:
    year = timedelta(days=365)
    listed = (
        ListedKey(public=key.public, purpose=key.purpose, valid_from=NIGHT - year, valid_until=NIGHT + year)
        for key in keys
    )
    ordered = tuple(sorted(listed, key=lambda one: one.id))
    return KeyRing(KeyList(election="pemilu2024", serial=1, at=NIGHT, keys=ordered))
