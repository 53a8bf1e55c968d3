"""Which paths were looked at: eight bytes each, for a nation has millions."""

from __future__ import annotations

from array import array

_FIRST = 1 << 10
_FULLEST = 0.6


class Seen:
    """A set of texts, by their hashes: an open table that doubles. Two that share all 64 bits are one."""

    def __init__(self) -> None:
        self._table = array("q", bytes(8 * _FIRST))
        self._count = 0

    def add(self, text: str) -> None:
        """Put a text in."""
        if self._put(hash(text) or 1):
            self._count += 1
            if self._count > _FULLEST * len(self._table):
                self._double()

    def __contains__(self, text: str) -> bool:
        number = hash(text) or 1
        return self._table[self._place(number)] == number

    def discard(self, text: str) -> None:
        """Take a text out: its place stays taken, by a number that no text has."""
        number = hash(text) or 1
        place = self._place(number)
        if self._table[place] == number:
            self._table[place] = _GONE

    def _put(self, number: int) -> bool:
        place = self._place(number)
        new = self._table[place] != number
        self._table[place] = number
        return new

    def _place(self, number: int) -> int:
        """Where a number stands, or where it would."""
        table, last = self._table, len(self._table) - 1
        place = number & last
        while table[place] and table[place] != number:
            place = (place + 1) & last
        return place

    def _double(self) -> None:
        old, self._table = self._table, array("q", bytes(16 * len(self._table)))
        for number in old:
            if number and number != _GONE:
                self._put(number)


_GONE = -1
"""CPython's hashes are never this."""
