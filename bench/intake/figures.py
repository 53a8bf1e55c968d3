"""What the intake bench measured, beside what it should be."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_OF_FLOOR = 1.5
MOST_POSTGRES_US = 60.0
LEAST_OF_BASELINE = 4.0


@dataclass(frozen=True, slots=True)
class Turn:
    """One variant in one round: CPU in microseconds per return, returns per second, milliseconds waited."""

    name: str
    app_us: float
    postgres_us: float
    rate: float
    p50_ms: float
    p99_ms: float
    resident_mib: float

    @property
    def whole_us(self) -> float:
        """Application and database together."""
        return self.app_us + self.postgres_us


def report(turns: Sequence[Turn]) -> bool:
    """Print medians over the rounds, then ratios beside their goals; whether all are met."""
    names = list(dict.fromkeys(turn.name for turn in turns))
    of = {name: [turn for turn in turns if turn.name == name] for name in names}
    print(
        f"{'variant':10}{'app us':>9}{'PostgreSQL us':>15}{'rate/s':>11}{'p50 ms':>8}{'p99 ms':>8}{'MiB':>6}"
    )
    for name, its in of.items():
        app = _spread([turn.app_us for turn in its])
        print(
            f"{name:10}{median(t.app_us for t in its):9.0f}{median(t.postgres_us for t in its):15.0f}"
            f"{median(t.rate for t in its):11.0f}{median(t.p50_ms for t in its):8.1f}"
            f"{median(t.p99_ms for t in its):8.1f}{max(t.resident_mib for t in its):6.0f}   app {app}"
        )
    if not {"floor", "ours", "baseline"} <= set(names):
        return True
    postgres = median(turn.postgres_us for turn in of["ours"])
    return all(
        (
            _goal("ours / floor, app CPU", _ratio(of, "app_us", "ours", "floor"), "<=", MOST_OF_FLOOR),
            _goal("PostgreSQL us a return, ours", postgres, "<=", MOST_POSTGRES_US),
            _goal(
                "baseline / ours, all CPU",
                _ratio(of, "whole_us", "baseline", "ours"),
                ">=",
                LEAST_OF_BASELINE,
            ),
        )
    )


def _ratio(of: dict[str, list[Turn]], figure: str, upper: str, lower: str) -> float:
    """The median of the rounds' ratios: both of a round met the same machine."""
    pairs = zip(of[upper], of[lower], strict=True)
    return median(getattr(one, figure) / getattr(other, figure) for one, other in pairs)


def _goal(what: str, value: float, sign: str, goal: float) -> bool:
    met = value <= goal if sign == "<=" else value >= goal
    print(f"{what:32}{value:8.2f}   goal {sign} {goal:g}   {'met' if met else 'NOT MET'}")
    return met


def _spread(values: Sequence[float]) -> str:
    return f"{min(values):.0f} to {max(values):.0f} us over {len(values)} rounds"
