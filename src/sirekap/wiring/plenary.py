"""The acts of the people of an election, built on a store: clerk, plenary, desk, disputes, margins."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap import profiles
from sirekap.election.identity import ElectionId
from sirekap.office.clerk import Clerk
from sirekap.office.dispute import Dispute
from sirekap.office.draw_cover import DrawCover
from sirekap.office.hold_plenary import HoldPlenary
from sirekap.office.margins import Margins
from sirekap.office.recapitulate import Recapitulate
from sirekap.office.verify import Verify
from sirekap.tiers.rulebook import of_profile
from sirekap.wiring.covering import ShippedCoverer
from sirekap.wiring.machine import ShippedMachine
from sirekap.wiring.photos import clock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sirekap.wiring.keys import Keys
    from sirekap.wiring.process import Store
    from sirekap.wiring.settings import Settings

_LOOK_AGAIN_S = 0.1


@dataclass(frozen=True, slots=True)
class People:
    """What people do, each act with the doors it needs."""

    clerk: Clerk
    plenary: HoldPlenary
    recapitulate: Recapitulate
    dispute: Dispute
    verify: Verify
    draw: DrawCover
    margins: Margins


def people_of(
    store: Store, keys: Keys, settings: Settings, caught_up: Callable[[], Awaitable[None]] | None = None
) -> People:
    """Build the acts. ``caught_up`` is how one waits for the fold; by default its cursor is watched."""
    profile = profiles.load(settings.election)
    clerk = Clerk(
        records=store.records,
        projections=store.projections,
        words=store.words,
        key=keys.office,
        receipt_key=keys.receipt,
        election=ElectionId(profile.id),
        phase=settings.phase,
        log_promise=settings.log_promise,
        now=clock,
        random=os.urandom,
        caught_up=caught_up or (lambda: _until_folded(store)),
    )
    margins = Margins(store.places, store.projections, profile)
    return People(
        clerk,
        HoldPlenary(clerk, store.places, lambda contest: profile.entry(contest).ends),
        Recapitulate(clerk),
        Dispute(clerk, store.places),
        Verify(clerk, store.desk, of_profile(profile), margins.weight),
        DrawCover(clerk, store.objects, ShippedCoverer(ShippedMachine(profile.id))),
        margins,
    )


async def _until_folded(store: Store) -> None:
    """Wait until the folder, in whatever process, has all that is stored now."""
    while await store.records.after(await store.projections.cursor(), 1):  # noqa: ASYNC110 -- another process folds
        await asyncio.sleep(_LOOK_AGAIN_S)
