"""Findings about a station's figures, in words: code, fields, facts, and a sentence in each language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.election.rules import Finding, evaluate
from sirekap.texts import LANGUAGES, say, table
from sirekap.tiers.rulebook import INCOMPLETE
from sirekap.tiers.standing import ALIKE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sirekap.election.canonical import Json
    from sirekap.tiers.claims import Key
    from sirekap.tiers.ledger import Thread
    from sirekap.tiers.rulebook import Rulebook


def findings(key: Key, thread: Thread, rulebook: Rulebook) -> list[Json]:
    """Everything found about the figures as they stand, by code."""
    told = sorted(_found(key, thread, rulebook), key=lambda each: (each.code, each.fields, each.facts))
    return [_printed(each) for each in told]


def _found(key: Key, thread: Thread, rulebook: Rulebook) -> Iterator[Finding]:
    """The findings with their facts; those of the paper and of photos have none but the other station."""
    station, contest = key
    standing = thread.standing
    if standing.poll is None or not standing.findings:
        return
    numbers = {**standing.votes.figures.numbers, **standing.administration.figures.numbers}
    about = rulebook.circumstances_of(station, standing.poll)
    ruled = list(evaluate(rulebook.checks_of(contest, station).rules, numbers, about))
    yield from ruled
    for code in sorted(set(standing.findings) - {each.code for each in ruled}):
        if code == INCOMPLETE:
            choices = rulebook.choices(contest, station)
            missing = tuple(name for name in choices if name not in numbers)
            given = len(choices) - len(missing)
            yield Finding(code, missing, (("given", given), ("all", len(choices))))
        elif code == ALIKE:
            for other in sorted({each.station for each in thread.doubles}):
                yield Finding(code, (), (("station", other),))
        else:
            yield Finding(code, ())


def _printed(finding: Finding) -> Json:
    facts = dict(finding.facts)
    # Of what the machine saw on the paper the ledger keeps the code alone; its record has the rest.
    plain = f"paper.{finding.code}"
    code = plain if not facts and plain in table("id") else finding.code
    return {
        "code": finding.code,
        "fields": [*finding.fields],
        "facts": {**facts},
        "text": {language: say(code, language, **facts) for language in LANGUAGES},
    }
