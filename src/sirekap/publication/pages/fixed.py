"""The pages there is one of: front, method, downloads, search, a hall's screen, frames for newsrooms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.election.contests import Contest
from sirekap.election.regions import NATION
from sirekap.publication.pages import paths
from sirekap.publication.pages.documents import Region, read
from sirekap.publication.pages.progress import progress, shares
from sirekap.publication.pages.search import index_files
from sirekap.publication.pages.site import headings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sirekap.publication.pages.documents import Latest
    from sirekap.publication.pages.site import File, Site

EXPORTS = ("csv", "parquet", "json")


def site_pages(site: Site, now: Latest, nations: Mapping[Contest, bytes]) -> Iterator[File]:
    """Every page there is one of, scripts and styles first. ``nations`` are the nation's documents.

    Written once at the beginning; of these only the front (:func:`front_page`) changes with results.
    """
    yield from site.assets.files()
    yield from index_files(site.country)
    yield from front_page(site, now, nations)
    for name in ("cara", "unduh", "cari"):
        yield from site.render(
            f"{name}.html", f"{name}.html", now, provinces=_provinces(site), exports=EXPORTS
        )
    yield from site.render("404.html", "404.html", None)


def front_page(site: Site, now: Latest, nations: Mapping[Contest, bytes]) -> Iterator[File]:
    """The front: each contest in short."""
    told = {contest: read(content, Region) for contest, content in nations.items()}
    short = [
        (
            entry.contest,
            progress(told[entry.contest].counts),
            shares(site.ballot(entry.contest, NATION).choices, told[entry.contest].votes, {}),
        )
        for entry in site.profile.contests
        if entry.contest in told
    ]
    yield from site.render(
        "index.html", "index.html", now, short=short, provinces=_provinces(site), first=Contest.PRESIDENT
    )


def screen_page(site: Site, now: Latest, document: bytes) -> Iterator[File]:
    """The nation on a hall's wall: large, without anything to touch, loading itself again."""
    told = read(document, Region)
    ballot = site.ballot(told.contest, told.region)
    yield from site.render(
        "screen.html",
        paths.screen(told.contest),
        now,
        contest=told.contest,
        heading=headings(told.region, told.name),
        found=progress(told.counts),
        shares=shares(ballot.choices, told.votes, told.settled),
        of_change=lambda speech: told.margin.text.get(speech.language, "") if told.margin else "",
    )


def embed_page(site: Site, now: Latest, document: bytes) -> Iterator[File]:
    """A region in little, for a frame on another page."""
    told = read(document, Region)
    ballot = site.ballot(told.contest, told.region)
    yield from site.render(
        "embed.html",
        paths.embed(told.contest, told.region),
        now,
        contest=told.contest,
        region=told.region,
        heading=headings(told.region, told.name),
        found=progress(told.counts),
        shares=shares(ballot.choices, told.votes, told.settled),
    )


def _provinces(site: Site) -> list[tuple[str, str]]:
    return [(code, site.country.name(code)) for code in site.country.below.get(NATION, ())]
