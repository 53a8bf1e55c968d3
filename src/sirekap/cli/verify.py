"""``sirekap verify``: check a published site as an outsider, from its files alone."""

from __future__ import annotations

import re
import secrets
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from sirekap.audit.verify import Asked
from sirekap.audit.verify import verify as verify_site
from sirekap.audit.visit import Unreachable
from sirekap.cli.exits import Exit
from sirekap.cli.verified import as_json, tell
from sirekap.cli.visits import Visits, remembered
from sirekap.log.checkpoint import Checkpoint
from sirekap.log.note import NoteKey, text_of
from sirekap.log.refusal import Refusal
from sirekap.seal.keys import VerifyingKey
from sirekap.seal.refusal import Refusal as SealRefusal
from sirekap.seal.statement import parse_octets
from sirekap.store.mirrors import FolderMirror, WebMirror
from sirekap.texts import LANGUAGES, say

if TYPE_CHECKING:
    from sirekap.audit.verify import Outcome
    from sirekap.audit.visit import Mirror

Place = Annotated[
    str, typer.Argument(metavar="URL|DIR", help="Address of the site, or a folder with its files.")
]
Key = Annotated[
    str | None, typer.Option("--key", metavar="VKEY", help="The log's verifier key, from elsewhere.")
]
RootKey = Annotated[str | None, typer.Option("--root-key", help="The root's public key, base64url.")]
Known = Annotated[
    list[str] | None,
    typer.Option("--known", metavar="FILE|SIZE:ROOT", help="A checkpoint kept, or printed on minutes."),
]
Receipts = Annotated[list[Path] | None, typer.Option("--receipt", help="A receipt, as a phone keeps it.")]
Sample = Annotated[int | None, typer.Option("--sample", min=1, help="Look at so many villages only, by lot.")]
Seed = Annotated[int | None, typer.Option("--seed", help="Draw the sample that this number gives.")]
NoMemory = Annotated[bool, typer.Option("--no-memory", help="Neither use nor keep what earlier visits saw.")]
Forget = Annotated[bool, typer.Option("--forget", help="Forget what earlier visits saw of this log, first.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line on stdout, nothing else there.")]
Language = Annotated[str, typer.Option("--lang", envvar="SIREKAP_LANG", help="id or en.")]

_PRINTED = re.compile(r"(?P<size>0|[1-9][0-9]{0,18}):(?P<root>[0-9a-fA-F]{64})")
_LARGEST = 1 << 16


@dataclass(frozen=True)
class Brought:
    """What a checker brings along beside keys: checkpoints, as files or as size and root; receipts."""

    points: tuple[Checkpoint, ...] = ()
    receipts: dict[str, bytes] = field(default_factory=dict)


def verify(  # noqa: PLR0913, PLR0917 -- one for each flag
    place: Place,
    key: Key = None,
    root_key: RootKey = None,
    known: Known = None,
    receipt: Receipts = None,
    sample: Sample = None,
    seed: Seed = None,
    no_memory: NoMemory = False,  # noqa: FBT002 -- typer makes a flag of it
    forget: Forget = False,  # noqa: FBT002 -- as above
    as_json_lines: AsJson = False,  # noqa: FBT002 -- as above
    lang: Language = "id",
) -> None:
    """Check every number of a published site: log, records, sums, photos."""
    if lang not in LANGUAGES:
        _refuse(say("verify.language", "en", given=lang))
    mirror = _mirror(place, lang)
    brought = _brought(known or [], receipt or [], lang)
    vkey, root = _keys(key, root_key, lang)
    visits = None if no_memory else Visits(remembered(), str(vkey) if vkey else place)
    drawn = secrets.randbelow(1 << 32) if seed is None else seed

    def points(origin: str) -> list[Checkpoint]:
        if visits is not None and forget:
            visits.forget(origin)
        return [*brought.points, *([] if visits is None else visits.seen(origin))]

    asked = Asked(vkey, root, points, brought.receipts, sample, drawn)
    start = monotonic()
    try:
        with closing(mirror):
            outcome = checked(mirror, asked)
    except Unreachable as away:
        typer.echo(say("verify.unreachable", lang, place=place, about=str(away)), err=True)
        raise typer.Exit(Exit.PART_MISSING) from None
    if visits is not None and outcome.point is not None:
        visits.keep(outcome.point)
    if sample is not None:
        outcome.report.note("site.note.sample", count=sample, seed=drawn)
    said = as_json if as_json_lines else tell
    for line in said(outcome.report, place, monotonic() - start, lang):
        typer.echo(line)
    raise typer.Exit(ending(outcome))


def checked(mirror: Mirror, asked: Asked) -> Outcome:
    """Check a site, with a bar on stderr if somebody is looking."""
    console = Console(stderr=True)
    if not console.is_terminal:
        return verify_site(mirror, asked, datetime.now(UTC))
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        tasks = {"log": bars.add_task("log", total=None), "villages": bars.add_task("desa", total=None)}

        def progress(stage: str, done: int, whole: int) -> None:
            bars.update(tasks[stage], completed=done, total=whole)

        return verify_site(mirror, asked, datetime.now(UTC), progress)


def ending(outcome: Outcome) -> Exit:
    """0 only if nothing was found and it is known whose site it is."""
    report = outcome.report
    return Exit.DONE if report.sound and report.identified else Exit.NEEDS_PERSON


def _mirror(place: str, lang: str) -> FolderMirror | WebMirror:
    if "://" not in place:
        return FolderMirror(Path(place))
    try:
        return WebMirror(place)
    except ValueError:
        _refuse(say("verify.address", lang, place=place))


def _keys(key: str | None, root_key: str | None, lang: str) -> tuple[NoteKey | None, VerifyingKey | None]:
    try:
        vkey = None if key is None else NoteKey.parse(key.strip())
        if vkey is not None:
            VerifyingKey(vkey.public)
        return vkey, None if root_key is None else VerifyingKey(parse_octets(root_key.strip()))
    except Refusal as refusal:
        _refuse(say(refusal.code, lang, **refusal.facts))
    except (SealRefusal, ValueError):
        _refuse(say("verify.key", lang))


def _brought(known: list[str], receipts: list[Path], lang: str) -> Brought:
    try:
        read = {str(path): path.read_bytes()[:_LARGEST] for path in receipts}
        return Brought(tuple(_point(each, lang) for each in known), read)
    except OSError as error:
        _refuse(say("verify.file", lang, about=str(error)))


def _point(written: str, lang: str) -> Checkpoint:
    """A checkpoint as somebody kept it: in a file, or its size and root as they are printed."""
    if printed := _PRINTED.fullmatch(written):
        return Checkpoint("", int(printed["size"]), bytes.fromhex(printed["root"]))
    note = Path(written).read_bytes()[:_LARGEST]
    try:
        text = text_of(note)
        return Checkpoint.parse(text, text.partition("\n")[0])
    except Refusal as refusal:
        _refuse(f"{written}: {say(refusal.code, lang, **refusal.facts)}")


def _refuse(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(Exit.REFUSED)
