"""Stopping publication, and letting it go on: only by a record with a reason, which everyone can read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sirekap.election.records import PublicationPause, PublicationResume
from sirekap.election.refusal import Refusal
from sirekap.office.permissions import Act, allow
from sirekap.office.ports.published import PAUSE

if TYPE_CHECKING:
    from sirekap.election.identity import RecordId
    from sirekap.office.actor import Actor
    from sirekap.office.clerk import Clerk
    from sirekap.office.ports import Published


class Code(StrEnum):
    """Why it is refused."""

    NO_REASON = "pause_without_reason"
    PAUSED = "publication_paused"
    NOT_PAUSED = "publication_not_paused"


@dataclass(frozen=True, slots=True)
class Pause:
    """What an administrator of the whole may do when published numbers must stand still."""

    clerk: Clerk
    published: Published

    async def pause(self, actor: Actor, why: str) -> RecordId:
        """Have numbers stand still. Raises :class:`Refusal`: who may not, no reason, paused already."""
        await self._need(actor, why, paused=False)
        words = await self.clerk.write(why)
        return await self.clerk.file(PublicationPause(**self.clerk.head(), person=actor.person, words=words))

    async def resume(self, actor: Actor, why: str) -> RecordId:
        """Let numbers go on; what came meanwhile is told then. Raises :class:`Refusal` likewise."""
        await self._need(actor, why, paused=True)
        words = await self.clerk.write(why)
        return await self.clerk.file(PublicationResume(**self.clerk.head(), person=actor.person, words=words))

    async def _need(self, actor: Actor, why: str, *, paused: bool) -> None:
        allow(actor, Act.PAUSE_PUBLICATION)
        if not why.strip():
            raise Refusal(Code.NO_REASON)
        last = await self.published.last_pause()
        now = last is not None and last.entry.kind == PAUSE
        if now is not paused:
            raise Refusal(Code.PAUSED if now else Code.NOT_PAUSED)
