"""The keys of the embedded mode: made at the first start in files of mode 0600, found at every other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sirekap.office.accounts.secret import AccountsKey
from sirekap.seal.codes import CodeKey
from sirekap.seal.keyfile import key_of_file, secret_of_file
from sirekap.seal.keylist import KeyList, KeyRing, ListedKey
from sirekap.seal.keys import SEED_BYTES, Purpose, SigningKey
from sirekap.seal.refusal import Code, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

LISTED = (Purpose.ENROLMENT, Purpose.OFFICE, Purpose.RECEIPT, Purpose.READING, Purpose.LOG)
SHARED = (
    Purpose.ENROLMENT,
    Purpose.OFFICE,
    Purpose.READING,
    Purpose.LOG,
    Purpose.CODES,
    Purpose.ACCOUNTS,
)
_BEFORE, _AFTER = timedelta(days=3650), timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys a process works with, the ring that checks them, and the secrets of codes and accounts."""

    enrolment: SigningKey
    office: SigningKey
    receipt: SigningKey
    reading: SigningKey
    log: SigningKey
    ring: KeyRing
    codes: CodeKey
    accounts: AccountsKey


def need_shared(folder: Path) -> None:
    """See that the keys are there which hosts of one service share; a host that made its own would be alone.

    Its receipt key is a host's own, and is made. Raises :class:`seal.refusal.Refusal`
    ``key_file_missing``.
    """
    for purpose in SHARED:
        if not (folder / f"{purpose}.key").exists():
            raise Refusal(Code.KEY_FILE_MISSING, f"{purpose}.key")


def keys_in(folder: Path, election: str, now: datetime, random: Callable[[int], bytes]) -> Keys:
    """Read the keys in a folder, making each that is not there. Raises :class:`seal.refusal.Refusal`.

    One machine holds them all and trusts itself, so its list of them needs no root.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    moment = now.replace(microsecond=0)
    made = {one: key_of_file(folder / f"{one}.key", one, random(SEED_BYTES)) for one in LISTED}
    listed = sorted(
        (
            ListedKey(
                public=key.public, purpose=one, valid_from=moment - _BEFORE, valid_until=moment + _AFTER
            )
            for one, key in made.items()
        ),
        key=lambda key: key.id,
    )
    ring = KeyRing(KeyList(election=election, serial=1, at=moment, keys=tuple(listed)))
    codes = secret_of_file(folder / f"{Purpose.CODES}.key", Purpose.CODES, random(SEED_BYTES))
    accounts = secret_of_file(folder / f"{Purpose.ACCOUNTS}.key", Purpose.ACCOUNTS, random(SEED_BYTES))
    return Keys(
        enrolment=made[Purpose.ENROLMENT],
        office=made[Purpose.OFFICE],
        receipt=made[Purpose.RECEIPT],
        reading=made[Purpose.READING],
        log=made[Purpose.LOG],
        ring=ring,
        codes=CodeKey(codes),
        accounts=AccountsKey(accounts),
    )
