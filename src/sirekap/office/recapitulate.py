"""The acts of the plenary that opens the papers: every station is confirmed, corrected or entered.

Law: PKPU 5/2024; PKPU 19/2020 art. 15A. The paper lies open before witnesses; what the system
has is compared with it, station by station, and with the witnesses' copies.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from sirekap.election import returns
from sirekap.election.contests import Poll
from sirekap.election.records import (
    Decision,
    FieldChange,
    Figures,
    Ruling,
    SpecialEvents,
    WitnessCopy,
)
from sirekap.election.refusal import Refusal
from sirekap.office.clerk import overtaken
from sirekap.office.permissions import Act, allow
from sirekap.tiers.ladder import first_plenary
from sirekap.tiers.plenaries import Phase
from sirekap.tiers.standing import State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sirekap.election.contests import Contest
    from sirekap.election.forms import FieldName
    from sirekap.election.identity import RecordId
    from sirekap.election.records import ChangeReason, PagePhoto
    from sirekap.election.regions import StationCode
    from sirekap.office.actor import Actor
    from sirekap.office.clerk import Clerk
    from sirekap.tiers.standing import BlockStanding, Standing


class Code(StrEnum):
    """Why a station cannot be settled so."""

    NOT_OPEN = "plenary_not_open"
    NOTHING_TO_CONFIRM = "nothing_to_confirm"
    DIFFERING = "differing_to_confirm"
    NOTHING_CHANGES = "correction_changes_nothing"
    FIELD_UNKNOWN = "correction_field_unknown"
    ENTRIES_DIFFER = "entries_differ"
    NO_PHOTO = "entry_without_photo"


@dataclass(frozen=True, slots=True)
class Opened:
    """What was seen and said when a station's paper was opened.

    ``witness_copy`` compares the copies that witnesses brought; ``witness`` names whose
    differs; ``special_events`` tells what the station's form of them said.
    """

    witness_copy: WitnessCopy = WitnessCopy.NONE
    witness: str | None = None
    special_events: SpecialEvents = SpecialEvents.NONE
    words: str | None = None
    objector: str | None = None
    order: str | None = None
    photos: tuple[PagePhoto, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A field's new figure, and why."""

    new: int | None
    reason: ChangeReason


@dataclass(frozen=True, slots=True)
class Entered:
    """Both blocks as typed from the paper by one person."""

    votes: Mapping[FieldName, int | None]
    administration: Mapping[FieldName, int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recapitulate:
    """What an operator does to a station in the open plenary of its subdistrict, or PPLN."""

    clerk: Clerk

    async def confirm(self, actor: Actor, station: StationCode, contest: Contest, opened: Opened) -> RecordId:
        """The opened paper equals the figure."""
        standing = await self._standing(actor, station, contest)
        blocks = _confirmable(standing.votes), _confirmable(standing.administration)
        if not blocks[0].entries:
            raise Refusal(Code.NOTHING_TO_CONFIRM, {"station": station})
        return await self._settle(actor, station, contest, standing, Ruling.CONFIRM, blocks, opened)

    async def correct(
        self,
        actor: Actor,
        station: StationCode,
        contest: Contest,
        changes: Mapping[FieldName, Change],
        opened: Opened,
    ) -> RecordId:
        """The opened paper, or a count of the ballots, says something else, field by field.

        Where claims differ so that none counts, the changes are against the last one.
        """
        standing = await self._standing(actor, station, contest)
        before = await self._before(station, contest, standing)
        old = {name: count for block in before for name, count in block.entries}
        if unknown := sorted(set(changes) - set(old)):
            raise Refusal(Code.FIELD_UNKNOWN, {"field": unknown[0]})
        made = tuple(
            FieldChange(name, old[name], change.new, change.reason)
            for name, change in sorted(changes.items())
            if old[name] != change.new
        )
        if not made:
            raise Refusal(Code.NOTHING_CHANGES)
        new = {name: change.new for name, change in changes.items()}
        blocks = _changed(before[0], new), _changed(before[1], new)
        return await self._settle(actor, station, contest, standing, Ruling.CORRECT, blocks, opened, made)

    def may_settle(self, actor: Actor, station: StationCode) -> None:
        """Refuse who may not settle a station, before anyone's password is asked for."""
        allow(actor, Act.SETTLE, station)

    async def enter(  # noqa: PLR0913, PLR0917 -- two people, each with what they typed
        self,
        actor: Actor,
        second: Actor,
        station: StationCode,
        contest: Contest,
        first_typed: Entered,
        second_typed: Entered,
        opened: Opened,
    ) -> RecordId:
        """Nothing was sent, or photos alone: two people type the paper, neither seeing the other."""
        actor.other_than(second)
        allow(second, Act.SIGN_SECOND, station)
        standing = await self._standing(actor, station, contest)
        if differing := _differing(first_typed, second_typed):
            raise Refusal(Code.ENTRIES_DIFFER, {"fields": ", ".join(differing)})
        if not opened.photos:
            raise Refusal(Code.NO_PHOTO)
        blocks = Figures.of(first_typed.votes), Figures.of(first_typed.administration)
        return await self._settle(
            actor, station, contest, standing, Ruling.ENTER, blocks, opened, second=second
        )

    async def _standing(self, actor: Actor, station: StationCode, contest: Contest) -> Standing:
        """Where the station stands, if this person may settle it now."""
        allow(actor, Act.SETTLE, station)
        region = first_plenary(station)
        phase = (await self.clerk.assembly(region, contest)).standing.phase
        if phase is not Phase.OPEN:
            raise Refusal(Code.NOT_OPEN, {"region": region, "phase": phase})
        standing = (await self.clerk.thread(station, contest)).standing
        for block in (standing.votes, standing.administration):
            if not block.state.allows("recapitulate"):
                raise Refusal(returns.REFUSED, {"state": block.state, "act": "recapitulate"})
        return standing

    async def _before(
        self, station: StationCode, contest: Contest, standing: Standing
    ) -> tuple[Figures, Figures]:
        """What a correction is made against: the figures that count, or else those of the last claim."""
        claims = (await self.clerk.thread(station, contest)).claims

        def of(block: BlockStanding, votes: bool) -> Figures:  # noqa: FBT001 -- one of two blocks
            heads = sorted((each for each in claims if each.id in block.heads), key=lambda each: each.at)
            if block.figures.entries or not heads:
                return block.figures
            return heads[-1].votes if votes else heads[-1].administration

        return of(standing.votes, True), of(standing.administration, False)  # noqa: FBT003 -- as above

    async def _settle(  # noqa: PLR0913, PLR0917 -- what every ruling has, and what only some have
        self,
        actor: Actor,
        station: StationCode,
        contest: Contest,
        standing: Standing,
        ruling: Ruling,
        blocks: tuple[Figures, Figures],
        opened: Opened,
        changes: tuple[FieldChange, ...] = (),
        second: Actor | None = None,
    ) -> RecordId:
        write = self.clerk.write_any
        made = await self.clerk.file(
            Decision(
                **self.clerk.head(),
                station=station,
                contest=contest,
                poll=standing.poll or Poll.REGULAR,
                ruling=ruling,
                votes=blocks[0],
                administration=blocks[1],
                changes=changes,
                basis=tuple(sorted({*standing.votes.heads, *standing.administration.heads})),
                follows=standing.decision,
                person=actor.person,
                second=second.person if second else None,
                objector=await write(opened.objector),
                words=await write(opened.words),
                order=await write(opened.order),
                witness_copy=opened.witness_copy,
                witness=await write(opened.witness),
                special_events=opened.special_events,
                photos=opened.photos,
            )
        )
        if (await self.clerk.thread(station, contest)).standing.decision != made:
            raise overtaken()
        return made


def _confirmable(block: BlockStanding) -> Figures:
    if block.state is State.DIFFERING:
        raise Refusal(Code.DIFFERING)
    return block.figures


def _changed(figures: Figures, new: Mapping[FieldName, int | None]) -> Figures:
    return Figures.of({name: new.get(name, count) for name, count in figures.entries})


def _differing(first: Entered, second: Entered) -> list[str]:
    """The fields that two people typed differently."""
    one, other = ({**each.votes, **each.administration} for each in (first, second))
    return sorted(name for name in one.keys() | other.keys() if one.get(name, -1) != other.get(name, -1))
