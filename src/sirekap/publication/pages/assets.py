"""Scripts and styles that Vite built: their names have a hash, so they are kept for good."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

BUILT = Path(__file__).parent.parent.parent / "web" / "portal"
"""Where ``npm run build`` in ``web/apps/portal`` puts them; not kept in git."""

_MANIFEST = ".vite/manifest.json"


@dataclass(frozen=True)
class Assets:
    """The built files by the name of their source: ``style``, ``page``, ``check``, ….

    Without any the pages are whole, plainer, and do nothing by themselves.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    folder: Path = BUILT

    def get(self, name: str) -> str | None:
        """Where one stands on the site, if it was built."""
        return self.names.get(name)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every built file, as it stands on the site."""
        for path in sorted(self.folder.glob("aset/**/*")):
            if path.is_file():
                yield path.relative_to(self.folder).as_posix(), path.read_bytes()


def built(folder: Path = BUILT) -> Assets:
    """What the build's manifest names; nothing where there was no build."""
    manifest = folder / _MANIFEST
    if not manifest.is_file():
        return Assets(folder=folder)
    entries = json.loads(manifest.read_text(encoding="utf-8"))
    names = {each["name"]: each["file"] for each in entries.values() if each.get("isEntry")}
    for each in entries.values():
        if each.get("isEntry") and each.get("css"):
            names["style"] = each["css"][0]
    return Assets(names, folder)
