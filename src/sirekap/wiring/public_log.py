"""The public log of a service: its name and key, its folder, its sequencer, and the proofs from it."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from sirekap.election.identity import ElectionId
from sirekap.log.note import NoteKey
from sirekap.office.ports import PenLost
from sirekap.office.redeem import Redeem
from sirekap.office.sequence import LogAtOdds, LogKey, Sequencer
from sirekap.seal.keys import VerifyingKey
from sirekap.seal.refusal import Refusal
from sirekap.store.files import BucketSite, FolderSite

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sirekap.office.ports import Pen, Site
    from sirekap.wiring.keys import Keys
    from sirekap.wiring.process import Store
    from sirekap.wiring.settings import Settings

SEQUENCE_EVERY_S = 1.0
LOG = "log"
"""Where the log stands in the site."""
_log = logging.getLogger(__name__)


def site_of(settings: Settings, folder: str = "") -> Site:
    """The published site, or one folder of it: on a disk, where a web server may serve it, or in a bucket."""
    if settings.published.startswith("s3://"):
        return BucketSite.at(f"{settings.published.rstrip('/')}/{folder}".rstrip("/"))
    place = Path(settings.published) if settings.published else settings.data / "published"
    return FolderSite(place / folder)


def log_key(keys: Keys, settings: Settings) -> LogKey:
    """The log's name and its key. ``.invalid`` (RFC 6761) says that the name is no address yet."""
    name = settings.log_name or f"sirekap.invalid/{settings.election}/{settings.phase.value}"
    verifying = VerifyingKey(keys.log.public)

    def verify(data: bytes, signature: bytes) -> bool:
        try:
            verifying.verify(data, signature)
        except Refusal:
            return False
        return True

    return LogKey(NoteKey(name, keys.log.public), keys.log.sign, verify)


def redeem_on(store: Store, keys: Keys, settings: Settings) -> Redeem:
    """Proofs out of the log's files."""
    named = log_key(keys, settings)
    return Redeem(store.log, site_of(settings, LOG), named.key, named.verify)


def sequencer_on(store: Store, pen: Pen, keys: Keys, settings: Settings) -> Sequencer:
    """The sequencer of an election's records on a store."""
    return Sequencer(
        store.records,
        store.log,
        pen,
        site_of(settings, LOG),
        log_key(keys, settings),
        ElectionId(settings.election),
        settings.phase,
    )


async def sequence_for_ever(
    sequencer: Sequencer, every: Callable[[float, Callable[[], Awaitable[object]]], Awaitable[None]]
) -> None:
    """Log what comes in, once a second until nothing is left.

    Waits for as long as another has the pen. Ends, and says so, when the log is at odds with
    itself: better no new checkpoint than a wrong one.
    """

    async def step() -> None:
        try:
            while await sequencer.step():
                pass
        except PenLost as lost:
            _log.warning("another writes the log: %s", lost)

    try:
        await every(SEQUENCE_EVERY_S, step)
    except LogAtOdds as odds:
        _log.error("this service writes the public log no more, a person must look: %s", odds)
    finally:
        await sequencer.pen.lay_down()
