"""The command ``sirekap``: its commands, and the language it speaks."""

from __future__ import annotations

import typer

from sirekap.cli.demo import demo
from sirekap.cli.election import election
from sirekap.cli.form import form
from sirekap.cli.minutes import minutes
from sirekap.cli.publish import publish
from sirekap.cli.read import read
from sirekap.cli.rebuild import rebuild
from sirekap.cli.recap import recap
from sirekap.cli.restore import restore
from sirekap.cli.seats import seats
from sirekap.cli.serve import serve
from sirekap.cli.sign_minutes import sign_minutes
from sirekap.cli.verify import verify
from sirekap.cli.winner import winner
from sirekap.cli.work import work

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Sirekap: from photographs of result forms to checked, public numbers.",
)
app.command()(demo)
app.command()(read)
app.command()(serve)
app.command()(recap)
app.command()(seats)
app.command()(winner)
app.command()(publish)
app.command()(rebuild)
app.command()(minutes)
app.command("sign-minutes")(sign_minutes)
app.command()(restore)
app.command()(work)
app.command()(verify)
app.add_typer(election, name="election")
app.add_typer(form, name="form")


def main() -> None:
    """Run the command line."""
    app()
