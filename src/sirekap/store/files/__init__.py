"""The published site, in a folder or in a bucket: as it is written, and as it is read."""

from sirekap.store.files.bucket import BucketSite
from sirekap.store.files.folder import FolderSite
from sirekap.store.files.served import BucketServed, FolderServed

__all__ = ["BucketServed", "BucketSite", "FolderServed", "FolderSite"]
