"""The act of drawing the areas of a photo's public copy: where no layout tells, an official does."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sirekap.election.records import Cover, Return, parse_record
from sirekap.election.records.cover import AREA, MOST_AREAS, written_area
from sirekap.election.refusal import Refusal
from sirekap.office.actor import Role
from sirekap.office.cover_photos import copy_name, covers_of

if TYPE_CHECKING:
    from sirekap.election.identity import PhotoHash, RecordId
    from sirekap.office.actor import Actor
    from sirekap.office.clerk import Clerk
    from sirekap.office.coverer import CoverAreas, Coverer
    from sirekap.office.ports import Objects


class Code(StrEnum):
    """Why areas are not taken."""

    NOT_NAMED = "cover_photo_not_named"
    NOT_SAFE = "cover_photo_not_safe"
    AREAS = "cover_areas_wrong"


@dataclass(frozen=True, slots=True)
class DrawCover:
    """Makes public what an official has looked at and drawn."""

    clerk: Clerk
    objects: Objects
    coverer: Coverer

    async def waiting(self, of: RecordId) -> list[PhotoHash]:
        """The photos of a return that are not public: not covered yet, or refused by the program."""
        record = await self._return(of)
        done = await covers_of(self.clerk.records, of, record)
        return [name for name in dict.fromkeys(each.sha256 for each in record.photos) if name not in done]

    async def __call__(  # noqa: PLR0913, PLR0917 -- which photo, what it shows, what of it is seen, and why
        self, actor: Actor, of: RecordId, photo: PhotoHash, page: int, areas: CoverAreas, why: str
    ) -> RecordId:
        """Cover a photo of return ``of`` as drawn, in pixels of the upright photo.

        Raises :class:`Refusal` for a person who may not, a photo that the return does not name or
        that is not safe yet, and areas that are none or leave nothing of the photo.
        """
        record = await self._return(of)
        actor.need(Role.OPERATOR, Role.ADMINISTRATOR, at=record.station)
        if photo not in {each.sha256 for each in record.photos}:
            raise Refusal(Code.NOT_NAMED)
        ordered = _checked(areas)
        try:
            data = await self.objects.kept(photo)
        except KeyError:
            raise Refusal(Code.NOT_SAFE) from None
        try:
            size, jpeg = await asyncio.to_thread(self.coverer.drawn, data, areas)
        except ValueError as fault:
            raise Refusal(Code.AREAS) from fault
        copy = copy_name(jpeg)
        await self.objects.publish(copy, jpeg)
        return await self.clerk.file(
            Cover(
                **self.clerk.head(),
                station=record.station,
                contest=record.contest,
                of=of,
                photo=photo,
                copy=copy,
                form=record.form.code,
                page=page,
                program=self.coverer.program,
                size=size,
                turn=areas.turn,
                kept=areas.kept,
                painted=ordered,
                signatures=(),
                person=actor.person,
                words=await self.clerk.write(why),
            )
        )

    async def _return(self, of: RecordId) -> Return:
        stored = await self.clerk.records.by_id(of)
        record = None if stored is None else parse_record(stored.entry.body)
        if not isinstance(record, Return):
            raise Refusal(Code.NOT_NAMED)
        return record


def _checked(areas: CoverAreas) -> tuple[tuple[tuple[int, int], ...], ...]:
    """The painted areas in the order of records, if all of them are polygons that a record can hold."""
    try:
        for area in (areas.kept, *areas.painted):
            AREA.read(written_area(area))
    except Refusal as refusal:
        raise Refusal(Code.AREAS) from refusal
    if len(areas.painted) > MOST_AREAS:
        raise Refusal(Code.AREAS)
    return tuple(sorted(set(areas.painted)))
