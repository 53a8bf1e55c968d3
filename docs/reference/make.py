"""Writes the reference pages that could drift from the code; a test compares them.

``python docs/reference/make.py`` writes them anew.
"""

from __future__ import annotations

import inspect
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_type_hints

from sirekap import profiles
from sirekap.api.people import ACT
from sirekap.api.routes import routes
from sirekap.audit.finding import Code
from sirekap.cli.serve import serve
from sirekap.cli.verified import CHECKED
from sirekap.election import returns
from sirekap.election.choices import DistrictCode
from sirekap.election.rules import Reserve, Rule
from sirekap.office.permissions import FACTOR, TABLE, Reach, Role
from sirekap.publication.export.dictionary import described
from sirekap.texts import table
from sirekap.tiers.plenaries import NEXT
from sirekap.wiring.settings import PREFIX, Settings

if TYPE_CHECKING:
    from sirekap.api.doors import Doors

HERE = Path(__file__).parent
ELSEWHERE = ("R151", "R152", "R153", "R154", "R401", "R402", "R411")
"""Rules that are not among a form's numbers: witnesses, headings, photos, messages."""


def rules_page() -> str:
    """Every rule with its sentence, and the block it holds back."""
    profile = profiles.load()
    rules: dict[str, Rule | None] = {}
    for form in (profile.form("C.HASIL-PPWP"), profile.form("C.HASIL-DPR", DistrictCode("3506"))):
        for rule in form.rules:
            rules.setdefault(rule.code, rule)
            if isinstance(rule, Reserve):
                rules.setdefault(rule.near_code, rule)
    rules |= dict.fromkeys(ELSEWHERE)
    holds = {code: str(block) for block, codes in profile.holding for code in codes}
    indonesian, english = table("id"), table("en")
    lines = [
        "# Rules",
        "",
        "Findings are values, never refusals: a broken rule is reported and nothing is changed.",
        "R: the paper or the filing contradicts itself. W: unusual, wants a word. I: information.",
        "Written by `docs/reference/make.py`; a test holds it against the code.",
        "",
        "| code | sentence (Indonesian) | sentence (English) | shape | holds back |",
        "|---|---|---|---|---|",
    ]
    for code in sorted(rules):
        rule = rules[code]
        shape = "" if rule is None else type(rule).__name__
        lines.append(f"| {code} | {indonesian[code]} | {english[code]} | {shape} | {holds.get(code, '')} |")
    return "\n".join(lines) + "\n"


def settings_page() -> str:
    """Every setting of ``sirekap serve``: variable, flag, default, meaning."""
    lines = [
        "# Settings",
        "",
        "Of `sirekap serve`. A flag goes before the environment, the environment before the default.",
        "Written by `docs/reference/make.py`; a test holds it against the code.",
        "",
        "| variable | flag | default | what |",
        "|---|---|---|---|",
    ]
    flags = inspect.signature(serve).parameters
    told = get_type_hints(Settings, include_extras=True)
    for one in fields(Settings):
        flag = f"`--{one.name}`" if one.name in flags else ""
        default = (
            ""
            if one.default in {None, ""}
            else f"`{int(one.default) if isinstance(one.default, bool) else one.default}`"
        )
        (what,) = told[one.name].__metadata__
        lines.append(f"| `{PREFIX}{one.name.upper()}` | {flag} | {default} | {what} |")
    return "\n".join(lines) + "\n"


def states_page() -> str:
    """The states of a block and of a plenary: what may follow upon what, and the picture of it."""
    names = {each.__name__: each.name for each in returns.STATES}
    sources: dict[tuple[str, str, str], list[str]] = {}
    for state in returns.STATES:
        for act, method in inspect.getmembers(state, inspect.isfunction):
            if not act.startswith("_"):
                after = names[inspect.get_annotations(method)["return"]]
                key = act, after, (inspect.getdoc(method) or "").splitlines()[0]
                sources.setdefault(key, []).append(state.name)
    said = [f"| `{each.name}` | {(inspect.getdoc(each) or '').splitlines()[0]} |" for each in returns.STATES]
    rows = [
        f"| {', '.join(f'`{name}`' for name in before)} | {act} | `{after}` | {what} |"
        for (act, after, what), before in sources.items()
    ]
    arrows = [
        f"  {name} --> {after}: {act}" for (act, after, _), before in sources.items() for name in before
    ]
    steps = [f"| `{phase}` | {step} | `{after}` |" for (phase, step), after in NEXT.items()]
    text = (HERE / "states.template.md").read_text(encoding="utf-8")
    for place, lines in (("said", said), ("rows", rows), ("arrows", arrows), ("steps", steps)):
        text = text.replace(f"{{{place}}}", "\n".join(lines))
    return text


def permissions_page() -> str:
    """Every act with who may do it and where, and every operation over HTTP with its act."""
    yes = {True: "yes", False: ""}
    reaches = {Reach.SELF: "themselves", Reach.SUBTREE: "their region and below", Reach.NATION: "the whole"}
    head = " | ".join(role.value for role in Role)
    acts = [
        f"| `{act}` | {rule.says} | {reaches[rule.reach]} | "
        + " | ".join(yes[role in rule.roles] for role in Role)
        + " |"
        for act, rule in TABLE.items()
    ]
    operations = sorted(
        (path.replace(":str", ""), method, one.opt[ACT])
        for one in routes(cast("Doors", None))
        for path in one.paths
        for method in one.http_methods
        if ACT in one.opt
    )
    factor = ", ".join(f"`{role}`" for role in Role if role in FACTOR)
    return "\n".join(
        [
            "# Permissions",
            "",
            "Who may do what. Acts ask this table themselves, whatever door they are done through; over HTTP",
            "every operation by every role is tested against it. Written by `docs/reference/make.py` from",
            "`src/sirekap/office/permissions.py`; a test holds it against the code.",
            "",
            f"Only in a session that showed a second factor: {factor}.",
            "",
            f"| act | what | where | {head} |",
            f"|---|---|---|{'---|' * len(Role)}",
            *acts,
            "",
            "Beyond the table: the tier above sends a certificate back only from above; two people are never",
            "one account; nobody decides at the desk what they decided before; nobody closes or resets their",
            "own account, and an administrator's is reset by two.",
            "",
            "## Operations",
            "",
            "| operation | act |",
            "|---|---|",
            *(f"| `{method} {path}` | `{act}` |" for path, method, act in operations),
            "",
            "All others are open: what phones send and ask, what is public, what begins a session.",
            "",
        ]
    )


def exports_page() -> str:
    """The tables of the export, column by column; of contests whose tables are alike, once."""
    profile = profiles.load()
    first, second, *rest = (each.contest for each in profile.contests)
    told = [*described(profile, first), *described(profile, second, but=first)]
    for contest in rest:
        told += described(profile, contest, but=second)
    text = (HERE / "exports.template.md").read_text(encoding="utf-8")
    return text.replace("{tables}", "\n".join(told).rstrip())


def verify_page() -> str:
    """What ``sirekap verify`` finds and counts, with its sentences."""
    indonesian, english = table("id"), table("en")
    lines = [
        "# What `sirekap verify` says",
        "",
        "Each finding is named by its code in `--json` and by its sentence else.",
        "The [how-to](../how-to/verify-the-site.md) shows a check.",
        "Written by `docs/reference/make.py`; a test holds it against the code.",
        "",
        "| code | sentence (Indonesian) | sentence (English) |",
        "|---|---|---|",
        *(f"| `{code}` | {indonesian[code]} | {english[code]} |" for code in map(str, Code)),
        "",
        "## What is counted",
        "",
        "| name in `checked` | Indonesian | English |",
        "|---|---|---|",
    ]
    counted = ((name, f"site.checked.{name}") for name in CHECKED)
    lines += [f"| `{name}` | {indonesian[code]} | {english[code]} |" for name, code in counted]
    return "\n".join(lines) + "\n"


PAGES = {
    "exports.md": exports_page,
    "permissions.md": permissions_page,
    "rules.md": rules_page,
    "settings.md": settings_page,
    "verify.md": verify_page,
    "../explanation/states.md": states_page,
}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), encoding="utf-8")
