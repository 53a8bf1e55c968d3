"""The second check of signatures: root, key list, certificates, phones, each by the one before."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from sirekap.election.identity import KeyId, record_id
from sirekap.election.records import DeviceEnrolled, print_record
from sirekap.seal.keylist import KeyList, ListedKey
from sirekap.seal.keys import Purpose, SigningKey
from sirekap.seal.statement import print_octets
from sirekap.simulate.crowd import NIGHT, Crowd

ROOT = SigningKey(Purpose.ROOT, bytes(32))
ENROLMENT = SigningKey(Purpose.ENROLMENT, bytes([1]) * 32)
READING = SigningKey(Purpose.READING, bytes([2]) * 32)
CROWD = Crowd(ENROLMENT)
PHONES = 4
TRUSTED = print_octets(ROOT.public)


def sig(key: str, signature: bytes) -> bytes:
    """What stands beside a record."""
    return json.dumps({"key": key, "signature": signature.hex(), "v": 1}, separators=(",", ":")).encode()


def listed(*keys: SigningKey) -> bytes:
    """A key list that the root signed."""
    held = [
        ListedKey(
            public=key.public,
            purpose=key.purpose,
            valid_from=NIGHT - timedelta(days=9),
            valid_until=NIGHT + timedelta(days=9),
        )
        for key in keys
    ]
    ordered = tuple(sorted(held, key=lambda each: each.id))
    return KeyList(election="pemilu2024", serial=1, at=NIGHT, keys=ordered).sign(ROOT)


def enrolled(number: int) -> bytes:
    """The record that a phone's key was certified."""
    phone = CROWD.phone(number)
    return print_record(
        DeviceEnrolled(
            election=CROWD.election, phase=CROWD.phase, at=NIGHT, signer=KeyId(ENROLMENT.id),
            station=phone.station, slot=phone.slot, device=KeyId(phone.key.id), certificate=phone.certificate,
        )
    )  # fmt: skip


@pytest.fixture(scope="module")
def published(tmp_path_factory, lay):
    """Four phones enrolled, and a return of each: eight records, eight signatures, one list of keys."""
    devices = [enrolled(number) for number in range(PHONES)]
    returns = [next(CROWD.night_of(number)) for number in range(PHONES)]
    records = [("device_enrolled", body) for body in devices] + [("return", each.body) for each in returns]
    site = lay(tmp_path_factory.mktemp("site"), records)
    beside = {record_id(body): sig(ENROLMENT.id, ENROLMENT.sign(body)) for body in devices}
    beside |= {each.id: sig(each.record.signer, each.signature) for each in returns}
    site.write({f"v1/records/{one}.sig.json": data for one, data in beside.items()})
    site.write({"v1/key-list.json": listed(ENROLMENT, READING)})
    return site


@pytest.fixture
def copied(published, tmp_path):
    """The site once more, to be altered."""
    return replace(published, folder=shutil.copytree(published.folder, tmp_path / "site"))


def test_every_signature_holds(second_check, published):
    """By the root's key, which came from elsewhere; without it, it is told that nobody vouches."""
    status, said = second_check(published.folder, published.key, TRUSTED)

    assert status == 0, said
    assert "8 records are signed by who they say.\nThe key list is signed by the root given." in said
    _, said = second_check(published.folder, published.key)
    assert "8 records are signed by who they say.\nNo root was given" in said


def test_another_root(second_check, published):
    """The list is not another root's."""
    other = print_octets(SigningKey(Purpose.ROOT, bytes([9]) * 32).public)

    status, said = second_check(published.folder, published.key, other)

    assert (status, "WRONG signature_wrong: root" in said) == (1, True), said


def test_a_phones_signature_with_one_bit_the_other_way(second_check, copied):
    """It is told of which record, and of no other."""
    path = f"v1/records/{copied.ids[-1]}.sig.json"
    told = json.loads((copied.folder / path).read_bytes())
    signature = bytearray.fromhex(told["signature"])
    signature[40] ^= 1
    copied.write({path: sig(told["key"], bytes(signature))})

    status, said = second_check(copied.folder, copied.key, TRUSTED)

    wrong = [line for line in said.splitlines() if line.startswith("WRONG")]
    assert (status, wrong) == (1, [f"WRONG signature_wrong: {path}, device"])


def test_a_signature_by_another_phone(second_check, copied):
    """The key named must be the record's signer."""
    other = CROWD.phone(0).key
    body = (copied.folder / f"v1/records/{copied.ids[-1]}.json").read_bytes()
    copied.write({f"v1/records/{copied.ids[-1]}.sig.json": sig(other.id, other.sign(body))})

    status, said = second_check(copied.folder, copied.key, TRUSTED)

    assert (status, "WRONG key_unknown" in said) == (1, True), said


def test_a_phone_whose_certificate_is_of_no_listed_key(second_check, copied):
    """Without the enrolment key, neither the phones nor what they signed is taken."""
    copied.write({"v1/key-list.json": listed(READING)})

    status, said = second_check(copied.folder, copied.key, TRUSTED)

    assert (status, said.count("WRONG certificate_unknown"), said.count("WRONG key_unknown")) == (1, 4, 8), (
        said
    )


def test_a_signature_that_is_not_there(second_check, copied):
    """A record without what should stand beside it."""
    (copied.folder / f"v1/records/{copied.ids[0]}.sig.json").unlink()

    status, said = second_check(copied.folder, copied.key, TRUSTED)

    assert (status, f"WRONG signature_malformed: v1/records/{copied.ids[0]}.sig.json" in said) == (1, True), (
        said
    )
