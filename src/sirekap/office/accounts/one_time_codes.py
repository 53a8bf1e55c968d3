"""The second factor of six digits (TOTP, RFC 6238): 30 s each, one step of clock skew, none taken twice."""

from __future__ import annotations

import base64
import hmac
from dataclasses import replace
from typing import TYPE_CHECKING

import pyotp

if TYPE_CHECKING:
    from datetime import datetime

    from sirekap.office.accounts.secret import AccountsKey
    from sirekap.office.ports import Account, Credentials

_STEP_S = 30
_SKEW = 1
_ISSUER = "Sirekap"


def told(key: AccountsKey, account: Account, seed: bytes) -> tuple[str, str]:
    """A new factor as an authenticator takes it: its secret in base32, and the address a QR code has."""
    totp = _totp(key, account.id, seed)
    return totp.secret, totp.provisioning_uri(name=account.name, issuer_name=_ISSUER)


def taken(key: AccountsKey, account: Account, code: str, now: datetime) -> Credentials | None:
    """The credentials after a right code, which is not right again; ``None`` for a wrong one.

    A pending factor becomes the factor with its first right code.
    """
    held = account.credentials
    step = int(now.timestamp()) // _STEP_S
    for seed in (held.pending, held.totp):
        if seed is None:
            continue
        totp, last = _totp(key, account.id, seed), held.step if seed == held.totp else 0
        for each in range(step - _SKEW, step + _SKEW + 1):
            if each > last and hmac.compare_digest(totp.generate_otp(each).encode(), code.encode()):
                pending = None if seed == held.pending else held.pending
                return replace(held, totp=seed, pending=pending, step=each)
    return None


def _totp(key: AccountsKey, account: str, seed: bytes) -> pyotp.TOTP:
    return pyotp.TOTP(base64.b32encode(key.totp(account, seed)).decode())
