"""The public log's files, in a folder or in a bucket."""

from sirekap.store.files.bucket import BucketLogFiles
from sirekap.store.files.log import FolderLogFiles

__all__ = ["BucketLogFiles", "FolderLogFiles"]
