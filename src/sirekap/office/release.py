"""The act of letting a held return count: after the phone, the time or the place was looked into."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sirekap.election.records import Release, Return, parse_record
from sirekap.election.refusal import Refusal
from sirekap.office.fold import RELEASE
from sirekap.office.permissions import Act, allow
from sirekap.tiers.documents import parse_mark

if TYPE_CHECKING:
    from sirekap.election.identity import RecordId
    from sirekap.office.actor import Actor
    from sirekap.office.clerk import Clerk


class Code(StrEnum):
    """Why nothing is released."""

    NOT_HELD = "release_not_held"


@dataclass(frozen=True, slots=True)
class ReleaseHeld:
    """What an operator or administrator says of a return that is held."""

    clerk: Clerk

    async def __call__(self, actor: Actor, record: RecordId, why: str) -> RecordId:
        """Release a return for everything it is still held for, with the reason."""
        stored = await self.clerk.records.by_id(record)
        filed = None if stored is None else parse_record(stored.entry.body)
        if stored is None or not isinstance(filed, Return):
            raise Refusal(Code.NOT_HELD)
        allow(actor, Act.RELEASE, filed.station)
        await self.clerk.caught_up()
        mark = (await self.clerk.projections.figures([(record, RELEASE)])).get((record, RELEASE))
        released = frozenset[str]() if mark is None else parse_mark(mark.document).released
        holds = tuple(sorted(set(stored.entry.holds) - released))
        if not holds:
            raise Refusal(Code.NOT_HELD)
        return await self.clerk.file(
            Release(
                **self.clerk.head(),
                record=record,
                holds=holds,
                person=actor.person,
                reason=await self.clerk.write(why),
            )
        )
