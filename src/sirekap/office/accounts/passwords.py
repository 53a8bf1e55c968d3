"""Passwords as Argon2id, hashed beside the loop and never more than a few at once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

_AT_ONCE = 2
"""Each takes 19 MiB and a core for some 20 ms: a flood of sign-ins waits here and takes no more."""


def _hasher() -> PasswordHasher:
    """OWASP's least parameters (Password Storage Cheat Sheet): 19 MiB, two passes, one lane."""
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)


@dataclass(frozen=True, slots=True)
class Passwords:
    """Hashes and checks. One for each process."""

    hasher: PasswordHasher = field(default_factory=_hasher)
    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))
    _nobody: list[str] = field(default_factory=list)

    async def hash(self, password: str) -> str:
        """The encoded form to keep; it has its salt and parameters in it."""
        async with self._room:
            return await asyncio.to_thread(self.hasher.hash, password)

    async def right(self, encoded: str | None, password: str) -> bool:
        """Whether it is this one. Where there is none (``None``) the same work is done, and it is not."""
        if encoded is None and not self._nobody:
            self._nobody.append(await self.hash("nobody has this password"))
        async with self._room:
            found = await asyncio.to_thread(self._verified, encoded or self._nobody[0], password)
        return found and encoded is not None

    def _verified(self, encoded: str, password: str) -> bool:
        try:
            return self.hasher.verify(encoded, password)
        except (VerificationError, InvalidHashError):
            return False
