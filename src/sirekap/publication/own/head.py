"""A contest's head: the checkpoint, the nation in one line, and whether it can still change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.election.canonical import encode
from sirekap.texts import LANGUAGES, say

if TYPE_CHECKING:
    from sirekap.election.canonical import Json
    from sirekap.election.contests import Contest
    from sirekap.log.checkpoint import Checkpoint
    from sirekap.tiers.outcome.change import Margin
    from sirekap.tiers.tally import Tally

VERSION = 1


def head(
    contest: Contest, checkpoint: Checkpoint, nation: Tally, expected: int, margin: Margin | None
) -> bytes:
    """The document, canonical JSON: small, and the only one that every change replaces."""
    return encode(
        {
            "v": VERSION,
            "contest": contest.value,
            "checkpoint": {
                "origin": checkpoint.origin,
                "size": checkpoint.size,
                "root": checkpoint.root.hex(),
            },
            "votes": {**nation.votes},
            "settled": {**nation.settled},
            "counts": {"expected": expected, **nation.stations},
            "findings": {**nation.findings},
            "margin": None if margin is None else _margin(margin),
        }
    )


def path_of(contest: Contest) -> str:
    """Where a contest's head stands."""
    return f"v1/{contest}.json"


def _margin(margin: Margin) -> Json:
    """The least votes that change the outcome against those still open, and what that means."""
    code = "margin.open" if margin.can_change else "margin.closed"
    if margin.votes is None:
        code = "margin.none"
    return {
        "votes": margin.votes,
        "open": margin.open,
        "about": [*margin.about],
        "can_change": margin.can_change,
        "text": {
            language: say(code, language, votes=margin.votes, open=margin.open) for language in LANGUAGES
        },
    }
