"""The officers' app as the service gives it, and what a phone takes along."""

from __future__ import annotations

from sirekap.api.officer import POLICY
from sirekap.election.choices import District, DistrictCode
from sirekap.office.ports import ContestSetup, Setup


async def test_the_app_is_served_with_its_policy(memory):
    """Its page is asked for again each time and runs nothing but its own; built names are kept for good."""
    async with memory.served() as client:
        page = await client.get("/petugas/")
        script = page.body.decode().partition('src="./')[2].partition('"')[0]
        kept = await client.get(f"/petugas/{script}")
        bare = await client.get("/petugas")
        other = await client.get("/petugas/../api/application.py")

    assert page.headers["content-security-policy"] == POLICY.decode()
    assert page.headers["cache-control"] == "no-cache"
    assert (kept.status, kept.headers["content-type"]) == (200, "text/javascript; charset=utf-8")
    assert "immutable" in kept.headers["cache-control"]
    assert (bare.status, bare.headers["location"]) == (308, "/petugas/")
    assert other.status == 404


async def test_a_kit_has_all_that_works_offline(memory):
    """The station, its forms in the order of the count with rows and tags, the keys."""
    code = memory.crowd.phone(0).station
    contests = [ContestSetup("pdpr", "DPR", "C.HASIL-DPR"), ContestSetup("ppwp", "Presiden", "C.HASIL-PPWP")]
    districts = {"pdpr": [District(DistrictCode("3401"), "DIY", 8, (code[:4],))]}
    await memory.store.places.put(Setup(contests=contests, districts=districts), dry=False)

    async with memory.served() as client:
        kit = client.told(await client.get(f"/api/v1/stations/{code}/kit"))
        unknown = await client.get("/api/v1/stations/9999999999999/kit")

    assert unknown.status == 404
    assert (kit["election"], kit["phase"], kit["station"]["station"]) == ("pemilu2024", "real", code)
    assert [one["form"]["code"] for one in kit["forms"]] == ["C.HASIL-PPWP", "C.HASIL-DPR"]
    for one in kit["forms"]:
        names = {field["name"] for group in one["form"]["groups"] for field in group["fields"]}
        assert names == set(one["sheet"]["rows"])
    first = kit["forms"][0]["sheet"]["pages"][0]
    assert (first["number"], first["tag"], len(first["marks"])) == (1, 101, 8)
    assert memory.keys.receipt.id in kit["keys"]
