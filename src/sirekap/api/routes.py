"""Every route but the intake: each a read, typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
from litestar import Response, get
from litestar.params import Parameter

from sirekap.api.metrics import MEDIA_TYPE
from sirekap.api.problems import Code
from sirekap.election.contests import Contest  # noqa: TC001 -- Litestar reads a handler's annotations
from sirekap.election.refusal import Refusal

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from sirekap.api.doors import Doors

RecordName = Annotated[str, Parameter(pattern="^[0-9a-f]{64}$", description="The record's id: SHA-256 of its bytes.")]
RegionName = Annotated[
    str, Parameter(pattern="^(0|[0-9]{2}|[0-9]{2}[0-9A-Z]{2}|[0-9]{2}[0-9A-Z]{4}|[0-9]{2}[0-9A-Z]{8})$")
]


class ReturnState(msgspec.Struct, frozen=True):
    """A stored return: for what it is held, its receipt, and where it stands in the log once there is one."""

    id: str
    station: str
    contest: str
    received: str
    holds: tuple[str, ...]
    receipt: msgspec.Raw
    log_index: int | None = None
    inclusion_proof: tuple[str, ...] | None = None


class Well(msgspec.Struct, frozen=True):
    """The process answers."""

    status: str = "ok"


def routes(doors: Doors) -> list[HTTPRouteHandler]:
    """The handlers on these doors."""

    @get("/api/v1/returns/{record:str}", summary="A return's state and receipt")
    async def state(record: RecordName) -> Response[bytes]:
        stored = await doors.records.by_id(record)
        if stored is None or stored.entry.kind != "return":
            raise Refusal(Code.NOT_FOUND)
        entry = stored.entry
        told = ReturnState(
            id=entry.id,
            station=entry.station or "",
            contest=entry.contest or "",
            received=f"{entry.received:%Y-%m-%dT%H:%M:%SZ}",
            holds=entry.holds,
            receipt=msgspec.Raw(entry.receipt),
        )
        return Response(msgspec.json.encode(told), media_type="application/json")

    @get("/api/v1/totals/{region:str}", summary="A region's totals, as far as they are folded")
    async def totals(region: RegionName, contest: Contest = Contest.PRESIDENT) -> Response[bytes]:
        found = (await doors.projections.totals(contest, [region])).get(region)
        if found is None:
            raise Refusal(Code.NOT_FOUND)
        return Response(found.document, media_type="application/json")

    @get("/healthz", summary="The process answers")
    async def healthz() -> Well:
        return Well()

    @get("/readyz", summary="The process can do its work: its database is there and up to date")
    async def readyz() -> Well:
        await doors.ready()
        return Well()

    @get("/metrics", summary="Figures for Prometheus", media_type="text/plain")
    async def metrics() -> Response[bytes]:
        return Response(doors.metrics.text(), media_type=MEDIA_TYPE)

    return [state, totals, healthz, readyz, metrics]
