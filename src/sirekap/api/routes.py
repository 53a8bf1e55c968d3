"""Every route but the intake, typed: reads here, phones and photos in files of their own."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, cast

import msgspec
from litestar import Response, get
from litestar.params import Parameter, QueryParameter

from sirekap.api.accounts import account_routes
from sirekap.api.answers import ReturnState, Totals, Well, return_state, totals_of
from sirekap.api.desk import desk_routes
from sirekap.api.devices import RegionName, device_routes
from sirekap.api.disputes import dispute_routes
from sirekap.api.forms import form_routes
from sirekap.api.kit import kit_routes
from sirekap.api.metrics import MEDIA_TYPE
from sirekap.api.oversight import oversight_routes
from sirekap.api.photos import photo_routes
from sirekap.api.plenaries import plenary_routes
from sirekap.api.problems import Code
from sirekap.api.schema import PATH, described
from sirekap.api.sessions import session_routes
from sirekap.api.settling import settling_routes
from sirekap.api.stations import station_routes
from sirekap.election.contests import Contest
from sirekap.election.refusal import Refusal
from sirekap.election.regions import RegionCode
from sirekap.office.ports import StoreAway
from sirekap.tiers.tally import Tally

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from sirekap.api.doors import Doors

RecordName = Annotated[
    str, Parameter(pattern="^[0-9a-f]{64}$", description="The record's id: SHA-256 of its bytes.")
]
ContestName = Annotated[Contest, QueryParameter(name="contest", description="Which contest's totals.")]


def description() -> bytes:
    """What the API says of itself, as it is served and committed; no door is opened for it."""
    return described(routes(cast("Doors", None)))


def routes(doors: Doors) -> list[HTTPRouteHandler]:
    """The handlers on these doors."""

    @get("/api/v1/returns/{record:str}", summary="A return's state and receipt")
    async def state(record: RecordName) -> ReturnState:
        found = await doors.look_up.a_return(record)
        if found is None:
            raise Refusal(Code.NOT_FOUND)
        return return_state(found)

    @get("/api/v1/totals/{region:str}", summary="A region's totals, as far as returns are folded")
    async def totals(region: RegionName, contest: ContestName = Contest.PRESIDENT) -> Totals:
        tally = await doors.look_up.totals(contest, RegionCode(region))
        return totals_of(contest, region, tally or Tally())

    @get("/healthz", summary="The process answers")
    async def healthz() -> Well:
        return Well()

    @get("/readyz", summary="The process can do its work: it takes returns, and its database is there")
    async def readyz() -> Well:
        await doors.ready()
        return Well()

    @get("/metrics", summary="Figures for Prometheus", media_type="text/plain")
    async def metrics() -> Response[str]:
        try:
            standing = await doors.standing()
        except StoreAway:  # Then the process's own figures are all the more of interest.
            standing = {}
        return Response(doors.metrics.text(standing).decode(), media_type=MEDIA_TYPE)

    @get(PATH, summary="This description")
    async def openapi() -> dict[str, Any]:
        return _told()

    reads = [state, totals, healthz, readyz, metrics, openapi]
    stations = [*station_routes(doors), *form_routes(doors), *kit_routes(doors)]
    return [*reads, *device_routes(doors), *photo_routes(doors), *stations, *_of_people(doors)]


def _of_people(doors: Doors) -> list[HTTPRouteHandler]:
    """What asks who it is, or begins to."""
    return [
        *session_routes(doors),
        *account_routes(doors),
        *desk_routes(doors),
        *plenary_routes(doors),
        *settling_routes(doors),
        *dispute_routes(doors),
        *oversight_routes(doors),
    ]


@cache
def _told() -> dict[str, Any]:
    return msgspec.json.decode(description(), type=dict[str, Any])
