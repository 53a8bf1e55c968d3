"""``sirekap sign-minutes``: an electronic signature laid upon minutes, beside the ink the law wants."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sirekap.cli.exits import Exit
from sirekap.cli.storage import Language  # noqa: TC001 -- typer reads it when the command is made
from sirekap.seal.refusal import Refusal
from sirekap.texts import say

Minutes = Annotated[Path, typer.Argument(help="Minutes as sirekap minutes has drawn them.")]
Keystore = Annotated[Path, typer.Option("--p12", help="Key and certificate, PKCS #12.")]
Passphrase = Annotated[
    str,
    typer.Option(
        "--passphrase", envvar="SIREKAP_PASSPHRASE", prompt=True, hide_input=True, help="Asked for."
    ),
]
Out = Annotated[Path | None, typer.Option("--out", help="The signed file; else beside the other, -signed.")]
Reason = Annotated[str, typer.Option("--reason", help="Why it is signed, shown by readers of PDF.")]


def sign_minutes(  # noqa: PLR0913, PLR0917 -- one for each flag
    path: Minutes,
    p12: Keystore,
    passphrase: Passphrase,
    out: Out = None,
    reason: Reason = "D.HASIL",
    lang: Language = "id",
) -> None:
    """Sign drawn minutes electronically. The file given stays as it is."""
    try:
        from sirekap.seal.paper import sign_paper  # noqa: PLC0415 -- only here is the extra `sign` needed
    except ImportError:
        typer.echo(say("paper_signing_missing", lang), err=True)
        raise typer.Exit(Exit.PART_MISSING) from None
    signed = out or path.with_name(f"{path.stem}-signed.pdf")
    try:
        signed.write_bytes(sign_paper(path.read_bytes(), p12.read_bytes(), passphrase.encode(), reason))
    except Refusal as refusal:
        typer.echo(f"{refusal.code}: {say(refusal.code, lang, **refusal.facts)}", err=True)
        raise typer.Exit(Exit.REFUSED) from None
    except OSError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(Exit.REFUSED) from None
    typer.echo(say("paper.signed", lang, path=signed))
