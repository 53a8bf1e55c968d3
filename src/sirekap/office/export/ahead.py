"""Pages read ahead of who walks through them: what is kept under some keys, in the order of the keys."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator

T = TypeVar("T")
PAGE = 1_000


class Ahead(Generic[T]):
    """Reads pages of ``size`` as far as they are asked for.

    ``page`` gives the next ones behind a key, ``key`` the key of one.
    """

    def __init__(
        self, page: Callable[[str, int], Awaitable[list[T]]], key: Callable[[T], str], size: int = PAGE
    ) -> None:
        self._page = page
        self._size = size
        self._key = key
        self._read: deque[T] = deque()
        self._over = False
        self._last = ""

    async def to(self, key: str) -> dict[str, T]:
        """What stands behind the key asked for last, up to and with this one."""
        while not self._over and self._last <= key:
            page = await self._page(self._last, self._size)
            self._read += page
            self._over = len(page) < self._size
            self._last = self._key(page[-1]) if page else self._last
        found: dict[str, T] = {}
        while self._read and self._key(self._read[0]) <= key:
            one = self._read.popleft()
            found[self._key(one)] = one
        return found


def chunks(all_of: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of ``size``, the last one shorter."""
    chunk: list[T] = []
    for each in all_of:
        chunk.append(each)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
