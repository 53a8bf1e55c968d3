"""A village's document: every station's contest with its claims, states, findings, history, photos.

It holds nothing that another village can change, neither checkpoint nor margin, so that it stays
as it is until something happens in the village itself; its name is made from its bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.election.canonical import encode_own
from sirekap.election.records import Signatory, Signed
from sirekap.election.regions import number_of
from sirekap.publication.own.findings import findings
from sirekap.publication.own.history import history
from sirekap.publication.own.writing import moment
from sirekap.publication.photos import known
from sirekap.texts import LANGUAGES, say
from sirekap.tiers.ledger import Thread
from sirekap.tiers.tally import Tally, open_ballots, share_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from sirekap.election.canonical import Json
    from sirekap.election.contests import Contest
    from sirekap.election.identity import ElectionId, SaltedHash
    from sirekap.election.records import Figures, Signature
    from sirekap.election.regions import RegionCode, StationCode
    from sirekap.publication.country import Country
    from sirekap.publication.own.told import PublicPhoto, Told
    from sirekap.tiers.claims import Claim, Key, MachineClaim
    from sirekap.tiers.standing import BlockStanding, Standing

VERSION = 1
MOST_CLAIMS = 20
"""Claims and readings told of one station's contest, the last ones: what bounds a file."""

_NOTHING = Thread()
_HASH_CHARACTERS = 16
_LAST_MEMBER = re.compile(rb'"waiting":[0-9]+\}(?=[,\]])')
"""The end of a station's piece: the last member in the order of keys, which nothing else within has."""


@dataclass(frozen=True, slots=True)
class Village:
    """Of which village a document is, for which contest."""

    election: ElectionId
    contest: Contest
    code: RegionCode


def village(country: Country, told: Told, of: Village, threads: Mapping[StationCode, Thread]) -> bytes:
    """The document, canonical JSON. Stations of the country without a thread are told as empty."""
    codes = country.stations.get(of.code, ())
    total = Tally()
    for code in codes:
        thread = threads.get(code, _NOTHING)
        total.add(share_of((code, of.contest), thread.standing, thread.ballots))
    pieces = [piece(country, told, (code, of.contest), threads.get(code, _NOTHING)) for code in codes]
    return joined(country, of, total, pieces)


def piece(country: Country, told: Told, key: Key, thread: Thread) -> bytes:
    """What a village's document tells of one of its stations."""
    return encode_own(_station(country, told, key, thread))


def joined(country: Country, of: Village, total: Tally, pieces: Sequence[bytes]) -> bytes:
    """The document of a village's totals and the pieces of its stations, in their order."""
    around = encode_own(
        {
            "v": VERSION,
            "election": of.election,
            "contest": of.contest.value,
            "region": of.code,
            "name": country.name(of.code),
            "votes": {**total.votes},
            "counts": {"expected": len(pieces), **total.stations},
            "findings": {**total.findings},
            "stations": [],
        }
    )
    # A quotation mark within a text is escaped, so these bytes are nothing else.
    before, here, behind = around.partition(b'"stations":[')
    return b"".join((before, here, b",".join(pieces), behind))


def pieces_of(document: bytes) -> list[bytes]:
    """The pieces that a document was joined from: what did not change is not made again."""
    start = document.index(b'"stations":[') + len(b'"stations":[')
    pieces = []
    for each in _LAST_MEMBER.finditer(document, start):
        pieces.append(document[start : each.end()])
        start = each.end() + 1
    return pieces


def path_of(contest: Contest, code: RegionCode, document: bytes) -> str:
    """Where a village's document stands for ever: its name has the beginning of its SHA-256."""
    return f"v1/{contest}/{code[:2]}/{code[:4]}/{code[:6]}/{code}.{_name(document)}.json"


def is_named_by(path: str, document: bytes) -> bool:
    """Whether a document is the one that its path was made from."""
    return path.endswith(f".{_name(document)}.json")


def pointer(path: str, size: int) -> bytes:
    """What leads to a village's document, as of the log's first ``size`` leaves."""
    return encode_own({"v": VERSION, "document": path, "size": size})


def pointed(content: bytes) -> tuple[str, int]:
    """The path and the size of a pointer of ours."""
    value = json.loads(content)
    return value["document"], value["size"]


def without(document: bytes, gone: AbstractSet[SaltedHash]) -> bytes:
    """A document without words that were withdrawn: their hashes stay, and all else."""
    value = json.loads(document)
    for station in value["stations"]:
        for act in station["history"]["acts"]:
            if act["words"] is not None and act["words"]["hash"] in gone:
                act["words"]["text"] = None
    return encode_own(value)


def _name(document: bytes) -> str:
    return hashlib.sha256(document).hexdigest()[:_HASH_CHARACTERS]


def _station(country: Country, told: Told, key: Key, thread: Thread) -> Json:
    code, standing = key[0], thread.standing
    return {
        "station": code,
        "number": number_of(code),
        "name": country.name(code),
        "polls": [each.value for each in standing.polls],
        "votes": _block(standing.votes),
        "administration": _block(standing.administration),
        "held": standing.held,
        "waiting": standing.waiting,
        "open_votes": open_ballots(standing, thread.ballots),
        "objections": [*standing.objections],
        "claims": _claims(thread, told),
        "readings": _readings(thread, told),
        "findings": findings(key, thread, told.rulebook),
        "history": history(thread, told),
        "photos": _photos(told.photos.get(key, ()), thread),
    }


def _photos(private: Iterable[PublicPhoto], thread: Thread) -> Json:
    return [
        {
            "page": each.page,
            "sha256": each.sha256,
            "address": each.address,
            "cover": each.cover,
            "signed": None if each.cover is None else _signed(each.signatures),
        }
        for each in known(private, thread)
    ]


def _signed(signatures: tuple[Signature, ...]) -> Json:
    """Who signed, by office and state: the numbers of the boxes."""
    told: dict[str, Json] = {}
    for role in Signatory:
        states: dict[str, Json] = {
            state.value: [*numbers]
            for state in Signed
            if (numbers := [each.number for each in signatures if (each.role, each.state) == (role, state)])
        }
        if states:
            told[role.value] = states
    return told


def _block(block: BlockStanding) -> Json:
    return {
        "state": block.state.value,
        "text": {language: say(f"state.{block.state}", language) for language in LANGUAGES},
        "figures": _figures(block.figures),
        "heads": [*block.heads],
        "held_by": [*block.holding],
        "decision": block.decision,
    }


def _claims(thread: Thread, told: Told) -> Json:
    ordered = sorted(thread.claims, key=lambda each: (each.at, each.id))
    return {
        "earlier": max(len(ordered) - MOST_CLAIMS, 0),
        "last": [_claim(each, thread.standing, told) for each in ordered[-MOST_CLAIMS:]],
    }


def _claim(claim: Claim, standing: Standing, told: Told) -> Json:
    """What a device says; where it says the figures that count, they are not told again."""
    return {
        "record": claim.id,
        "log": told.log.get(claim.id),
        "device": claim.signer,
        "at": moment(claim.at),
        "poll": claim.poll.value,
        "version": claim.version,
        "replaces": claim.replaces,
        "blind": claim.blind,
        "held_for": [*claim.holds],
        "votes": _unlike(claim.votes, standing.votes),
        "administration": _unlike(claim.administration, standing.administration),
    }


def _readings(thread: Thread, told: Told) -> Json:
    ordered = sorted(thread.readings, key=lambda each: (each.at, each.id))
    return {
        "earlier": max(len(ordered) - MOST_CLAIMS, 0),
        "last": [_reading(each, thread.standing, told) for each in ordered[-MOST_CLAIMS:]],
    }


def _reading(reading: MachineClaim, standing: Standing, told: Told) -> Json:
    """What the machine is sure of: how many fields, and those of them that it reads otherwise."""
    counted = {**standing.votes.figures.all, **standing.administration.figures.all}
    sure = reading.sure.all
    return {
        "record": reading.id,
        "log": told.log.get(reading.id),
        "of": reading.of,
        "at": moment(reading.at),
        "sure": len(sure),
        "agrees": sum(name in counted and counted[name] == count for name, count in sure.items()),
        "otherwise": {
            str(name): count for name, count in sure.items() if name not in counted or counted[name] != count
        },
        "findings": [*reading.findings],
    }


def _unlike(figures: Figures, block: BlockStanding) -> Json:
    """``null`` if a block of a claim is the one that counts; else what it says."""
    return None if figures == block.figures else _figures(figures)


def _figures(figures: Figures) -> Json:
    return {str(name): count for name, count in figures.entries}
