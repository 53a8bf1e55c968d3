"""How minutes say things: dates, stations, fields, the words of people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sirekap.election.regions import is_overseas, level_of, number_of, village_of
from sirekap.sheet.minutes.book import DASH
from sirekap.texts import say, table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sirekap.election.forms import Form
    from sirekap.election.identity import SaltedHash
    from sirekap.election.regions import RegionCode, StationCode

JAKARTA = ZoneInfo("Asia/Jakarta")


def tier_of(region: RegionCode) -> str:
    """The tier of a plenary, as texts are named for it."""
    if is_overseas(region):
        return "overseas"
    return level_of(region).name.lower()


@dataclass(frozen=True, slots=True)
class Saying:
    """One language, with the names of regions and the words behind hashes.

    What was withdrawn is left blank, as a dash.
    """

    language: str
    names: Mapping[RegionCode, str]
    told: Mapping[SaltedHash, str]

    def say(self, code: str, **facts: object) -> str:
        """A sentence of the minutes."""
        return say(f"minutes.{code}", self.language, **facts)

    def name(self, code: RegionCode) -> str:
        """A region's name, or its code where it has none."""
        return self.names.get(code, code)

    def words(self, name: SaltedHash | None) -> str:
        """What somebody wrote, or a dash."""
        return self.told.get(name, DASH) if name is not None else DASH

    def person(self, name: SaltedHash) -> str:
        """A person's name as it stands on paper; blank when it is withdrawn."""
        return self.told.get(name, "")

    def station(self, code: StationCode) -> str:
        """A station by its number and village."""
        return f"TPS {number_of(code):03} {self.name(village_of(code))}"

    def day(self, moment: datetime) -> str:
        """A date as it is written in Indonesia."""
        there = moment.astimezone(JAKARTA)
        months = say("letter.months", self.language).split()
        return f"{there.day} {months[there.month - 1]} {there.year}"

    def weekday(self, moment: datetime) -> str:
        """The day of the week."""
        return self.say("weekdays").split()[moment.astimezone(JAKARTA).weekday()]

    def time(self, moment: datetime) -> str:
        """A date with its time, of Jakarta."""
        return f"{self.day(moment)}, {moment.astimezone(JAKARTA):%H.%M} WIB"

    def field(self, form: Form, name: str) -> str:
        """What a field is called on the paper, with the heading it stands under."""
        for group in form.groups:
            for each in group.fields:
                if each.name == name:
                    return f"{group.heading} {each.label}"
        return name

    def finding(self, code: str, facts: tuple[tuple[str, int | str], ...]) -> str:
        """A finding's sentence."""
        return say(code, self.language, **dict(facts)) if code in table(self.language) else code
