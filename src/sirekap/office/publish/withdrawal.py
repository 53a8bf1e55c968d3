"""Words that were withdrawn go from the site at once, whatever else stands still."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.election.contests import Contest
from sirekap.election.regions import RegionCode
from sirekap.publication.own.records import words_path
from sirekap.publication.own.region import path_of as pointer_path
from sirekap.publication.own.village import path_of, pointed, pointer, without

if TYPE_CHECKING:
    from sirekap.office.ports import ToldWords
    from sirekap.office.publish.ground import Ground

_AT_ONCE = 100


async def withdraw(ground: Ground) -> int:
    """Take withdrawn words away, from their own files and from villages' documents; how many places.

    Of such a village every document goes but the new one: the old ones have the words.
    """
    told = await ground.published.withdrawn(_AT_ONCE)
    for one in told:
        if one.region:
            await _from_village(ground, one)
        else:
            await ground.site.lay({words_path(one.name): None})
    if told:
        await ground.site.settle()
        await ground.published.untell(told)
    return len(told)


async def _from_village(ground: Ground, told: ToldWords) -> None:
    contest, code = Contest(told.contest), RegionCode(told.region)
    place = pointer_path(contest, code)
    content = await ground.site.get(place)
    if content is None:
        return
    standing, size = pointed(content)
    document = await ground.site.get(standing)
    if document is not None:
        document = without(document, {told.name})
        path = path_of(contest, code, document)
        await ground.site.lay({path: document}, {place: pointer(path, size)})
        standing = path
    folder = place.rpartition("/")[0]
    old = [
        each.path
        for each in await ground.site.below(folder)
        if each.path.startswith(f"{folder}/{code}.") and not each.path.startswith((place, standing))
    ]
    await ground.site.lay(dict.fromkeys(old))
