"""The whole check of a published site: log, records, villages, totals, photos; in that order."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from sirekap.audit.finding import Code
from sirekap.audit.follow import PREFIX, Followed, LogKey
from sirekap.audit.kpu import KpuTree
from sirekap.audit.latest import held_against, read_latest, received_right
from sirekap.audit.receipts import redeem
from sirekap.audit.records import Records
from sirekap.audit.rest import look_at_rest
from sirekap.audit.setup import read_setup
from sirekap.audit.signatures import Signatures, read_key_list
from sirekap.audit.visit import Unreachable, Visit
from sirekap.audit.walk import Walk
from sirekap.audit.wanderers import Wanderers
from sirekap.log.note import NoteKey
from sirekap.seal.keys import Purpose, VerifyingKey
from sirekap.seal.refusal import Refusal as SealRefusal

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import datetime

    from sirekap.audit.finding import Report
    from sirekap.audit.latest import Latest
    from sirekap.audit.setup import Setup
    from sirekap.audit.visit import Mirror
    from sirekap.election.regions import RegionCode
    from sirekap.log.checkpoint import Checkpoint
    from sirekap.seal.keylist import KeyRing


CHECKPOINT = f"{PREFIX}checkpoint"


@dataclass(frozen=True)
class Asked:
    """What a checker brings along: keys, checkpoints from elsewhere, receipts; and how much to look at.

    ``known`` gives the checkpoints kept of a log, by its name. ``sample`` villages are looked at,
    drawn by ``seed``; all if it is ``None``.
    """

    key: NoteKey | None = None
    root: VerifyingKey | None = None
    known: Callable[[str], Collection[Checkpoint]] = lambda _origin: ()
    receipts: Mapping[str, bytes] | None = None
    sample: int | None = None
    seed: int = 0


@dataclass(frozen=True)
class Outcome:
    """What was found, and the checkpoint to keep for the next visit, if the tree is sound."""

    report: Report
    point: Checkpoint | None = None


def verify(
    mirror: Mirror,
    asked: Asked,
    now: datetime,
    progress: Callable[[str, int, int], None] | None = None,
) -> Outcome:
    """Check a site. Raises :class:`Unreachable` if there is none to be read."""
    visit = Visit(mirror) if progress is None else Visit(mirror, progress=progress)
    latest = read_latest(visit)
    setup = read_setup(visit)
    if latest is None and setup is None and visit.file(CHECKPOINT) is None:
        raise Unreachable
    ring = read_key_list(visit, asked.root)
    if ring is not None and asked.root is None:
        visit.report.note("site.note.keys_unrooted")
    log = Followed(visit, _log_key(asked, ring, latest))
    log.leaves.until = 0 if latest is None else latest.size
    log.step()
    if log.point is not None:
        _compare(visit, log, asked.known(log.point.origin))
    if latest is not None and setup is not None and log.size:
        held_against(visit, latest, log, setup)
        _look(visit, asked, latest, setup, log, ring)
    for name, written in (asked.receipts or {}).items():
        redeem(visit, name, written, log, ring)
    look_at_rest(visit, log, sampled=asked.sample is not None or latest is None or not latest.opened)
    if latest is not None and latest.at is not None:
        age = int((now - latest.at).total_seconds())
        visit.report.note("site.note.age", size=latest.size, minutes=max(age, 0) // 60)
    return Outcome(visit.report, log.point if log.sound else None)


def _compare(visit: Visit, log: Followed, known: Collection[Checkpoint]) -> None:
    """Hold the tree that was read against checkpoints from elsewhere; one in print does not name its log."""
    for point in known:
        if log.point is not None and point.origin not in {"", log.point.origin}:
            facts = {"origin": log.point.origin[:80], "wanted": point.origin[:80]}
            visit.report.find(Code.CHECKPOINT_OTHER_LOG, CHECKPOINT, **facts)
        else:
            log.begins_with(point)


def _look(  # noqa: PLR0913, PLR0917 -- everything that was read so far
    visit: Visit, asked: Asked, latest: Latest, setup: Setup, log: Followed, ring: KeyRing | None
) -> None:
    """Look at all that has figures: nothing before the site has opened."""
    kpu = KpuTree.of(visit, setup)
    kpu.lists(setup.contests)
    if not latest.opened:
        visit.report.note("site.note.not_open")
        return
    signatures = Signatures(visit, ring)
    records = Records(visit, signatures, setup.election, setup.phase, latest.size)
    wanderers = Wanderers(records)
    wanderers.read_on(log.leaves)
    walk = Walk(visit, setup, latest, log, records, wanderers, kpu, _drawn(asked, setup))
    walk.through()
    records.late(log.leaves, sampled=walk.only is not None)
    received_right(visit, latest, log, walk.received)


def _drawn(asked: Asked, setup: Setup) -> set[RegionCode] | None:
    villages = sorted(setup.country.stations)
    if asked.sample is None or asked.sample >= len(villages):
        return None
    return set(Random(asked.seed).sample(villages, asked.sample))  # noqa: S311 -- repeatable, and no secret


def _log_key(asked: Asked, ring: KeyRing | None, latest: Latest | None) -> LogKey | None:
    """The key given; or the log's on a key list whose root's key was given."""
    key = asked.key
    if key is None and asked.root is not None and ring is not None and latest is not None:
        listed = [
            each for each in ring.list.keys if each.purpose is Purpose.LOG and each.revoked_from is None
        ]
        key = NoteKey(latest.point.origin, listed[0].public) if listed else None
    if key is None:
        return None
    verifying = VerifyingKey(key.public)

    def made(data: bytes, signature: bytes) -> bool:
        try:
            verifying.verify(data, signature)
        except SealRefusal:
            return False
        return True

    return LogKey(key, made)
