"""A station in the plenary: the table of stations, all that is known of one; confirm, correct, enter it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from litestar import Request, get, post
from litestar.params import JSONBody  # noqa: TC002 -- Litestar reads a handler's annotations
from msgspec import Meta, Struct

from sirekap.api.answers import Digest  # noqa: TC001 -- msgspec reads a type's annotations
from sirekap.api.desk import ContestName, Count, FieldKey, PageOf
from sirekap.api.devices import After, Limit, RegionName  # noqa: TC001 -- Litestar reads annotations
from sirekap.api.people import LARGEST_BODY, actor, is_act, signed_in
from sirekap.api.plenaries import Filed, PersonName, SecondPerson, second_person
from sirekap.api.stations import StationName  # noqa: TC001 -- as above
from sirekap.election.contests import Contest
from sirekap.election.forms import FieldName
from sirekap.election.identity import PhotoHash
from sirekap.election.records import ChangeReason, Decision, PagePhoto, SpecialEvents, WitnessCopy
from sirekap.election.regions import RegionCode, StationCode
from sirekap.office.permissions import Act
from sirekap.office.recapitulate import Change, Entered, Opened

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from sirekap.api.doors import Doors
    from sirekap.office.oversee import StationNow
    from sirekap.tiers.ledger import Thread
    from sirekap.tiers.standing import BlockStanding

STATION = "/api/v1/stations/{station:str}/plenary"
Numbers = dict[str, int | None]
Given = dict[FieldKey, Count | None]
MaybeWords = Annotated[str, Meta(max_length=2_000)] | None


class StationRow(Struct, frozen=True):
    """A station in the plenary's table: the states of its blocks, what waits, what is objected to."""

    station: str
    votes: str
    administration: str
    claims: int
    held: int
    objections: int
    findings: tuple[str, ...]


class StationTable(Struct, frozen=True):
    """A page of stations by code; ``next`` is ``after`` for the page behind it, or null."""

    region: str
    contest: str
    stations: tuple[StationRow, ...]
    next: str | None


class BlockTold(Struct, frozen=True):
    """A block of a station: its state, the figures that count, the findings that hold it back."""

    state: str
    figures: Numbers
    holding: tuple[str, ...]


class ClaimTold(Struct, frozen=True):
    """What a phone said; ``blind`` if its officer had seen no other claim."""

    record: Digest
    at: str
    device: str
    version: int
    blind: bool
    votes: Numbers
    administration: Numbers
    holds: tuple[str, ...]
    photos: tuple[PageOf, ...]


class ReadingTold(Struct, frozen=True):
    """What the machine is sure to read on the photos of a claim."""

    record: Digest
    of: Digest
    sure: Numbers
    findings: tuple[str, ...]


class DecisionTold(Struct, frozen=True):
    """What a person decided: how, when, and what became of each figure."""

    record: Digest
    at: str
    ruling: str
    changes: tuple[ChangeTold, ...]


class ChangeTold(Struct, frozen=True):
    """A figure before and after."""

    field: str
    old: int | None
    new: int | None
    reason: str


class StationTold(Struct, frozen=True):
    """All that is known of a station's contest."""

    station: str
    contest: str
    votes: BlockTold
    administration: BlockTold
    findings: tuple[str, ...]
    objections: tuple[Digest, ...]
    claims: tuple[ClaimTold, ...]
    readings: tuple[ReadingTold, ...]
    decisions: tuple[DecisionTold, ...]


class PhotoTaken(Struct, frozen=True):
    """A photo taken in the plenary."""

    page: Annotated[int, Meta(ge=1, le=99)]
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class Paper(Struct, frozen=True):
    """What was seen and said when the paper was opened."""

    witness_copy: WitnessCopy = WitnessCopy.NONE
    witness: PersonName | None = None
    special_events: SpecialEvents = SpecialEvents.NONE
    words: MaybeWords = None
    objector: PersonName | None = None
    order: MaybeWords = None
    photos: Annotated[tuple[PhotoTaken, ...], Meta(max_length=50)] = ()


class Confirm(Struct, frozen=True):
    """The paper equals the figures."""

    contest: Contest
    paper: Paper = Paper()


class NewFigure(Struct, frozen=True):
    """A field's new figure, and why."""

    new: Count | None
    reason: ChangeReason


class Correct(Struct, frozen=True):
    """The paper says something else; the words in ``paper`` say why."""

    contest: Contest
    changes: Annotated[dict[FieldKey, NewFigure], Meta(min_length=1)]
    paper: Paper


class Sheet(Struct, frozen=True):
    """Both blocks as one person typed them from the paper."""

    votes: Annotated[Given, Meta(min_length=1)]
    administration: Given = {}


class Enter(Struct, frozen=True):
    """Nothing was sent: two people typed the paper, neither seeing the other, one is the second person."""

    contest: Contest
    typed: Sheet
    second: SecondPerson
    second_typed: Sheet
    paper: Paper


def settling_routes(doors: Doors) -> list[HTTPRouteHandler]:
    """The handlers on these doors."""
    guards = [signed_in(doors)]
    settles: dict[str, Any] = {
        "opt": is_act(Act.SETTLE),
        "guards": guards,
        "status_code": 200,
        "request_max_body_size": LARGEST_BODY,
    }

    @get(
        "/api/v1/regions/{region:str}/stations",
        summary="The stations of a region, with their states and counters",
        opt=is_act(Act.SEE_PLENARY),
        guards=guards,
    )
    async def stations(
        request: Request[Any, Any, Any],
        region: RegionName,
        contest: ContestName = Contest.PRESIDENT,
        after: After = "",
        limit: Limit = 100,
    ) -> StationTable:
        found = await doors.people.oversee.stations(actor(request), RegionCode(region), contest, after, limit)
        rows = tuple(_row(code, thread) for code, thread in found)
        return StationTable(region, contest.value, rows, found[-1][0] if len(found) == limit else None)

    @get(STATION, summary="All that is known of a station", opt=is_act(Act.SEE_STATION), guards=guards)
    async def one(
        request: Request[Any, Any, Any], station: StationName, contest: ContestName = Contest.PRESIDENT
    ) -> StationTold:
        now = await doors.people.oversee.a_station(actor(request), StationCode(station), contest)
        return _told(station, contest, now)

    @post(STATION + "/confirm", summary="The opened paper equals the figures", **settles)
    async def confirm(
        request: Request[Any, Any, Any], station: StationName, data: JSONBody[Confirm]
    ) -> Filed:
        settle = doors.people.recapitulate.confirm
        return Filed(await settle(actor(request), StationCode(station), data.contest, _opened(data.paper)))

    @post(STATION + "/correct", summary="The opened paper says something else", **settles)
    async def correct(
        request: Request[Any, Any, Any], station: StationName, data: JSONBody[Correct]
    ) -> Filed:
        changes = {FieldName(name): Change(one.new, one.reason) for name, one in data.changes.items()}
        settle, code = doors.people.recapitulate.correct, StationCode(station)
        return Filed(await settle(actor(request), code, data.contest, changes, _opened(data.paper)))

    @post(STATION + "/enter", summary="Two people typed the opened paper, each blind", **settles)
    async def enter(request: Request[Any, Any, Any], station: StationName, data: JSONBody[Enter]) -> Filed:
        by, code = actor(request), StationCode(station)
        doors.people.recapitulate.may_settle(by, code)
        second = await second_person(doors, request, data.second)
        first, other = _entered(data.typed), _entered(data.second_typed)
        settle = doors.people.recapitulate.enter
        return Filed(await settle(by, second, code, data.contest, first, other, _opened(data.paper)))

    return [stations, one, confirm, correct, enter]


def _row(code: str, thread: Thread) -> StationRow:
    standing = thread.standing
    return StationRow(
        station=code,
        votes=standing.votes.state.value,
        administration=standing.administration.state.value,
        claims=len(thread.claims),
        held=standing.held,
        objections=len(standing.objections),
        findings=standing.findings,
    )


def _told(station: str, contest: Contest, now: StationNow) -> StationTold:
    thread, standing = now.thread, now.thread.standing
    return StationTold(
        station=station,
        contest=contest.value,
        votes=_block(standing.votes),
        administration=_block(standing.administration),
        findings=standing.findings,
        objections=standing.objections,
        claims=tuple(
            ClaimTold(
                record=each.id,
                at=f"{each.at:%Y-%m-%dT%H:%M:%SZ}",
                device=each.signer,
                version=each.version,
                blind=each.blind,
                votes=_numbers(each.votes.all),
                administration=_numbers(each.administration.all),
                holds=each.holds,
                photos=tuple(PageOf(each.id, one.page, one.sha256) for one in now.photos[each.id]),
            )
            for each in thread.claims
        ),
        readings=tuple(
            ReadingTold(each.id, each.of, _numbers(each.sure.all), each.findings) for each in thread.readings
        ),
        decisions=tuple(
            DecisionTold(
                each.id, f"{each.act.at:%Y-%m-%dT%H:%M:%SZ}", each.act.ruling.value, _changes(each.act)
            )
            for each in thread.acts
            if isinstance(each.act, Decision)
        ),
    )


def _changes(act: Decision) -> tuple[ChangeTold, ...]:
    return tuple(ChangeTold(one.field, one.old, one.new, one.reason.value) for one in act.changes)


def _block(block: BlockStanding) -> BlockTold:
    return BlockTold(block.state.value, _numbers(block.figures.all), block.holding)


def _numbers(figures: Any) -> Numbers:  # noqa: ANN401 -- names are texts on the wire
    return {str(name): count for name, count in figures.items()}


def _opened(paper: Paper) -> Opened:
    photos = {PagePhoto(one.page, PhotoHash(one.sha256)) for one in paper.photos}
    return Opened(
        witness_copy=paper.witness_copy,
        witness=paper.witness,
        special_events=paper.special_events,
        words=paper.words,
        objector=paper.objector,
        order=paper.order,
        photos=tuple(sorted(photos, key=lambda one: (one.page, one.sha256))),
    )


def _entered(sheet: Sheet) -> Entered:
    votes = {FieldName(name): count for name, count in sheet.votes.items()}
    return Entered(votes, {FieldName(name): count for name, count in sheet.administration.items()})
