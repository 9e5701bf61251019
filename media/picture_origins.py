"""Where browsers load pictures from."""

from urllib.parse import urlsplit

from django.core.files.storage import storages


def picture_origins() -> list[str]:
    """Return the origin of the renditions' storage, when it is not this one."""
    address = urlsplit(storages["renditions"].url("x"))
    return [f"{address.scheme}://{address.netloc}"] if address.netloc else []
