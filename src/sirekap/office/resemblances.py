"""Whether a page was filed at another station as well: the same bytes, or the same look (R402)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sirekap.election.records import PlacedPhoto, Resemblance, parse_record
from sirekap.office.ports import Look

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sirekap.election.records import PhotosRead, Return
    from sirekap.office.machine import PageSeen
    from sirekap.office.ports import Looks, Records

MOST = 50
"""So many resemblances of one photo are enough to show that it went round."""


async def resemblances(  # noqa: PLR0913, PLR0917 -- what was read, of which return, and where to look and to keep
    reading: PhotosRead,
    pages: Sequence[PageSeen],
    record: Return,
    looks: Looks,
    records: Records,
    alike: int,
) -> list[Resemblance]:
    """Keep the look of each page, and tell which resemble another station's and are not recorded yet.

    Kept before it is searched for: of two workers with two copies, one at least finds the other.
    """
    filed = {photo.sha256: photo.page for photo in record.photos}
    known = await _known(record.station, record, records)
    found: list[Resemblance] = []
    for page in pages:
        look = Look(record.station, record.contest, page.page or filed[page.sha256], page.sha256, page.look)
        await looks.put(look)
        for other in await looks.candidates(look, MOST):
            bits = _distance(look, other)
            pair = tuple(sorted((_placed(look), _placed(other)), key=_order))
            if (
                bits > alike
                or _key(pair) in known
                or _key(pair) in await _known(other.station, other, records)
            ):
                continue
            head = {name: getattr(reading, name) for name in ("election", "phase", "at", "signer")}
            found.append(Resemblance(**head, photos=pair, distance=bits))
    return found


def _distance(one: Look, other: Look) -> int:
    if one.sha256 == other.sha256:
        return 0
    if one.bits is None or other.bits is None:
        return 1 << 16  # Nothing to compare: as far as can be.
    return (int.from_bytes(one.bits) ^ int.from_bytes(other.bits)).bit_count()


async def _known(station: str, of: Return | Look, records: Records) -> set[tuple[tuple[str, str], ...]]:
    """The pairs that stand in the records of a station's contest."""
    return {
        _key(cast("Resemblance", parse_record(each.entry.body)).photos)
        for each in await records.of_station(station, of.contest.value)
        if each.entry.kind == "resemblance"
    }


def _placed(look: Look) -> PlacedPhoto:
    return PlacedPhoto(look.station, look.contest, look.page, look.sha256)


def _order(photo: PlacedPhoto) -> tuple[str, str, int, str]:
    return photo.station, photo.contest, photo.page, photo.sha256


def _key(photos: tuple[PlacedPhoto, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((photo.station, photo.sha256) for photo in photos)
