"""Whether a page was seen well enough to be believed: its ink held against its own sums.

On a soft photo a 1 runs together into an 8 in every box alike, and each number looks certain.
What gives it away is that the sums of the page fail one beside the other. An officer's slip
breaks every identity its number is part of, but one slip breaks none that is apart from those;
several on one page are rarer than a photo that deceives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sirekap.election.rules import Reserve
from sirekap.reading.identities import holds, is_identity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sirekap.election.forms import FieldName
    from sirekap.election.rules import Rule
    from sirekap.reading.reconciliation import Evidence

SLIPS = 4
"""So many sums that fail apart from each other are laid to the photo, not to the officer.

On 203 photographs of real forms the most is three, on one that is sheared.
"""


def deceiving(page: Mapping[FieldName, Evidence], rules: Sequence[Rule]) -> bool:
    """Whether the numbers that the boxes of a page carry break its sums as no officer does."""
    carried = {name: _carried(each) for name, each in page.items()}
    broken = [
        set(rule.fields)
        for rule in rules
        if is_identity(rule)
        and not isinstance(rule, Reserve)
        and carried.keys() >= set(rule.fields)
        and not holds(rule, [carried[name] for name in rule.fields])
    ]
    return _apart(broken) >= SLIPS


def _carried(evidence: Evidence) -> int:
    """The number that the boxes alone carry; nothing written counts as nought."""
    best = int(np.argmax(evidence.boxes.likelihood))
    return best if best < len(evidence.boxes.likelihood) - 1 else 0


def _apart(broken: Sequence[set[FieldName]]) -> int:
    """How many of these share no field with another, the smallest taken first."""
    taken: set[FieldName] = set()
    count = 0
    for fields in sorted(broken, key=len):
        if not fields & taken:
            taken |= fields
            count += 1
    return count
