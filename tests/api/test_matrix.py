"""Every operation of people, by every role, inside and outside its region, as the permissions have it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, cast

import msgspec
import pytest
from tests.api.people import Browser, account, signed_in

from sirekap.api.people import ACT
from sirekap.api.routes import routes
from sirekap.election.regions import NATION
from sirekap.office.actor import FACTOR, Code, Role
from sirekap.office.permissions import TABLE, Act, Reach

if TYPE_CHECKING:
    from sirekap.api.doors import Doors

OUTSIDE = "51"
REFUSALS = {*map(str, Code), "not_signed_in"}
OPEN = {
    "/api/v1/returns/{record:str}", "/api/v1/totals/{region:str}", "/healthz", "/readyz",
    "/metrics", "/api/openapi.json", "/api/v1/devices", "/api/v1/photos/{sha256:str}",
    "/api/v1/incoming/{token:str}", "/api/v1/stations/{station:str}",
    "/api/v1/stations/{station:str}/kit",
    "/api/v1/returns/{record:str}/rows/{field:str}", "/api/v1/forms/{form:str}/{district:str}",
    "/api/v1/sessions", "/api/v1/invitations", "/api/v1/invitations/first",
}  # fmt: skip
"""What is open to everyone: what phones send, what is public, what begins a session."""

OPERATIONS = [
    (method, path, one.opt[ACT])
    for one in routes(cast("Doors", None))
    for path in one.paths
    for method in one.http_methods
    if ACT in one.opt
]
_NUMBER = itertools.count()


def body_of(method, path, place):
    """A right body for an operation, or none."""
    if method != "POST":
        return None
    words, contest = {"why": "Diminta saksi"}, {"contest": "ppwp"}
    second = {"name": "nobody.here", "password": "x", "code": "000000"}
    ends = {
        "/accounts": {
            "name": f"baru.{next(_NUMBER)}", "person": "Budi", "role": "witness", "region": place["region"],
        },
        "/totp": {"code": "000000"}, "/me/passkeys": {"credential": "{}"},
        "/current/passkey": {"credential": "{}"},
        "/desk/{station}": {**contest, **words, "figures": {"suara_1": 1}},
        "/back": contest,
        "/{region}/plenary": {**contest, "step": "open"},
        "/certificate": {**contest, "code": "ABCD-EFGH", "second": second},
        "/reopening": {**contest, **words, "authority": "bawaslu", "order": "1/2024"},
        "/confirm": contest,
        "/correct": {**contest, "changes": {"suara_1": {"new": 1, "reason": "misread"}}, "paper": {}},
        "/enter": {
            **contest, "typed": {"votes": {"suara_1": 1}}, "second": second,
            "second_typed": {"votes": {"suara_1": 1}}, "paper": {},
        },
        "/objections": {**contest, **words},
        "/answer": {**words, "outcome": "rejected"},
        "/situation": {**contest, **words, "situation": "no_poll"},
        "/move": {**words, "to": place["station"]},
        "/release": words,
    }  # fmt: skip
    return next((body for end, body in ends.items() if path.replace(":str", "").endswith(end)), None)


def allowed(act, role, region, *, proven):
    """What the table says of somebody whose region holds the place, or does not."""
    rule = TABLE[act]
    if rule.reach is Reach.SELF:
        return True
    inside = region == NATION or (rule.reach is Reach.SUBTREE and region != OUTSIDE)
    return role in rule.roles and inside and (proven or role not in FACTOR)


@pytest.fixture
def place(memory, runner):
    """A region with a station, a return there, an objection, and an account."""
    return runner.run(_placed(memory))


async def _placed(memory):
    filed = next(memory.crowd.night_of(0))
    async with memory.served() as client:
        assert (await client.post(filed.envelope)).status == 201
        station = filed.record.station
        region = str(station[:6])
        witness = await signed_in(memory, client, await account(memory, Role.WITNESS, region))
        objected = await witness.told(
            "POST", f"/api/v1/regions/{region}/objections", {"contest": "ppwp", "why": "Salinan kami lain"}
        )
    return {
        "region": region, "station": str(station), "record": filed.id, "objection": objected["record"],
        "sha256": "0" * 64, "session": "0" * 64, "name": (await account(memory, Role.OBSERVER, region)).name,
    }  # fmt: skip


def test_what_is_open_to_everyone_is_listed_here():
    """Nothing is open because somebody forgot to close it."""
    found = {
        path
        for one in routes(cast("Doors", None))
        if ACT not in one.opt and "OPTIONS" not in one.http_methods
        for path in one.paths
    }

    assert found == OPEN


def test_every_act_has_its_rule():
    """The table has each act, and every operation of people names one."""
    assert set(TABLE) == set(Act)
    assert {act for _, _, act in OPERATIONS} <= set(Act)


@pytest.mark.parametrize("role", Role)
async def test_an_operation_is_allowed_or_refused_as_the_table_says(memory, place, role):
    """With regions that hold the place, one that does not, and a session without its second factor."""
    people = {
        region: await account(memory, role, region) for region in (place["region"][:4], NATION, OUTSIDE)
    }
    wrong = []
    async with memory.served() as client:
        for (method, path, act), region, proven in itertools.product(OPERATIONS, people, (True, False)):
            browser = await signed_in(memory, client, people[region], proven=proven)
            answer = await browser.ask(method, _address(path, place), body_of(method, path, place))
            code = msgspec.json.decode(answer.body).get("code") if answer.status >= 400 else None
            if (code not in REFUSALS) is not allowed(
                act, role, region, proven=proven
            ) or answer.status >= 500:
                wrong.append((method, path, region, proven, answer.status, code))

    assert wrong == []


async def test_who_is_not_signed_in_may_do_none_of_it(memory, place):
    """Neither without a cookie, nor with a made-up one, nor with one of a session that ended."""
    made = await account(memory, Role.ADMINISTRATOR, NATION)
    async with memory.served() as client:
        ended = await signed_in(memory, client, made)
        await ended.told("DELETE", "/api/v1/sessions")
        for browser in (Browser(client), Browser(client, {"__Host-sirekap": "f" * 64}), ended):
            for method, path, _ in OPERATIONS:
                answer = await browser.refused(method, _address(path, place), body_of(method, path, place))
                assert answer == (401, "not_signed_in"), path


async def test_a_page_of_another_site_changes_nothing(memory, place):
    """Without our header, from another origin, or across sites: refused before it is asked who it is."""
    async with memory.served() as client:
        browser = await signed_in(memory, client, await account(memory, Role.ADMINISTRATOR, NATION))
        others = (
            {"pages": False},
            {"headers": {"origin": "https://evil.example"}},
            {"headers": {"sec-fetch-site": "cross-site"}},
        )
        for (method, path, _), other in itertools.product(OPERATIONS, others):
            if method != "GET":
                answer = await browser.refused(
                    method, _address(path, place), body_of(method, path, place), **other
                )
                assert answer == (403, "request_of_another_page"), path


def _address(path, place):
    places = {**place, "record": place["objection"]} if "/objections/" in path else place
    return path.replace(":str", "").format(**places)
