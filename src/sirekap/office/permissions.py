"""One table: every act of a person, who may do it and where. Acts ask it; the reference page is made of it.

A rule holds in the actor's own region and all below it, and nowhere else. What a rule does not
name is refused. Roles in ``FACTOR`` act only in a session that showed a second factor.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from sirekap.election.regions import NATION
from sirekap.office.actor import FACTOR, Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sirekap.election.regions import RegionCode, StationCode
    from sirekap.office.actor import Actor

__all__ = ["EVERYONE", "FACTOR", "TABLE", "Act", "Reach", "Role", "Rule", "allow"]


class Act(StrEnum):
    """What a person can do."""

    OWN_SESSION = "own_session"
    SEE_ACCOUNTS = "see_accounts"
    KEEP_ACCOUNTS = "keep_accounts"
    SEE_TRAIL = "see_trail"
    SEE_QUEUE = "see_queue"
    VERIFY = "verify"
    SEE_PLENARY = "see_plenary"
    SEE_STATION = "see_station"
    SETTLE = "settle"
    SIGN_SECOND = "sign_second"
    HOLD_PLENARY = "hold_plenary"
    SEND_BACK = "send_back"
    OBJECT = "object"
    ANSWER = "answer"
    DECLARE = "declare"
    MOVE = "move"
    RELEASE = "release"
    SEE_HELD = "see_held"
    SEE_PHONES = "see_phones"
    SEE_WORK = "see_work"
    PAUSE_PUBLICATION = "pause_publication"


class Reach(StrEnum):
    """Where a rule holds."""

    SELF = "self"
    """Only about the actor's own account; no region is asked for."""
    SUBTREE = "subtree"
    """In the actor's region and all below it."""
    NATION = "nation"
    """Only for actors whose region is the whole election."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may, where, and what it is in a sentence."""

    roles: frozenset[Role]
    reach: Reach
    says: str


EVERYONE = frozenset(Role)
_KEEPERS = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
_OFFICERS = frozenset({Role.ADMINISTRATOR, Role.OPERATOR})
_DESK = frozenset({Role.OPERATOR, Role.SECOND})
_OBJECTORS = frozenset({Role.WITNESS, Role.SUPERVISOR})


def _only(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


TABLE: Mapping[Act, Rule] = MappingProxyType(
    {
        Act.OWN_SESSION: Rule(
            EVERYONE, Reach.SELF, "see and end one's own sessions, set one's second factor"
        ),
        Act.SEE_ACCOUNTS: Rule(_KEEPERS, Reach.SUBTREE, "list the accounts of a region"),
        Act.KEEP_ACCOUNTS: Rule(
            _only(Role.ADMINISTRATOR), Reach.SUBTREE, "invite, reset, close and open accounts of a region"
        ),
        Act.SEE_TRAIL: Rule(_KEEPERS, Reach.NATION, "read the journal of sign-ins and acts"),
        Act.SEE_QUEUE: Rule(
            _DESK | _KEEPERS | _only(Role.SUPERVISOR), Reach.SUBTREE, "see how much waits at the desk"
        ),
        Act.VERIFY: Rule(
            _DESK, Reach.SUBTREE, "take work at the desk, see its photos, type it, give it back"
        ),
        Act.SEE_PLENARY: Rule(EVERYONE, Reach.SUBTREE, "see a plenary, its stations and figures"),
        Act.SEE_STATION: Rule(EVERYONE, Reach.SUBTREE, "see a station's claims, readings and photos"),
        Act.SETTLE: Rule(
            _only(Role.OPERATOR), Reach.SUBTREE, "confirm, correct and enter a station in the plenary"
        ),
        Act.SIGN_SECOND: Rule(
            _DESK, Reach.SUBTREE, "type a station's paper, or certify, as the second person"
        ),
        Act.HOLD_PLENARY: Rule(
            _only(Role.OPERATOR), Reach.SUBTREE, "open, suspend, resume, close and certify a plenary"
        ),
        Act.SEND_BACK: Rule(
            _OFFICERS, Reach.SUBTREE, "send a certificate back, from the tier above or on an order"
        ),
        Act.OBJECT: Rule(_OBJECTORS, Reach.SUBTREE, "object to figures"),
        Act.ANSWER: Rule(_only(Role.OPERATOR), Reach.SUBTREE, "answer an objection"),
        Act.DECLARE: Rule(
            _OFFICERS, Reach.SUBTREE, "say that a station has no poll, a later one, a void one"
        ),
        Act.MOVE: Rule(
            _only(Role.OPERATOR), Reach.SUBTREE, "move a return to the station it belongs to, both in reach"
        ),
        Act.RELEASE: Rule(_OFFICERS, Reach.SUBTREE, "let a held return count"),
        Act.SEE_HELD: Rule(
            _OFFICERS | _KEEPERS | _only(Role.SUPERVISOR), Reach.SUBTREE, "list the returns that are held"
        ),
        Act.SEE_PHONES: Rule(
            _OFFICERS | _KEEPERS, Reach.SUBTREE, "see how stations' phones are enrolled, and refused claims"
        ),
        Act.SEE_WORK: Rule(_KEEPERS, Reach.NATION, "see work that failed three times"),
        Act.PAUSE_PUBLICATION: Rule(
            _only(Role.ADMINISTRATOR), Reach.NATION, "stop publication, and let it go on"
        ),
    }
)
"""Every act; a test sees that none is missing."""


def allow(actor: Actor, act: Act, at: RegionCode | StationCode = NATION) -> None:
    """Raise a ``Refusal`` unless the table lets the actor do it ``at`` a region or station.

    For acts about oneself, ``at`` is not looked at.
    """
    rule = TABLE[act]
    if rule.reach is Reach.SELF:
        return
    actor.need(*rule.roles, at=NATION if rule.reach is Reach.NATION else at)
