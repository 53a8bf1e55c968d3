"""The act of drawing up the minutes of a plenary (D.HASIL).

Nothing is decided here: what was certified is laid out so that people can read and sign it
on paper, with the hash of the figures and the head of the log, so that paper and data can be
held against each other. Law: PKPU 5/2024; the signature is ink (UU 7/2017 art. 390).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.office.hold_plenary import signing_code
from sirekap.office.minutes.annexes import annexes_of, words_of
from sirekap.office.minutes.cover import draft_of, facts_of, furniture, narrative, panels_of, region_line
from sirekap.office.minutes.saying import Saying, tier_of
from sirekap.office.minutes.tables import outcomes_of, tables_of
from sirekap.sheet.minutes.book import Book, Seal
from sirekap.tiers.minutes import minutes_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sirekap.election.contests import Contest
    from sirekap.election.regions import Level, RegionCode
    from sirekap.office.minutes.gather import Gathering
    from sirekap.sheet.minutes.book import Checkpoint
    from sirekap.tiers.rulebook import Rulebook

FORM = "C.HASIL-"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawMinutes:
    """Draws up minutes. ``ends`` tells where a contest ends, ``page`` the public page of a place."""

    gathering: Gathering
    rulebook: Rulebook
    ends: Callable[[Contest], Level]
    page: Callable[[Contest, str], str]
    language: str = "id"

    async def __call__(self, region: RegionCode, contest: Contest, checkpoint: Checkpoint | None) -> Book:
        """The minutes of a region as they stand now; a draft until a certificate stands for them.

        Raises ``Refusal`` where no plenary meets or has met, and ``minutes_moved`` when the
        figures changed meanwhile.
        """
        under = await self.gathering.under(region, contest, self.ends(contest))
        minutes = minutes_of(under, self.rulebook)
        acknowledged = await self.gathering.acknowledged(
            head for one in minutes.remarks for head in one.heads
        )
        told = await self.gathering.told(words_of(minutes, acknowledged))
        named = [*(one.act.station for one in minutes.corrections)]
        named += [each for sent in minutes.sent_back for each in sent.act.stations]
        saying = Saying(self.language, await self.gathering.names(region, named), told)
        profile = self.gathering.profile
        entry, tier = profile.entry(contest), tier_of(region)
        name = saying.say("contest", name=entry.name)
        return Book(
            form=f"{saying.say(f'form_{tier}')}-{entry.form.removeprefix(FORM)}",
            title=saying.say(f"title_{tier}"),
            contest=name,
            region=region_line(region, saying),
            election=profile.name,
            draft=draft_of(minutes, saying),
            language=self.language,
            facts=facts_of(minutes, saying),
            narrative=narrative(minutes, name, saying),
            outcomes=outcomes_of(minutes.parts[0], profile.tickets) if len(minutes.parts) == 1 else (),
            seal=Seal(minutes.content, signing_code(minutes.content), checkpoint, self.page(contest, region)),
            tables=tuple(tables_of(minutes, under.threads, saying)),
            place=saying.say("place", region=saying.name(region), day=saying.day(minutes.at)),
            panels=panels_of(minutes, saying),
            annexes=annexes_of(minutes, acknowledged, saying),
            furniture=furniture(saying),
            dated=minutes.at,
        )
