"""What people do over HTTP, built on a store: accounts, sessions, the acts of plenary and desk, reads."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from sirekap.api.doors import PeopleDoors
from sirekap.office.accounts.keep_accounts import KeepAccounts
from sirekap.office.accounts.passkeys import Passkeys
from sirekap.office.accounts.passwords import Passwords
from sirekap.office.accounts.sign_in import SignIn
from sirekap.office.oversee import Oversee
from sirekap.office.ports import StoreAway
from sirekap.office.release import ReleaseHeld
from sirekap.wiring.photos import clock
from sirekap.wiring.plenary import people_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sirekap.wiring.keys import Keys
    from sirekap.wiring.process import Store
    from sirekap.wiring.settings import Settings

_LOOK_AGAIN_S = 0.1


async def first_link(store: Store, keys: Keys, settings: Settings) -> str | None:
    """The path by which the first administrator is made, once, within 15 minutes; ``None`` if there is one.

    The token stands behind ``#``: a browser sends that part to no server, so no log has it.
    """
    token = await people_doors(store, keys, settings).keep.first_link()
    return None if token is None else f"/console/#first={token}"


def people_doors(
    store: Store, keys: Keys, settings: Settings, caught_up: Callable[[], Awaitable[None]] | None = None
) -> PeopleDoors:
    """The doors for people. An act waits for the fold no longer than a request may take."""

    async def folded() -> None:
        try:
            async with asyncio.timeout(settings.body_patience):
                while await store.records.after(await store.projections.cursor(), 1):  # noqa: ASYNC110 -- another process folds
                    await asyncio.sleep(_LOOK_AGAIN_S)
        except TimeoutError:
            message = "the fold is behind"
            raise StoreAway(message) from None

    people = people_of(store, keys, settings, caught_up or folded)
    door = SignIn(
        accounts=store.accounts,
        sessions=store.sessions,
        tries=store.tries,
        journal=store.journal,
        passwords=Passwords(),
        key=keys.accounts,
        now=clock,
        random=os.urandom,
    )
    return PeopleDoors(
        door=door,
        keep=KeepAccounts(door, people.clerk),
        passkeys=Passkeys(door, settings.console),
        oversee=Oversee(
            clerk=people.clerk,
            plenary=people.plenary,
            enrolment=store.enrolment,
            jobs=store.jobs,
            journal=store.journal,
            desk=store.desk,
            objects=store.objects,
            verify=people.verify,
        ),
        verify=people.verify,
        plenary=people.plenary,
        recapitulate=people.recapitulate,
        dispute=people.dispute,
        release=ReleaseHeld(people.clerk),
    )
