"""The settings of ``sirekap serve``: one type, from which flags, environment and the reference page come."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sirekap.election.identity import Phase

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "SIREKAP_"


def _told(default: object, what: str) -> Any:  # noqa: ANN401 -- a field of any type, as ``dataclasses.field`` is
    return field(default=default, metadata={"what": what})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an operator can set. Each is also read from the environment, as ``SIREKAP_`` and its name."""

    data: Path = _told(Path("sirekap-data"), "Folder of the database, the keys and all else that is kept.")
    dsn: str = _told("", "Address of a PostgreSQL 15 or later to use; empty: one is started in the data folder.")
    owner_dsn: str = _told(
        "", "Address of the same database as its owner, with which it is brought forward; empty: it is not."
    )
    host: str = _told("127.0.0.1", "Address to listen on.")
    port: int = _told(8080, "Port to listen on; 0 takes a free one.")
    workers: int = _told(1, "Processes that take requests.")
    election: str = _told("pemilu2024", "Profile of the election.")
    phase: Phase = _told(Phase.REAL, "`real` or `rehearsal`; returns of the other are refused.")
    opens: datetime | None = _told(None, "Before this time (RFC 3339) no honest clock can date a return: held.")
    closes: datetime | None = _told(None, "From this time (RFC 3339) on a return is late: held.")
    log_promise: int = _told(86_400, "Seconds after a receipt within which its record stands in the public log.")
    waiting: int = _told(512, "Returns a process takes on before it answers 503.")
    batch: int = _told(256, "Most returns stored in one statement.")
    phones: int = _told(20_000, "Verified phones a process keeps in memory, about 2 kB each.")
    body_patience: float = _told(10.0, "Seconds a request may take to arrive whole.")
    fold: bool = _told(True, "Whether this service folds records into totals; one service does.")
    drain_patience: float = _told(20.0, "Seconds a stopping process gives to requests under way.")

    @classmethod
    def of(cls, environment: Mapping[str, str], **given: object) -> Settings:
        """What is given, else what the environment says, else the default. ``None`` is not given.

        Raises :class:`ValueError` naming the variable that cannot be read.
        """
        values: dict[str, Any] = {}
        for one in fields(cls):
            name = PREFIX + one.name.upper()
            if given.get(one.name) is not None:
                values[one.name] = given[one.name]
            elif environment.get(name):
                values[one.name] = _read(name, environment[name], one.default)
        return cls(**values)


def _read(name: str, text: str, default: object) -> object:
    """A variable's text as a value of its setting's type."""
    kind = datetime.fromisoformat if default is None else _truth if isinstance(default, bool) else type(default)
    if isinstance(default, Path):
        kind = Path
    try:
        value: object = kind(text)  # type: ignore[call-arg] # Each of these types is made from a text.
    except ValueError as error:
        message = f"{name}={text}: {error}"
        raise ValueError(message) from None
    if isinstance(value, datetime) and value.tzinfo is None:
        message = f"{name}={text}: a time needs its zone, such as +07:00 or Z"
        raise ValueError(message)
    return value


def _truth(text: str) -> bool:
    if text not in {"0", "1"}:
        message = "1 (yes) or 0 (no)"
        raise ValueError(message)
    return text == "1"
