"""Threads, totals and marks as canonical JSON, there and back.

Two folds of the same records give the same bytes: that is what :func:`canonical` is for.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sirekap.election.canonical import encode
from sirekap.election.contests import Contest, Poll
from sirekap.election.identity import PhotoHash, RecordId
from sirekap.election.records import Figures, Signatory, Signature, Signed, parse_record, print_record
from sirekap.election.regions import RegionCode, StationCode
from sirekap.tiers.claims import Claim, Double, MachineClaim, PublicCopy
from sirekap.tiers.ledger import Assembly, Mark, Thread
from sirekap.tiers.plenaries import Held, Phase, PlenaryStanding
from sirekap.tiers.settling import Done
from sirekap.tiers.standing import BlockStanding, Standing, State
from sirekap.tiers.tally import Tally

if TYPE_CHECKING:
    from sirekap.election.canonical import Json
    from sirekap.election.forms import FieldName
    from sirekap.tiers.claims import Key
    from sirekap.tiers.ledger import Ledger
    from sirekap.tiers.plenaries import PlenaryKey

_TIME = "%Y-%m-%dT%H:%M:%SZ"


def canonical(ledger: Ledger) -> bytes:
    """The whole ledger, one document a line, in the order of its keys; what is empty leaves no trace."""
    threads = [
        _named(f"{key[1]} {key[0]}", print_thread(key, each))
        for key, each in ledger.threads.items()
        if not each.empty
    ]
    totals = [
        _named(f"{contest} {region}", print_tally(each))
        for (contest, region), each in ledger.totals.items()
        if not each.empty
    ]
    marks = [_named(identity, print_mark(each)) for identity, each in ledger.marks.items()]
    plenaries = [
        _named(f"plenary {contest} {region}", print_assembly((contest, region), each))
        for (contest, region), each in ledger.plenaries.items()
    ]
    return b"\n".join((*sorted(threads), *sorted(totals), *sorted(marks), *sorted(plenaries)))


def _named(name: str, document: bytes) -> bytes:
    return name.encode() + b" " + document


def print_thread(key: Key, thread: Thread) -> bytes:
    """A station's contest: where it stands, and every claim of it, by id."""
    standing = thread.standing
    return encode(
        {
            "station": key[0],
            "contest": key[1].value,
            "polls": [each.value for each in standing.polls],
            "votes": _print_block(standing.votes),
            "administration": _print_block(standing.administration),
            "findings": list(standing.findings),
            "held": standing.held,
            "waiting": standing.waiting,
            "decision": standing.decision,
            "objections": [*standing.objections],
            "contradicted": standing.contradicted,
            "claims": [_print_claim(each) for each in thread.claims],
            "acts": [_print_act(each) for each in thread.acts],
            "readings": [_print_reading(each) for each in thread.readings],
            "doubles": [dict(each._asdict()) for each in thread.doubles],
            "ballots": thread.ballots,
            "last": thread.last,
            "copies": [_print_copy(each) for each in thread.copies],
        }
    )


def parse_thread(data: bytes) -> tuple[Key, Thread]:
    """The thread of :func:`print_thread`; its own bytes only, so nothing is checked."""
    value: dict[str, Any] = json.loads(data)
    standing = Standing(
        tuple(Poll(each) for each in value["polls"]),
        _parse_block(value["votes"]),
        _parse_block(value["administration"]),
        tuple(value["findings"]),
        value["held"],
        value["waiting"],
        value["decision"],
        tuple(value["objections"]),
        value["contradicted"],
    )
    key = (StationCode(value["station"]), Contest(value["contest"]))
    claims = tuple(_parse_claim(each) for each in value["claims"])
    return key, Thread(
        claims,
        standing,
        tuple(Done(*_parse_act(each)) for each in value["acts"]),
        tuple(_parse_reading(each) for each in value["readings"]),
        tuple(Double(**each) for each in value["doubles"]),
        value["ballots"],
        value["last"],
        tuple(_parse_copy(each) for each in value["copies"]),
    )


def print_tally(tally: Tally) -> bytes:
    """The totals of a contest in a region."""
    return encode(tally.document())


def parse_tally(data: bytes) -> Tally:
    """The totals of :func:`print_tally`."""
    return Tally.of(json.loads(data))


def print_mark(mark: Mark) -> bytes:
    """What releases say of a record."""
    return encode(
        {
            "released": _sorted(mark.released),
            "record": mark.record,
            "codes": _sorted(mark.codes),
            "holds": _sorted(mark.holds),
            "moves": [[at.astimezone(UTC).strftime(_TIME), identity, to] for at, identity, to in mark.moves],
        }
    )


def parse_mark(data: bytes) -> Mark:
    """The mark of :func:`print_mark`."""
    value = json.loads(data)
    released, codes, holds = (frozenset(value[name]) for name in ("released", "codes", "holds"))
    moves = tuple(
        (datetime.fromisoformat(at), RecordId(identity), StationCode(to))
        for at, identity, to in value["moves"]
    )
    return Mark(released, value["record"], codes, holds, moves)


def _sorted(codes: frozenset[str]) -> list[Json]:
    return [*sorted(codes)]


def _print_block(block: BlockStanding) -> Json:
    return {
        "state": block.state.value,
        "figures": _print_figures(block.figures),
        "heads": [*block.heads],
        "holding": [*block.holding],
        "decision": block.decision,
    }


def _parse_block(value: dict[str, Any]) -> BlockStanding:
    figures = _parse_figures(value["figures"])
    return BlockStanding(
        State(value["state"]), figures, tuple(value["heads"]), tuple(value["holding"]), value["decision"]
    )


def print_assembly(key: PlenaryKey, assembly: Assembly) -> bytes:
    """The plenary of a region: where it stands, and every act of it, by id."""
    standing = assembly.standing
    return encode(
        {
            "contest": key[0].value,
            "region": key[1],
            "phase": standing.phase.value,
            "last": standing.last,
            "certificates": [[identity, content] for identity, content in standing.certificates],
            "objections": [*standing.objections],
            "contradicted": standing.contradicted,
            "acts": [_print_act(each) for each in assembly.acts],
        }
    )


def parse_assembly(data: bytes) -> tuple[PlenaryKey, Assembly]:
    """The plenary of :func:`print_assembly`."""
    value: dict[str, Any] = json.loads(data)
    standing = PlenaryStanding(
        Phase(value["phase"]),
        value["last"],
        tuple((RecordId(identity), content) for identity, content in value["certificates"]),
        tuple(value["objections"]),
        value["contradicted"],
    )
    acts = tuple(Held(*_parse_act(each)) for each in value["acts"])
    return (Contest(value["contest"]), RegionCode(value["region"])), Assembly(acts, standing)


def _print_act(each: Done | Held) -> Json:
    return {"id": each.id, "record": json.loads(print_record(each.act))}


def _parse_act(value: dict[str, Any]) -> tuple[RecordId, Any]:
    """An act of its own bytes: whatever it is, it was one of its place."""
    return RecordId(value["id"]), parse_record(encode(value["record"]))


def _print_claim(claim: Claim) -> Json:
    return {
        "id": claim.id,
        "signer": claim.signer,
        "at": claim.at.astimezone(UTC).strftime(_TIME),
        "poll": claim.poll.value,
        "version": claim.version,
        "replaces": claim.replaces,
        "blind": claim.blind,
        "votes": _print_figures(claim.votes),
        "administration": _print_figures(claim.administration),
        "holds": [*claim.holds],
    }


def _parse_claim(value: dict[str, Any]) -> Claim:
    read = {
        "at": datetime.fromisoformat(value["at"]),
        "poll": Poll(value["poll"]),
        "votes": _parse_figures(value["votes"]),
        "administration": _parse_figures(value["administration"]),
        "holds": tuple(value["holds"]),
    }
    return Claim(**{**value, **read})


def _print_reading(reading: MachineClaim) -> Json:
    return {
        "id": reading.id,
        "of": reading.of,
        "at": reading.at.astimezone(UTC).strftime(_TIME),
        "sure": _print_figures(reading.sure),
        "findings": [*reading.findings],
    }


def _parse_reading(value: dict[str, Any]) -> MachineClaim:
    read = {
        "at": datetime.fromisoformat(value["at"]),
        "sure": _parse_figures(value["sure"]),
        "findings": tuple(value["findings"]),
    }
    return MachineClaim(**{**value, **read})


def _print_copy(copy: PublicCopy) -> Json:
    return {
        "id": copy.id,
        "of": copy.of,
        "at": copy.at.astimezone(UTC).strftime(_TIME),
        "page": copy.page,
        "photo": copy.photo,
        "copy": copy.copy,
        "drawn": copy.drawn,
        "signatures": [[each.role.value, each.number, each.state.value] for each in copy.signatures],
    }


def _parse_copy(value: dict[str, Any]) -> PublicCopy:
    read = {
        "at": datetime.fromisoformat(value["at"]),
        "photo": PhotoHash(value["photo"]),
        "copy": PhotoHash(value["copy"]),
        "signatures": tuple(
            Signature(Signatory(role), number, Signed(state)) for role, number, state in value["signatures"]
        ),
    }
    return PublicCopy(**{**value, **read})


def _print_figures(figures: Figures) -> Json:
    return {str(name): count for name, count in figures.entries}


def _parse_figures(value: dict[FieldName, int | None]) -> Figures:
    return Figures.of(value)
