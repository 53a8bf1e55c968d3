"""How often one address may be wrong: counted in this process's memory, stored and told nowhere.

Phones of a whole district may come from one address of their carrier, so what is right is not
counted, and the bound is far above what slips of the finger make.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import TYPE_CHECKING

from sirekap.office.enrolment_terms import Code, Wait

if TYPE_CHECKING:
    from collections.abc import Callable

_HOUSEHOLD_BITS = 64


class Pace:
    """Times of the last wrong tries by address. ``ticks`` is a clock that only goes forward, in seconds.

    ``most`` wrong ones within ``window`` seconds pause an address; ``capacity`` bounds how many
    addresses are kept, the one wrong longest ago going first.
    """

    def __init__(
        self, ticks: Callable[[], float], most: int = 60, window: float = 600.0, capacity: int = 20_000
    ) -> None:
        self._ticks = ticks
        self._most, self._window, self._capacity = most, window, capacity
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()

    def refuse_excess(self, address: str | None) -> None:
        """Raise :class:`Wait` while an address is paused; ``None`` is nobody's and never is."""
        times = None if address is None else self._wrong.get(network_of(address))
        if times is not None and len(times) == self._most:
            left = times[0] + self._window - self._ticks()
            if left > 0:
                raise Wait(Code.ADDRESS_PAUSED, ceil(left))

    def count(self, address: str | None) -> None:
        """Note a wrong try."""
        if address is None:
            return
        network = network_of(address)
        self._wrong.setdefault(network, deque(maxlen=self._most)).append(self._ticks())
        self._wrong.move_to_end(network)
        if len(self._wrong) > self._capacity:
            self._wrong.popitem(last=False)


def network_of(address: str) -> str:
    """An address as it is counted: of IPv6 the first 64 bits, which one household has to itself."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped) if mapped else str(int(parsed) >> _HOUSEHOLD_BITS)
    return str(parsed)
