"""When a return's photos are all safe, they are read and covered.

Read together, since its fields stand on several pages; covered apart from that, so that numbers
come first and a return that cannot be read is seen all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.office.ports.jobs import COVER, READ

if TYPE_CHECKING:
    from sirekap.election.identity import RecordId
    from sirekap.election.records import Return
    from sirekap.office.ports import Jobs, Uploads


async def read_when_whole(identity: RecordId, record: Return, uploads: Uploads, jobs: Jobs) -> bool:
    """Have a return read and covered if all its photos are safe; true if they are.

    Asked after each photo became safe for good: of two workers with the last two photos, one
    at least then sees both.
    """
    photos = {photo.sha256 for photo in record.photos}
    if await uploads.safe(photos) != photos:
        return False
    for kind in (READ, COVER):
        await jobs.put(kind, identity, record.contest.value)
    return True
