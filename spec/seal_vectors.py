"""Vectors of keys, signatures, certificates, receipts and key lists.

ALL KEYS HERE ARE FOR TESTS. Their seeds are public words; nothing real may use them.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sirekap.seal.certificate import Certificate, issue_certificate, print_certificate
from sirekap.seal.device import ORDER, DeviceKey
from sirekap.seal.envelope import wrap
from sirekap.seal.keylist import KeyList, ListedKey, print_key_list
from sirekap.seal.keys import UNLISTED, Purpose, SigningKey
from sirekap.seal.receipt import issue_receipt, print_receipt
from sirekap.seal.statement import print_octets

Case = dict[str, Any]

START, END = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 7, 1, tzinfo=UTC)
POLLING_DAY = datetime(2024, 2, 14, 8, 30, 5, tzinfo=UTC)
MESSAGE = b'{"kind":"example","v":1}'
ABOUT = "TEST KEYS ONLY: seeds are public words."


def words_of(name: str) -> bytes:
    """Give the words a test key is made of."""
    return f"sirekap test vector, {name}".encode()


def server_key(purpose: Purpose, name: str = "") -> SigningKey:
    """Make a server's test key: its seed is SHA-256 of its words."""
    return SigningKey(purpose, hashlib.sha256(words_of(name or purpose.value)).digest())


ROOT = server_key(Purpose.ROOT)
SERVER = {purpose: server_key(purpose) for purpose in Purpose if purpose not in UNLISTED}
RETIRED = server_key(Purpose.RECEIPT, "receipt, revoked")
STRANGER = server_key(Purpose.RECEIPT, "receipt, in no list")
PHONE = DeviceKey(words_of("phone 1"))
OTHER_PHONE = DeviceKey(words_of("phone 2"))


def key_list() -> KeyList:
    """List one key of each purpose, and a receipt key that is revoked."""
    keys = [
        ListedKey(public=key.public, purpose=key.purpose, valid_from=START, valid_until=END)
        for key in SERVER.values()
    ]
    keys.append(
        ListedKey(
            public=RETIRED.public,
            purpose=Purpose.RECEIPT,
            valid_from=START,
            valid_until=END,
            revoked_from=POLLING_DAY,
        )
    )
    ordered = tuple(sorted(keys, key=lambda key: key.id))
    return KeyList(election="pemilu2024", serial=3, at=START, keys=ordered)


def certificate() -> Certificate:
    """Certify the first test phone for slot 1 of a station of Tulungagung."""
    return Certificate(
        election="pemilu2024",
        station="3504012001001",
        slot=1,
        public=PHONE.public,
        issued_at=datetime(2024, 2, 1, tzinfo=UTC),
        valid_from=datetime(2024, 2, 10, tzinfo=UTC),
        valid_until=datetime(2024, 3, 20, tzinfo=UTC),
        issuer=SERVER[Purpose.ENROLMENT].id,
    )


def key_vectors() -> Case:
    """Every test key with the way to make it again."""
    servers = [(ROOT, "root"), *((key, purpose.value) for purpose, key in SERVER.items())]
    servers += [(RETIRED, "receipt, revoked"), (STRANGER, "receipt, in no list")]
    phones = [(PHONE, "phone 1"), (OTHER_PHONE, "phone 2")]
    return {
        "about": f"{ABOUT} Ed25519: seed = SHA-256(words). P-256: private number ="
        " (SHA-512(words) as a big-endian number) mod (n - 1) + 1. id = SHA-256(public, raw).",
        "ed25519": [
            {
                "purpose": key.purpose.value,
                "words": words_of(name).decode(),
                "TEST_ONLY_seed": hashlib.sha256(words_of(name)).hexdigest(),
                "public": print_octets(key.public),
                "id": key.id,
            }
            for key, name in servers
        ],
        "p256": [
            {
                "words": words_of(name).decode(),
                "TEST_ONLY_private": f"{_private_number(name):064x}",
                "public": print_octets(key.public),
                "id": key.id,
            }
            for key, name in phones
        ],
    }


def _private_number(name: str) -> int:
    return int.from_bytes(hashlib.sha512(words_of(name)).digest()) % (ORDER - 1) + 1


def signature_vectors() -> Case:
    """A phone's signature (deterministic, RFC 6979), its twin with n - s, and false ones."""
    good = PHONE.sign(MESSAGE)
    r, s = good[:32], good[32:]
    number = int.from_bytes(s)
    n = ORDER.to_bytes(32)
    cases = [
        ("as signed", MESSAGE, good, "valid"),
        (
            "n - s in place of s: the other value that fits",
            MESSAGE,
            r + (ORDER - number).to_bytes(32),
            "valid",
        ),
        ("another message", MESSAGE.replace(b"1", b"2"), good, "signature_wrong"),
        ("another phone's", MESSAGE, OTHER_PHONE.sign(MESSAGE), "signature_wrong"),
        ("r and s changed round", MESSAGE, s + r, "signature_wrong"),
        ("r nought", MESSAGE, bytes(32) + s, "signature_malformed"),
        ("s nought", MESSAGE, r + bytes(32), "signature_malformed"),
        ("r = n", MESSAGE, n + s, "signature_malformed"),
        ("s = n", MESSAGE, r + n, "signature_malformed"),
        ("s = n + s, the same modulo n, cut to 32 bytes", MESSAGE, r + b"\xff" * 32, "signature_malformed"),
        ("63 bytes", MESSAGE, good[:63], "signature_malformed"),
        ("65 bytes", MESSAGE, good + b"\0", "signature_malformed"),
        ("nothing", MESSAGE, b"", "signature_malformed"),
    ]
    return {
        "about": "ECDSA P-256, SHA-256, r‖s of 64 bytes, as WebCrypto makes and takes it.",
        "public": print_octets(PHONE.public),
        "cases": [
            {
                "name": name,
                "message": message.decode(),
                "signature": print_octets(signature),
                "verdict": verdict,
            }
            for name, message, signature, verdict in cases
        ],
    }


def certificate_vectors() -> Case:
    """A certificate that is good, and ones that are not."""
    enrolment, good = SERVER[Purpose.ENROLMENT], certificate()
    signed = issue_certificate(good, enrolment)
    moved = signed.replace(b"3504012001001", b"3504012001002")
    foreign = replace(good, issuer=SERVER[Purpose.RECEIPT].id)
    early = replace(good, issued_at=START - timedelta(days=1))
    unknown = replace(good, issuer=STRANGER.id)
    slot = print_certificate(good).replace(b'"slot":1', b'"slot":3')
    spaced = print_certificate(good).replace(b'"slot":1', b'"slot": 1')
    cases = [
        ("good", signed, "valid"),
        ("another station written in", moved, "signature_wrong"),
        ("signed by a receipt key", _signed(foreign, SERVER[Purpose.RECEIPT]), "key_purpose_wrong"),
        ("signed by a key in no list", _signed(unknown, STRANGER), "key_unknown"),
        ("issued before its key held", _signed(early, enrolment), "key_not_valid_then"),
        ("a third slot", wrap(slot, enrolment.sign(slot)), "statement_malformed"),
        ("white space, signed as it is", wrap(spaced, enrolment.sign(spaced)), "statement_not_canonical"),
        ("without its envelope", print_certificate(good), "envelope_malformed"),
    ]
    return {
        "about": f"{ABOUT} Checked with the key list of key-lists.json.",
        "device": good.device,
        "cases": [{"name": name, "utf8": data.decode(), "verdict": verdict} for name, data, verdict in cases],
    }


def _signed(body: Certificate, key: SigningKey) -> bytes:
    data = print_certificate(body)
    return wrap(data, key.sign(data))


def receipt_vectors(record: str) -> Case:
    """A receipt in both its forms, and ones that are not good."""
    key = SERVER[Purpose.RECEIPT]
    good = issue_receipt(record, POLLING_DAY, 60, key, POLLING_DAY + timedelta(hours=3))
    unpictured = issue_receipt(record, POLLING_DAY, 60, key)
    other = issue_receipt("0" * 64, POLLING_DAY, 60, key)
    promise = replace(good, receipt=replace(good.receipt, log_promise=61))
    sooner = replace(good, receipt=replace(good.receipt, photos_from=POLLING_DAY))
    then = issue_receipt(record, POLLING_DAY, 60, RETIRED)
    before = issue_receipt(record, POLLING_DAY - timedelta(seconds=1), 60, RETIRED)
    cases = [
        ("good", good, "valid"),
        ("for a record that names no photo", unpictured, "valid"),
        ("by a key that was revoked a second later", before, "valid"),
        ("by a key revoked that very second", then, "key_is_revoked"),
        ("for another record", other, "receipt_of_another"),
        ("another promise written in", promise, "signature_wrong"),
        ("another time for photos written in", sooner, "signature_wrong"),
        ("by a key in no list", issue_receipt(record, POLLING_DAY, 60, STRANGER), "key_unknown"),
        ("after its key's time", issue_receipt(record, END, 60, key), "key_not_valid_then"),
    ]
    return {
        "about": f"{ABOUT} For the record given; checked with the key list of key-lists.json.",
        "record": record,
        "cases": [
            {
                "name": name,
                "body": print_receipt(receipt.receipt).decode(),
                "utf8": receipt.wrapped().decode(),
                "compact": receipt.compact(),
                "verdict": verdict,
            }
            for name, receipt, verdict in cases
        ],
    }


def key_list_vectors() -> Case:
    """A key list the root signed, and ones it did not, or not so."""
    keys = key_list()
    body = print_key_list(keys)
    signed = keys.sign(ROOT)
    backwards = print_key_list(keys).replace(b'"serial":3', b'"serial":0')
    cases = [
        ("good", signed, "valid"),
        ("signed by another key", wrap(body, STRANGER.sign(body)), "signature_wrong"),
        ("serial raised", signed.replace(b'"serial":3', b'"serial":4'), "signature_wrong"),
        ("serial nought, signed as it is", wrap(backwards, ROOT.sign(backwards)), "statement_malformed"),
        ("older than one seen (serial 2, 3 was seen)", replace(keys, serial=2).sign(ROOT), "key_list_older"),
    ]
    return {
        "about": f"{ABOUT} Taken by one who holds the root's key and has seen serial 3.",
        "root": print_octets(ROOT.public),
        "newest_serial": 3,
        "cases": [{"name": name, "utf8": data.decode(), "verdict": verdict} for name, data, verdict in cases],
    }
