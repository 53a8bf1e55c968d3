"""What a phone asks before and after: its station as set up, and a row of its photo read otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from litestar import Response, get
from litestar.params import Parameter
from msgspec import Struct

from sirekap.api.problems import Code
from sirekap.election.forms import FieldName
from sirekap.election.identity import RecordId
from sirekap.election.refusal import Refusal
from sirekap.election.regions import StationCode

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from sirekap.api.doors import Doors
    from sirekap.office.station import StationThere

STATION = "/api/v1/stations/{station:str}"
ROW = "/api/v1/returns/{record:str}/rows/{field:str}"

StationName = Annotated[
    str, Parameter(pattern="^[0-9]{2}[0-9A-Z]{8}[0-9]{3}$", description="A station's code.")
]
RecordName = Annotated[str, Parameter(pattern="^[0-9a-f]{64}$", description="The id of a return.")]
Field = Annotated[str, Parameter(pattern="^[a-z][a-z0-9_]{0,47}$", description="A field's name.")]


class Place(Struct, frozen=True):
    """A region that a station lies in."""

    code: str
    name: str


class ContestAtStation(Struct, frozen=True):
    """A contest that is held at a station; ``district`` where its ballot is a district's."""

    contest: str
    name: str
    form: str
    district: str | None


class StationSetUp(Struct, frozen=True):
    """A station as it was set up; ``regions`` from the province to the village."""

    station: str
    voters: int | None
    regions: tuple[Place, ...]
    contests: tuple[ContestAtStation, ...]


def station_routes(doors: Doors) -> list[HTTPRouteHandler]:
    """The handlers on these doors."""

    @get(STATION, summary="A station as it was set up: where it lies, its voters, its contests")
    async def station(station: StationName) -> StationSetUp:
        found = await doors.station(StationCode(station))
        if found is None:
            raise Refusal(Code.NOT_FOUND)
        return told(found)

    @get(
        ROW, summary="The row of a field on a return's photo, for whoever must look", media_type="image/jpeg"
    )
    async def row(record: RecordName, field: Field) -> Response[bytes]:
        try:
            picture = await doors.row(RecordId(record), FieldName(field))
        except KeyError:
            raise Refusal(Code.NOT_FOUND) from None
        return Response(picture, media_type="image/jpeg", headers={"cache-control": "private, max-age=600"})

    return [station, row]


def told(found: StationThere) -> StationSetUp:
    """What is answered about a station."""
    return StationSetUp(
        found.code,
        found.voters,
        tuple(Place(each.code, each.name) for each in found.regions),
        tuple(ContestAtStation(each.id, each.name, each.form, each.district) for each in found.contests),
    )
