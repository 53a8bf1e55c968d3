"""What a store may say instead of an answer."""

from __future__ import annotations


class StoreAway(Exception):  # noqa: N818 -- it tells what is: the store is away
    """The store did not answer, and whether it did the work is not known. Try again later."""


class BatchRefused(Exception):  # noqa: N818 -- a refusal of data, not a fault
    """Some row cannot be stored, and nothing of the batch was. Send the rows one by one."""


class CursorMoved(Exception):  # noqa: N818 -- it tells what happened
    """Another folder has moved the cursor: this one must stop, its figures are of no use."""


class PenLost(Exception):  # noqa: N818 -- it tells what happened
    """Another sequencer writes the log now, or has written: this one must look anew."""


class FileDiffers(Exception):  # noqa: N818 -- it tells what is
    """A file that never changes stands there with another content. A person must look."""
