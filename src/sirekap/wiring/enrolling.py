"""The acts of whoever prepares the phones, built on a store and the keys of its data folder."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sirekap import profiles
from sirekap.office.letters import Letters
from sirekap.office.replace import Replace
from sirekap.wiring.keys import keys_in
from sirekap.wiring.process import registrar_of

if TYPE_CHECKING:
    from sirekap.wiring.keys import Keys
    from sirekap.wiring.process import Store
    from sirekap.wiring.settings import Settings


def _keys(settings: Settings) -> Keys:
    return keys_in(settings.data / "keys", settings.election, datetime.now(UTC), os.urandom)


def letters_of(store: Store, settings: Settings) -> Letters:
    """Who writes letters. Raises :class:`seal.refusal.Refusal` for keys that are not as they should be."""
    return Letters(
        places=store.places,
        enrolment=store.enrolment,
        journal=store.journal,
        codes=_keys(settings).codes,
        random=os.urandom,
    )


def replace_of(store: Store, settings: Settings) -> Replace:
    """Who replaces phones. Raises as :func:`letters_of`."""
    return Replace(
        places=store.places,
        devices=store.devices,
        enrolment=store.enrolment,
        journal=store.journal,
        registrar=registrar_of(profiles.load(settings.election), _keys(settings), settings),
        now=lambda: datetime.now(UTC),
    )
