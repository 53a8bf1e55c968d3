"""Acts about what is in dispute: objections, their answers, stations without a poll, returns misfiled."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sirekap.election.contests import Poll
from sirekap.election.records import (
    Answer,
    Move,
    Objection,
    ObjectionOutcome,
    Objector,
    Return,
    Situation,
    StationSituation,
    parse_record,
)
from sirekap.election.refusal import Refusal
from sirekap.election.regions import NATION
from sirekap.office.actor import Role
from sirekap.office.permissions import Act, allow

if TYPE_CHECKING:
    from sirekap.election.contests import Contest
    from sirekap.election.identity import RecordId
    from sirekap.election.regions import RegionCode, StationCode
    from sirekap.office.actor import Actor
    from sirekap.office.clerk import Clerk
    from sirekap.office.ports import Places

_OBJECTORS = {Role.WITNESS: Objector.WITNESS, Role.SUPERVISOR: Objector.SUPERVISOR}
_SITUATIONS = {
    Situation.NO_POLL: "call_off",
    Situation.POSTPONED: "postpone",
    Situation.ANNULLED: "annul",
    Situation.RESTORED: "restore",
}


class Code(StrEnum):
    """Why such an act is refused."""

    NOT_OPEN = "objection_not_open"
    NOT_A_RETURN = "move_not_a_return"
    NOT_THERE = "move_station_unknown"
    STATE = "state_refuses"
    ELSEWHERE = "objection_elsewhere"


@dataclass(frozen=True, slots=True)
class Dispute:
    """What witnesses, supervisors and operators do about a figure in doubt."""

    clerk: Clerk
    places: Places

    async def object(  # noqa: PLR0913, PLR0917 -- an objection says about what, and by whom
        self,
        actor: Actor,
        region: RegionCode,
        contest: Contest,
        why: str,
        station: StationCode | None = None,
        field: str | None = None,
    ) -> RecordId:
        """A witness or supervisor objects to a tier's figures, to a station's, or to one field."""
        allow(actor, Act.OBJECT, region)
        if station is not None:
            allow(actor, Act.OBJECT, station)
            if region != NATION and not station.startswith(region):
                raise Refusal(Code.ELSEWHERE, {"station": station, "region": region})
        return await self.clerk.file(
            Objection(
                **self.clerk.head(),
                region=region,
                contest=contest,
                station=station,
                field=field,
                role=_OBJECTORS[actor.role],
                person=actor.person,
                words=await self.clerk.write(why),
            )
        )

    async def answer(
        self,
        actor: Actor,
        objection: RecordId,
        outcome: ObjectionOutcome,
        why: str,
        decision: RecordId | None = None,
    ) -> RecordId:
        """The plenary answers an objection; ``decision`` is the correction that followed, if one did."""
        stored = await self.clerk.records.by_id(objection)
        raised = None if stored is None else parse_record(stored.entry.body)
        if not isinstance(raised, Objection):
            raise Refusal(Code.NOT_OPEN)
        allow(actor, Act.ANSWER, raised.region)
        if objection not in (await self.clerk.assembly(raised.region, raised.contest)).standing.objections:
            raise Refusal(Code.NOT_OPEN)
        return await self.clerk.file(
            Answer(
                **self.clerk.head(),
                region=raised.region,
                contest=raised.contest,
                station=raised.station,
                objection=objection,
                outcome=outcome,
                decision=decision,
                person=actor.person,
                words=await self.clerk.write(why),
            )
        )

    async def declare(  # noqa: PLR0913, PLR0917 -- what is true of a poll, since when, by what document
        self,
        actor: Actor,
        station: StationCode,
        contest: Contest,
        situation: Situation,
        why: str,
        poll: Poll = Poll.REGULAR,
        order: str | None = None,
    ) -> RecordId:
        """Say that a station has no poll, that it is postponed, annulled by order, or restored."""
        allow(actor, Act.DECLARE, station)
        standing = (await self.clerk.thread(station, contest)).standing
        transition = _SITUATIONS[situation]
        if not standing.votes.state.allows(transition):
            raise Refusal(Code.STATE, {"state": standing.votes.state, "act": transition})
        return await self.clerk.file(
            StationSituation(
                **self.clerk.head(),
                station=station,
                contest=contest,
                poll=poll,
                situation=situation,
                person=actor.person,
                words=await self.clerk.write(why),
                order=await self.clerk.write_any(order),
            )
        )

    async def move(self, actor: Actor, record: RecordId, to: StationCode, why: str) -> RecordId:
        """A return filed under the wrong station goes to the right one; both keep the history."""
        stored = await self.clerk.records.by_id(record)
        filed = None if stored is None else parse_record(stored.entry.body)
        if not isinstance(filed, Return):
            raise Refusal(Code.NOT_A_RETURN)
        allow(actor, Act.MOVE, filed.station)
        allow(actor, Act.MOVE, to)
        if await self.places.station(to) is None:
            raise Refusal(Code.NOT_THERE, {"station": to})
        return await self.clerk.file(
            Move(
                **self.clerk.head(),
                station=filed.station,
                contest=filed.contest,
                moved=record,
                to=to,
                person=actor.person,
                words=await self.clerk.write(why),
            )
        )
