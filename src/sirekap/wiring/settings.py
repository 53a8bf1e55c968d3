"""The settings of ``sirekap serve``: one type, from which flags, environment and the reference page come."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from sirekap.election.identity import Phase

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "SIREKAP_"


class Role(StrEnum):
    """Which part of the service a process is."""

    ALL = "all"
    """All of it, on one machine."""
    API = "api"
    """Takes requests; any number, on any host."""
    FOLDER = "folder"
    """Folds records into totals; one works, the others wait for its end."""
    SEQUENCER = "sequencer"
    """Writes the public log; one works, the others wait for its end."""
    PUBLISHER = "publisher"
    """Writes the public site; one works, the others wait for its end."""
    EXPORTER = "exporter"
    """Writes whole tables into the site, minutes of a core each time; one works, the others wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an operator can set. Each is also read from the environment, as ``SIREKAP_`` and its name."""

    role: Annotated[
        Role, "`all`, or one part on its own: `api`, `folder`, `sequencer`, `publisher`, `exporter`."
    ] = Role.ALL
    data: Annotated[Path, "Folder of the database, the keys and all else that is kept."] = Path(
        "sirekap-data"
    )
    dsn: Annotated[str, "Address of a PostgreSQL to use; empty: one is started in the data folder."] = ""
    owner_dsn: Annotated[
        str, "The same database as its owner, who brings it forward; empty: nobody does."
    ] = ""
    host: Annotated[str, "Address to listen on."] = "127.0.0.1"
    port: Annotated[int, "Port to listen on; 0 takes a free one."] = 8080
    cert: Annotated[str, "File with the certificate for HTTPS, PEM with its chain; empty: plain HTTP."] = ""
    key: Annotated[str, "File with the certificate's private key, PEM."] = ""
    workers: Annotated[int, "Processes that take requests."] = 1
    election: Annotated[str, "Profile of the election."] = "pemilu2024"
    phase: Annotated[Phase, "`real` or `rehearsal`; returns of the other are refused."] = Phase.REAL
    opens: Annotated[
        datetime | None, "Before this time (RFC 3339) no honest clock can date a return: held."
    ] = None
    closes: Annotated[datetime | None, "From this time (RFC 3339) on a return is late: held."] = None
    log_promise: Annotated[int, "Seconds from a receipt to its record in the public log, at most."] = 86_400
    waiting: Annotated[int, "Returns a process takes on before it answers 503."] = 512
    batch: Annotated[int, "Most returns stored in one statement."] = 256
    phones: Annotated[int, "Verified phones a process keeps in memory, about 2 kB each."] = 20_000
    body_patience: Annotated[float, "Seconds a request may take to arrive whole."] = 10.0
    photos_from: Annotated[
        datetime | None, "From this time (RFC 3339) on photos may be sent; empty: with their return."
    ] = None
    photos_over: Annotated[float, "Hours over which the sending of photos is spread from then on."] = 24.0
    bucket: Annotated[
        str, "Bucket for photos, as `s3://name`; empty: a folder. Keys and address as `AWS_…` variables."
    ] = ""
    readers: Annotated[int, "Worker processes that this service keeps for its photos."] = 0
    certificate_days: Annotated[int, "Days a phone's certificate holds from its enrolment."] = 180
    forwarded: Annotated[
        bool, "Whether a proxy in front names each sender last in `X-Forwarded-For`; never without one."
    ] = False
    console: Annotated[
        str, "Where people reach the console, as `https://name`: passkeys are bound to it; empty: none."
    ] = ""
    fold: Annotated[bool, "Whether this service folds records into totals; one service does."] = True
    sequence: Annotated[
        bool, "Whether this service writes the public log; of several one does, the others wait for it."
    ] = True
    publish: Annotated[
        bool, "Whether this service, if it writes the log, publishes the site; of several one does."
    ] = True
    publish_from: Annotated[
        datetime | None, "Before this time (RFC 3339) no figure is published; empty: as the profile says."
    ] = None
    publish_pace: Annotated[
        float, "Factor for the seconds between two writings of regions: 60, 30, 15, 5 by tier."
    ] = 1.0
    publish_grace: Annotated[
        float, "Seconds that a village's document stays when another has taken its place."
    ] = 120.0
    archive: Annotated[
        str,
        "Folder on another disk; the own database's changes stand there before they are answered.",
    ] = ""
    published: Annotated[
        str,
        "Where the site is written: a folder, or `s3://name/folder`; empty: `published` in the data folder.",
    ] = ""
    site_address: Annotated[
        str, "Where the site is served, `https://…`, for shared links' pictures and frames; empty: none."
    ] = ""
    report_address: Annotated[
        str, "Where readers report a wrong photo, `mailto:…` or `https://…`; empty: pages offer nothing."
    ] = ""
    log_name: Annotated[
        str,
        "Name of the public log and its key: where it is published, without `https://`; empty: no address.",
    ] = ""
    export_every: Annotated[
        float, "Minutes between two sets of exported tables (`v1/export`), at least; 0: none is written."
    ] = 15.0
    exports_kept: Annotated[int, "Sets of exported tables that stand on the site, the newest among them."] = 4
    drain_patience: Annotated[float, "Seconds a stopping process gives to requests under way."] = 20.0

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
    try:
        value = _made(text, default)
    except ValueError as error:
        message = f"{name}={text}: {error}"
        raise ValueError(message) from None
    if isinstance(value, datetime) and value.tzinfo is None:
        message = f"{name}={text}: a time needs its zone, such as +07:00 or Z"
        raise ValueError(message)
    return value


def _made(text: str, default: object) -> object:  # noqa: PLR0911 -- one for each type
    match default:
        case None:
            return datetime.fromisoformat(text)
        case bool():
            return _truth(text)
        case Path():
            return Path(text)
        case Phase() | Role():
            return type(default)(text)
        case int():
            return int(text)
        case float():
            return float(text)
        case _:
            return text


def _truth(text: str) -> bool:
    if text not in {"0", "1"}:
        message = "1 (yes) or 0 (no)"
        raise ValueError(message)
    return text == "1"
