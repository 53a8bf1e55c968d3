"""Files in a folder of this machine."""

from sirekap.store.files.log import FolderLogFiles

__all__ = ["FolderLogFiles"]
