"""The page of a village and its sheets: up to ten stations to a page, each under its own address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.publication.pages import paths
from sirekap.publication.pages.documents import Village, read
from sirekap.publication.pages.progress import progress, shares
from sirekap.publication.pages.site import headings
from sirekap.publication.pages.station import seen

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from sirekap.election.regions import StationCode
    from sirekap.publication.pages.choices import Ballot
    from sirekap.publication.pages.documents import Block, Latest, Station
    from sirekap.publication.pages.progress import Shares
    from sirekap.publication.pages.site import File, Site
    from sirekap.publication.pages.speech import Speech


@dataclass(frozen=True, slots=True)
class Row:
    """A station in the village's table."""

    station: Station
    votes: tuple[int | None, ...]
    photos: int


def village_pages(
    site: Site, now: Latest, document: bytes, changed: Collection[StationCode] | None = None
) -> Iterator[File]:
    """A village's page and its stations' pages in every language, from its document.

    If it is known in which stations anything ``changed``, the pages of the others are not made.
    """
    told = read(document, Village)
    yield from _village(site, now, told)
    sheets: dict[str, list[Station]] = {}
    for each in told.stations:
        sheets.setdefault(each.station[: paths.SHEET], []).append(each)
    wanted = None if changed is None else {each[: paths.SHEET] for each in changed}
    for code, stations in sheets.items():
        if wanted is None or code in wanted:
            yield from _sheet(site, now, told, code, stations)


def _village(site: Site, now: Latest, told: Village) -> Iterator[File]:
    contest, region = told.contest, told.region
    ballot = site.ballot(contest, region)
    found = shares(ballot.choices, told.votes, {})
    rows = [_row(each, ballot) for each in told.stations]
    sums = tuple(sum(each.votes[at] or 0 for each in rows) for at in range(len(ballot.choices)))
    yield from site.render(
        "village.html",
        paths.region(contest, region),
        now,
        contest=contest,
        region=region,
        name=told.name,
        heading=headings(region, told.name),
        above=site.above(region),
        votes=told.votes,
        found=progress(told.counts),
        shares=found,
        people=_people(ballot, told),
        rows=rows,
        sums=sums,
        columns=ballot.choices,
        adds_up=sums == tuple(line.votes for line in found.lines),
        of_change=_change(told, found),
        district=ballot.district,
        remarks=sorted(told.findings.items()),
        document=paths.document(contest, region),
        kpu=f"pemilu/hhcw/{contest}/{region[:2]}/{region[:4]}/{region[:6]}/{region}.json",
    )


def _sheet(site: Site, now: Latest, told: Village, code: str, stations: Sequence[Station]) -> Iterator[File]:
    contest, region = told.contest, told.region
    ballot = site.ballot(contest, region)
    yield from site.render(
        "sheet.html",
        paths.sheet(contest, code),
        now,
        contest=contest,
        region=region,
        name=told.name,
        heading=headings(region, told.name),
        above=(*site.above(region), region),
        stations=[seen(each, ballot) for each in stations],
        all_numbers=[(each.station, each.number, each.name) for each in told.stations],
        ballot=ballot,
        document=paths.document(contest, region),
        labels={each.name: each.label for each in ballot.form.fields()} if ballot.form else {},
    )


def _row(station: Station, ballot: Ballot) -> Row:
    figures = station.votes.figures
    return Row(
        station,
        tuple(figures.get(each.field) for each in ballot.choices),
        sum(each.address is not None for each in station.photos),
    )


def _people(ballot: Ballot, told: Village) -> list[tuple[str, str, int, list[tuple[int, str, int]]]]:
    """Parties with their own votes and their candidates', where the village votes in one district."""
    return [
        (
            each.short,
            each.colour,
            told.votes.get(each.own, 0),
            [(one.number, one.name, told.votes.get(one.field, 0)) for one in each.people],
        )
        for each in ballot.choices
        if each.own is not None and each.people
    ]


def _change(told: Village, found: Shares) -> Callable[[Speech], str]:
    """Whether it can still change here: the votes that stations without a result may yet bring."""
    still = sum(each.open_votes for each in told.stations)
    first, second = ([each.votes for each in found.ranked] + [0, 0])[:2]

    def said(speech: Speech) -> str:
        if not found.whole:
            return speech.say("change.nothing_yet")
        if not still:
            return speech.say("change.all_in")
        return speech.say(
            "change.can" if still >= first - second else "change.cannot", open=still, lead=first - second
        )

    return said


def is_result(block: Block) -> bool:
    """Whether a block is a result, and not a first word."""
    return block.state in {"agreed", "verified", "recapitulated", "corrected"}
