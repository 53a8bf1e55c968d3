"""What PostgreSQL and its driver raise, told in the two words the ports know."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import asyncpg
from asyncpg import exceptions as told

from sirekap.office.ports import BatchRefused, StoreAway

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROW = (
    told.DataError,  # SQLSTATE 22: a text with a NUL, a number out of range.
    told.IntegrityConstraintViolationError,  # 23
    told.CardinalityViolationError,  # 21
)
_AWAY = (
    OSError,  # No socket, reset, timed out.
    asyncpg.InternalClientError,  # The driver lost its place in the talk: the connection was cut meanwhile.
    told.PostgresConnectionError,  # 08
    told.TransactionRollbackError,  # 40: a deadlock or a lost race; safe to repeat.
    told.InsufficientResourcesError,  # 53: disk full, too many connections.
    told.LockNotAvailableError,  # 55P03
    told.OperatorInterventionError,  # 57: shutdown, crash, cannot connect now, cancelled.
    told.ReadOnlySQLTransactionError,  # 25006: a standby not yet promoted.
    told.IdleInTransactionSessionTimeoutError,  # 25P03
    told.PostgresSystemError,  # 58: an input or output error.
)


@contextmanager
def told_to_ports() -> Iterator[None]:
    """Turn errors of data into :class:`BatchRefused`, of reach into :class:`StoreAway`.

    Everything else is a fault of this program and passes unchanged.
    """
    try:
        yield
    except _ROW as error:
        raise BatchRefused(str(error)) from error
    except asyncpg.InterfaceError as error:
        if isinstance(error, ValueError):  # The driver could not encode a value.
            raise BatchRefused(str(error)) from error
        raise StoreAway(str(error)) from error  # The connection or the pool was closed under us.
    except _AWAY as error:
        raise StoreAway(str(error) or type(error).__name__) from error
