"""What an S3 server's client raises, told in the words the ports know."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from obstore.exceptions import AlreadyExistsError, BaseError, PermissionDeniedError

from sirekap.office.ports import StoreAway

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def told_to_ports() -> Iterator[None]:
    """What is not there or there already is the caller's affair; everything else is a store that is away."""
    try:
        yield
    except (FileNotFoundError, AlreadyExistsError, PermissionDeniedError):
        raise
    except (BaseError, OSError) as error:
        raise StoreAway(str(error)[:300]) from error
