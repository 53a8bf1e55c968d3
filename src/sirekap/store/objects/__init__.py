"""Where photos lie: a folder that is synced to the disk, or a bucket of an S3 server."""

from sirekap.store.objects.bucket import BucketObjects
from sirekap.store.objects.folder import FolderObjects

__all__ = ["BucketObjects", "FolderObjects"]
