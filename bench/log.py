"""The log's tree rebuilt from its leaves, beside the floor: the same hashes and nothing else.

``make bench-log`` or ``python -m bench.log [--leaves N]``. One core. Ends with 1 when four
million leaves take more than ten seconds.
"""

from __future__ import annotations

import argparse
import sys
from hashlib import sha256
from time import process_time
from typing import TYPE_CHECKING

from sirekap.log.edge import Edge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_GOAL_S, _GOAL_LEAVES = 10.0, 4_000_000
_BATCH = 65_536


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--leaves", type=int, default=_GOAL_LEAVES)
    count = parser.parse_args().leaves
    entries = [_entry(number) for number in range(count)]
    began = process_time()
    floor_root = _floor(entries)
    floor = process_time() - began
    began = process_time()
    root, files, octets = _rebuilt(entries)
    ours = process_time() - began
    if root != floor_root:
        print("the roots differ")
        sys.exit(1)
    print(f"{count:,} leaves of {len(entries[0])} bytes, CPU seconds of one core")
    print(f"floor: leaf and node hashes in bare loops  {floor:6.2f} s")
    print(f"tiles, bundles and root                    {ours:6.2f} s, ratio {ours / floor:.2f}")
    print(f"{files:,} full tiles and bundles, {octets / 1e6:,.0f} MB; {count / ours:,.0f} leaves a second")
    goal = _GOAL_S * count / _GOAL_LEAVES
    print(f"goal {goal:.1f} s: {'met' if ours <= goal else 'NOT MET'}")
    sys.exit(ours > goal)


def _entry(number: int) -> bytes:
    """A leaf as long as real ones are."""
    return (
        b'{"contest":"ppwp","kind":"return","place":"3404062001006",'
        b'"record":"%064x","time":"2024-02-14T13:00:00Z","v":1}' % number
    )


def _floor(entries: Sequence[bytes]) -> bytes:
    """The tree's hashes, level by level; the last of an odd level goes up as it is."""
    row = [sha256(b"\0" + entry).digest() for entry in entries]
    while len(row) > 1:
        above = [
            sha256(b"\1" + left + right).digest() for left, right in zip(row[::2], row[1::2], strict=False)
        ]
        row = [*above, row[-1]] if len(row) % 2 else above
    return row[0]


def _rebuilt(entries: Sequence[bytes]) -> tuple[bytes, int, int]:
    """The tree's root, the number of full files and their octets, which are made and dropped."""
    edge, files, octets = Edge(), 0, 0
    for some in _batches(entries):
        edge, full = edge.grown(some)
        files += len(full)
        octets += sum(map(len, full.values()))
    return edge.root, files, octets


def _batches(entries: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for start in range(0, len(entries), _BATCH):
        yield entries[start : start + _BATCH]


if __name__ == "__main__":
    main()
