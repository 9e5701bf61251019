"""A bucket of an S3-compatible store, for originals and documents."""

from typing import Any

from storages.backends.s3 import S3Storage


class PrivateS3Storage(S3Storage):
    """Files without an address: a signed one would show an original to whoever it is passed on to."""

    def url(self, *args: Any, **kwargs: Any) -> str:
        """Return nothing: documents have a view of their own, and originals are shown to nobody."""
        return ""
