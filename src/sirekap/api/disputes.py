"""Objections and answers, stations without a poll, returns misfiled or held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from litestar import Request, get, post
from litestar.params import JSONBody  # noqa: TC002 -- Litestar reads a handler's annotations
from msgspec import Meta, Struct

from sirekap.api.answers import Digest  # noqa: TC001 -- msgspec reads a type's annotations
from sirekap.api.desk import ContestName, FieldKey, Words  # noqa: TC001 -- msgspec and Litestar read annotations
from sirekap.api.devices import After, Limit, RegionName  # noqa: TC001 -- Litestar reads annotations
from sirekap.api.people import LARGEST_BODY, actor, is_act, signed_in
from sirekap.api.plenaries import Filed, StationKey
from sirekap.api.stations import RecordName, StationName  # noqa: TC001 -- as above
from sirekap.election.contests import Contest, Poll
from sirekap.election.identity import RecordId
from sirekap.election.records import ObjectionOutcome, Situation  # noqa: TC001 -- msgspec and Litestar read annotations
from sirekap.election.regions import RegionCode, StationCode
from sirekap.office.permissions import Act

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from sirekap.api.doors import Doors


class Object(Struct, frozen=True):
    """An objection to a tier's figures, to a station's, or to one field."""

    contest: Contest
    why: Words
    station: StationKey | None = None
    field: FieldKey | None = None


class AnswerTo(Struct, frozen=True):
    """What the plenary says to an objection; ``decision`` is the correction that followed, if one did."""

    outcome: ObjectionOutcome
    why: Words
    decision: Digest | None = None


class Declare(Struct, frozen=True):
    """What is true of a station's poll, and the document that says so."""

    contest: Contest
    situation: Situation
    why: Words
    poll: Poll = Poll.REGULAR
    order: Annotated[str, Meta(max_length=2_000)] | None = None


class MoveTo(Struct, frozen=True):
    """The station a return belongs to."""

    to: StationKey
    why: Words


class Because(Struct, frozen=True):
    """Why a held return counts."""

    why: Words


class HeldReturn(Struct, frozen=True):
    """A return that waits for a person, and for what."""

    station: str
    record: Digest
    at: str
    holds: tuple[str, ...]


class HeldReturns(Struct, frozen=True):
    """The held returns of some stations; ``next`` is ``after`` for the stations behind these, or null."""

    region: str
    contest: str
    returns: tuple[HeldReturn, ...]
    next: str | None


def dispute_routes(doors: Doors) -> list[HTTPRouteHandler]:
    """The handlers on these doors."""
    guards = [signed_in(doors)]
    acts: dict[str, Any] = {"guards": guards, "status_code": 200, "request_max_body_size": LARGEST_BODY}

    @post(
        "/api/v1/regions/{region:str}/objections",
        summary="Object to figures",
        opt=is_act(Act.OBJECT),
        **acts,
    )
    async def objects(request: Request[Any, Any, Any], region: RegionName, data: JSONBody[Object]) -> Filed:
        station = None if data.station is None else StationCode(data.station)
        by, raise_it = actor(request), doors.people.dispute.object
        return Filed(await raise_it(by, RegionCode(region), data.contest, data.why, station, data.field))

    @post(
        "/api/v1/objections/{record:str}/answer",
        summary="Answer an objection",
        opt=is_act(Act.ANSWER),
        **acts,
    )
    async def answer(request: Request[Any, Any, Any], record: RecordName, data: JSONBody[AnswerTo]) -> Filed:
        decision = None if data.decision is None else RecordId(data.decision)
        by, give = actor(request), doors.people.dispute.answer
        return Filed(await give(by, RecordId(record), data.outcome, data.why, decision))

    @post(
        "/api/v1/stations/{station:str}/situation",
        summary="Say that a station has no poll, a later one, a void one, or one after all",
        opt=is_act(Act.DECLARE),
        **acts,
    )
    async def declare(
        request: Request[Any, Any, Any], station: StationName, data: JSONBody[Declare]
    ) -> Filed:
        by, code, say = actor(request), StationCode(station), doors.people.dispute.declare
        return Filed(await say(by, code, data.contest, data.situation, data.why, data.poll, data.order))

    @post(
        "/api/v1/returns/{record:str}/move",
        summary="Move a return to the station it belongs to",
        opt=is_act(Act.MOVE),
        **acts,
    )
    async def move(request: Request[Any, Any, Any], record: RecordName, data: JSONBody[MoveTo]) -> Filed:
        by, put = actor(request), doors.people.dispute.move
        return Filed(await put(by, RecordId(record), StationCode(data.to), data.why))

    @post(
        "/api/v1/returns/{record:str}/release",
        summary="Let a held return count",
        opt=is_act(Act.RELEASE),
        **acts,
    )
    async def release(request: Request[Any, Any, Any], record: RecordName, data: JSONBody[Because]) -> Filed:
        return Filed(await doors.people.release(actor(request), RecordId(record), data.why))

    @get(
        "/api/v1/regions/{region:str}/held",
        summary="The held returns of a region, some stations at a time",
        opt=is_act(Act.SEE_HELD),
        guards=guards,
    )
    async def held(
        request: Request[Any, Any, Any],
        region: RegionName,
        contest: ContestName = Contest.PRESIDENT,
        after: After = "",
        limit: Limit = 100,
    ) -> HeldReturns:
        find = doors.people.oversee.held
        found, reached = await find(actor(request), RegionCode(region), contest, after, limit)
        told = tuple(
            HeldReturn(station, claim.id, f"{claim.at:%Y-%m-%dT%H:%M:%SZ}", claim.holds)
            for station, claim in found
        )
        return HeldReturns(region, contest.value, told, reached)

    return [objects, answer, declare, move, release, held]
