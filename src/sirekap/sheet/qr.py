"""A QR as one shape, so that no seam shows between neighbouring modules."""

from __future__ import annotations

from itertools import groupby

import segno


def qr_svg(text: str, version: int | None = None) -> str:
    """The QR of a text at error level M, as SVG of its black modules without a quiet zone.

    ``version`` fixes how many modules it has; without it, it is the smallest that holds the
    text. Raises ``segno.DataOverflowError`` for a text that does not fit.
    """
    code = segno.make_qr(text, error="m", version=version, boost_error=False)
    shape = []
    for row, line in enumerate(code.matrix):
        column = 0
        for dark, run in groupby(line):
            length = len(list(run))
            if dark:
                shape.append(f"M{column} {row}h{length}v1h-{length}z")
            column += length
    side = len(code.matrix)
    path = f'<path d="{"".join(shape)}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">{path}</svg>'
