"""How the witnesses fare: how often each speaks, is right, and errs together with another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.election.forms import Witness

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bench.reading.records import FieldSeen


@dataclass(frozen=True, slots=True)
class Voice:
    """One witness over all fields that have it; ``said`` are the fields of which it gave a number."""

    witness: Witness
    present: int
    said: tuple[tuple[FieldSeen, int], ...]

    @property
    def spoke(self) -> int:
        """How often it gave a number."""
        return len(self.said)

    @property
    def right(self) -> int:
        """How often that number is what the boxes show."""
        return self.spoke - len(self.mistaken)

    @property
    def mistaken(self) -> list[tuple[FieldSeen, int]]:
        """The fields of which it says another number than is written, and that number."""
        return [(seen, number) for seen, number in self.said if number != seen.told.value]


@dataclass(frozen=True, slots=True)
class Together:
    """Two witnesses: of how many fields both ``spoke``, and how often both said the same wrong number."""

    spoke: int
    alike: int


def heard(fields: Iterable[FieldSeen]) -> list[Voice]:
    """Every witness that any field has, in the order they come."""
    present: dict[Witness, int] = {}
    said: dict[Witness, list[tuple[FieldSeen, int]]] = {}
    for each in fields:
        for witness, number in each.said.witnesses if each.said else ():
            present[witness] = present.get(witness, 0) + 1
            said.setdefault(witness, [])
            if number is not None:
                said[witness].append((each, number))
    return [Voice(witness, count, tuple(said[witness])) for witness, count in present.items()]


def both(one: Voice, other: Voice) -> Together:
    """Where two witnesses speak of the same field."""
    numbers = {(seen.station, seen.name): number for seen, number in one.said}
    pairs = [
        (seen, number, numbers[seen.station, seen.name])
        for seen, number in other.said
        if (seen.station, seen.name) in numbers
    ]
    alike = sum(mine == theirs != seen.told.value for seen, mine, theirs in pairs)
    return Together(len(pairs), alike)


def support_of(seen: FieldSeen) -> str:
    """Which witnesses, and how many identities, speak for what was read of a field."""
    if seen.said is None:
        return "nothing"
    kinds = [who for who, number in seen.said.witnesses if number == seen.said.value]
    # A tally and the sums of its rows are one hand's one count: together they support as one.
    sums = seen.said.agreeing - len(kinds) + ({Witness.TALLY, Witness.ROWS} <= set(kinds))
    speak = [str(who) for who in kinds]
    if sums > 0:
        speak.append("1 identity" if sums == 1 else f"{sums} identities")
    return " + ".join(speak) or "nothing"


def as_json(fields: Sequence[FieldSeen]) -> dict[str, dict[str, int]]:
    """Counts by witness, for a file that a later run is compared with."""
    return {
        str(each.witness): {"fields": each.present, "speaks": each.spoke, "right": each.right}
        for each in heard(fields)
    }
