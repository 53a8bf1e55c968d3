"""The server's secret of accounts: who reads the database alone can make no code and find no address."""

from __future__ import annotations

import hashlib
import hmac
from typing import NoReturn

_SECRET_BYTES = 32
_TOTP_BYTES = 20
"""RFC 4226 § 4 asks for 160 bits."""


class AccountsKey:
    """Derives what must not stand in the database; each use under its own name."""

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        """Take 32 secret bytes."""
        if len(secret) != _SECRET_BYTES:
            message = f"a secret has {_SECRET_BYTES} bytes, not {len(secret)}"
            raise ValueError(message)
        self._secret = secret

    def totp(self, account: str, seed: bytes) -> bytes:
        """The secret an account's authenticator shares with the server, 20 bytes."""
        return self._made("totp", account.encode() + b"\n" + seed)[:_TOTP_BYTES]

    def tried(self, kind: str, who: str) -> str:
        """The key under which tries are counted, for an account's name, a browser or a network."""
        return kind + ":" + self._made("tries", f"{kind}\n{who}".encode()).hex()

    def browser(self, account: str, number: str) -> str:
        """The mark that proves that a browser was given its number for this account."""
        return self._made("browser", f"{account}\n{number}".encode()).hex()

    def _made(self, use: str, told: bytes) -> bytes:
        return hmac.new(
            self._secret, b"sirekap-accounts-1:" + use.encode() + b":" + told, hashlib.sha256
        ).digest()

    def __repr__(self) -> str:
        return "AccountsKey(…)"

    def __reduce__(self) -> NoReturn:
        message = "a secret is not pickled"
        raise TypeError(message)
