"""What all pages of a site share: the election, its places, the built scripts, where it is served."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sirekap.election.contests import Contest
from sirekap.election.regions import NATION, Level, RegionCode, StationCode, level_of, parent_of
from sirekap.publication.kpu.tree import State
from sirekap.publication.pages import paths
from sirekap.publication.pages.assets import Assets
from sirekap.publication.pages.choices import Ballot, ballot_across, ballot_in, districts_by_region, president
from sirekap.publication.pages.speech import SPEECHES, title_case
from sirekap.texts import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sirekap.election.choices import DistrictCode
    from sirekap.profiles import Profile
    from sirekap.publication.country import Country
    from sirekap.publication.kpu.keys import Keys
    from sirekap.publication.pages.documents import Latest, Photo
    from sirekap.publication.pages.speech import Speech

File = tuple[str, bytes]
"""A path on the site, without a slash before it, and what stands there."""

TEMPLATES = Path(__file__).parent / "templates"
_SPACE = " "
_VILLAGE = 10


@dataclass(frozen=True)
class Site:
    """An election's pages.

    ``address`` is where the site is served, for what must be whole: shared pictures and frames.
    ``report`` is where a wrong photo is reported, ``mailto:`` or ``https:``; empty hides it.
    """

    country: Country
    keys: Keys
    assets: Assets = field(default_factory=Assets)
    address: str = ""
    report: str = ""
    log_key: str = ""
    """The log's verifier key, which the browser's own check is done with; empty hides that check."""
    rehearsal: bool = False
    """Whether the figures are invented: every page then says so."""

    @property
    def profile(self) -> Profile:
        """The election."""
        return self.keys.profile

    @cached_property
    def provinces_of(self) -> Mapping[Contest, frozenset[RegionCode]]:
        """The provinces in which each contest is held."""
        whole = State(self.country, self.keys, datetime.min.replace(tzinfo=UTC))
        return {each.contest: whole.provinces_of(each.contest) for each in self.profile.contests}

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the pages, the first at the root."""
        return LANGUAGES

    def holds(self, contest: Contest, region: str) -> bool:
        """Whether a contest is held in a region."""
        if contest not in self.provinces_of:
            return False
        return region == NATION or region[:2] in self.provinces_of[contest]

    def ballot(self, contest: Contest, place: str) -> Ballot:
        """What is voted on in a region or at a station. Asked for every page, made once a district."""
        if contest is Contest.PRESIDENT:
            return self._tickets
        if len(place) < _VILLAGE:
            return self._of_region(contest, RegionCode(place))
        district = self.keys.district_of(contest, StationCode(place))
        return Ballot(()) if district is None else self.in_district(contest, district)

    @cached_property
    def _tickets(self) -> Ballot:
        return president(self.profile)

    @cached_property
    def _of_region(self) -> Callable[[Contest, RegionCode], Ballot]:
        by_region = {contest: districts_by_region(self.profile, contest) for contest in Contest}

        def made(contest: Contest, region: RegionCode) -> Ballot:
            sizes = (size for size in (10, 6, 4, 2) if size <= len(region))
            here = (by_region[contest].get(region[:size]) for size in sizes)
            districts = (
                next((each for each in here if each), ())
                if region != NATION
                else by_region[contest].get(NATION, ())
            )
            if len(districts) == 1:
                return self.in_district(contest, districts[0].code)
            return ballot_across(self.profile, contest, region, districts)

        return cache(made)

    @cached_property
    def in_district(self) -> Callable[[Contest, DistrictCode], Ballot]:
        """What is voted on in a district; made once."""
        return cache(
            lambda contest, code: ballot_in(self.profile, contest, self.profile.districts(contest)[code])
        )

    def report_of(self, station: str, photo: Photo) -> str:
        """Where a wrong photo is reported, with the station and the photo named."""
        subject = quote(SPEECHES[0].say("report_subject", station=station, page=photo.page))
        joint = "&" if "?" in self.report else "?"
        return f"{self.report}{joint}subject={subject}&body={photo.sha256}"

    def above(self, region: RegionCode) -> tuple[RegionCode, ...]:
        """The regions above one, the nation first."""
        chain: list[RegionCode] = []
        step = parent_of(region)
        while step is not None:
            chain.append(step)
            step = parent_of(step)
        return tuple(reversed(chain))

    def render(
        self,
        template: str,
        path: str,
        now: Latest | None,
        **values: Any,  # noqa: ANN401 -- a template's values are of any type
    ) -> Iterator[File]:
        """A page in every language. Values named ``of_…`` are functions of the language: asked with it."""
        functions = {name: value for name, value in values.items() if name.startswith("of_")}
        for speech, made in zip(SPEECHES, _ENVIRONMENTS, strict=True):
            here = paths.spoken(path, speech.language)
            text = made.get_template(template).render(
                values,
                site=self,
                now=now,
                path=path,
                root=paths.to_root(here),
                s=speech,
                **{name: value(speech) for name, value in functions.items()},
            )
            yield here, text.encode()

    def to(self, speech: Speech, path: str, target: str) -> str:
        """A link from a page to another of the same language."""
        here, there = paths.spoken(path, speech.language), paths.spoken(target, speech.language)
        mine, theirs = here.split("/")[:-1], there.split("/")
        shared = 0
        while shared < min(len(mine), len(theirs) - 1) and mine[shared] == theirs[shared]:
            shared += 1
        return "../" * (len(mine) - shared) + "/".join(theirs[shared:])


def tier_word(region: RegionCode) -> str:
    """The word for a region's tier, as texts are named for it."""
    if region.startswith("99"):
        return "overseas" if level_of(region) is Level.PROVINCE else "overseas_part"
    return level_of(region).name.lower()


def headings(region: RegionCode, name: str) -> dict[str, str]:
    """What a region's page is called, in each language."""
    return {each.language: _called("heading", each, region, name) for each in SPEECHES}


def crumb(site: Site, speech: Speech, region: RegionCode) -> str:
    """A region's short name among those above it, where two may be called alike."""
    return _called("crumb", speech, region, site.country.name(region))


def _called(code: str, speech: Speech, region: RegionCode, name: str) -> str:
    tier = tier_word(region)
    if tier == "regency" and name.upper().startswith(_CITY):
        tier = "city"
    return speech.say(f"{code}.{tier}", name=title_case(name))


_CITY = "KOTA "


def _environment(speech: Speech) -> Environment:
    """The templates in one language. Sentences without blanks are put in when a template is compiled."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(
        t=speech.say,
        n=speech.count,
        share=speech.share,
        moment=speech.moment,
        label=speech.label,
        title=title_case,
    )
    made.globals.update(paths=paths, crumb=crumb)
    return made


_ENVIRONMENTS = tuple(_environment(speech) for speech in SPEECHES)
