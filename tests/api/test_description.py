"""What the API says of itself: every route, every refusal, and the file in ``spec/``."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from sirekap.api.problems import STATUS
from sirekap.election.malformed import Code as MalformedCode
from sirekap.office import intake_terms, unable
from sirekap.texts import LANGUAGES, table
from sirekap.wiring.process import application_on
from sirekap.wiring.settings import Settings

SPEC = Path(__file__).resolve().parents[2] / "spec" / "openapi.json"


async def served(site):
    """The description as a client gets it."""
    async with site.served() as client:
        return client.told(await client.get("/api/openapi.json"))


async def test_the_committed_description_is_the_served_one(memory):
    """`python spec/make.py` would change nothing."""
    assert await served(memory) == msgspec.json.decode(SPEC.read_bytes())


async def test_every_served_route_is_described(memory):
    """Each route of the application, the bare ASGI one too, stands in it under each of its methods."""
    application = application_on(memory.store, memory.keys, Settings())
    paths = (await served(memory))["paths"]

    routes = {route.path_format: route.methods or {"POST"} for route in application.routed.routes}

    assert set(paths) == set(routes)
    for path, methods in routes.items():
        assert {method.lower() for method in methods} - {"options"} == set(paths[path])


async def test_every_schema_that_is_named_is_there(memory):
    """No reference leads nowhere."""
    described = await served(memory)

    named = {
        part.split('"')[0]
        for part in msgspec.json.encode(described).decode().split("#/components/schemas/")[1:]
    }

    assert named == set(described["components"]["schemas"])


@pytest.mark.parametrize("code", sorted(STATUS))
def test_every_refusal_has_a_sentence(code):
    """In each language."""
    assert all(code in table(language) for language in LANGUAGES)


@pytest.mark.parametrize("hold", list(intake_terms.Hold))
def test_every_hold_has_a_sentence(hold):
    """In each language."""
    assert all(hold in table(language) for language in LANGUAGES)


@pytest.mark.parametrize("code", [*MalformedCode, *intake_terms.Code, *unable.Code])
def test_every_refusal_of_the_intake_has_a_status(code):
    """A new code needs a line in the table."""
    assert code in STATUS
