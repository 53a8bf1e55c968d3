"""Files made to harm who reads them: each ends as a finding, none as a fault."""

from __future__ import annotations

import json

import pytest
from tests.audit.conftest import built, checked, codes

from sirekap.election.canonical import encode

POINTER = "v1/ppwp/34/3404/340406/3404062001.json"
DEEP = b"[" * 100_000 + b"]" * 100_000
LONG_NUMBER = b'{"v":' + b"9" * 50_000 + b"}"
EMPTY = [b"", b"null", b"[]", b"{}", b'{"v":1}']
HOSTILE = [*EMPTY, b"\xff\xfe", b'{"v":1e999}', b'{"v":NaN}', LONG_NUMBER, DEEP]
FILES = [
    "v1/latest.json",
    "v1/setup.json",
    "v1/key-list.json",
    "v1/ppwp.json",
    POINTER,
    "log/checkpoint",
    "log/tile/entries/000.p/12",
    "pemilu/hhcw/ppwp.json",
    f"v1/records/{built().records[3].id}.json",
    f"v1/records/{built().records[3].id}.sig.json",
]


@pytest.mark.parametrize("place", range(len(FILES)))
def test_hostile_bytes_are_findings(place):
    """Whatever stands in a file's place, in each file some of them: something is found, nothing raises."""
    path = FILES[place]
    for content in (DEEP, LONG_NUMBER, HOSTILE[place % 8], HOSTILE[(place + 3) % 8]):
        assert codes(checked({**built().files, path: content})), content[:20]


@pytest.mark.parametrize(
    "document",
    [
        "../../../../etc/passwd",
        "/etc/passwd",
        "v1/ppwp/34/3404/340406/../../secret.0123456789abcdef.json",
        "v1/ppwp/34/3404/340406/3404062002.0123456789abcdef.json",
        "http://elsewhere.example/3404062001.0123456789abcdef.json",
        7,
        None,
    ],
)
def test_a_pointer_leads_nowhere_else(document):
    """A path in a file is taken only if it is the one that this village can have."""
    pointer = {**json.loads(built().files[POINTER]), "document": document}
    outcome = checked({**built().files, POINTER: encode(pointer)})
    assert ("site_file_malformed", POINTER) in {
        (each.code.value, each.place) for each in outcome.report.findings
    }


def test_a_record_that_is_too_large_is_not_read():
    """A file larger than any of its kind is named and left."""
    path = f"v1/records/{built().records[3].id}.json"
    assert "site_file_too_large" in codes(checked({**built().files, path: b" " * 70_000}))


def test_a_setup_of_strange_places():
    """Stations under villages they do not lie in, a profile that leads out of its folder."""
    said = json.loads(built().files["v1/setup.json"])
    for change in (
        {"stations": {"3404062001": [["9904062001001", 3]]}},
        {"stations": {"3404062001": [["3404062001001", -3]]}},
        {"stations": []},
        {"profile": "../pemilu2024"},
        {"profile": "nowhere"},
        {"contests": ["ppwp", "mayor"]},
        {"opens": "yesterday"},
        {"names": {"x": "y"}},
    ):
        outcome = checked({**built().files, "v1/setup.json": encode({**said, **change})})
        assert ("site_file_malformed", "v1/setup.json") in {
            (each.code.value, each.place) for each in outcome.report.findings
        }
