"""The page of a region above the village: shares, progress, whether it can change, and what it sums up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.election.regions import NATION, Level, level_of
from sirekap.publication.pages import paths
from sirekap.publication.pages.documents import Region, read
from sirekap.publication.pages.map import drawn
from sirekap.publication.pages.progress import progress, shares
from sirekap.publication.pages.site import headings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sirekap.election.contests import Contest
    from sirekap.election.regions import RegionCode
    from sirekap.publication.pages.choices import Ballot, Choice
    from sirekap.publication.pages.documents import Child, Latest
    from sirekap.publication.pages.progress import Shares
    from sirekap.publication.pages.site import File, Site
    from sirekap.publication.pages.speech import Speech

_CERTIFIED = "certified"


@dataclass(frozen=True, slots=True)
class Row:
    """A part of the total: its stations, and the votes of each choice."""

    code: str
    name: str
    counted: int
    expected: int
    votes: tuple[int, ...]


def region_page(site: Site, now: Latest, document: bytes) -> Iterator[File]:
    """A region's page in every language, from its document under ``/v1``."""
    told = read(document, Region)
    contest, region = told.contest, told.region
    ballot = site.ballot(contest, region)
    found = shares(ballot.choices, told.votes, told.settled)
    rows = [_row(each, ballot.choices) for each in told.children]
    sums = _sum(rows, ballot.choices)
    plenary = told.plenary
    path = paths.region(contest, region)
    yield from site.render(
        "region.html",
        path,
        now,
        contest=contest,
        region=region,
        name=told.name,
        heading=headings(region, told.name),
        above=site.above(region),
        plenary=plenary,
        certified=plenary is not None and plenary.phase == _CERTIFIED,
        by_party=contest.by_party,
        threshold=site.profile.entry(contest).threshold,
        counts=told.counts,
        votes=told.votes,
        found=progress(told.counts),
        shares=found,
        of_change=_change(told, found),
        drawn=drawn(site, contest, region, ballot.choices, told.children),
        below=below(region),
        columns=ballot.choices,
        rows=rows,
        sums=sums,
        adds_up=sums.votes == tuple(line.votes for line in found.lines),
        districts=_districts(ballot, region, contest),
        assembly=assembly_of(contest, region),
        remarks=sorted(told.findings.items()),
        picture=paths.picture(contest, region) if level_of(region) <= Level.PROVINCE else None,
        of_sources=_sources(contest, region),
    )


def _row(child: Child, choices: Sequence[Choice]) -> Row:
    return Row(
        child.region,
        child.name,
        child.counts.get("counted", 0),
        child.counts.get("expected", 0),
        tuple(child.votes.get(each.field, 0) for each in choices),
    )


def _sum(rows: Sequence[Row], choices: Sequence[Choice]) -> Row:
    return Row(
        "",
        "",
        sum(each.counted for each in rows),
        sum(each.expected for each in rows),
        tuple(sum(each.votes[at] for each in rows) for at in range(len(choices))),
    )


def below(region: RegionCode) -> str:
    """The word for what lies one tier below."""
    if region.startswith("99"):
        return "overseas"
    return Level(level_of(region) + 1).name.lower()


def assembly_of(contest: Contest, region: RegionCode) -> RegionCode | None:
    """The assembly whose seats a region's page leads to: the nation's for DPR, its own for DPRD."""
    wanted = {"pdpr": Level.NATION, "pdprdp": Level.PROVINCE, "pdprdk": Level.REGENCY}.get(contest.value)
    return region if wanted == level_of(region) else None


def _districts(ballot: Ballot, region: RegionCode, contest: Contest) -> Sequence[object]:
    if not contest.by_party or (region == NATION and len(ballot.districts) > _MOST):
        return ()
    return sorted(ballot.districts, key=lambda each: each.code)


_MOST = 400
"""Districts of a regency's assembly are 2,325: their list stands with the regencies."""


def _change(told: Region, found: Shares) -> Callable[[Speech], str]:
    """Whether it can still change, in one sentence: the nation's margin, else what is still out here."""

    def said(speech: Speech) -> str:
        if told.margin is not None:
            return told.margin.text.get(speech.language, "")
        missing = told.counts.get("expected", 0) - told.counts.get("counted", 0)
        if not found.whole:
            return speech.say("change.nothing_yet")
        if not missing:
            return speech.say("change.all_in")
        first, second = ([each.votes for each in found.ranked] + [0, 0])[:2]
        if told.open is None:
            return speech.say("change.missing", missing=missing, lead=first - second)
        code = "change.can" if told.open >= first - second else "change.cannot"
        return speech.say(code, open=told.open, lead=first - second)

    return said


def _sources(contest: Contest, region: RegionCode) -> Callable[[Speech], list[tuple[str, str]]]:
    steps = "/".join(region[:length] for length in (2, 4, 6, 10) if length <= len(region))
    kpu = f"pemilu/hhcw/{contest}.json" if region == NATION else f"pemilu/hhcw/{contest}/{steps}.json"
    return lambda speech: [
        (speech.say("source.own"), paths.document(contest, region)),
        (speech.say("source.kpu"), kpu),
    ]
