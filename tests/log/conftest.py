"""The tree as RFC 6962 defines it, word by word and slow: what the room's own tree is held against."""

from __future__ import annotations

from hashlib import sha256

import pytest


class Plain:
    """MTH, PATH and PROOF of RFC 6962 § 2.1, by recursion over lists."""

    def root(self, entries):
        """MTH(D[n])."""
        if not entries:
            return sha256(b"").digest()
        if len(entries) == 1:
            return sha256(b"\x00" + entries[0]).digest()
        k = self.left(len(entries))
        return sha256(b"\x01" + self.root(entries[:k]) + self.root(entries[k:])).digest()

    def path(self, index, entries):
        """PATH(m, D[n])."""
        if len(entries) == 1:
            return []
        k = self.left(len(entries))
        if index < k:
            return [*self.path(index, entries[:k]), self.root(entries[k:])]
        return [*self.path(index - k, entries[k:]), self.root(entries[:k])]

    def proof(self, first, entries, whole=True):  # noqa: FBT002 -- the RFC's own flag
        """PROOF(m, D[n]) as SUBPROOF(m, D[n], b)."""
        if first == len(entries):
            return [] if whole else [self.root(entries)]
        k = self.left(len(entries))
        if first <= k:
            return [*self.proof(first, entries[:k], whole), self.root(entries[k:])]
        return [*self.proof(first - k, entries[k:], whole=False), self.root(entries[:k])]

    def left(self, count):
        """The largest power of two below ``count``."""
        k = 1
        while 2 * k < count:
            k *= 2
        return k


@pytest.fixture(scope="session")
def plain():
    """The slow tree."""
    return Plain()
