"""Rows of a station: where it stands, the votes of each choice, its photos."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sirekap.election.records import Decision
from sirekap.election.regions import Level, ancestors, level_of, number_of
from sirekap.publication.export.fields import is_choice, values
from sirekap.tiers.tally import open_ballots

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sirekap.election.identity import RecordId
    from sirekap.election.regions import StationCode
    from sirekap.publication.country import Country
    from sirekap.publication.export.columns import Row
    from sirekap.publication.own.told import PublicPhoto
    from sirekap.tiers.ledger import Thread
    from sirekap.tiers.standing import BlockStanding


@dataclass(frozen=True)
class Told:
    """What rows tell beside a thread: names, the form's shared fields, places in the log, photos.

    ``log`` has the index of every record that is spoken of and is logged.
    """

    country: Country
    fields: tuple[str, ...]
    log: Mapping[RecordId, int] = field(default_factory=dict)
    photos: Mapping[StationCode, tuple[PublicPhoto, ...]] = field(default_factory=dict)


def listed(parts: Iterable[object]) -> str | None:
    """A list in one cell, its parts parted by a semicolon; nothing if there are none."""
    return ";".join(str(each) for each in parts) or None


def station_row(told: Told, code: StationCode, thread: Thread) -> Row:
    """A station as it stands."""
    standing = thread.standing
    votes, administration = standing.votes, standing.administration
    return (
        code,
        number_of(code),
        told.country.name(code),
        *_above(told.country, code),
        None if standing.poll is None else standing.poll.value,
        listed(each.value for each in standing.polls),
        votes.state.value,
        administration.state.value,
        votes.state.settled,
        administration.state.settled,
        *values((*administration.figures.entries, *votes.figures.entries), told.fields),
        listed(standing.findings),
        listed(votes.holding),
        listed(administration.holding),
        len(thread.claims),
        len(thread.readings),
        sum(len(each.act.changes) for each in thread.acts if isinstance(each.act, Decision)),
        len(standing.objections),
        standing.held,
        standing.waiting,
        open_ballots(standing, thread.ballots),
        _places(told, votes),
        _places(told, administration),
        votes.decision,
        administration.decision,
    )


def vote_rows(code: StationCode, thread: Thread) -> Iterator[Row]:
    """The votes of each choice that the station's paper names."""
    for name, count in thread.standing.votes.figures.entries:
        if is_choice(name):
            yield code, name, count


def photo_rows(told: Told, code: StationCode) -> Iterator[Row]:
    """The photos of the station's pages."""
    for each in sorted(told.photos.get(code, ()), key=lambda photo: (photo.page, photo.sha256)):
        yield code, each.page, each.sha256, each.address


def _above(country: Country, code: StationCode) -> Iterator[str]:
    for region in ancestors(code):
        if level_of(region) is not Level.NATION:
            yield region
            yield country.name(region)


def _places(told: Told, block: BlockStanding) -> str | None:
    return listed(sorted(told.log[each] for each in block.heads if each in told.log))
