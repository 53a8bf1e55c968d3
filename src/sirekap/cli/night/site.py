"""The last act: the site is written, an outsider checks it over HTTP, and whoever looks on may open it."""

from __future__ import annotations

import asyncio
import time
import webbrowser
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sirekap.audit.verify import Asked, verify
from sirekap.cli.verified import tell
from sirekap.store.mirrors import WebMirror
from sirekap.wiring.public_log import log_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sirekap.wiring.small import SmallService


async def checked(service: SmallService, lang: str) -> Iterator[str]:
    """Check the site as an outsider who was given the log's key elsewhere; what there is to say of it."""
    key = log_key(service.keys, service.settings).key
    begun = time.monotonic()
    with closing(WebMirror(service.address)) as mirror:
        outcome = await asyncio.to_thread(verify, mirror, Asked(key=key), datetime.now(UTC))
    return tell(outcome.report, service.address, time.monotonic() - begun, lang)


async def shown(address: str) -> None:
    """Open the site in a browser, if there is one, and keep it there until it is ended by Ctrl-C."""
    webbrowser.open(address)
    await asyncio.Event().wait()
