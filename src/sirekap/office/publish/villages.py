"""The villages: of each the document of ours with its pointer, and KPU's files of its stations and itself.

Of a village in which something changed only the stations that did are made again; the others'
pieces are taken from the document that stands, which its name vouches for. A village whose
document is not there, or not the one its name says, is made from its figures.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sirekap.election.contests import Contest
from sirekap.election.regions import RegionCode, StationCode
from sirekap.office.ports import ToldWords
from sirekap.office.publish.part import Reading, Written
from sirekap.publication.kpu import paths
from sirekap.publication.kpu.tree import counted_file, station_file
from sirekap.publication.own.region import path_of as pointer_path
from sirekap.publication.own.told import Told
from sirekap.publication.own.village import (
    Village,
    is_named_by,
    joined,
    path_of,
    piece,
    pieces_of,
    pointed,
    pointer,
)
from sirekap.publication.photos import addresses
from sirekap.tiers.documents import parse_tally, parse_thread
from sirekap.tiers.ledger import Thread
from sirekap.tiers.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sirekap.election.identity import RecordId
    from sirekap.office.ports import Changed
    from sirekap.office.publish.ground import Ground
    from sirekap.publication.own.told import PublicPhoto
    from sirekap.tiers.claims import Key

_AT_ONCE = 1_500
"""Stations read for one writing, about: what bounds the memory."""
_NOTHING = Thread()

Place = tuple[Contest, RegionCode]


@dataclass(frozen=True, slots=True)
class _Standing:
    """What stands of a village: our document and its pieces, by station, and KPU's rows."""

    path: str
    pieces: Mapping[StationCode, bytes]
    rows: Mapping[StationCode, Any]


_NOTHING_STANDS = _Standing("", {}, {})


@dataclass(slots=True)
class _Read:
    """Of some villages: what changed, the totals, what stands of them, and which have all threads here."""

    threads: dict[Key, Thread] = field(default_factory=dict)
    totals: dict[Place, Tally] = field(default_factory=dict)
    standing: dict[Place, _Standing] = field(default_factory=dict)
    whole: set[Place] = field(default_factory=set)

    def take(self, changed: Changed) -> None:
        """Put in what was read."""
        for figure in changed.figures:
            key, thread = parse_thread(figure.document)
            self.threads[key] = thread
        for total in changed.totals:
            place = (Contest(total.contest), RegionCode(total.region))
            self.totals[place] = parse_tally(total.document)


@dataclass(frozen=True, slots=True)
class Villages:
    """Fulfils :class:`sirekap.office.publish.part.Part`."""

    ground: Ground
    every_s: float = 0.0
    name: str = "villages"

    async def changed(self, after: int) -> Reading:
        """The stations that changed, with their villages' totals."""
        changed = await self.ground.projections.changed_stations(after, _AT_ONCE)
        read = _Read()
        read.take(changed)
        places = {(key[1], RegionCode(key[0][:10])) for key in read.threads}
        read.standing = await self._standing(sorted(places))
        lost = sorted(places - read.standing.keys())
        cursor = changed.cursor if not lost else await self._take_whole(read, lost)
        return Reading(cursor, changed.to, count=len(read.threads), content=read)

    async def whole(self, after: str) -> Reading:
        """The next villages behind one, all stations of each."""
        places: list[Place] = []
        stations = 0
        for contest, village in self._places(after):
            if stations >= _AT_ONCE:
                break
            places.append((contest, village))
            stations += len(self.ground.country.stations[village])
        read = _Read()
        cursor = await self._take_whole(read, places)
        reached = _step(*places[-1]) if stations >= _AT_ONCE else None
        return Reading(cursor, reached=reached, count=len(places), content=read)

    async def _take_whole(self, read: _Read, places: Sequence[Place]) -> int:
        """Read all there is of villages; how far the fold was then."""
        stations = self.ground.country.stations
        keys = [(code, contest.value) for contest, village in places for code in stations.get(village, ())]
        totals = [(contest.value, village) for contest, village in places]
        found = await self.ground.projections.at_once(keys, totals)
        read.take(found)
        read.whole |= set(places)
        return found.cursor

    def _places(self, after: str) -> Iterator[Place]:
        """All villages of all contests in one order, behind one."""
        for contest in sorted(self.ground.contests):
            for village in sorted(self.ground.country_of(contest).stations):
                if _step(contest, village) > after:
                    yield contest, village

    async def made(self, reading: Reading) -> Written:
        """Documents and stations' files first, pointers and villages' files behind them."""
        read: _Read = reading.content
        changed = {(contest, RegionCode(code[:10])) for code, contest in read.threads}
        told, words = await self._told(read.threads)
        lasts = {each.last for each in read.threads.values()} | {each.last for each in read.totals.values()}
        times, sizes = await self.ground.times(lasts)
        pages = {
            key: _addresses(told.photos.get(key, ())) | addresses(each) for key, each in read.threads.items()
        }
        leaves: dict[str, bytes | None] = {}
        above: dict[str, bytes | None] = {}
        old: list[str] = []
        pointers: list[str] = []
        touched: dict[str, frozenset[StationCode]] = {}
        for place in sorted(changed | read.whole):
            contest, code = place
            known = read.standing.get(place, _NOTHING_STANDS)
            total = read.totals.get(place, Tally())
            country = self.ground.country_of(contest)
            state = replace(
                self.ground.state_of(contest),
                threads=read.threads, totals={place: total}, photos=pages, times=times,
            )  # fmt: skip
            pieces = []
            for station in country.stations.get(code, ()):
                key = (station, contest)
                if key in read.threads or place in read.whole:
                    pieces.append(piece(country, told, key, read.threads.get(key, _NOTHING)))
                    leaves.update((station_file(state, contest, station),))
                else:
                    pieces.append(known.pieces[station])
            document = joined(country, Village(self.ground.election, contest, code), total, pieces)
            path = path_of(contest, code, document)
            leaves[path] = document
            stations = country.stations.get(code, ())
            touched[path] = frozenset(
                each for each in stations if place in read.whole or (each, contest) in read.threads
            )
            pointers.append(pointer_path(contest, code))
            above[pointers[-1]] = pointer(path, sizes.get(total.last, 0))
            if known.path not in {"", path}:
                old.append(known.path)
            above.update((counted_file(state, contest, code, known.rows),))
        return Written((leaves, above), words, old, pointers, touched)

    async def _told(self, threads: Mapping[Key, Thread]) -> tuple[Told, list[ToldWords]]:
        """What the documents tell beside the figures, and where they will tell words."""
        records: set[RecordId] = set()
        for thread in threads.values():
            for several in (thread.claims, thread.acts, thread.readings):
                records |= {each.id for each in several}
        spoken = {
            ToldWords(done.act.words, contest.value, code[:10])
            for (code, contest), thread in threads.items()
            for done in thread.acts
            if done.act.words is not None
        }
        kept = await self.ground.words.read({each.name for each in spoken})
        told = Told(
            self.ground.rulebook,
            await self.ground.indexes(records),
            {name: each.text for name, each in kept.items()},
            await self.ground.photos(threads.keys()),
        )
        return told, sorted(each for each in spoken if each.name in kept)

    async def _standing(self, places: Sequence[Place]) -> dict[Place, _Standing]:
        """What stands of villages, as far as all of it does and is sound."""
        site = self.ground.site
        pointers = await site.read([pointer_path(*place) for place in places])
        found = {
            place: path
            for place, content in zip(places, pointers, strict=True)
            if content is not None and (path := _pointed(content)) is not None
        }
        documents = await site.read(list(found.values()))
        counted = await site.read([paths.counted(*place) for place in found])
        standing = {}
        for (place, path), document, area in zip(found.items(), documents, counted, strict=True):
            stations = self.ground.country_of(place[0]).stations.get(place[1], ())
            if document is None or area is None or not is_named_by(path, document):
                continue
            pieces, rows = pieces_of(document), _rows(area)
            if len(pieces) == len(stations) and tuple(rows) == stations:
                standing[place] = _Standing(path, dict(zip(stations, pieces, strict=True)), rows)
        return standing


def _pointed(content: bytes) -> str | None:
    """Where a pointer leads; a torn one nowhere."""
    try:
        return pointed(content)[0]
    except ValueError:
        return None


def _rows(area: bytes) -> dict[StationCode, Any]:
    """The rows of KPU's file of a village; of a torn one none."""
    try:
        return dict(json.loads(area)["table"])
    except ValueError:
        return {}


def _step(contest: Contest, village: RegionCode) -> str:
    """A village's place in the order in which all are written."""
    return f"{contest.value} {village}"


def _addresses(photos: tuple[PublicPhoto, ...]) -> dict[int, str]:
    """The public photo of each page that has one."""
    return {each.page: each.address for each in photos if each.address is not None}
