"""From a return to the public: every part of a service at once on this machine, under the national surge.

Phones send at a steady rate; a reader looks at the folder as nginx would serve it, asks for the village of
returns drawn from those that were answered, and notes when its document first tells of them.
"""

from __future__ import annotations

RATE = 1_100
"""Returns a second that the nation's surge is held to be."""


async def lag(place, rate, seconds):
    raise NotImplementedError
