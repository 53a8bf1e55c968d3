"""Published files, in a folder or in a bucket: the log's, and all of them as they are served."""

from sirekap.store.files.bucket import BucketLogFiles
from sirekap.store.files.log import FolderLogFiles
from sirekap.store.files.served import BucketServed, FolderServed

__all__ = ["BucketLogFiles", "BucketServed", "FolderLogFiles", "FolderServed"]
