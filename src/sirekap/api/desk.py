"""The verification desk: take work, look at its photos, type what they say, or give it back.

No answer here has a figure in it: whoever types has seen no claim and no reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from litestar import Request, Response, get, post
from litestar.params import JSONBody, Parameter, QueryParameter
from msgspec import Meta, Struct

from sirekap.api.answers import Digest  # noqa: TC001 -- msgspec reads a type's annotations
from sirekap.api.devices import RegionName  # noqa: TC001 -- Litestar reads a handler's annotations
from sirekap.api.people import LARGEST_BODY, actor, is_act, options_of, signed_in
from sirekap.api.stations import RecordName, StationName  # noqa: TC001 -- as above
from sirekap.election.contests import Contest
from sirekap.election.identity import PhotoHash, RecordId
from sirekap.election.regions import RegionCode, StationCode
from sirekap.office.permissions import Act

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from sirekap.api.doors import Doors
    from sirekap.office.verify import Work

DESK = "/api/v1/desk"
Count = Annotated[int, Meta(ge=0, le=99_999)]
FieldKey = Annotated[str, Meta(pattern="^[a-z][a-z0-9_]{0,47}$")]
Words = Annotated[str, Meta(min_length=1, max_length=2_000)]
PhotoName = Annotated[str, Parameter(pattern="^[0-9a-f]{64}$", description="SHA-256 of the photo.")]
ContestName = Annotated[Contest, QueryParameter(name="contest", description="Which contest.")]


class AtDesk(Struct, frozen=True):
    """A station's contest to look at: the fields to type, how many people must, whose photos show it.

    A field's row is at ``/api/v1/returns/{record}/rows/{field}``, a page at
    ``/api/v1/returns/{record}/photos/{sha256}``.
    """

    station: str
    contest: str
    fields: tuple[str, ...]
    people: int
    photos: tuple[PageOf, ...]


class PageOf(Struct, frozen=True):
    """A page of a return."""

    record: Digest
    page: int
    sha256: Digest


class NextWork(Struct, frozen=True):
    """The next piece of work, or null when there is none for this person now."""

    work: AtDesk | None


class Typed(Struct, frozen=True):
    """What the photo says, field by field; null for an empty one. And why, in words."""

    contest: Contest
    figures: dict[FieldKey, Count | None]
    why: Words


class Typing(Struct, frozen=True):
    """The decision's id; null when another person must type it too, or two differed and it is open again."""

    decision: Digest | None


class GiveBack(Struct, frozen=True):
    """Whose work is given back."""

    contest: Contest


class Done(Struct, frozen=True):
    """It is done."""

    done: bool = True


class Queue(Struct, frozen=True):
    """How many stations wait at the desk, at most 2,000."""

    region: str
    contest: str
    waiting: int


def desk_routes(doors: Doors) -> list[HTTPRouteHandler]:
    """The handlers on these doors."""
    guards = [signed_in(doors)]
    works: dict[str, Any] = {
        "opt": is_act(Act.VERIFY),
        "guards": guards,
        "status_code": 200,
        "request_max_body_size": LARGEST_BODY,
    }

    @get(
        "/api/v1/regions/{region:str}/desk",
        summary="How much waits at the desk",
        opt=is_act(Act.SEE_QUEUE),
        guards=guards,
    )
    async def queue(
        request: Request[Any, Any, Any], region: RegionName, contest: ContestName = Contest.PRESIDENT
    ) -> Queue:
        waiting = await doors.people.oversee.waiting(actor(request), RegionCode(region), contest)
        return Queue(region, contest.value, waiting)

    @post("/api/v1/regions/{region:str}/desk", summary="Take the next piece of work", **works)
    async def take(
        request: Request[Any, Any, Any], region: RegionName, contest: ContestName = Contest.PRESIDENT
    ) -> NextWork:
        work = await doors.people.verify.take(actor(request), RegionCode(region), contest)
        return NextWork(None if work is None else await _told(doors, work))

    @post(DESK + "/{station:str}", summary="Type what the photo says", **works)
    async def type_in(request: Request[Any, Any, Any], station: StationName, data: JSONBody[Typed]) -> Typing:
        typed = dict(data.figures)
        verify = doors.people.verify
        return Typing(await verify.type(actor(request), StationCode(station), data.contest, typed, data.why))

    @post(DESK + "/{station:str}/back", summary="Give work back undone", **works)
    async def give_back(
        request: Request[Any, Any, Any], station: StationName, data: JSONBody[GiveBack]
    ) -> Done:
        await doors.people.verify.give_back(actor(request), StationCode(station), data.contest)
        return Done()

    @get(
        "/api/v1/returns/{record:str}/photos/{sha256:str}",
        summary="A photo of a return as it was sent",
        media_type="image/jpeg",
        opt=is_act(Act.SEE_STATION),
        guards=guards,
    )
    async def photo(
        request: Request[Any, Any, Any], record: RecordName, sha256: PhotoName
    ) -> Response[bytes]:
        picture = await doors.people.oversee.photo(actor(request), RecordId(record), PhotoHash(sha256))
        headers = {"cache-control": "private, max-age=600", "x-content-type-options": "nosniff"}
        return Response(picture, media_type="image/jpeg", headers=headers)

    options = options_of("/api/v1/regions/{region:str}/desk", "GET, OPTIONS, POST")
    return [options, queue, take, type_in, give_back, photo]


async def _told(doors: Doors, work: Work) -> AtDesk:
    pages = [
        PageOf(record, each.page, each.sha256)
        for record in work.returns
        for each in await doors.people.oversee.pages(record)
    ]
    return AtDesk(work.station, work.contest.value, work.fields, work.people, tuple(pages))
