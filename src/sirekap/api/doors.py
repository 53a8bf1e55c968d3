"""What the application is given: acts of the office and reads, each one call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from sirekap.api.forms import FormTold
    from sirekap.api.kit import Outfit
    from sirekap.api.metrics import Metrics
    from sirekap.election.forms import FieldName
    from sirekap.election.identity import RecordId
    from sirekap.office.accounts.keep_accounts import KeepAccounts
    from sirekap.office.accounts.passkeys import Passkeys
    from sirekap.office.accounts.sign_in import SignIn
    from sirekap.office.ask_photo import Offer
    from sirekap.office.dispute import Dispute
    from sirekap.office.enrol import Enrolled
    from sirekap.office.hold_plenary import HoldPlenary
    from sirekap.office.look_up import LookUp
    from sirekap.office.oversee import Oversee
    from sirekap.office.photo_state import PhotoNow
    from sirekap.office.ports import ServedFiles
    from sirekap.office.recapitulate import Recapitulate
    from sirekap.office.receive import Received
    from sirekap.office.release import ReleaseHeld
    from sirekap.office.station import StationLookUp
    from sirekap.office.take_bytes import Came
    from sirekap.office.verify import Verify


class Receive(Protocol):
    """The act of receiving a return."""

    async def __call__(self, envelope: bytes) -> Received:
        """Take a signed return."""


class AskPhoto(Protocol):
    """The act of asking to send a photo."""

    async def __call__(self, sha256: str, envelope: bytes) -> Offer:
        """Take a signed request."""


class TakeBytes(Protocol):
    """The act of taking a photo's bytes."""

    async def __call__(
        self, token: str, content_range: str, length: int | None, body: AsyncIterator[bytes]
    ) -> Came:
        """Take a part, or the whole."""


class Enrol(Protocol):
    """The act of enrolling a phone."""

    async def __call__(self, envelope: bytes, address: str | None) -> Enrolled:
        """Take a signed claim, and from which address it came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleDoors:
    """What people do who are signed in, and how they sign in."""

    door: SignIn
    keep: KeepAccounts
    passkeys: Passkeys
    oversee: Oversee
    verify: Verify
    plenary: HoldPlenary
    recapitulate: Recapitulate
    dispute: Dispute
    release: ReleaseHeld


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """The rooms behind HTTP.

    ``row`` gives a field's row on
    a return's photo, or raises ``KeyError``; ``form`` gives a form of a district, if there is one.
    ``outfit`` is what phones take along, ``officer`` the folder of the officers' app, if it was built.
    ``forwarded`` says that a proxy in front names each sender.

    ``ready`` raises while the process cannot do its work. ``retry_after`` gives the whole
    seconds a turned-away client should wait, another number each time, so that they do not
    all come back at once. ``life`` is entered before the first request and left after the last.
    """

    receive: Receive
    enrol: Enrol
    look_up: LookUp
    station: StationLookUp
    outfit: Outfit
    form: Callable[[str, str | None], FormTold | None]
    row: Callable[[RecordId, FieldName], Awaitable[bytes]]
    ask_photo: AskPhoto
    take_bytes: TakeBytes
    photo_state: Callable[[str], Awaitable[PhotoNow | None]]
    people: PeopleDoors
    site: ServedFiles
    standing: Callable[[], Awaitable[Mapping[str, int]]]
    ready: Callable[[], Awaitable[None]]
    retry_after: Callable[[], int]
    metrics: Metrics
    life: Callable[[], AbstractAsyncContextManager[None]]
    body_patience_s: float = 10.0
    open_requests: int = 4096
    forwarded: bool = False
    officer: Path | None = None
