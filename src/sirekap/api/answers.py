"""What HTTP answers, as types: the wire's shape, its check and its schema in one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from sirekap.election.contests import Block

if TYPE_CHECKING:
    from sirekap.election.contests import Contest
    from sirekap.office.look_up import ReadNow, ReturnNow
    from sirekap.office.receive import Received
    from sirekap.tiers.tally import Tally

Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Signature = Annotated[
    str, Meta(pattern="^[A-Za-z0-9_-]{86}$", description="64 bytes, base64url without padding")
]
State = Literal["stored", "held"]


class Envelope(Struct, frozen=True):
    """A signed record, ``body`` in canonical form, exactly as spec/record.md § 4 has it: no other byte."""

    body: Annotated[dict[str, Any], Meta(description="A `return`, spec/record.md § 3")]
    signature: Signature


class ReceiptBody(Struct, frozen=True):
    """A receipt, spec/record.md § 7: the record was stored durably at ``at``."""

    at: Annotated[str, Meta(description="RFC 3339, UTC")]
    key: Digest
    kind: Literal["receipt"]
    log_promise: Annotated[int, Meta(ge=1, le=86_400)]
    photos_from: Annotated[
        str | None, Meta(description="RFC 3339, UTC: from when the photos of the return may be sent")
    ]
    record: Digest
    v: Literal[1]


class SignedReceipt(Struct, frozen=True):
    """A receipt with the server's signature."""

    body: ReceiptBody
    signature: Signature


class Taken(Struct, frozen=True):
    """The answer to a return that is stored. What is ``held`` counts when a person releases it."""

    id: Digest
    state: State
    holds: tuple[str, ...]
    receipt: SignedReceipt


class ReadOtherwise(Struct, frozen=True):
    """A field that the machine surely reads otherwise than it was entered."""

    field: str
    entered: int | None
    read: int | None


class ReadByMachine(Struct, frozen=True):
    """What the machine says of a return's photos. Of each field named here there is a row to look at.

    ``asked`` are the fields it leaves to people. ``record`` is the reading's own.
    """

    record: Digest
    otherwise: tuple[ReadOtherwise, ...]
    asked: tuple[str, ...]


class ReturnState(Struct, frozen=True):
    """A stored return. ``findings`` are codes of rules its numbers break; they hold nothing up here.

    ``votes`` and ``administration`` are the states of the station's blocks, docs/explanation/states.md.
    ``reading`` is null until the photos were read.

    The last four are null until the record stands in the published log. Then ``log_leaf`` is the
    text that was hashed, ``inclusion_proof`` leads from it to the root in ``checkpoint``, a signed note:
    spec/log.md § 6.
    """

    id: Digest
    station: str
    contest: str
    received: Annotated[str, Meta(description="RFC 3339, UTC")]
    state: State
    holds: Annotated[tuple[str, ...], Meta(description="those not released")]
    findings: tuple[str, ...]
    receipt: SignedReceipt
    votes: str
    administration: str
    reading: ReadByMachine | None
    log_index: int | None = None
    log_leaf: str | None = None
    inclusion_proof: tuple[Digest, ...] | None = None
    checkpoint: str | None = None


class Totals(Struct, frozen=True):
    """A contest's totals in a region: votes by field, stations by their state, findings by code."""

    contest: str
    region: str
    votes: dict[str, int]
    stations: dict[str, int]
    findings: dict[str, int]


class Well(Struct, frozen=True):
    """All is well."""

    status: Literal["ok"] = "ok"


def taken(received: Received) -> bytes:
    """A :class:`Taken`, written around the receipt's bytes as they were signed: nothing is parsed."""
    outcome = received.outcome
    holds = '"' + '","'.join(outcome.holds) + '"' if outcome.holds else ""
    state = "held" if holds else "stored"
    told = f'{{"id":"{received.id}","state":"{state}","holds":[{holds}],"receipt":'
    return b"".join((told.encode(), outcome.receipt, b"}"))


def return_state(found: ReturnNow) -> ReturnState:
    """What is answered about a return."""
    entry, logged = found.entry, found.logged
    state = ReturnState(
        id=entry.id,
        station=entry.station or "",
        contest=entry.contest or "",
        received=f"{entry.received:%Y-%m-%dT%H:%M:%SZ}",
        state="held" if found.held else "stored",
        holds=found.held,
        findings=found.findings,
        receipt=msgspec.json.decode(entry.receipt, type=SignedReceipt),
        votes=found.states[Block.VOTES].value,
        administration=found.states[Block.ADMINISTRATION].value,
        reading=None if found.read is None else _reading(found.read),
    )
    if logged is None:
        return state
    return msgspec.structs.replace(
        state,
        log_index=logged.index,
        log_leaf=logged.leaf.decode(),
        inclusion_proof=tuple(step.hex() for step in logged.proof),
        checkpoint=logged.checkpoint.decode(),
    )


def _reading(read: ReadNow) -> ReadByMachine:
    return ReadByMachine(
        read.record,
        tuple(ReadOtherwise(name, entered, counted) for name, (entered, counted) in read.otherwise.items()),
        read.asked,
    )


def totals_of(contest: Contest, region: str, tally: Tally) -> Totals:
    """What is answered about a region."""
    return Totals(contest.value, region, tally.votes, tally.stations, tally.findings)
