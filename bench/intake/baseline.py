"""The usual way: FastAPI, pydantic and an SQLAlchemy session for each request.

It does what the floor does (the certificate cached by key, the phone's signature, a signed
receipt, one durable row, a repeat answered with the first receipt) the way most services
are written, with one commit a request. ``SIREKAP_BENCH_DSN`` names the database.
"""

from __future__ import annotations

import hashlib
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import asyncpg
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from fastapi import Depends, FastAPI, Request
from pydantic import BaseModel
from sqlalchemy import LargeBinary, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bench.intake.keys import RECEIPT, ring
from sirekap.seal.certificate import verify_certificate

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_DSN = os.environ["SIREKAP_BENCH_DSN"]
_ECDSA = ec.ECDSA(SHA256())


class Base(DeclarativeBase):
    """The tables."""


class StoredReturn(Base):
    """One return."""

    __tablename__ = "stored_return"
    id: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    station: Mapped[str]
    contest: Mapped[str]
    body: Mapped[bytes]
    signature: Mapped[bytes]
    key: Mapped[bytes]
    received_at: Mapped[str]
    receipt: Mapped[bytes]


class PhotoIn(BaseModel):
    """A photo of a page."""

    page: int
    sha256: str


class ReturnIn(BaseModel):
    """A return as it is sent."""

    kind: str
    signer: str
    station: str
    contest: str
    version: int
    votes: dict[str, int | None]
    administration: dict[str, int | None]
    photos: list[PhotoIn]


class EnvelopeIn(BaseModel):
    """A return and its signature."""

    body: ReturnIn
    signature: str


class ReceiptOut(BaseModel):
    """A signed receipt."""

    body: dict[str, Any]
    signature: str


_engine = create_async_engine(
    "postgresql+asyncpg://",
    async_creator=lambda: asyncpg.connect(_DSN),
    pool_size=20,
    max_overflow=0,  # Connections beyond the pool are opened and closed all the time.
)
_sessions = async_sessionmaker(_engine, expire_on_commit=False)
_receipt_key = Ed25519PrivateKey.from_private_bytes(RECEIPT)
_key_id = hashlib.sha256(_receipt_key.public_key().public_bytes_raw()).hexdigest()
_ring = ring()
_phones: dict[str, ec.EllipticCurvePublicKey] = {}


@asynccontextmanager
async def _life(_: FastAPI) -> AsyncIterator[None]:
    async with _engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield
    await _engine.dispose()


async def _session() -> AsyncIterator[AsyncSession]:
    async with _sessions() as session:
        yield session


app = FastAPI(lifespan=_life)


async def _phone(session: AsyncSession, key: str) -> ec.EllipticCurvePublicKey:
    known = _phones.get(key)
    if known is None:
        connection = await session.connection()
        found = await connection.exec_driver_sql(
            "SELECT certificate FROM device WHERE key = $1", (bytes.fromhex(key),)
        )
        public = verify_certificate(found.scalar_one(), _ring).public
        known = _phones[key] = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
    return known


@app.post("/api/v1/returns", status_code=201)
async def take(
    envelope: EnvelopeIn, request: Request, session: Annotated[AsyncSession, Depends(_session)]
) -> ReceiptOut:
    """Verify, store for good, answer the receipt."""
    body = (await request.body())[8:-102]
    signature = urlsafe_b64decode(envelope.signature + "==")
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    (await _phone(session, envelope.body.signer)).verify(encode_dss_signature(r, s), body, _ECDSA)
    digest, now = hashlib.sha256(body), f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    statement = (
        f'{{"at":"{now}","key":"{_key_id}","kind":"receipt",'
        f'"log_promise":60,"record":"{digest.hexdigest()}","v":1}}'
    ).encode()
    row = {
        "id": digest.digest(),
        "station": envelope.body.station,
        "contest": envelope.body.contest,
        "body": body,
        "signature": signature,
        "key": bytes.fromhex(envelope.body.signer),
        "received_at": now,
        "receipt": statement,
    }
    stored = await session.scalar(
        insert(StoredReturn).values(row).on_conflict_do_nothing().returning(StoredReturn.receipt)
    )
    if stored is None:
        statement = await session.scalar(select(StoredReturn.receipt).where(StoredReturn.id == row["id"]))
    await session.commit()
    signed = urlsafe_b64encode(_receipt_key.sign(statement))[:-2].decode()
    told = {
        "at": now,
        "key": _key_id,
        "kind": "receipt",
        "log_promise": 60,
        "record": digest.hexdigest(),
        "v": 1,
    }
    return ReceiptOut(body=told, signature=signed)
