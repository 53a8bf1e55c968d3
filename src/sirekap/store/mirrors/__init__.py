"""Where an outsider finds the published files: in a folder, as of a USB stick, or at an address."""

from sirekap.store.mirrors.folder import FolderMirror
from sirekap.store.mirrors.web import WebMirror

__all__ = ["FolderMirror", "WebMirror"]
