"""What keepers of the system look at: phones, refused claims, work that was given up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from litestar import Request, get
from litestar.params import QueryParameter
from msgspec import Meta, Struct

from sirekap.api.devices import After, Limit, RegionName  # noqa: TC001 -- Litestar reads annotations
from sirekap.api.people import actor, is_act, signed_in
from sirekap.election.regions import RegionCode
from sirekap.office.permissions import Act

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from sirekap.api.doors import Doors
    from sirekap.office.ports import RefusedClaim, StationPhones

AfterJob = Annotated[
    int, QueryParameter(name="after", ge=0, le=2**53, description="The last id of the page before.")
]
JobLimit = Annotated[
    int, QueryParameter(name="limit", ge=1, le=1000, description="Entries on a page, at most.")
]


class PhonesOfStation(Struct, frozen=True):
    """A station before the day: how many of its two phones are enrolled, codes open, claims refused."""

    station: str
    phones: Annotated[int, Meta(ge=0, le=2)]
    open: Annotated[int, Meta(ge=0, le=2)]
    refused: int


class Phones(Struct, frozen=True):
    """A page of stations by code; ``next`` is what ``after`` asks for the page behind it, or null."""

    region: str
    stations: tuple[PhonesOfStation, ...]
    next: str | None


class ClaimRefused(Struct, frozen=True):
    """An attempt to enrol that was refused, and why."""

    station: str
    slot: int | None
    why: str
    device: str
    at: str


class ClaimsRefused(Struct, frozen=True):
    """Refused attempts, the latest first."""

    region: str
    claims: tuple[ClaimRefused, ...]


class ParkedJob(Struct, frozen=True):
    """A job that failed three times: what it was about (an upload or a return), and why."""

    id: int
    kind: str
    subject: str
    reason: str


class ParkedJobs(Struct, frozen=True):
    """A page of parked jobs by id; ``next`` is ``after`` for the page behind it, or null at the end."""

    jobs: tuple[ParkedJob, ...]
    next: int | None


def oversight_routes(doors: Doors) -> list[HTTPRouteHandler]:
    """The handlers on these doors."""
    guards = [signed_in(doors)]

    @get(
        "/api/v1/regions/{region:str}/phones",
        summary="How many phones each station of a region has",
        opt=is_act(Act.SEE_PHONES),
        guards=guards,
    )
    async def phones(
        request: Request[Any, Any, Any], region: RegionName, after: After = "", limit: Limit = 100
    ) -> Phones:
        found = await doors.people.oversee.phones(actor(request), RegionCode(region), after, limit)
        return Phones(region, tuple(map(_shown, found)), found[-1].station if len(found) == limit else None)

    @get(
        "/api/v1/regions/{region:str}/refused-claims",
        summary="The attempts to enrol that were refused, the latest first",
        opt=is_act(Act.SEE_PHONES),
        guards=guards,
    )
    async def refused(
        request: Request[Any, Any, Any], region: RegionName, limit: Limit = 100
    ) -> ClaimsRefused:
        found = await doors.people.oversee.refused_claims(actor(request), RegionCode(region), limit)
        return ClaimsRefused(region, tuple(map(_claim, found)))

    @get(
        "/api/v1/jobs/parked",
        summary="Work that failed three times, with its reason",
        opt=is_act(Act.SEE_WORK),
        guards=guards,
    )
    async def parked(
        request: Request[Any, Any, Any], after: AfterJob = 0, limit: JobLimit = 100
    ) -> ParkedJobs:
        page = await doors.people.oversee.parked(actor(request), after, limit)
        jobs = tuple(ParkedJob(one.id, one.kind, one.subject, one.reason) for one in page)
        return ParkedJobs(jobs, page[-1].id if len(page) == limit else None)

    return [phones, refused, parked]


def _shown(one: StationPhones) -> PhonesOfStation:
    return PhonesOfStation(one.station, len(one.enrolled), len(one.open), one.refused)


def _claim(one: RefusedClaim) -> ClaimRefused:
    return ClaimRefused(one.station, one.slot, one.met.value, one.device, f"{one.at:%Y-%m-%dT%H:%M:%SZ}")
