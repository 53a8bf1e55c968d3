"""The published site, in a folder or in a bucket."""

from sirekap.store.files.bucket import BucketSite
from sirekap.store.files.folder import FolderSite

__all__ = ["BucketSite", "FolderSite"]
