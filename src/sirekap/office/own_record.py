"""A record of the server's own, signed by a key of the machine: nobody is owed a receipt for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.election.identity import KeyId, record_id
from sirekap.election.records import kind_of, print_record
from sirekap.office.ports import Entry

if TYPE_CHECKING:
    from datetime import datetime

    from sirekap.election.contests import Contest
    from sirekap.election.records import Record
    from sirekap.election.regions import StationCode
    from sirekap.seal.keys import SigningKey


def own_record(
    record: Record, place: tuple[StationCode, Contest], key: SigningKey, moment: datetime
) -> Entry:
    """The record as it is appended, under the station's contest it speaks of."""
    body = print_record(record)
    station, contest = place
    return Entry(
        id=record_id(body),
        kind=kind_of(record),
        station=station,
        contest=contest.value,
        body=body,
        signature=key.sign(body),
        key=KeyId(key.id),
        received=moment,
        receipt=b"",
    )
