"""The act of drawing a copy of one station's form (C.HASIL SALINAN) from its figures as they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.election.refusal import Refusal
from sirekap.election.regions import RegionCode, village_of
from sirekap.office.hold_plenary import signing_code
from sirekap.office.minutes.annexes import corrections, remarks
from sirekap.office.minutes.cover import furniture
from sirekap.office.minutes.draw import FORM
from sirekap.office.minutes.gather import NO_BALLOT, NO_STATION
from sirekap.office.minutes.saying import Saying
from sirekap.office.minutes.tables import copy_table
from sirekap.sheet.minutes.book import Book, Fact, Panel, Seal, Signatory
from sirekap.tiers.ballots import ballots_of
from sirekap.tiers.minuted import corrections_of, remarks_of
from sirekap.tiers.station_copy import station_copy

if TYPE_CHECKING:
    from collections.abc import Callable

    from sirekap.election.contests import Contest
    from sirekap.election.regions import StationCode
    from sirekap.office.minutes.gather import Gathering
    from sirekap.sheet.minutes.book import Checkpoint
    from sirekap.tiers.rulebook import Rulebook
    from sirekap.tiers.station_copy import StationCopy

_OFFICERS = 7
_WITNESSES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawCopy:
    """Draws copies of stations' forms. ``page`` is the public page of a place."""

    gathering: Gathering
    rulebook: Rulebook
    page: Callable[[Contest, str], str]
    language: str = "id"

    async def __call__(self, station: StationCode, contest: Contest, checkpoint: Checkpoint | None) -> Book:
        """A station's figures in numbers and words, with what was changed and found.

        Raises ``Refusal`` for a station that is not there, has no such contest, or no figures.
        """
        gathering = self.gathering
        if await gathering.places.station(station) is None:
            raise Refusal(NO_STATION, {"station": station})
        ballots = ballots_of(gathering.profile, contest, RegionCode(station))
        if not ballots:
            raise Refusal(NO_BALLOT, {"contest": contest.value, "region": station})
        threads = await gathering.threads(contest, [station])
        copy = station_copy(station, contest, threads[station])
        made, found = corrections_of(threads), remarks_of(contest, threads, self.rulebook)
        acknowledged = await gathering.acknowledged(head for one in found for head in one.heads)
        told = await gathering.told(
            [
                *(name for one in made for name in (one.act.words, one.act.objector, one.act.order)),
                *(each.reason for some in acknowledged.values() for each in some),
            ]
        )
        saying = Saying(self.language, await gathering.names(village_of(station)), told)
        form, entry = ballots[0].form, gathering.profile.entry(contest)
        return Book(
            form=f"{saying.say('form_copy')}-{entry.form.removeprefix(FORM)}",
            title=saying.say("title_copy"),
            contest=saying.say("contest", name=entry.name),
            region=f"{saying.station(station)} ({station})",
            election=gathering.profile.name,
            draft="" if copy.settled else saying.say("copy_draft"),
            language=self.language,
            portrait=True,
            facts=_facts(copy, saying),
            narrative=(saying.say("copy_told"), saying.say("bound")),
            seal=Seal(copy.content, signing_code(copy.content), checkpoint, self.page(contest, station)),
            tables=(copy_table(form, copy.figures, saying),),
            place=saying.say("place", region=saying.name(village_of(station)), day=saying.day(copy.at)),
            panels=_panels(saying),
            annexes=(corrections(made, form, saying), remarks(found, acknowledged, saying)),
            furniture={**furniture(saying), "code": saying.say("copy_code")},
            dated=copy.at,
        )


def _facts(copy: StationCopy, saying: Saying) -> tuple[Fact, ...]:
    parts = {"village": 10, "subdistrict": 6, "regency": 4, "province": 2}
    where = [
        Fact(saying.say(f"fact.{name}"), saying.name(RegionCode(copy.station[:size])))
        for name, size in parts.items()
    ]
    return (
        *where,
        Fact(saying.say("fact.poll"), copy.poll.value),
        Fact(saying.say("fact.state"), saying.say(f"state.{copy.state}")),
    )


def _panels(saying: Saying) -> tuple[Panel, ...]:
    chair = Signatory("", saying.say("seat.chair"))
    members = (Signatory("", saying.say("seat.member")),) * (_OFFICERS - 1)
    witnesses = (Signatory("", saying.say("seat.witness")),) * _WITNESSES
    return (
        Panel(saying.say("body_copy"), (chair, *members)),
        Panel(saying.say("witnesses"), witnesses),
    )
