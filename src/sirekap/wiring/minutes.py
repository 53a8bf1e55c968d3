"""The acts that draw minutes and copies, built on a store, and the head of its log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap import profiles
from sirekap.office.minutes.copy import DrawCopy
from sirekap.office.minutes.draw import DrawMinutes
from sirekap.office.minutes.gather import Gathering
from sirekap.publication.pages import paths
from sirekap.sheet.minutes.book import Checkpoint
from sirekap.tiers.rulebook import of_profile

if TYPE_CHECKING:
    from collections.abc import Callable

    from sirekap.election.contests import Contest
    from sirekap.wiring.process import Store
    from sirekap.wiring.settings import Settings


def minutes_of(store: Store, settings: Settings, site: str) -> DrawMinutes:
    """Who draws minutes; ``site`` is where the public pages are."""
    profile = profiles.load(settings.election)
    return DrawMinutes(
        gathering=_gathering(store, settings),
        rulebook=of_profile(profile),
        ends=lambda contest: profile.entry(contest).ends,
        page=_pages(site),
    )


def copies_of(store: Store, settings: Settings, site: str) -> DrawCopy:
    """Who draws copies of stations' forms."""
    profile = profiles.load(settings.election)
    return DrawCopy(gathering=_gathering(store, settings), rulebook=of_profile(profile), page=_pages(site))


async def head_of_log(store: Store) -> Checkpoint | None:
    """The last tree of the public log that was signed."""
    head = await store.log.head()
    return None if head is None else Checkpoint(head.size, head.root.hex())


def _gathering(store: Store, settings: Settings) -> Gathering:
    profile = profiles.load(settings.election)
    return Gathering(store.records, store.projections, store.places, store.words, profile)


def _pages(site: str) -> Callable[[Contest, str], str]:
    return lambda contest, place: f"{site.rstrip('/')}/{paths.place(contest, place)}"
