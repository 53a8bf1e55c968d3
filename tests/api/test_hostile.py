"""The API under requests made from its own description, right ones and wrong ones (schemathesis)."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest
from tests.api.people import account, signed_in

from sirekap.api.people import HEADER
from sirekap.election.regions import NATION
from sirekap.office.actor import Role

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "allow_header_conformance",
    "negative_data_rejection",
)


PEOPLE = "^/api/v1/(regions|stations/.*/|desk|objections|returns/.*/|accounts|journal|jobs)"
"""What people do who are signed in; what they do to their own session would end the run's."""
ROLES = (None, Role.ADMINISTRATOR, *((Role.OPERATOR, Role.AUDITOR) if os.environ.get("SIREKAP_LONG") else ()))
"""Nobody, on all that is open; whoever keeps accounts, on what people do."""


@pytest.mark.parametrize("role", ROLES)
async def test_no_request_brings_a_fault_or_an_undescribed_answer(memory, tmp_path, role):
    """Some hundreds of requests to every route: no 5xx, no status and no shape that is not described."""
    program = str(Path(sys.executable).with_name("schemathesis"))
    how = ("--phases", "examples,coverage,fuzzing", "--max-examples", "25", "--exclude-path-regex", PEOPLE)

    async with memory.served() as client:
        if role is not None:
            browser = await signed_in(memory, client, await account(memory, role, NATION))
            ((name, token),) = browser.cookies.items()
            how = ("-H", f"cookie: {name}={token}", "-H", f"{HEADER}: 1", "--include-path-regex", PEOPLE)
            how += ("--phases", "examples,fuzzing", "--max-examples", "12")
        run = await asyncio.create_subprocess_exec(
            *(program, "--no-color", "run", f"http://127.0.0.1:{client.port}/api/openapi.json", *how),
            *("--checks", ",".join(CHECKS), "--seed", "14022024", "--generation-database", "none"),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            cwd=tmp_path,
        )
        said, _ = await run.communicate()

    assert run.returncode == 0, said.decode()
