"""Makes the vectors under ``spec/vectors`` and the tables in ``spec/record.md`` and ``spec/log.md``.

``python spec/make.py`` writes them; ``python spec/make.py --check`` writes nothing, names
what differs and ends with 1. Tests run the check, so neither can drift from the code.
"""

from __future__ import annotations

import json
import re
import sys
from itertools import chain
from pathlib import Path

from enrolment_vectors import enrolment_vectors
from log_vectors import checkpoint_vectors, file_vectors, tree_vectors
from record_vectors import canonical_vectors, first_return, record_vectors
from rule_vectors import rule_vectors
from seal_vectors import (
    PHONE,
    SERVER,
    certificate,
    certificate_vectors,
    key_list_vectors,
    key_vectors,
    receipt_vectors,
    signature_vectors,
)

from sirekap.api.routes import description
from sirekap.election.identity import record_id
from sirekap.election.malformed import Code as RecordCode
from sirekap.election.records import ACTS, print_record
from sirekap.election.records.head import HEAD
from sirekap.log.refusal import Code as LogCode
from sirekap.office.leaf import UNLOGGED
from sirekap.seal.certificate import issue_certificate
from sirekap.seal.keys import Purpose
from sirekap.seal.refusal import Code as SealCode

HERE = Path(__file__).parent
PAGES = HERE / "record.md", HERE / "log.md"

_PLACE = re.compile(r"(<!-- made: ([a-z_]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def vectors() -> dict[Path, str]:
    """Make every vector file's text."""
    signed = issue_certificate(certificate(), SERVER[Purpose.ENROLMENT])
    first = record_id(print_record(first_return(PHONE.id)))
    made = {
        "canonical": canonical_vectors(),
        "certificates": certificate_vectors(),
        "enrolment": enrolment_vectors(PHONE),
        "key-lists": key_list_vectors(),
        "keys": key_vectors(),
        "log-checkpoints": checkpoint_vectors(),
        "log-files": file_vectors(),
        "log-tree": tree_vectors(first),
        "receipts": receipt_vectors(first),
        "records": record_vectors(PHONE.id, SERVER[Purpose.PUBLICATION].id, signed),
        "signatures": signature_vectors(),
    }
    texts = {name: json.dumps(value, indent=1, ensure_ascii=True) + "\n" for name, value in made.items()}
    return {HERE / "vectors" / f"{name}.json": text for name, text in (texts | rule_vectors()).items()}


def page(text: str) -> str:
    """Fill in the tables of a page."""
    return _PLACE.sub(lambda place: place[1] + _table(place[2]) + place[3], text)


def _table(name: str) -> str:
    if name == "head":
        rows = [f"| `{member}` | {shape.words} |" for member, shape in HEAD.items()]
        return "\n".join(["| member | what |", "|---|---|", *rows, ""])
    if name == "log_kinds":
        rows = [f"- `{act.kind}`" for act in ACTS if act.kind not in UNLOGGED]
        return "\n".join([*rows, ""])
    if name == "log_refusals":
        return "\n".join([*(f"- `{code}`" for code in LogCode), ""])
    if name == "refusals":
        return "\n".join([*(f"- `{code}`" for code in chain(RecordCode, SealCode)), ""])
    return "\n".join(["| member | what |", "|---|---|", *_members(name), ""])


def _members(kind: str) -> list[str]:
    (act,) = [act for act in ACTS if act.kind == kind]
    rows: list[str] = []
    for member, shape in act.shape.members:
        if member in HEAD:
            continue
        rows.append(f"| `{member}` | {shape.words} |")
        rows += [f"| `{member}` … `{inner}` | {of.words} |" for inner, of in shape.members]
    return rows


def main(arguments: list[str]) -> int:
    """Write, or check."""
    wanted = (
        vectors()
        | {one: page(one.read_text()) for one in PAGES}
        | {HERE / "openapi.json": description().decode()}
    )
    differing = [path for path, text in wanted.items() if not path.exists() or path.read_text() != text]
    for path in differing:
        print(f"{path.relative_to(HERE.parent)} differs from the code")
        if arguments != ["--check"]:
            path.write_text(wanted[path])
    return 1 if differing and arguments == ["--check"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
