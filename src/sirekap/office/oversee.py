"""What people see before they act: plenaries, stations, what is held, phones, parked work, the journal.

Each read asks the table of permissions. Who has a station's work at the desk, or may have it,
is not shown the station while somebody does: what is typed there is typed blind.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sirekap.election.canonical import decode
from sirekap.election.records import Return, parse_record
from sirekap.election.refusal import Refusal
from sirekap.office.actor import Role
from sirekap.office.hold_plenary import signing_code
from sirekap.office.permissions import Act, allow
from sirekap.office.verify import work_key
from sirekap.tiers.documents import parse_thread
from sirekap.tiers.ladder import holds_plenary, settles_stations
from sirekap.tiers.ledger import Thread

if TYPE_CHECKING:
    from sirekap.election.contests import Contest
    from sirekap.election.identity import PhotoHash, RecordId
    from sirekap.election.records import PagePhoto
    from sirekap.election.regions import RegionCode, StationCode
    from sirekap.office.actor import Actor
    from sirekap.office.clerk import Clerk
    from sirekap.office.hold_plenary import HoldPlenary
    from sirekap.office.ports import (
        Desk,
        Enrolment,
        Jobs,
        Journal,
        Noted,
        Objects,
        Parked,
        RefusedClaim,
        StationPhones,
    )
    from sirekap.office.verify import Verify
    from sirekap.tiers.claims import Claim
    from sirekap.tiers.plenaries import Phase, PlenaryStanding
    from sirekap.tiers.tally import Tally

_AT_DESK = frozenset({Role.OPERATOR, Role.SECOND})


class Code(StrEnum):
    """Why nothing is shown."""

    BLIND = "work_blind"
    UNKNOWN = "station_not_here"


@dataclass(frozen=True, slots=True)
class BelowNow:
    """A plenary below: what it is at, and whether its certificate stands for what is there."""

    region: RegionCode
    phase: Phase
    stands: bool


@dataclass(frozen=True, slots=True)
class PlenaryNow:
    """A plenary: where it stands, the figures, the code of these figures, the plenaries below."""

    standing: PlenaryStanding
    tally: Tally
    content: str
    code: str
    below: tuple[BelowNow, ...]


@dataclass(frozen=True, slots=True)
class StationNow:
    """A station's contest with everything that is known of it, and the photos of each claim."""

    thread: Thread
    photos: dict[RecordId, tuple[PagePhoto, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Oversee:
    """Reads for people. Each may raise :class:`sirekap.office.ports.StoreAway`."""

    clerk: Clerk
    plenary: HoldPlenary
    enrolment: Enrolment
    jobs: Jobs
    journal: Journal
    desk: Desk
    objects: Objects
    verify: Verify

    async def a_plenary(self, actor: Actor, region: RegionCode, contest: Contest) -> PlenaryNow:
        """A region's plenary, as it stands."""
        allow(actor, Act.SEE_PLENARY, region)
        ends = self.plenary.ends(contest)
        codes = await self.plenary.below(region) if not settles_stations(region) else []
        below = [await self._below(each, contest) for each in codes if holds_plenary(each, ends)]
        standing = (await self.clerk.assembly(region, contest)).standing
        content = await self.plenary.content(region, contest)
        tally = await self.clerk.tally(region, contest)
        return PlenaryNow(standing, tally, content, signing_code(content), tuple(below))

    async def stations(
        self, actor: Actor, region: RegionCode, contest: Contest, after: str, limit: int
    ) -> list[tuple[StationCode, Thread]]:
        """The stations of a region by code, from the one behind ``after``, with where each stands."""
        allow(actor, Act.SEE_PLENARY, region)
        return await self._threads(region, contest, after, limit)

    async def a_station(self, actor: Actor, station: StationCode, contest: Contest) -> StationNow:
        """A station's claims, readings, acts and photos."""
        allow(actor, Act.SEE_STATION, station)
        await self._need_unblinded(actor, station, contest)
        thread = await self.clerk.thread(station, contest)
        return StationNow(thread, {each.id: await self.pages(each.id) for each in thread.claims})

    async def photo(self, actor: Actor, record: RecordId, sha256: PhotoHash) -> bytes:
        """A photo as it was sent, of a return that names it. Raises :class:`Refusal` when there is none."""
        stored = await self.clerk.records.by_id(record)
        filed = None if stored is None else parse_record(stored.entry.body)
        if not isinstance(filed, Return):
            allow(actor, Act.SEE_STATION, actor.region)
            raise Refusal(Code.UNKNOWN)
        allow(actor, Act.SEE_STATION, filed.station)
        try:
            if sha256 in {each.sha256 for each in filed.photos}:
                return await self.objects.kept(sha256)
        except KeyError:
            pass
        raise Refusal(Code.UNKNOWN)

    async def held(
        self, actor: Actor, region: RegionCode, contest: Contest, after: str, limit: int
    ) -> tuple[list[tuple[StationCode, Claim]], str | None]:
        """The held claims of the next stations of a region, and the last of these if there may be more."""
        allow(actor, Act.SEE_HELD, region)
        page = await self._threads(region, contest, after, limit)
        found = [(code, claim) for code, thread in page for claim in thread.claims if claim.holds]
        return found, page[-1][0] if len(page) == limit else None

    async def phones(self, actor: Actor, region: RegionCode, after: str, limit: int) -> list[StationPhones]:
        """How the stations of a region stand with their phones."""
        allow(actor, Act.SEE_PHONES, region)
        return await self.enrolment.phones(region, after, limit)

    async def refused_claims(self, actor: Actor, region: RegionCode, limit: int) -> list[RefusedClaim]:
        """The claims that were refused in a region, the latest first."""
        allow(actor, Act.SEE_PHONES, region)
        return await self.enrolment.refused(region, limit)

    async def parked(self, actor: Actor, after: int, limit: int) -> list[Parked]:
        """Work that failed three times."""
        allow(actor, Act.SEE_WORK)
        return await self.jobs.parked(after, limit)

    async def trail(
        self, actor: Actor, account: str, after: int, limit: int
    ) -> tuple[list[Noted], int | None]:
        """The next lines of the journal that are about an account, of ``limit`` lines looked through.

        And the last position looked at, if there may be more behind it. ``account`` empty: all lines.
        """
        allow(actor, Act.SEE_TRAIL)
        lines = await self.journal.after(after, limit)
        found = [line for line in lines if not account or _about(line, account)]
        return found, lines[-1].position if len(lines) == limit else None

    async def waiting(self, actor: Actor, region: RegionCode, contest: Contest) -> int:
        """How many stations of a region wait at the desk, as far as it looks."""
        allow(actor, Act.SEE_QUEUE, region)
        return len(await self.verify.queue(region, contest))

    async def pages(self, record: RecordId) -> tuple[PagePhoto, ...]:
        """The photos that a return names; for acts that have asked who it is."""
        stored = await self.clerk.records.by_id(record)
        filed = None if stored is None else parse_record(stored.entry.body)
        return filed.photos if isinstance(filed, Return) else ()

    async def _threads(
        self, region: RegionCode, contest: Contest, after: str, limit: int
    ) -> list[tuple[StationCode, Thread]]:
        """The slots know the stations page by page; the fold knows the rest."""
        codes = [each.station for each in await self.enrolment.phones(region, after, limit)]
        keys = [(str(each), contest.value) for each in codes]
        figures = await self.clerk.projections.figures(keys)
        threads = {key: parse_thread(each.document)[1] for key, each in figures.items()}
        return [(code, threads.get((code, contest.value), Thread())) for code in codes]

    async def _below(self, region: RegionCode, contest: Contest) -> BelowNow:
        standing = (await self.clerk.assembly(region, contest)).standing
        stands = standing.stands_for(await self.plenary.content(region, contest))
        return BelowNow(region, standing.phase, stands)

    async def _need_unblinded(self, actor: Actor, station: StationCode, contest: Contest) -> None:
        taken = await self.desk.taken(self.clerk.now())
        if actor.role in _AT_DESK and work_key(station, contest) in taken:
            raise Refusal(Code.BLIND, {"station": station})


def _about(line: Noted, account: str) -> bool:
    detail = decode(line.detail)
    return isinstance(detail, dict) and account in {detail.get("account"), detail.get("by")}
