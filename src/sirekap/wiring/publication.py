"""The publisher of a service: its parts, built on a store, and the loop that has it step."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sirekap import profiles
from sirekap.election.contests import Contest
from sirekap.election.identity import ElectionId, Phase
from sirekap.election.regions import Level
from sirekap.log.checkpoint import Checkpoint
from sirekap.log.note import opened
from sirekap.log.tiles import CHECKPOINT
from sirekap.office.margins import Margins
from sirekap.office.ports import NOT_WRITTEN, Stand
from sirekap.office.publish.arriving import Arriving
from sirekap.office.publish.assemblies import Assemblies
from sirekap.office.publish.districts import Districts
from sirekap.office.publish.ground import Ground, contests_at, country_at
from sirekap.office.publish.lists import lists
from sirekap.office.publish.pages import Paged, fixed_pages, standing_on
from sirekap.office.publish.photos import Photos
from sirekap.office.publish.records import LoggedRecords
from sirekap.office.publish.regions import EVERY_S, Regions
from sirekap.office.publish.step import Publisher
from sirekap.office.publish.villages import Villages
from sirekap.publication.kpu.keys import Keys as KpuKeys
from sirekap.publication.pages.assets import built
from sirekap.publication.pages.pictures import PicturePress
from sirekap.publication.pages.site import Site as Pages
from sirekap.seal.keylist import print_key_list
from sirekap.tiers.outcome.change import Margin
from sirekap.tiers.rulebook import of_profile
from sirekap.wiring.loop import settle_memory
from sirekap.wiring.public_log import LOG, log_key, site_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sirekap.office.publish.part import Part
    from sirekap.wiring.keys import Keys
    from sirekap.wiring.process import Store
    from sirekap.wiring.settings import Settings

PUBLISH_EVERY_S = 0.25
_SETUP = "setup"
"""Under this name it is kept which set-up the site is of."""
_log = logging.getLogger(__name__)


async def ground_on(store: Store, settings: Settings) -> Ground:
    """What an election's site is made on, with the country as it is set up now."""
    profile = profiles.load(settings.election)
    country, stations = await country_at(store.places)
    return Ground(
        records=store.records,
        projections=store.projections,
        log=store.log,
        words=store.words,
        published=store.published,
        site=site_of(settings),
        country=country,
        stations=stations,
        contests=await contests_at(store.places, profile),
        keys=KpuKeys(profile),
        rulebook=of_profile(profile),
        election=ElectionId(profile.id),
        phase=settings.phase,
        opens=settings.publish_from or profile.opens,
    )


async def publisher_on(store: Store, keys: Keys, settings: Settings) -> Publisher:
    """The publisher of an election's records on a store."""
    ground = await ground_on(store, settings)
    margins = Margins(store.places, store.projections, ground.profile, await store.places.ballots())

    async def margin(contest: Contest) -> Margin | None:
        if contest is Contest.PRESIDENT:
            found = await margins.president()
            return Margin(found.votes, found.open)
        return await margins.threshold(contest)

    tiers = (Level.SUBDISTRICT, Level.REGENCY, Level.PROVINCE, Level.NATION)
    regions = [Regions(ground, tier, EVERY_S[tier] * settings.publish_pace, margin) for tier in tiers]
    districts = Districts(ground, EVERY_S[Level.REGENCY] * settings.publish_pace)
    log, key = site_of(settings, LOG), log_key(keys, settings)
    pages = Pages(
        ground.country,
        ground.keys,
        built(),
        address=settings.site_address.rstrip("/"),
        report=settings.report_address,
        log_key=str(key.key),
        rehearsal=settings.phase is not Phase.REAL,
    )

    async def checkpoint() -> Checkpoint | None:
        note = await log.get(CHECKPOINT)
        return None if note is None else Checkpoint.parse(opened(note, key.key, key.verify), key.key.name)

    stand = standing_on(ground, checkpoint)
    press = PicturePress() if pages.address else None
    slowest = EVERY_S[Level.SUBDISTRICT] * settings.publish_pace

    def paged(part: Part) -> Part:
        return Paged(part, ground, pages, stand, press)

    return Publisher(
        ground,
        log,
        key,
        [lists(ground, key_list(keys)), fixed_pages(ground, pages)],
        [
            *(LoggedRecords(ground), Photos(ground, store.objects), paged(Villages(ground))),
            *(*map(paged, regions), districts),
            *(Assemblies(ground, pages, stand, slowest), Arriving(ground, pages, stand, slowest)),
        ],
        lambda: datetime.now(UTC),
        time.monotonic,
        grace=timedelta(seconds=settings.publish_grace),
    )


def key_list(keys: Keys) -> bytes:
    """The service's public keys and what each is for; without a root nobody signs it."""
    return print_key_list(keys.ring.list)


async def publish_for_ever(
    store: Store,
    keys: Keys,
    settings: Settings,
    every: Callable[[float, Callable[[], Awaitable[object]]], Awaitable[None]],
) -> None:
    """Publish what is folded and logged. Waits for as long as another has the turn."""
    turn = store.publication()
    current: tuple[int, Publisher] | None = None

    async def step() -> None:
        while await turn.take():
            if not await (await here()).step():
                return

    async def here() -> Publisher:
        """The publisher of the set-up as it is now."""
        nonlocal current
        version = await store.places.version()
        if current is None or current[0] != version:
            await need_current_setup(store, version)
            current = version, await publisher_on(store, keys, settings)
            settle_memory()
        return current[1]

    try:
        await every(PUBLISH_EVERY_S, step)
    finally:
        await turn.lay_down()


async def need_current_setup(store: Store, version: int) -> None:
    """Have the whole site written anew if it was written of another set-up."""
    stand = (await store.published.stands()).get(_SETUP, NOT_WRITTEN)
    if stand.position != version:
        await store.published.put(_SETUP, stand, Stand(version))
        await store.published.anew()
