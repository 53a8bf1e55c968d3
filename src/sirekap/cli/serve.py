"""``sirekap serve``: the API, with a database of its own unless told otherwise."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from sirekap.cli.exits import Exit
from sirekap.election.refusal import Refusal
from sirekap.office.ports import StoreAway
from sirekap.seal.refusal import Refusal as SealRefusal
from sirekap.texts import say
from sirekap.wiring.logs import log_as_json
from sirekap.wiring.service import run
from sirekap.wiring.settings import Role, Settings

Part = Annotated[Role | None, typer.Option("--role", help="One part of the service, on its own.")]
Data = Annotated[Path | None, typer.Option("--data", help="Folder of the database and the keys.")]
Dsn = Annotated[str | None, typer.Option("--dsn", help="A PostgreSQL to use instead of starting one.")]
Host = Annotated[str | None, typer.Option("--host", help="Address to listen on.")]
Port = Annotated[int | None, typer.Option("--port", help="Port to listen on; 0 takes a free one.")]
Cert = Annotated[Path | None, typer.Option("--cert", help="Certificate for HTTPS, PEM; cameras need it.")]
Key = Annotated[Path | None, typer.Option("--key", help="Its private key, PEM.")]
Workers = Annotated[int | None, typer.Option("--workers", min=1, help="Processes that take requests.")]
Language = Annotated[str, typer.Option("--lang", envvar="SIREKAP_LANG", help="id or en.")]


def serve(  # noqa: PLR0913, PLR0917 -- one for each flag
    role: Part = None,
    data: Data = None,
    dsn: Dsn = None,
    host: Host = None,
    port: Port = None,
    workers: Workers = None,
    cert: Cert = None,
    key: Key = None,
    lang: Language = "id",
) -> None:
    """Take returns, keep them, answer receipts, until stopped by Ctrl-C or SIGTERM."""
    log_as_json()
    try:
        if (cert is None) != (key is None):
            typer.echo(say("serve.cert", lang), err=True)
            raise typer.Exit(Exit.REFUSED)
        settings = Settings.of(
            os.environ,
            role=role,
            data=data,
            dsn=dsn,
            host=host,
            port=port,
            workers=workers,
            cert=None if cert is None else str(cert),
            key=None if key is None else str(key),
        )
        if settings.role is not Role.ALL and not settings.dsn:
            typer.echo(say("serve.dsn", lang), err=True)
            raise typer.Exit(Exit.REFUSED)

        def listens(address: str, key: str, first: str | None) -> None:
            typer.echo(say("serve.listens", lang, address=address))
            typer.echo(say("serve.log", lang, address=f"{address}/log/checkpoint", key=key))
            if first is not None:
                typer.echo(say("serve.first", lang, address=first))

        run(settings, listens)
    except (Refusal, SealRefusal) as refusal:
        typer.echo(f"{refusal.code}: {say(refusal.code, lang, **refusal.facts)}", err=True)
        raise typer.Exit(Exit.REFUSED) from None
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(Exit.REFUSED) from None
    except (StoreAway, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(Exit.PART_MISSING) from None
