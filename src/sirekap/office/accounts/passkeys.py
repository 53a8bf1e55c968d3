"""Passkeys (WebAuthn) as a second factor: bound to the console's address, so no other page gets one used.

A challenge is a one-time link of its own purpose: kept by its hash, five minutes, taken once.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import PublicKeyCredentialDescriptor

from sirekap.election.refusal import Refusal
from sirekap.office.accounts.sign_in import PROVED, digest_of, has_factor
from sirekap.office.accounts.terms import Code
from sirekap.office.ports import Link, Passkey, Purpose

if TYPE_CHECKING:
    from sirekap.office.accounts.sign_in import From, SignedIn, SignIn
    from sirekap.office.ports import Account, Session

_HOLDS = timedelta(minutes=5)
_MOST = 8
_NAME = "Sirekap"


@dataclass(frozen=True, slots=True)
class Passkeys:
    """Registers and checks passkeys. ``origin`` is the console's, ``https://name``; empty: there are none."""

    door: SignIn
    origin: str

    async def offer(self, session: Session) -> str:
        """What a browser needs to make a new passkey, as JSON. Who has a factor must have shown it."""
        account = await self._account(session)
        if has_factor(account) and not session.proven:
            raise Refusal(Code.FACTOR_THERE)
        options = webauthn.generate_registration_options(
            rp_id=self._party(),
            rp_name=_NAME,
            user_name=account.name,
            user_id=account.id.encode(),
            challenge=await self._challenge(account),
            exclude_credentials=_listed(account),
        )
        return webauthn.options_to_json(options)

    async def add(self, session: Session, credential: str, whence: From) -> SignedIn:
        """Keep a passkey that a browser made; having made it, the session is proven."""
        account = await self._account(session)
        if has_factor(account) and not session.proven:
            raise Refusal(Code.FACTOR_THERE)
        challenge = await self._taken(account, credential)
        try:
            made = webauthn.verify_registration_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=self._party(),
                expected_origin=self.origin,
            )
        except (WebAuthnException, ValueError, KeyError, TypeError):
            raise await self._wrong(account) from None
        key = Passkey(made.credential_id, made.credential_public_key, made.sign_count)
        held = account.credentials
        if len(held.passkeys) >= _MOST or key.id in {one.id for one in held.passkeys}:
            raise Refusal(Code.FACTOR_THERE)
        return await self._proven(session, account, (*held.passkeys, key), whence)

    async def ask(self, session: Session) -> str:
        """What a browser needs to show a passkey, as JSON."""
        account = await self._account(session)
        if not account.credentials.passkeys:
            raise Refusal(Code.FACTOR_MISSING)
        options = webauthn.generate_authentication_options(
            rp_id=self._party(),
            challenge=await self._challenge(account),
            allow_credentials=_listed(account),
        )
        return webauthn.options_to_json(options)

    async def show(self, session: Session, credential: str, whence: From) -> SignedIn:
        """Prove a session by a passkey; it goes on under a new token."""
        account = await self._account(session)
        challenge = await self._taken(account, credential)
        keys = account.credentials.passkeys
        try:
            shown = _bytes(json.loads(credential)["rawId"])
            key = next(one for one in keys if one.id == shown)
            seen = webauthn.verify_authentication_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=self._party(),
                expected_origin=self.origin,
                credential_public_key=key.key,
                credential_current_sign_count=key.uses,
            )
        except (WebAuthnException, ValueError, KeyError, TypeError, StopIteration):
            raise await self._wrong(account) from None
        used = replace(key, uses=seen.new_sign_count)
        return await self._proven(
            session, account, tuple(used if one.id == used.id else one for one in keys), whence
        )

    async def _proven(
        self, session: Session, account: Account, keys: tuple[Passkey, ...], whence: From
    ) -> SignedIn:
        """Write the keys, and let the session go on, proven, under a new token."""
        kept = await self.door.keep(replace(account, credentials=replace(account.credentials, passkeys=keys)))
        await self.door.journal.note(PROVED, self.door.now(), {"account": account.id, "outcome": "right"})
        await self.door.sessions.end(account.id, session.digest)
        return await self.door.begin(kept, whence, proven=True)

    async def _account(self, session: Session) -> Account:
        account = await self.door.accounts.by_id(session.account)
        if account is None:
            raise Refusal(Code.NOT_SIGNED_IN)
        return account

    async def _challenge(self, account: Account) -> bytes:
        challenge = self.door.random(32)
        until = self.door.now() + _HOLDS
        await self.door.accounts.issue(Link(digest_of(challenge.hex()), account.id, Purpose.PASSKEY, until))
        return challenge

    async def _taken(self, account: Account, credential: str) -> bytes:
        """The challenge a credential answers, which was given to this account and is answered once."""
        try:
            client = json.loads(_bytes(json.loads(credential)["response"]["clientDataJSON"]))
            challenge = _bytes(client["challenge"])
        except (ValueError, KeyError, TypeError):
            raise await self._wrong(account) from None
        digest, now = digest_of(challenge.hex()), self.door.now()
        link = await self.door.accounts.opens(digest, now)
        mine = link is not None and (link.account, link.purpose) == (account.id, Purpose.PASSKEY)
        if not mine or await self.door.accounts.use(digest, now) is None:
            raise await self._wrong(account)
        return challenge

    async def _wrong(self, account: Account) -> Refusal:
        await self.door.journal.note(PROVED, self.door.now(), {"account": account.id, "outcome": "wrong"})
        return Refusal(Code.FACTOR_WRONG)

    def _party(self) -> str:
        """The relying party: the console's host name."""
        host = urlsplit(self.origin).hostname
        if not host:
            raise Refusal(Code.NO_ORIGIN)
        return host


def _listed(account: Account) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=one.id) for one in account.credentials.passkeys]


def _bytes(text: str) -> bytes:
    """Bytes of base64url without padding."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
