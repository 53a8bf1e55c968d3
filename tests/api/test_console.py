"""A subdistrict over HTTP: from the first administrator to the certificate, with what comes between."""

from __future__ import annotations

import asyncio
import hashlib

from tests.api.people import PASSWORD, Browser, account, signed_in

from sirekap.election.records import Plenary, parse_record
from sirekap.election.regions import NATION
from sirekap.office.actor import Role
from sirekap.simulate.crowd import count_of, station_of
from sirekap.wiring.people import first_link
from sirekap.wiring.settings import Settings

CONTEST = {"contest": "ppwp"}
DISTRICT = str(station_of(0))[:6]
PLENARY = f"/api/v1/regions/{DISTRICT}/plenary"


async def welcomed(administrator, client, role, region, name):
    """Invited by the administrator, a password chosen, a second factor set and shown."""
    invited = await administrator.told(
        "POST", "/api/v1/accounts", {"name": name, "person": f"Ibu {name}", "role": role, "region": region}
    )
    browser = Browser(client, name=name)
    await browser.told("POST", "/api/v1/invitations", {"token": invited["token"], "password": PASSWORD})
    return await proven(browser)


async def proven(browser):
    """A second factor, set and shown."""
    browser.secret = (await browser.told("POST", "/api/v1/me/totp"))["secret"]
    await browser.told("POST", "/api/v1/sessions/current/totp", {"code": browser.code()})
    return browser


async def the_first(site, client):
    """The first administrator, by the link the server prints."""
    link = await first_link(site.store, site.keys, Settings())
    browser = Browser(client, name="ketua")
    chosen = {"token": link.partition("=")[2], "name": "ketua", "person": "Ibu Ketua", "password": PASSWORD}
    me = await browser.told("POST", "/api/v1/invitations/first", chosen)
    assert (me["role"], me["region"], me["needs_factor"]) == ("administrator", NATION, True)
    return await proven(browser)


async def test_a_subdistrict_from_the_first_administrator_to_the_certificate(site):
    """Confirmed, objected to, corrected, entered by two, certified, sent back, certified again."""
    one, two = str(station_of(0)), str(station_of(1))
    filed = next(site.crowd.night_of(0))
    async with site.served() as client:
        assert (await client.post(filed.envelope)).status == 201
        ketua = await the_first(site, client)
        operator = await welcomed(ketua, client, "operator", DISTRICT, "operator")
        second = await welcomed(ketua, client, "second", DISTRICT, "saksi.dua")
        witness = await signed_in(site, client, await account(site, Role.WITNESS, DISTRICT))
        above = await signed_in(site, client, await account(site, Role.OPERATOR, DISTRICT[:4]))

        await operator.told("POST", PLENARY, {**CONTEST, "step": "open"})
        await operator.told("POST", f"/api/v1/stations/{one}/plenary/confirm", CONTEST)
        objection = await witness.told(
            "POST",
            f"/api/v1/regions/{DISTRICT}/objections",
            {**CONTEST, "why": "Salinan kami lain", "station": one, "field": "suara_1"},
        )
        told = await operator.told("GET", f"/api/v1/stations/{one}/plenary")
        old = told["votes"]["figures"]["suara_1"]
        corrected = await operator.told(
            "POST",
            f"/api/v1/stations/{one}/plenary/correct",
            {
                **CONTEST,
                "changes": {"suara_1": {"new": old + 1, "reason": "mistyped"}},
                "paper": {"words": "Kertas berkata lain"},
            },
        )
        await operator.told(
            "POST",
            f"/api/v1/objections/{objection['record']}/answer",
            {"outcome": "upheld", "why": "Dibetulkan", "decision": corrected["record"]},
        )
        unsettled = await operator.refused("POST", PLENARY, {**CONTEST, "step": "close"})
        sheet = {"votes": {"suara_1": 7, "suara_2": 8, "suara_3": 9}}
        entry = {**CONTEST, "typed": sheet, "second_typed": sheet, "paper": {"photos": [PHOTO]}}
        by_hand = f"/api/v1/stations/{two}/plenary/enter"
        await operator.told("POST", by_hand, {**entry, "second": second.credentials()})
        await operator.told("POST", PLENARY, {**CONTEST, "step": "close"})
        before = await certified(site, operator, client, ketua, "dua.lagi")

        order = {"authority": "tier_above", "order": "12/2024", "why": "Periksa lagi"}
        back = {**CONTEST, **order, "stations": [one]}
        await asyncio.sleep(1)  # Acts are dated to the second: a person needs more than one.
        sent_back = await above.told("POST", PLENARY + "/reopening", back)
        assert (await operator.told("GET", PLENARY))["phase"] == "reopened"
        await asyncio.sleep(1)
        await operator.told("POST", PLENARY, {**CONTEST, "step": "open"})
        await operator.told("POST", f"/api/v1/stations/{one}/plenary/confirm", CONTEST)
        await operator.told("POST", PLENARY, {**CONTEST, "step": "close"})
        after = await certified(site, operator, client, ketua, "dua.terakhir")
        table = await witness.told("GET", f"/api/v1/regions/{DISTRICT}/stations")

    assert unsettled == (409, "plenary_stations_open")
    assert sent_back["record"] != after["certificates"][-1]
    assert before["content"] == after["content"]
    assert len(after["certificates"]) == 2
    assert after["settled"]["suara_1"] == old + 1 + 7
    assert [(row["station"], row["votes"]) for row in table["stations"]] == [
        (one, "corrected"), (two, "recapitulated"),
    ]  # fmt: skip


PHOTO = {"page": 2, "sha256": hashlib.sha256(b"from the plenary's room").hexdigest()}


async def certified(site, operator, client, ketua, name):
    """Certified with a second person at the same screen; what the plenary is then, its record looked at."""
    second = await welcomed(ketua, client, "second", DISTRICT, name)
    now = await operator.told("GET", PLENARY)
    present = [{"name": "Ketua PPK", "seat": "chair", "signing": "signed"}]
    act = {**CONTEST, "code": now["code"], "present": present}
    wrong = {**second.credentials(), "password": "salah"}
    assert await operator.refused("POST", PLENARY + "/certificate", {**act, "second": wrong}) == (
        401, "sign_in_wrong",
    )  # fmt: skip
    second.used -= 1  # The code was not looked at.
    made = await operator.told("POST", PLENARY + "/certificate", {**act, "second": second.credentials()})
    record = parse_record((await site.store.records.by_id(made["record"])).entry.body)
    assert isinstance(record, Plenary)
    assert record.content == now["content"]
    assert record.person != record.second
    return await operator.told("GET", PLENARY)


async def test_one_person_is_not_two(memory):
    """The operator gives their own name as the second person: refused."""
    async with memory.served() as client:
        ketua = await the_first(memory, client)
        operator = await welcomed(ketua, client, "operator", DISTRICT, "operator")
        act = {**CONTEST, "code": "ABCD-EFGH", "second": operator.credentials()}

        assert await operator.refused("POST", PLENARY + "/certificate", act) == (403, "actor_same_person")


async def test_the_desk_shows_no_figure_before_it_is_typed(memory):
    """Two phones differ; who takes the work is told fields and photos, and sees figures only afterwards."""
    station = str(station_of(0))
    first = next(memory.crowd.night_of(0))
    other = memory.crowd.file(memory.crowd.phone(1), count_of(0, station_of(0), 2))
    see = f"/api/v1/stations/{station}/plenary"
    async with memory.served() as client:
        for each in (first, other):
            assert (await client.post(each.envelope)).status == 201
        observer = await signed_in(memory, client, await account(memory, Role.OBSERVER, DISTRICT))
        assert (await observer.told("GET", see))["votes"]["state"] == "differing"
        typed = {name: first.record.votes.all.get(name) for name in first.record.votes.all}
        typed |= first.record.administration.all
        for turn in (1, 2):
            operator = await signed_in(memory, client, await account(memory, Role.OPERATOR, DISTRICT))
            work = (await operator.told("POST", f"/api/v1/regions/{DISTRICT}/desk"))["work"]
            hidden = await operator.refused("GET", see)
            figures = {name: typed[name] for name in work["fields"]}
            said = {**CONTEST, "figures": figures, "why": "Dari foto"}
            made = await operator.told("POST", f"/api/v1/desk/{station}", said)

            assert set(work) == {"station", "contest", "fields", "people", "photos"}
            assert {one["record"] for one in work["photos"]} == {first.id, other.id}
            assert hidden == (409, "work_blind")
            assert (made["decision"] is not None) == (turn == work["people"])
            if turn == work["people"]:
                break
        after = await operator.told("GET", see)

    assert after["votes"]["state"] == "verified"
    assert after["votes"]["figures"] == dict(first.record.votes.all)
