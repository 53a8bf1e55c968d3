"""The acts of a plenary as a meeting: open, suspend, resume, close, certify; and sending back.

A plenary closes only when everything below it is settled: every station has its act, or no
poll, or is postponed; every tier below has a certificate that stands for what is there now.
It is certified by two people, who both give the code of the figures they see.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sirekap.election.records import Authority, Plenary, Present, Reopening, Signing, Step
from sirekap.election.records import Role as Seat
from sirekap.election.refusal import Refusal
from sirekap.election.regions import NATION, OVERSEAS
from sirekap.office.clerk import overtaken
from sirekap.office.permissions import Act, allow
from sirekap.tiers.ladder import holds_plenary, plenaries_below, plenary_above, settles_stations
from sirekap.tiers.plenaries import content_of, next_phase
from sirekap.tiers.standing import State

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sirekap.election.contests import Contest
    from sirekap.election.identity import RecordId, SaltedHash
    from sirekap.election.regions import Level, RegionCode, StationCode
    from sirekap.office.actor import Actor
    from sirekap.office.clerk import Clerk
    from sirekap.office.ports import Places
    from sirekap.tiers.ledger import Assembly

_WITHOUT_FIGURES = {State.NO_POLL, State.POSTPONED, State.ANNULLED}
_SHOWN = 20


class Code(StrEnum):
    """Why a plenary cannot do so now."""

    NO_PLENARY = "plenary_not_here"
    UNSETTLED = "plenary_stations_open"
    BELOW_OPEN = "plenary_below_open"
    CODE_WRONG = "plenary_code_wrong"
    NOT_CERTIFIED = "plenary_not_certified"
    NOT_ABOVE = "plenary_not_above"


@dataclass(frozen=True, slots=True)
class Attendant:
    """Somebody at the plenary, and whether they signed the paper minutes; ``words`` why not."""

    name: str
    seat: Seat
    signing: Signing
    words: str | None = None


def signing_code(content: str) -> str:
    """What both people give who certify: eight characters that stand for the figures they see.

    The first 40 bits of the content, in base32 (RFC 4648): read out, compared, typed.
    """
    code = base64.b32encode(bytes.fromhex(content[:10])).decode()
    return f"{code[:4]}-{code[4:]}"


@dataclass(frozen=True, slots=True)
class HoldPlenary:
    """What the chair's operator does. ``ends`` tells the tier on which a contest ends."""

    clerk: Clerk
    places: Places
    ends: Callable[[Contest], Level]

    async def open(self, actor: Actor, region: RegionCode, contest: Contest) -> RecordId:
        """Open it, for the first time or again."""
        return await self._step(actor, region, contest, Step.OPENED)

    async def suspend(self, actor: Actor, region: RegionCode, contest: Contest, why: str) -> RecordId:
        """Suspend it, with the reason."""
        return await self._step(actor, region, contest, Step.SUSPENDED, why)

    async def resume(self, actor: Actor, region: RegionCode, contest: Contest) -> RecordId:
        """Go on."""
        return await self._step(actor, region, contest, Step.RESUMED)

    async def close(self, actor: Actor, region: RegionCode, contest: Contest) -> RecordId:
        """Close it, if everything below is settled."""
        await self._need_settled(region, contest)
        return await self._step(actor, region, contest, Step.CLOSED)

    async def content(self, region: RegionCode, contest: Contest) -> str:
        """The hash of the figures as they are now: what a certificate would stand for."""
        return content_of(contest, region, await self.clerk.tally(region, contest))

    def may_certify(self, actor: Actor, region: RegionCode) -> None:
        """Refuse who may not certify, before anyone's password is asked for."""
        allow(actor, Act.HOLD_PLENARY, region)

    async def certify(  # noqa: PLR0913, PLR0917 -- two people, the code they both read, and who was there
        self,
        actor: Actor,
        second: Actor,
        region: RegionCode,
        contest: Contest,
        code: str,
        present: Sequence[Attendant],
    ) -> RecordId:
        """Certify the closed plenary's figures. A witness who refuses to sign does not stop it."""
        actor.other_than(second)
        allow(second, Act.SIGN_SECOND, region)
        await self._need_settled(region, contest)
        content = await self.content(region, contest)
        if code.strip().upper() != signing_code(content):
            raise Refusal(Code.CODE_WRONG)
        attendance = [await self._written(each) for each in present]
        return await self._step(
            actor,
            region,
            contest,
            Step.CERTIFIED,
            content=content,
            second=second.person,
            present=tuple(sorted(attendance, key=lambda each: each.person)),
        )

    async def send_back(  # noqa: PLR0913, PLR0917 -- what a document that reopens has to say
        self,
        actor: Actor,
        region: RegionCode,
        contest: Contest,
        authority: Authority,
        order: str,
        why: str,
        stations: Sequence[StationCode] = (),
    ) -> RecordId:
        """Have a certified plenary meet again: by a tier above, or on an order of Bawaslu or a court."""
        above = plenary_above(region, self.ends(contest))
        allow(actor, Act.SEND_BACK, above or region)
        if authority is Authority.TIER_ABOVE and (above is None or not _stands_above(actor, region)):
            raise Refusal(Code.NOT_ABOVE, {"region": region})
        standing = (await self.clerk.assembly(region, contest)).standing
        if standing.certificate is None:
            raise Refusal(Code.NOT_CERTIFIED, {"region": region})
        return await self.clerk.file(
            Reopening(
                **self.clerk.head(),
                region=region,
                contest=contest,
                certificate=standing.certificate,
                authority=authority,
                order=await self.clerk.write(order),
                words=await self.clerk.write(why),
                person=actor.person,
                stations=tuple(sorted(stations)),
            )
        )

    async def outlived(self, region: RegionCode, contest: Contest) -> bool:
        """Whether the certificate that stands is of other figures than those below now."""
        standing = (await self.clerk.assembly(region, contest)).standing
        return standing.certificate is not None and not standing.stands_for(
            await self.content(region, contest)
        )

    async def _step(  # noqa: PLR0913 -- what every step has, and what only a certificate has
        self,
        actor: Actor,
        region: RegionCode,
        contest: Contest,
        step: Step,
        words: str | None = None,
        *,
        content: str | None = None,
        second: SaltedHash | None = None,
        present: tuple[Present, ...] = (),
    ) -> RecordId:
        allow(actor, Act.HOLD_PLENARY, region)
        if not holds_plenary(region, self.ends(contest)):
            raise Refusal(Code.NO_PLENARY, {"region": region})
        standing = (await self.clerk.assembly(region, contest)).standing
        next_phase(standing.phase, step)
        made = await self.clerk.file(
            Plenary(
                **self.clerk.head(),
                region=region,
                contest=contest,
                step=step,
                version=len(standing.certificates) + 1,
                follows=standing.last,
                person=actor.person,
                second=second,
                words=await self.clerk.write_any(words),
                present=present,
                content=content,
            )
        )
        if (await self.clerk.assembly(region, contest)).standing.last != made:
            raise overtaken()
        return made

    async def _need_settled(self, region: RegionCode, contest: Contest) -> None:
        if settles_stations(region):
            unsettled = await self.unsettled(region, contest)
            if unsettled:
                raise Refusal(Code.UNSETTLED, {"count": len(unsettled), "first": unsettled[0]})
            return
        waiting = [each for each in await self.below(region) if not await self._stands(each, contest)]
        if waiting:
            raise Refusal(Code.BELOW_OPEN, {"count": len(waiting), "regions": ", ".join(waiting[:_SHOWN])})

    async def unsettled(self, region: RegionCode, contest: Contest) -> list[StationCode]:
        """The stations whose votes no act of the plenary has settled, in their order."""
        await self.clerk.caught_up()
        stations = await self.places.stations(region)
        keys = [(each.code, contest.value) for each in stations]
        figures = await self.clerk.projections.figures(keys)
        settled = {state for state in State if state.settled} | _WITHOUT_FIGURES
        return [
            each.code
            for each in stations
            if (figure := figures.get((each.code, contest.value))) is None
            or State(figure.state) not in settled
        ]

    async def below(self, region: RegionCode) -> list[RegionCode]:
        """The regions whose minutes this plenary takes."""
        below = plenaries_below(region, await self.places.regions(region))
        if region == NATION:
            below += [each.code for each in await self.places.regions(OVERSEAS)]
        return below

    async def _stands(self, region: RegionCode, contest: Contest) -> bool:
        assembly: Assembly = await self.clerk.assembly(region, contest)
        return assembly.standing.stands_for(await self.content(region, contest))

    async def _written(self, attendant: Attendant) -> Present:
        return Present(
            await self.clerk.write(attendant.name),
            attendant.seat,
            attendant.signing,
            await self.clerk.write_any(attendant.words),
        )


def _stands_above(actor: Actor, region: RegionCode) -> bool:
    """Whether a person acts for a tier above a region, and not for the region itself."""
    return actor.region == NATION or (region.startswith(actor.region) and actor.region != region)
