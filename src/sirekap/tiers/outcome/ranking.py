"""The first so many by votes: DPD's four of a province, an open list's candidates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ranking(Generic[T]):
    """Who is in, most votes first; and who is level at the last of the places.

    ``tied`` are the choices with equal votes of whom only ``open_places`` can be in; they
    are not in ``elected``. ``vacant`` counts places for which nobody stands.
    """

    elected: tuple[T, ...]
    tied: tuple[T, ...] = ()
    open_places: int = 0
    vacant: int = 0


def first(votes: Mapping[T, int], places: int) -> Ranking[T]:
    """The ``places`` choices with most votes. Equal votes within them keep the order given.

    Two level on the last place are both left out and named: no rule is made up here.
    """
    order = sorted(votes, key=lambda each: -votes[each])
    if len(order) <= places:
        return Ranking(tuple(order), vacant=places - len(order))
    last_in, first_out = (votes[order[place]] if place >= 0 else None for place in (places - 1, places))
    if last_in != first_out:
        return Ranking(tuple(order[:places]))
    tied = tuple(each for each in order if votes[each] == last_in)
    clear = tuple(each for each in order[:places] if votes[each] != last_in)
    return Ranking(clear, tied, places - len(clear))
