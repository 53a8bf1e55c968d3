"""What is counted, for Prometheus. No label ever holds a station, a device or an address."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Set in a process's environment before it starts, it makes processes count together in files there."""

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_ROWS = (1, 2, 4, 8, 16, 32, 64, 128, 256)


class Metrics:
    """The counters of one process."""

    def __init__(self, depth: Callable[[], int] = lambda: 0) -> None:
        """``depth`` tells how many returns are taken on and not answered, when it is asked."""
        self._registry = CollectorRegistry()
        here = self._registry
        self._depth = depth
        self.accepted = Counter(
            "sirekap_returns_accepted", "Returns stored that count at once", registry=here
        )
        self.repeated = Counter("sirekap_returns_repeated", "Returns that were stored before", registry=here)
        self._held = Counter(
            "sirekap_returns_held", "Returns stored and held, by hold", ["code"], registry=here
        )
        self._refused = Counter("sirekap_refused", "Requests refused, by code", ["code"], registry=here)
        self._waiting = Gauge(
            "sirekap_intake_waiting",
            "Returns taken on, not answered",
            multiprocess_mode="livesum",
            registry=here,
        )
        self._rows = Histogram(
            "sirekap_intake_batch_rows", "Returns stored at once", buckets=_ROWS, registry=here
        )
        self._retried = Counter(
            "sirekap_intake_batches_retried", "Batches tried again row by row", registry=here
        )
        self.seconds = Histogram(
            "sirekap_intake_seconds", "From a whole request to its answer", buckets=_SECONDS, registry=here
        )

    def watch(self, depth: Callable[[], int]) -> None:
        """Tell where the number of waiting returns is to be asked."""
        self._depth = depth

    def held(self, codes: tuple[str, ...]) -> None:
        """A return was stored and is held."""
        for code in codes:
            self._held.labels(code).inc()

    def refused(self, code: str) -> None:
        """A request was refused."""
        self._refused.labels(code).inc()

    def stored(self, rows: int) -> None:
        """A batch was stored."""
        self._rows.observe(rows)
        self._waiting.set(self._depth())

    def retried(self, rows: int) -> None:  # noqa: ARG002 -- how many is in the batch's own figure
        """A batch was refused whole."""
        self._retried.inc()

    def text(self, standing: Mapping[str, int]) -> bytes:
        """All figures in Prometheus' text format; of every process, if they count together.

        ``standing`` are the service's as a whole, as the store has them just now.
        """
        self._waiting.set(self._depth())
        told = "".join(f"# TYPE sirekap_{name} gauge\nsirekap_{name} {n}\n" for name, n in standing.items())
        if SHARED_FOLDER not in os.environ:
            return generate_latest(self._registry) + told.encode()
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call] # The package is typed but for this.
        return generate_latest(together) + told.encode()
