"""A return that a phone files from what was read and confirmed: signed, with its photos' hashes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.election.contests import Contest, Poll
from sirekap.election.identity import KeyId
from sirekap.election.records import Figures, FormEdition, PagePhoto, Return

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sirekap.election.forms import FieldName, Form
    from sirekap.election.identity import PhotoHash
    from sirekap.simulate.crowd import Crowd, Filed, Phone


def file_first(  # noqa: PLR0913 -- all that one return is made of
    crowd: Crowd,
    phone: Phone,
    form: Form,
    numbers: Mapping[FieldName, int | None],
    *,
    photos: Iterable[tuple[int, PhotoHash]],
    at: datetime,
) -> Filed:
    """Sign the first version of a station's presidential return, entered at ``at``."""
    by_block = {
        block: {
            each.name: numbers[each.name]
            for each in form.fields()
            if each.block is block and each.name in numbers
        }
        for block in {each.block for each in form.fields()}
    }
    votes, administration = (by_block[block] for block in sorted(by_block, reverse=True))
    record = Return(
        election=crowd.election,
        phase=crowd.phase,
        at=at.replace(microsecond=0),
        signer=KeyId(phone.key.id),
        station=phone.station,
        contest=Contest.PRESIDENT,
        poll=Poll.REGULAR,
        version=1,
        replaces=None,
        form=FormEdition(form.code, form.edition),
        votes=Figures.of(votes),
        administration=Figures.of(administration),
        photos=tuple(PagePhoto(page, digest) for page, digest in sorted(photos)),
        acknowledged=(),
        seen_before_entry=False,
    )
    return phone.sign(record)
