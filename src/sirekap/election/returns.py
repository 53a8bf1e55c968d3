"""The states of one block of a station's contest and poll, and what may follow upon what.

One frozen class a state. A method is a transition: it returns the next state, and a state
without that method refuses it (:func:`follow` raises ``Refusal("state_refuses")``). The
same transitions guard the acts of people and are replayed by the fold, so what was
refused in the office can never appear in a total. The table in
``docs/explanation/states.md`` is made from these classes.

A plenary's certificate is told apart from these: a block is *certified* when it is
recapitulated or corrected and the minutes of its subdistrict carry just this figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeAlias, Union, get_args

from sirekap.election.refusal import Refusal

if TYPE_CHECKING:
    from sirekap.election.identity import RecordId
    from sirekap.election.records.returned import Figures

REFUSED = "state_refuses"


@dataclass(frozen=True, slots=True)
class _Open:
    """What may happen to a block whose figures no plenary has settled."""

    def decide(self, figures: Figures, decision: RecordId) -> Verified:
        """A person compared claim and photo, and wrote down what stands there."""
        return Verified(figures, decision)

    def recapitulate(self, figures: Figures, decision: RecordId) -> Recapitulated:
        """The plenary confirmed, corrected or entered it from the opened paper."""
        return Recapitulated(figures, decision)

    def annul(self, order: RecordId) -> Annulled:
        """A court or Bawaslu voided the poll at this station."""
        return Annulled(order)

    def call_off(self, status: RecordId) -> NoPoll:
        """There was no poll at this station."""
        return NoPoll(status)

    def postpone(self, status: RecordId) -> Postponed:
        """The poll, or the count, is put off."""
        return Postponed(status)


@dataclass(frozen=True, slots=True)
class Expected(_Open):
    """Nothing has come yet."""

    name: ClassVar = "expected"


@dataclass(frozen=True, slots=True)
class Held(_Open):
    """What has come waits for a person before it counts: the phone, the time or the place is in doubt."""

    name: ClassVar = "held"


@dataclass(frozen=True, slots=True)
class Received(_Open):
    """One claim of the figures is here; photos may be missing."""

    name: ClassVar = "received"
    figures: Figures


@dataclass(frozen=True, slots=True)
class Complete(_Open):
    """Figures and every photo they name are here; the photos are not read yet."""

    name: ClassVar = "complete"
    figures: Figures


@dataclass(frozen=True, slots=True)
class Agreed(_Open):
    """Two independent claims agree on every figure."""

    name: ClassVar = "agreed"
    figures: Figures


@dataclass(frozen=True, slots=True)
class HeldBack(_Open):
    """The claims agree, and a finding holds the block back until a person has looked."""

    name: ClassVar = "held_back"
    figures: Figures
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Differing(_Open):
    """Claims differ; what counts meanwhile is what they last had in common."""

    name: ClassVar = "differing"
    figures: Figures


@dataclass(frozen=True, slots=True)
class Verified(_Open):
    """A person decided, with a reason, before the plenary."""

    name: ClassVar = "verified"
    figures: Figures
    decision: RecordId


@dataclass(frozen=True, slots=True)
class _Settled:
    """What may happen to a block that a plenary has settled."""

    figures: Figures
    decision: RecordId

    def reopen(self, order: RecordId) -> Reopened:
        """The tier above, Bawaslu or a court wants it looked at again."""
        return Reopened(self.figures, self.decision, order)

    def annul(self, order: RecordId) -> Annulled:
        """A court or Bawaslu voided the poll at this station."""
        return Annulled(order)


@dataclass(frozen=True, slots=True)
class Recapitulated(_Settled):
    """The plenary of the subdistrict has settled it."""

    name: ClassVar = "recapitulated"

    def recapitulate(self, figures: Figures, decision: RecordId) -> Recapitulated:
        """The same plenary settles it anew: it is not certified yet."""
        return Recapitulated(figures, decision)


@dataclass(frozen=True, slots=True)
class Reopened:
    """Settled before, and to be settled again; the old figures count until then."""

    name: ClassVar = "reopened"
    figures: Figures
    decision: RecordId
    order: RecordId

    def recapitulate(self, figures: Figures, decision: RecordId) -> Corrected:
        """Settled again, changed or not."""
        return Corrected(figures, decision)

    def annul(self, order: RecordId) -> Annulled:
        """A court or Bawaslu voided the poll at this station."""
        return Annulled(order)


@dataclass(frozen=True, slots=True)
class Corrected(_Settled):
    """Settled again after it had been reopened; totals above follow with their own versions."""

    name: ClassVar = "corrected"

    def recapitulate(self, figures: Figures, decision: RecordId) -> Corrected:
        """Settled once more: it stays a correction."""
        return Corrected(figures, decision)


@dataclass(frozen=True, slots=True)
class Annulled:
    """Void. Only another poll, with states of its own, brings figures again."""

    name: ClassVar = "annulled"
    order: RecordId

    def restore(self) -> Expected:
        """The annulment was lifted: what had come is judged again from the start."""
        return Expected()


@dataclass(frozen=True, slots=True)
class NoPoll:
    """No poll was held here; nothing is expected."""

    name: ClassVar = "no_poll"
    status: RecordId

    def restore(self) -> Expected:
        """It was said in error."""
        return Expected()


@dataclass(frozen=True, slots=True)
class Postponed:
    """The poll is put off: nothing is expected until another one is held."""

    name: ClassVar = "postponed"
    status: RecordId

    def restore(self) -> Expected:
        """It takes place after all."""
        return Expected()


State: TypeAlias = Union[  # noqa: UP007 -- read at run time, for the table
    Expected,
    Held,
    Received,
    Complete,
    Agreed,
    HeldBack,
    Differing,
    Verified,
    Recapitulated,
    Reopened,
    Corrected,
    Annulled,
    NoPoll,
    Postponed,
]
STATES: tuple[type[State], ...] = get_args(State)
SETTLED = (Recapitulated, Corrected)
"""States whose figures a plenary stands for."""


def follow(state: State, transition: str, *facts: object) -> State:
    """Go from one state to the next by the name of the transition.

    Raises ``Refusal("state_refuses")`` when nothing of that name may happen now.
    """
    method = getattr(state, transition, None)
    if method is None:
        raise Refusal(REFUSED, {"state": state.name, "act": transition})
    result: State = method(*facts)
    return result


def figures_of(state: State) -> Figures | None:
    """The figures that count in a state, if it has any."""
    return getattr(state, "figures", None)
