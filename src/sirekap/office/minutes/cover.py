"""The first and last pages of minutes: what they are, how the plenary went, who signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.election.records import Role, Signing
from sirekap.election.regions import Level, level_of, parent_of
from sirekap.office.minutes.saying import tier_of
from sirekap.sheet.minutes.book import DASH, Fact, Panel, Signatory

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sirekap.election.records import Present
    from sirekap.election.regions import RegionCode
    from sirekap.office.minutes.saying import Saying
    from sirekap.tiers.minutes import Minutes

_COMMITTEE = {"subdistrict": 5, "regency": 5, "province": 7, "nation": 7, "overseas": 7}
"""How many sit on the body of a tier (UU 7/2017 art. 10, 52, 75): so many lines to sign on."""
_WITNESSES = 6
_FURNITURE = (
    *("brought", "carried", "content", "code", "page", "of", "line", "words", "signatures", "appendix"),
    *("public", "log", "no_log", "log_size", "number", "name", "office", "signature", "courtesy"),
)


def furniture(saying: Saying) -> dict[str, str]:
    """The words of the pages themselves."""
    return {name: saying.say(name) for name in _FURNITURE}


def region_line(region: RegionCode, saying: Saying) -> str:
    """A region with those above it: ``KECAMATAN NGUNUT, TULUNGAGUNG, JAWA TIMUR``."""
    chain = [region]
    while (above := parent_of(chain[-1])) is not None and level_of(above) > Level.NATION:
        chain.append(above)
    return saying.say(f"region_{tier_of(region)}", name=", ".join(saying.name(each) for each in chain))


def facts_of(minutes: Minutes, saying: Saying) -> tuple[Fact, ...]:
    """What is told in short: when, how often, how many stations."""
    certified = DASH if minutes.certificate is None else saying.time(minutes.certificate.at)
    told = {
        "opened": saying.time(minutes.opened),
        "certified": certified,
        "version": str(minutes.version),
        "stations": saying.say("stations_of", settled=minutes.settled, expected=minutes.expected),
        "changes": str(sum(len(one.act.changes) for one in minutes.corrections)),
        "objections": saying.say(
            "objections_of",
            all=len(minutes.disputes),
            open=sum(one.answer is None for one in minutes.disputes),
        ),
    }
    return tuple(Fact(saying.say(f"fact.{name}"), value) for name, value in told.items())


def narrative(minutes: Minutes, contest: str, saying: Saying) -> tuple[str, ...]:
    """The minutes' own sentences."""
    tier = tier_of(minutes.region)
    body = saying.say(f"body_{tier}")
    day = minutes.at
    told = [
        saying.say(
            "held",
            weekday=saying.weekday(day),
            day=saying.day(day),
            body=body,
            region=saying.name(minutes.region),
            contest=contest,
        ),
        saying.say("held_through" if not minutes.taken else "held_above"),
        saying.say("bound"),
    ]
    return tuple(told)


def draft_of(minutes: Minutes, saying: Saying) -> str:
    """What is printed in red on what no certificate stands for."""
    return saying.say("draft") if minutes.certificate is None else ""


def panels_of(minutes: Minutes, saying: Saying) -> tuple[Panel, ...]:
    """Who signs: the body, the witnesses, and who else was there; empty lines where nobody is recorded."""
    tier = tier_of(minutes.region)
    present = () if minutes.certificate is None else minutes.certificate.present
    committee = _signatories(present, (Role.CHAIR, Role.MEMBER), saying)
    offices = [saying.say("seat.chair")] + [saying.say("seat.member")] * _COMMITTEE[tier]
    for office in offices[len(committee) : _COMMITTEE[tier]]:
        committee.append(Signatory("", office))
    witnesses = _signatories(present, (Role.WITNESS,), saying)
    witnesses += [Signatory("", saying.say("seat.witness"))] * (_WITNESSES - len(witnesses))
    panels = [
        Panel(saying.say(f"body_{tier}"), tuple(committee)),
        Panel(saying.say("witnesses"), tuple(witnesses)),
    ]
    if others := _signatories(present, (Role.SUPERVISOR, Role.OBSERVER), saying):
        panels.append(Panel(saying.say("others"), tuple(others)))
    return tuple(panels)


def _signatories(present: Sequence[Present], roles: Sequence[Role], saying: Saying) -> list[Signatory]:
    return [
        Signatory(saying.person(one.person), saying.say(f"seat.{one.role}"), _remark(one, saying))
        for role in roles
        for one in sorted(present, key=lambda each: saying.person(each.person))
        if one.role is role
    ]


def _remark(one: Present, saying: Saying) -> str:
    """What stands where the signature would: nothing for who signs, the reason of who refused."""
    if one.signing is Signing.REFUSED:
        return saying.say("refused", why=saying.words(one.words))
    return saying.say("absent") if one.signing is Signing.ABSENT else ""
