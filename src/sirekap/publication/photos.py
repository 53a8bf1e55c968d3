"""Which photos of a station's contest the public sees, and under which address.

All of it follows from the thread: a photo is public when a cover of it is a record. What a
replaced return showed stays public; it is history.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.publication.own.told import PublicPhoto

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sirekap.election.identity import PhotoHash, RecordId
    from sirekap.tiers.claims import PublicCopy
    from sirekap.tiers.ledger import Thread

MOST_PHOTOS = 200
"""Photos told of one station's contest, those of the last returns: what bounds a file."""


def path_of(copy: PhotoHash) -> str:
    """Where a public copy stands on the site."""
    return f"foto/{copy}.jpg"


def shown(thread: Thread) -> tuple[PublicCopy, ...]:
    """Of each photo the copy that counts, those of the last return last.

    A photo covered twice is shown by the later record, by ``at``, then by id.
    """
    last: dict[PhotoHash, PublicCopy] = {}
    for each in sorted(thread.copies, key=lambda each: (each.at, each.id)):
        last[each.photo] = each
    returns = {each.id: (not each.holds, each.at, each.id) for each in thread.claims}
    newest: dict[PhotoHash, tuple[bool, datetime, RecordId]] = {}
    for each in thread.copies:
        filed = returns.get(each.of, (False, each.at, each.of))
        newest[each.photo] = max(filed, newest.get(each.photo, filed))
    return tuple(sorted(last.values(), key=lambda each: (newest[each.photo], each.photo)))


def public_photos(thread: Thread) -> tuple[PublicPhoto, ...]:
    """Every public photo, by page: those of the last returns where there are more than are told."""
    told = [
        PublicPhoto(each.page, each.photo, f"/{path_of(each.copy)}", each.id, each.signatures)
        for each in shown(thread)[-MOST_PHOTOS:]
    ]
    return tuple(sorted(told, key=lambda each: (each.page, each.sha256)))


def known(private: Iterable[PublicPhoto], thread: Thread) -> tuple[PublicPhoto, ...]:
    """All photos to tell of: the public ones, and what else is known of, by page and hash."""
    by_hash = {each.sha256: each for each in (*private, *public_photos(thread))}
    return tuple(sorted(by_hash.values(), key=lambda each: (each.page, each.sha256)))


def addresses(thread: Thread) -> dict[int, str]:
    """Of each page the address of the last return's photo."""
    return {each.page: f"/{path_of(each.copy)}" for each in shown(thread)}
