"""The verification desk: a person decides what the photo says where claims differ or a finding holds.

Work is taken for a time and comes back when its taker falls silent. What can still change an
outcome is handed out first, then what has waited longest. Whoever decides types the
figures without seeing any claim; where a station's open votes are at least half of what
separates two outcomes, two people must type the same. Nobody judges their own decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from sirekap.election.canonical import decode, encode
from sirekap.election.contests import Block, Poll
from sirekap.election.records import Decision, Figures, Ruling, SpecialEvents, WitnessCopy
from sirekap.election.refusal import Refusal
from sirekap.election.regions import NATION
from sirekap.office.clerk import overtaken
from sirekap.office.permissions import Act, allow
from sirekap.office.ports import Typed
from sirekap.tiers.asking import OPEN, asked
from sirekap.tiers.documents import parse_thread

if TYPE_CHECKING:
    from datetime import datetime

    from sirekap.election.canonical import Json
    from sirekap.election.contests import Contest
    from sirekap.election.forms import FieldName
    from sirekap.election.identity import RecordId, SaltedHash
    from sirekap.election.regions import RegionCode, StationCode
    from sirekap.office.actor import Actor
    from sirekap.office.clerk import Clerk
    from sirekap.office.ports import Desk
    from sirekap.tiers.ledger import Thread
    from sirekap.tiers.rulebook import Rulebook

_LOOKED_THROUGH = 2_000


class Code(StrEnum):
    """Why the desk refuses."""

    NOT_YOURS = "work_not_yours"
    NOT_OPEN = "work_not_open"
    OWN_DECISION = "work_own_decision"
    INCOMPLETE = "work_incomplete"


class Weight(Protocol):
    """What a station's votes can still do."""

    async def __call__(self, station: StationCode, contest: Contest) -> tuple[int, int | None]:
        """Its open votes, and the votes that separate two outcomes; ``None`` if nothing can change."""


@dataclass(frozen=True, slots=True)
class Work:
    """A station's contest to look at: which fields are asked. No claim is shown before it is typed."""

    station: StationCode
    contest: Contest
    fields: tuple[str, ...]
    people: int
    """How many must type the same."""
    returns: tuple[RecordId, ...] = ()
    """The returns whose photos show it."""


@dataclass(frozen=True, slots=True)
class Verify:
    """The desk of one process. ``lease`` is how long a taker may be silent."""

    clerk: Clerk
    desk: Desk
    rulebook: Rulebook
    weight: Weight
    lease: timedelta = timedelta(minutes=5)

    async def queue(self, region: RegionCode, contest: Contest) -> list[StationCode]:
        """What is open in a region: what can change an outcome first, then the longest waiting."""
        await self.clerk.caught_up()
        prefix = "" if region == NATION else region
        found = await self.clerk.projections.in_states(contest.value, prefix, sorted(OPEN), _LOOKED_THROUGH)
        ranked: list[tuple[bool, datetime, StationCode]] = []
        for each in found:
            key, thread = parse_thread(each.document)
            ranked.append((not await self._matters(key[0], contest), _since(thread), key[0]))
        return [station for _, _, station in sorted(ranked)]

    async def take(self, actor: Actor, region: RegionCode, contest: Contest) -> Work | None:
        """Take the next piece of work that nobody has and that is not one's own, if there is any."""
        allow(actor, Act.VERIFY, region)
        now = self.clerk.now()
        taken = await self.desk.taken(now)
        for station in await self.queue(region, contest):
            key = work_key(station, contest)
            if key in taken or any(each.person == actor.id for each in await self.desk.typed(key)):
                continue
            thread = await self.clerk.thread(station, contest)
            if _decided_by(thread, actor.person):
                continue
            if await self.desk.take(key, actor.id, now, now + self.lease):
                fields = self._fields(station, contest, thread)
                standing = thread.standing
                heads = tuple(sorted({*standing.votes.heads, *standing.administration.heads}))
                return Work(station, contest, fields, await self._people(station, contest), heads)
        return None

    async def give_back(self, actor: Actor, station: StationCode, contest: Contest) -> None:
        """Give work back undone."""
        allow(actor, Act.VERIFY, station)
        await self.desk.give_back(work_key(station, contest), actor.id)

    async def type(
        self, actor: Actor, station: StationCode, contest: Contest, typed: dict[str, int | None], why: str
    ) -> RecordId | None:
        """Type what the photo says. The decision, or ``None`` if a second person has to type it too.

        ``why`` is the written reason. Where two people must and differ, both entries are
        forgotten and the work is open again for two others' or their own new look.
        """
        allow(actor, Act.VERIFY, station)
        key = work_key(station, contest)
        now = self.clerk.now()
        if not await self.desk.take(key, actor.id, now, now + self.lease):
            raise Refusal(Code.NOT_YOURS)
        thread = await self.clerk.thread(station, contest)
        if _decided_by(thread, actor.person):
            raise Refusal(Code.OWN_DECISION)
        fields = self._fields(station, contest, thread)
        if not fields:
            raise Refusal(Code.NOT_OPEN)
        if missing := [name for name in fields if name not in typed]:
            raise Refusal(Code.INCOMPLETE, {"field": missing[0]})
        entry: Json = {name: typed[name] for name in fields}
        said = encode({"figures": entry, "person": actor.person})
        await self.desk.type(key, Typed(actor.id, said))
        entries = [decode(each.figures) for each in await self.desk.typed(key)]
        if len(entries) < await self._people(station, contest):
            await self.desk.give_back(key, actor.id)
            return None
        return await self._decide(actor, station, contest, thread, entries, why)

    async def _decide(  # noqa: PLR0913, PLR0917 -- the piece of work, who typed what, and why
        self,
        actor: Actor,
        station: StationCode,
        contest: Contest,
        thread: Thread,
        entries: list[Json],
        why: str,
    ) -> RecordId | None:
        key = work_key(station, contest)
        typed = [each for each in entries if isinstance(each, dict)]
        if any(each["figures"] != typed[0]["figures"] for each in typed):
            await self.desk.clear(key)
            return None
        others: list[SaltedHash] = [each["person"] for each in typed if each["person"] != actor.person]  # type: ignore[misc] # Written above as one.
        figures: dict[FieldName, int | None] = typed[0]["figures"]  # type: ignore[assignment] # The same.
        blocks = asked((station, contest), thread, self.rulebook)
        standing = thread.standing
        made = await self.clerk.file(
            Decision(
                **self.clerk.head(),
                station=station,
                contest=contest,
                poll=standing.poll or Poll.REGULAR,
                ruling=Ruling.VERIFY,
                votes=blocks[Block.VOTES].with_typed(figures) if Block.VOTES in blocks else Figures(),
                administration=(
                    blocks[Block.ADMINISTRATION].with_typed(figures)
                    if Block.ADMINISTRATION in blocks
                    else Figures()
                ),
                changes=(),
                basis=tuple(sorted({*standing.votes.heads, *standing.administration.heads})),
                follows=standing.decision,
                person=actor.person,
                second=others[0] if others else None,
                objector=None,
                words=await self.clerk.write(why),
                order=None,
                witness_copy=WitnessCopy.NONE,
                witness=None,
                special_events=SpecialEvents.NONE,
                photos=(),
            )
        )
        await self.desk.clear(key)
        if (await self.clerk.thread(station, contest)).standing.decision != made:
            raise overtaken()
        return made

    def _fields(self, station: StationCode, contest: Contest, thread: Thread) -> tuple[str, ...]:
        """What is asked: the fields in doubt, of both blocks."""
        blocks = asked((station, contest), thread, self.rulebook)
        return tuple(name for each in blocks.values() for name in each.fields)

    async def _matters(self, station: StationCode, contest: Contest) -> bool:
        open_votes, margin = await self.weight(station, contest)
        return margin is not None and open_votes >= margin

    async def _people(self, station: StationCode, contest: Contest) -> int:
        open_votes, margin = await self.weight(station, contest)
        return 2 if margin is not None and 2 * open_votes >= margin else 1


def work_key(station: StationCode, contest: Contest) -> str:
    """Under which key the desk has a station's contest."""
    return f"{contest} {station}"


def _since(thread: Thread) -> datetime:
    return min(each.at for each in thread.claims)


def _decided_by(thread: Thread, person: SaltedHash) -> bool:
    """Whether this person took a decision about the station before."""
    return any(
        isinstance(each.act, Decision) and person in {each.act.person, each.act.second}
        for each in thread.acts
    )
