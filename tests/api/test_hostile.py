"""The API under requests made from its own description, right ones and wrong ones (schemathesis)."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "allow_header_conformance",
    "negative_data_rejection",
)


async def test_no_request_brings_a_fault_or_an_undescribed_answer(memory, tmp_path):
    """Some hundreds of requests to every route: no 5xx, no status and no shape that is not described."""
    program = str(Path(sys.executable).with_name("schemathesis"))

    async with memory.served() as client:
        run = await asyncio.create_subprocess_exec(
            *(program, "--no-color", "run", f"http://127.0.0.1:{client.port}/api/openapi.json"),
            *("--checks", ",".join(CHECKS), "--phases", "examples,coverage,fuzzing"),
            *("--max-examples", "25", "--seed", "14022024", "--generation-database", "none"),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            cwd=tmp_path,
        )
        said, _ = await run.communicate()

    assert run.returncode == 0, said.decode()
