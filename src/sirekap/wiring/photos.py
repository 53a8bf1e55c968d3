"""Photos: where they lie, and the acts that ask for them, look at them and sweep up after them."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sirekap.office.ask_photo import AskPhoto
from sirekap.office.slots import Slots
from sirekap.office.sweep_uploads import SweepUploads
from sirekap.office.verify_photo import VerifyPhotos
from sirekap.reading.photo import inspect
from sirekap.store.objects import BucketObjects, FolderObjects

if TYPE_CHECKING:
    from sirekap.office.ports import Objects
    from sirekap.seal.verifier import DeviceVerifier
    from sirekap.wiring.process import Store
    from sirekap.wiring.settings import Settings


def clock() -> datetime:
    """The wall clock, UTC."""
    return datetime.now(UTC)


def objects_of(settings: Settings) -> Objects:
    """The bucket that is named, else the folder ``objects`` in the data folder."""
    return BucketObjects.at(settings.bucket) if settings.bucket else FolderObjects(settings.data / "objects")


def slots_of(settings: Settings) -> Slots:
    """When photos may be sent."""
    return Slots(settings.photos_from, timedelta(hours=settings.photos_over))


def asking_on(store: Store, phones: DeviceVerifier, settings: Settings) -> AskPhoto:
    """The act of asking to send a photo; ``phones`` are those the intake knows too."""
    return AskPhoto(
        phones=phones,
        devices=store.devices,
        records=store.records,
        uploads=store.uploads,
        objects=store.objects,
        jobs=store.jobs,
        slots=slots_of(settings),
        now=clock,
        random=lambda length: secrets.token_hex(length // 2),
    )


def verifier_on(store: Store) -> VerifyPhotos:
    """The act of looking at whole uploads."""
    return VerifyPhotos(
        uploads=store.uploads,
        objects=store.objects,
        records=store.records,
        jobs=store.jobs,
        inspect=inspect,
        now=clock,
    )


def sweeper_on(store: Store) -> SweepUploads:
    """The act of sweeping up what came in."""
    return SweepUploads(store.uploads, store.objects, clock)
