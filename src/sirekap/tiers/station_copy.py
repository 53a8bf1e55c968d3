"""The copy of a station's form (C.HASIL SALINAN): its figures as they count now, in whatever state."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.election.canonical import encode
from sirekap.election.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sirekap.election.canonical import Json
    from sirekap.election.contests import Contest, Poll
    from sirekap.election.forms import FieldName
    from sirekap.election.regions import StationCode
    from sirekap.tiers.ledger import Thread
    from sirekap.tiers.standing import Standing, State

NO_FIGURES = "minutes_no_figures"
"""A station without figures has nothing to copy."""


@dataclass(frozen=True, slots=True)
class StationCopy:
    """A station's figures as they count now, and the hash of just these."""

    station: StationCode
    poll: Poll
    state: State
    settled: bool
    figures: Mapping[FieldName, int | None]
    content: str
    at: datetime


def station_copy(station: StationCode, contest: Contest, thread: Thread) -> StationCopy:
    """Copy what stands of a station. Raises ``Refusal("minutes_no_figures")`` when nothing does."""
    standing = thread.standing
    figures = standing_figures(standing)
    if standing.poll is None or not figures:
        raise Refusal(NO_FIGURES, {"station": station})
    said: dict[str, Json] = {
        "station": station,
        "contest": contest.value,
        "poll": standing.poll.value,
        "figures": {str(name): count for name, count in figures.items()},
    }
    heads = {*standing.votes.heads, *standing.administration.heads}
    acts = [each.act.at for each in thread.acts]
    claims = [each.at for each in thread.claims if each.id in heads]
    return StationCopy(
        station,
        standing.poll,
        standing.votes.state,
        standing.votes.state.settled,
        figures,
        hashlib.sha256(encode(said)).hexdigest(),
        max([*acts, *claims]),
    )


def standing_figures(standing: Standing) -> dict[FieldName, int | None]:
    """Both blocks' figures as they count now."""
    return {**standing.votes.figures.all, **standing.administration.figures.all}
