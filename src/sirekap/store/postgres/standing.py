"""How far each part of the service is, in one statement: what an operator watches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.store.postgres.faults import told_to_ports
from sirekap.store.postgres.queries import SQL

if TYPE_CHECKING:
    from asyncpg import Pool, Record


async def standing(pool: Pool[Record]) -> dict[str, int]:
    """Figures by their names: records stored, folded, logged and published; jobs that wait, and those parked.

    Raises :class:`StoreAway`.
    """
    with told_to_ports():
        row = await pool.fetchrow(SQL["standing"])
    return {} if row is None else dict(row.items())
