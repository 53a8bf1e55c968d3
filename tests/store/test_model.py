"""PostgreSQL against the twin in memory: whatever is done in whatever order, they agree."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from sirekap.office.ports import BatchRefused, CursorMoved, Device, Entry, Figure, Total
from sirekap.store.memory import MemoryDevices, MemoryProjections, MemoryRecords
from sirekap.store.postgres import (
    PostgresDevices,
    PostgresProjections,
    PostgresRecords,
    open_intake_pool,
    open_pool,
)

START = datetime(2024, 2, 14, tzinfo=UTC)
STATIONS = st.sampled_from(["3404062001001", "3404062001002", None])
KEYS = st.sampled_from(["01" * 32, "02" * 32, "03" * 32])
TIMES = st.integers(0, 5).map(lambda hours: START + timedelta(hours=hours))
REGIONS = st.sampled_from(["0", "34", "3404062001"])
HOLDS = st.lists(st.sampled_from(["late", "certificate-revoked"]), unique=True, max_size=2).map(tuple)


@st.composite
def entries(draw):
    """An entry out of few bodies, so that repeats are common; rarely one that cannot be stored."""
    body = draw(st.sampled_from([b"a", b"b", b"c", b"d", b"e", b"f" * 3000]))
    poison = draw(st.integers(0, 9)) == 0
    return Entry(
        id=hashlib.sha256(b"another" if poison else body).hexdigest(),
        kind="return",
        station=draw(STATIONS),
        contest=draw(st.sampled_from(["ppwp", None])),
        body=body,
        signature=draw(st.binary(max_size=3)),
        key=draw(KEYS),
        received=draw(TIMES),
        receipt=draw(st.binary(min_size=1, max_size=3)),
        holds=draw(HOLDS),
    )


FIGURES = st.builds(Figure, STATIONS.filter(bool), st.just("ppwp"), st.just("current"), st.binary(max_size=3))
TOTALS = st.builds(Total, st.just("ppwp"), REGIONS, st.binary(max_size=3))


def by_key(rows):
    """One row a key, as a fold gives them."""
    return list({(getattr(one, "station", None) or one.region): one for one in rows}.values())


async def told(answer):
    """What an act answers, or the kind of its refusal."""
    try:
        return await answer
    except (BatchRefused, CursorMoved) as refused:
        return type(refused)


@pytest.mark.parametrize("source", ["system", "wheel"])
def test_postgresql_is_the_model(  # noqa: C901 -- a rule for each act
    empty_database, runner, source
):
    """Any sequence of acts gives the same answers and the same content in both."""
    address = empty_database(source).app
    intake, pool = runner.run(open_intake_pool(address)), runner.run(open_pool(address))

    class Twins(RuleBasedStateMachine):
        """Every rule asks both, and compares."""

        def __init__(self) -> None:
            super().__init__()
            empty_database(source)
            self.records = MemoryRecords(), PostgresRecords(intake, pool)
            self.devices = MemoryDevices(), PostgresDevices(pool)
            self.projections = MemoryProjections(), PostgresProjections(pool)

        def same(self, ports, ask):
            memory, postgres = (runner.run(told(ask(port))) for port in ports)
            assert postgres == memory
            return memory

        @rule(batch=st.lists(entries(), max_size=5))
        def append(self, batch):
            self.same(self.records, lambda port: port.append(batch))

        @rule(position=st.integers(0, 8), limit=st.integers(1, 4))
        def read(self, position, limit):
            self.same(self.records, lambda port: port.after(position, limit))

        @rule(station=STATIONS.filter(bool))
        def of_station(self, station):
            self.same(self.records, lambda port: port.of_station(station, "ppwp"))

        @rule(
            key=KEYS, station=STATIONS.filter(bool), slot=st.integers(1, 3), certificate=st.binary(max_size=3)
        )
        def enrol(self, key, station, slot, certificate):
            self.same(self.devices, lambda port: port.enrol(Device(key, station, slot, certificate)))
            self.same(self.devices, lambda port: port.of_station(station))

        @rule(key=KEYS, since=TIMES)
        def revoke(self, key, since):
            self.same(self.devices, lambda port: port.revoke(key, since, "lost"))
            self.same(self.devices, lambda port: port.revoked())

        @rule(
            start=st.integers(0, 2),
            step=st.integers(0, 1),
            figures=st.lists(FIGURES, max_size=3).map(by_key),
            totals=st.lists(TOTALS, max_size=3).map(by_key),
        )
        def advance(self, start, step, figures, totals):
            self.same(self.projections, lambda port: port.advance(start, start + step, figures, totals))

        @rule()
        def clear(self):
            self.same(self.projections, lambda port: port.clear())

        @invariant()
        def content_is_the_same(self):
            self.same(self.records, lambda port: port.after(0, 100))
            self.same(self.projections, lambda port: port.cursor())
            self.same(self.projections, lambda port: port.all_figures("ppwp", "", 9))
            self.same(self.projections, lambda port: port.all_totals("ppwp", "", 9))

    quick = settings(
        max_examples=15,
        stateful_step_count=12,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    try:
        run_state_machine_as_test(Twins, settings=quick)
    finally:
        runner.run(intake.close())
        runner.run(pool.close())
