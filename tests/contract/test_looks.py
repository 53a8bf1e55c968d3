"""Looks: found among all other stations by the same photo or by one equal band."""

from __future__ import annotations

import random
from dataclasses import replace

from sirekap.election.contests import Contest
from sirekap.election.identity import PhotoHash
from sirekap.election.regions import StationCode
from sirekap.office.ports import Look

RNG = random.Random(5)
BITS = RNG.randbytes(32)
HERE = Look(StationCode("3404012001001"), Contest.PRESIDENT, 1, PhotoHash("aa" * 32), BITS)
THERE = StationCode("3404012001002")


def flipped(bits: bytes, *places: int) -> bytes:
    number = int.from_bytes(bits)
    for place in places:
        number ^= 1 << place
    return number.to_bytes(32)


async def test_the_same_photo_at_another_station_is_found(store):
    """Even when no page was found on it; at its own station it is no news."""
    await store.looks.put(replace(HERE, bits=None))
    await store.looks.put(replace(HERE, bits=None))

    assert await store.looks.candidates(replace(HERE, bits=None, station=THERE), 10) == [
        replace(HERE, bits=None)
    ]
    assert await store.looks.candidates(HERE, 10) == []


async def test_a_look_that_differs_in_seven_bands_is_found_by_the_eighth(store):
    """One bit in each band but one."""
    near = replace(
        HERE, station=THERE, sha256=PhotoHash("bb" * 32), bits=flipped(BITS, *range(0, 32 * 7, 32))
    )
    far = replace(HERE, station=THERE, sha256=PhotoHash("cc" * 32), bits=flipped(BITS, *range(0, 32 * 8, 32)))
    await store.looks.put(near)
    await store.looks.put(far)

    assert await store.looks.candidates(HERE, 10) == [near]


async def test_strangers_are_not_candidates(store):
    """Of five hundred other pages none shares a band."""
    for number in range(500):
        stranger = replace(
            HERE, station=THERE, sha256=PhotoHash(RNG.randbytes(32).hex()), bits=RNG.randbytes(32)
        )
        await store.looks.put(replace(stranger, page=number % 3 + 1))

    assert await store.looks.candidates(HERE, 10) == []
