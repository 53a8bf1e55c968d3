"""Who acts: a person with a role, a region, and a second factor shown or not.

Sessions and passwords are matters of the door they come through; here a person only has
to be allowed to do what is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sirekap.election.refusal import Refusal
from sirekap.election.regions import NATION

if TYPE_CHECKING:
    from sirekap.election.identity import SaltedHash
    from sirekap.election.regions import RegionCode, StationCode


class Role(StrEnum):
    """What a person is to the system."""

    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"
    SECOND = "second"
    """Signs with the operator; types blind what the operator types."""
    WITNESS = "witness"
    SUPERVISOR = "supervisor"
    OBSERVER = "observer"
    AUDITOR = "auditor"


FACTOR = frozenset({Role.ADMINISTRATOR, Role.OPERATOR, Role.SECOND, Role.AUDITOR})
"""Who acts only in a session that showed a second factor: who alters figures or accounts, or sees all."""


class Code(StrEnum):
    """Why a person may not do it."""

    ROLE = "actor_role"
    REGION = "actor_region"
    SECOND_FACTOR = "actor_second_factor"
    SAME_PERSON = "actor_same_person"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person who acts. ``person`` is how records name them: a salted hash, no name.

    ``region`` is the subtree they may act in; ``proven`` whether this session showed a
    second factor.
    """

    id: str
    role: Role
    region: RegionCode
    person: SaltedHash
    proven: bool = False

    def need(self, *roles: Role, at: RegionCode | StationCode) -> None:
        """Raise a ``Refusal`` unless the person has one of the roles, in a region that holds ``at``."""
        if self.role not in roles:
            raise Refusal(Code.ROLE, {"role": self.role})
        if self.region != NATION and not at.startswith(self.region):
            raise Refusal(Code.REGION, {"region": self.region, "at": at})
        if self.role in FACTOR and not self.proven:
            raise Refusal(Code.SECOND_FACTOR)

    def other_than(self, other: Actor) -> None:
        """Raise a ``Refusal`` when both are one person: two pairs of eyes are asked for."""
        if self.id == other.id or self.person == other.person:
            raise Refusal(Code.SAME_PERSON)
