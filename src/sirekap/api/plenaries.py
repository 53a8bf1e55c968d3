"""The plenary as a meeting: see it, open, suspend, resume, close and certify it, send it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from litestar import Request, get, post
from litestar.params import JSONBody  # noqa: TC002 -- Litestar reads a handler's annotations
from msgspec import Meta, Struct

from sirekap.api.answers import Digest  # noqa: TC001 -- msgspec reads a type's annotations
from sirekap.api.desk import ContestName, Words  # noqa: TC001 -- msgspec and Litestar read annotations
from sirekap.api.devices import RegionName  # noqa: TC001 -- Litestar reads a handler's annotations
from sirekap.api.people import LARGEST_BODY, actor, is_act, options_of, signed_in, whence
from sirekap.api.sessions import Name, Password, SixDigits  # noqa: TC001 -- msgspec and Litestar read annotations
from sirekap.election.contests import Contest
from sirekap.election.records import Authority, Signing  # noqa: TC001 -- msgspec and Litestar read annotations
from sirekap.election.records import Role as Seat  # noqa: TC001 -- msgspec and Litestar read annotations
from sirekap.election.regions import RegionCode, StationCode
from sirekap.office.hold_plenary import Attendant
from sirekap.office.permissions import Act

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from sirekap.api.doors import Doors
    from sirekap.office.actor import Actor
    from sirekap.office.oversee import PlenaryNow

PLENARY = "/api/v1/regions/{region:str}/plenary"
PersonName = Annotated[str, Meta(min_length=1, max_length=200)]
StationKey = Annotated[str, Meta(pattern="^[0-9]{2}[0-9A-Z]{8}[0-9]{3}$")]


class Below(Struct, frozen=True):
    """A plenary below; ``stands``: its certificate is of the figures that are there now."""

    region: str
    phase: str
    stands: bool


class PlenaryTold(Struct, frozen=True):
    """A plenary: phase, figures and counters as they are now, and ``code``, which stands for these figures.

    ``certificates`` are all of them, the last one last; ``outlived`` says that the last is of other figures.
    """

    region: str
    contest: str
    phase: str
    version: int
    certificates: tuple[Digest, ...]
    outlived: bool
    objections: tuple[Digest, ...]
    content: Digest
    code: str
    votes: dict[str, int]
    settled: dict[str, int]
    stations: dict[str, int]
    findings: dict[str, int]
    below: tuple[Below, ...]


class StepTaken(Struct, frozen=True):
    """Which step: opened, resumed or closed; suspended has a reason."""

    contest: Contest
    step: Literal["open", "suspend", "resume", "close"]
    why: Annotated[str, Meta(max_length=2_000)] = ""


class SecondPerson(Struct, frozen=True):
    """The second person, at the same screen: by password and second factor, for this one act."""

    name: Name
    password: Password
    code: SixDigits


class Present(Struct, frozen=True):
    """Somebody at the plenary, and whether they signed the minutes."""

    name: PersonName
    seat: Seat
    signing: Signing
    words: Annotated[str, Meta(max_length=2_000)] = ""


class Certify(Struct, frozen=True):
    """A certificate: the code both have read out, the second person, who was there."""

    contest: Contest
    code: Annotated[str, Meta(pattern="^[A-Za-z2-7]{4}-[A-Za-z2-7]{4}$")]
    second: SecondPerson
    present: Annotated[tuple[Present, ...], Meta(max_length=200)] = ()


class SendBack(Struct, frozen=True):
    """Why a certificate is sent back, by whose authority, on which document; which stations to look at."""

    contest: Contest
    authority: Authority
    order: Words
    why: Words
    stations: Annotated[tuple[StationKey, ...], Meta(max_length=1_000)] = ()


class Filed(Struct, frozen=True):
    """The record that was made of an act."""

    record: Digest


def plenary_routes(doors: Doors) -> list[HTTPRouteHandler]:
    """The handlers on these doors."""
    guards = [signed_in(doors)]
    holds: dict[str, Any] = {"guards": guards, "status_code": 200, "request_max_body_size": LARGEST_BODY}

    @get(PLENARY, summary="A plenary as it stands", opt=is_act(Act.SEE_PLENARY), guards=guards)
    async def see(
        request: Request[Any, Any, Any], region: RegionName, contest: ContestName = Contest.PRESIDENT
    ) -> PlenaryTold:
        now = await doors.people.oversee.a_plenary(actor(request), RegionCode(region), contest)
        return _told(region, contest, now)

    @post(PLENARY, summary="Open, suspend, resume or close it", opt=is_act(Act.HOLD_PLENARY), **holds)
    async def step(request: Request[Any, Any, Any], region: RegionName, data: JSONBody[StepTaken]) -> Filed:
        plenary, by, code = doors.people.plenary, actor(request), RegionCode(region)
        if data.step == "suspend":
            return Filed(await plenary.suspend(by, code, data.contest, data.why))
        acts = {"open": plenary.open, "resume": plenary.resume, "close": plenary.close}
        return Filed(await acts[data.step](by, code, data.contest))

    @post(
        PLENARY + "/certificate",
        summary="Certify the closed plenary, two people, bound to the figures by their code",
        opt=is_act(Act.HOLD_PLENARY),
        **holds,
    )
    async def certify(request: Request[Any, Any, Any], region: RegionName, data: JSONBody[Certify]) -> Filed:
        present = [Attendant(one.name, one.seat, one.signing, one.words or None) for one in data.present]
        plenary, by, code = doors.people.plenary, actor(request), RegionCode(region)
        plenary.may_certify(by, code)
        second = await second_person(doors, request, data.second)
        return Filed(await plenary.certify(by, second, code, data.contest, data.code, present))

    @post(
        PLENARY + "/reopening",
        summary="Send a certificate back",
        opt=is_act(Act.SEND_BACK),
        **holds,
    )
    async def send_back(
        request: Request[Any, Any, Any], region: RegionName, data: JSONBody[SendBack]
    ) -> Filed:
        stations = [StationCode(one) for one in data.stations]
        by, code = actor(request), RegionCode(region)
        back = doors.people.plenary.send_back
        return Filed(await back(by, code, data.contest, data.authority, data.order, data.why, stations))

    return [options_of(PLENARY, "GET, OPTIONS, POST"), see, step, certify, send_back]


async def second_person(doors: Doors, request: Request[Any, Any, Any], second: SecondPerson) -> Actor:
    """The second person as they show who they are."""
    here = whence(request, forwarded=doors.forwarded)
    return await doors.people.door.person(second.name, second.password, second.code, here)


def _told(region: str, contest: Contest, now: PlenaryNow) -> PlenaryTold:
    standing, tally = now.standing, now.tally
    return PlenaryTold(
        region=region,
        contest=contest.value,
        phase=standing.phase.value,
        version=standing.version,
        certificates=tuple(record for record, _ in standing.certificates),
        outlived=standing.certificate is not None and not standing.stands_for(now.content),
        objections=standing.objections,
        content=now.content,
        code=now.code,
        votes=tally.votes,
        settled=tally.settled,
        stations=tally.stations,
        findings=tally.findings,
        below=tuple(Below(one.region, one.phase.value, one.stands) for one in now.below),
    )
