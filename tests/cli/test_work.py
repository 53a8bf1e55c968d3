"""``sirekap work``: does what waits and ends, lists what was given up, and tries it anew."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from sirekap.cli.main import app
from sirekap.store.postgres import PostgresJobs, open_pool


@pytest.fixture
def work(empty_database, tmp_path):
    """Runs the command on an empty database of the system's PostgreSQL."""
    database = empty_database("system")

    def run(*flags):
        return CliRunner().invoke(
            app, ["work", "--dsn", database.app, "--data", str(tmp_path), "--lang", "en", *flags]
        )

    run.dsn = database.app
    return run


def give_up(dsn, subject):
    """Have a job fail three times."""

    async def failing():
        pool = await open_pool(dsn)
        jobs = PostgresJobs(pool)
        await jobs.put("read", subject, "ppwp")
        for _ in range(3):
            (job,) = await jobs.claim("read", 1, datetime.now(UTC), timedelta(minutes=1))
            await jobs.failed(job, "Refusal: form_unknown")
        await pool.close()

    asyncio.run(failing())


def test_nothing_waits(work):
    """It says so and ends with 0."""
    result = work()

    assert result.exit_code == 0
    assert "0 photos verified, 0 returns read" in result.stdout


def test_parked_work_is_shown_with_its_reason_and_tried_anew(work):
    """Exit code 1 while something is parked; --retry puts it back, and it is parked again for what it is."""
    give_up(work.dsn, "f" * 64)

    shown = work("--parked", "--json", "--retry")
    assert shown.exit_code == 1
    assert json.loads(shown.stdout)["reason"] == "Refusal: form_unknown"

    assert work("--parked").exit_code == 0
    work()
    assert "no such return" in work("--parked").stdout


def test_several_workers_need_a_database_that_runs(tmp_path):
    """Without --dsn they would each start one."""
    result = CliRunner().invoke(app, ["work", "--processes", "2", "--data", str(tmp_path), "--lang", "en"])

    assert result.exit_code == 2
    assert "--dsn" in result.output
