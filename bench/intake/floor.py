"""The floor: the least that can take a signed return for good, as a bare ASGI application.

The same cryptography as ours (a certificate verified once and cached by key, the phone's
signature, the receipt), the same statement, the same group commit. It looks at three members
of the record and believes the rest; it holds nothing, refuses nothing kindly, and cannot be
operated. ``SIREKAP_BENCH_DSN`` names the database; the keys are the bench's own.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from bench.intake.keys import RECEIPT, ring
from sirekap.seal.certificate import verify_certificate
from sirekap.store.postgres import open_intake_pool, open_pool
from sirekap.store.postgres.queries import SQL

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Scope = dict[str, Any]
    Receive = Callable[[], Awaitable[dict[str, Any]]]
    Send = Callable[[dict[str, Any]], Awaitable[None]]

_WRITERS = 2
_LARGEST_BATCH = 256
_ECDSA = ec.ECDSA(SHA256())


class Head(msgspec.Struct):
    """All the floor reads of a record."""

    kind: str
    signer: str
    station: str
    contest: str


_decode = msgspec.json.Decoder(Head).decode


class Floor:
    """One process: its keys, its phones, what waits, and two writers."""

    def __init__(self) -> None:
        self.receipt_key = Ed25519PrivateKey.from_private_bytes(RECEIPT)
        self.key_id = hashlib.sha256(self.receipt_key.public_key().public_bytes_raw()).hexdigest()
        self.ring = ring()
        self.phones: dict[str, ec.EllipticCurvePublicKey] = {}
        self.waiting: list[tuple[tuple[object, ...], asyncio.Future[bytes]]] = []
        self.work = asyncio.Event()
        self.writers: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        """Connect and start the writers."""
        dsn = os.environ["SIREKAP_BENCH_DSN"]
        self.intake = await open_intake_pool(dsn, _WRITERS)
        self.reader = await open_pool(dsn, _WRITERS)
        self.writers = [asyncio.create_task(self.write()) for _ in range(_WRITERS)]

    async def phone(self, key: str) -> ec.EllipticCurvePublicKey:
        """A phone's key, from its certificate the first time."""
        known = self.phones.get(key)
        if known is None:
            signed = await self.reader.fetchval(
                "SELECT certificate FROM device WHERE key = $1", bytes.fromhex(key)
            )
            public = verify_certificate(signed, self.ring).public
            known = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
            self.phones[key] = known
        return known

    async def take(self, data: bytes) -> bytes:
        """Verify, store for good, answer the receipt."""
        body, signature = data[8:-102], urlsafe_b64decode(data[-88:-2] + b"==")
        head = _decode(body)
        r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
        (await self.phone(head.signer)).verify(encode_dss_signature(r, s), body, _ECDSA)
        digest, now = hashlib.sha256(body), datetime.now(UTC)
        statement = (
            f'{{"at":"{now:%Y-%m-%dT%H:%M:%SZ}","key":"{self.key_id}","kind":"receipt",'
            f'"log_promise":60,"record":"{digest.hexdigest()}","v":1}}'
        ).encode()
        signed = urlsafe_b64encode(self.receipt_key.sign(statement))[:-2]
        receipt = b'{"body":' + statement + b',"signature":"' + signed + b'"}'
        key = bytes.fromhex(head.signer)
        place = (head.kind, head.station, head.contest)
        row = (digest.digest(), *place, body, signature, key, now, receipt, "")
        done: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.waiting.append((row, done))
        self.work.set()
        return await done

    async def write(self) -> None:
        """Take what waits, store it in one statement, answer after commit."""
        while True:
            await self.work.wait()
            await asyncio.sleep(0)  # Who is ready in this very turn of the loop comes along, as in ours.
            batch, self.waiting = self.waiting[:_LARGEST_BATCH], self.waiting[_LARGEST_BATCH:]
            if not self.waiting:
                self.work.clear()
            if not batch:
                continue
            rows = await self.intake.fetch(
                SQL["append_records"], *map(list, zip(*(r for r, _ in batch), strict=True))
            )
            known = {row["id"]: row["receipt"] for row in rows}
            for row, done in batch:
                done.set_result(known.get(cast("bytes", row[0]), cast("bytes", row[8])))


_floor = Floor()


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Take returns, and nothing else."""
    if scope["type"] == "lifespan":
        await receive()
        await _floor.open()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    data = b""
    while True:
        message = await receive()
        data += message["body"]
        if not message.get("more_body"):
            break
    receipt = await _floor.take(data)
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(receipt)).encode())]
    await send({"type": "http.response.start", "status": 201, "headers": headers})
    await send({"type": "http.response.body", "body": receipt})
