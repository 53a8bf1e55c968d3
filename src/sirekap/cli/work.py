"""``sirekap work``: workers that look at photos and read returns; and what they had to give up."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Annotated

import typer

from sirekap.cli.exits import Exit
from sirekap.cli.storage import Data, Dsn, Language, on_store
from sirekap.texts import say, table
from sirekap.wiring.logs import log_as_json
from sirekap.wiring.settings import Settings
from sirekap.wiring.work import work as work_once
from sirekap.wiring.work import work_in_processes

if TYPE_CHECKING:
    from sirekap.office.ports import Parked
    from sirekap.wiring.process import Store
    from sirekap.wiring.work import Worker

_PAGE = 500

Processes = Annotated[
    int, typer.Option("--processes", min=0, help="Workers to keep until stopped; 0: do what waits, and end.")
]
ShowParked = Annotated[bool, typer.Option("--parked", help="List what failed three times, and why.")]
Retry = Annotated[bool, typer.Option("--retry", help="With --parked: try all of it anew.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line on stdout, nothing else.")]


def work(  # noqa: PLR0913, PLR0917 -- one for each flag
    processes: Processes = 0,
    parked: ShowParked = False,  # noqa: FBT002 -- typer makes a flag of it
    retry: Retry = False,  # noqa: FBT002 -- as above
    as_json: AsJson = False,  # noqa: FBT002 -- as above
    data: Data = None,
    dsn: Dsn = None,
    lang: Language = "id",
) -> None:
    """Look at photos that arrived, and read the returns that are whole."""
    if parked:
        found = on_store(data, dsn, lang, lambda store, _: _parked(store, retry=retry))
        _show(found, lang, as_json=as_json)
        raise typer.Exit(Exit.NEEDS_PERSON if found else Exit.DONE)
    if processes:
        settings = Settings.of(os.environ, data=data, dsn=dsn)
        if not settings.dsn:
            typer.echo(say("work.dsn", lang), err=True)
            raise typer.Exit(Exit.REFUSED)
        log_as_json()
        work_in_processes(settings.dsn, settings, processes)
        return
    worker: Worker = on_store(data, dsn, lang, work_once)
    counts = {"verified": worker.verified, "read": worker.returns, "covered": worker.covered}
    typer.echo(json.dumps(counts) if as_json else say("work.done", lang, **counts))


async def _parked(store: Store, *, retry: bool) -> list[Parked]:
    found: list[Parked] = []
    while page := await store.jobs.parked(found[-1].id if found else 0, _PAGE):
        found += page
    if retry:
        for job in found:
            await store.jobs.again(job.id)
    return found


def _show(found: list[Parked], lang: str, *, as_json: bool) -> None:
    for job in found:
        facts = {"id": job.id, "kind": job.kind, "subject": job.subject, "reason": job.reason}
        if as_json:
            typer.echo(json.dumps(facts))
        else:
            typer.echo(
                say("work.parked", lang, **facts | {"reason": table(lang).get(job.reason, job.reason)})
            )
    if not found and not as_json:
        typer.echo(say("work.none", lang))
