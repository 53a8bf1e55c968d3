"""Passkeys, by an authenticator made here: a P-256 key that signs as browsers do (WebAuthn level 3)."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode

import cbor2
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from tests.office.test_sign_in import HOME, PASSWORD, Hall, refused

from sirekap.office.accounts.passkeys import Passkeys

ORIGIN = "https://konsol.example"
PRESENT, ATTESTED = 0x01, 0x40


def b64(data):
    return urlsafe_b64encode(data).rstrip(b"=").decode()


class Authenticator:
    """Keeps one key. ``origin`` is the page that asks, as the browser tells it."""

    def __init__(self, origin=ORIGIN) -> None:
        self.origin, self.uses = origin, 0
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = hashlib.sha256(origin.encode()).digest()

    def made(self, options):
        """The answer to registration options."""
        point = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(cose)
        data = self._data(options["rp"]["id"], PRESENT | ATTESTED) + attested
        told = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options)
        return self._credential({"clientDataJSON": b64(client), "attestationObject": b64(told)})

    def shown(self, options):
        """The answer to authentication options."""
        self.uses += 1
        data = self._data(options["rpId"], PRESENT)
        client = self._client("webauthn.get", options)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        told = {"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature)}
        return self._credential(told)

    def _data(self, party, flags):
        return hashlib.sha256(party.encode()).digest() + bytes([flags]) + self.uses.to_bytes(4, "big")

    def _client(self, kind, options):
        told = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _credential(self, response):
        told = {"id": b64(self.id), "rawId": b64(self.id), "type": "public-key", "response": response}
        return json.dumps(told)


async def with_passkey(origin=ORIGIN):
    """An administrator who has made a passkey, and signed in anew by password."""
    hall = Hall()
    keys, token = Passkeys(hall.door, ORIGIN), Authenticator(origin)
    begun = await hall.first()
    made = token.made(json.loads(await keys.offer(begun.session)))
    proven = await keys.add(begun.session, made, HOME)
    return hall, keys, token, proven, await hall.door.password("ketua", PASSWORD, HOME)


async def test_a_passkey_proves_a_session_under_a_new_token():
    """Made once, which proves; shown at the next sign-in; the old token is dead."""
    hall, keys, token, proven, begun = await with_passkey()

    shown = await keys.show(begun.session, token.shown(json.loads(await keys.ask(begun.session))), HOME)

    assert proven.session.proven
    assert not begun.session.proven
    assert shown.session.proven
    assert await refused(hall.door.who(begun.token)) == "not_signed_in"


async def test_an_answer_is_right_once():
    """The same credential sent twice; and one whose challenge is five minutes old."""
    hall, keys, token, _, begun = await with_passkey()
    answer = token.shown(json.loads(await keys.ask(begun.session)))
    await keys.show(begun.session, answer, HOME)
    assert await refused(keys.show(begun.session, answer, HOME)) == "factor_wrong"

    late = token.shown(json.loads(await keys.ask(begun.session)))
    await hall.pass_time(minutes=5)
    assert await refused(keys.show(begun.session, late, HOME)) == "factor_wrong"


async def test_an_answer_got_by_another_page_is_wrong():
    """The person is on a page that looks like ours: the browser tells its origin, and it is not ours."""
    _, keys, token, _, begun = await with_passkey()
    token.origin = "https://konsol.example.evil.example"

    assert (
        await refused(keys.show(begun.session, token.shown(json.loads(await keys.ask(begun.session))), HOME))
        == "factor_wrong"
    )


async def test_another_s_passkey_a_wrong_signature_and_a_counter_that_goes_back_are_wrong():
    """A cloned key is found by its counter."""
    _, keys, token, _, begun = await with_passkey()
    stranger = Authenticator()
    assert (
        await refused(
            keys.show(begun.session, stranger.shown(json.loads(await keys.ask(begun.session))), HOME)
        )
        == "factor_wrong"
    )

    token.uses = 7
    again = await keys.show(begun.session, token.shown(json.loads(await keys.ask(begun.session))), HOME)
    token.uses = 3
    assert (
        await refused(keys.show(again.session, token.shown(json.loads(await keys.ask(again.session))), HOME))
        == "factor_wrong"
    )


@pytest.mark.parametrize(
    "answer",
    ["{}", "[]", "1", '{"response":{"clientDataJSON":"e30"}}', '{"response":{"clientDataJSON":"####"}}'],
)
async def test_what_is_no_credential_is_refused(answer):
    """Any JSON at all."""
    _, keys, _, _, begun = await with_passkey()

    assert await refused(keys.show(begun.session, answer, HOME)) == "factor_wrong"
    assert await refused(keys.add(begun.session, answer, HOME)) == "factor_there"


async def test_a_password_alone_makes_no_passkey_beside_a_factor():
    """And a server without its console's address makes none at all."""
    hall, keys, _, proven, begun = await with_passkey()

    assert await refused(keys.offer(begun.session)) == "factor_there"
    assert await refused(Passkeys(hall.door, "").offer(proven.session)) == "passkeys_not_set_up"
