"""The media's part, through Django's storage, so that a folder and an S3-compatible store are the same."""

import tarfile
from collections.abc import Iterator

from django.core.files import File
from django.core.files.storage import Storage, default_storage

from cms.backup.archive import Advance, Writer
from cms.backup.manifest import MEDIA_PREFIX


def names(storage: Storage | None = None, folder: str = "") -> Iterator[str]:
    """Yield the names of all files, folder by folder."""
    storage = storage or default_storage
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}{name}" for name in sorted(files) if name)
    for name in sorted(folders):
        yield from names(storage, f"{folder}{name}/")


def total_size(files: list[str]) -> int:
    """Return the size of the files, in bytes; what has just been deleted counts nothing."""
    return sum(_size(name) or 0 for name in files)


def add(writer: Writer, files: list[str], advance: Advance) -> int:
    """Add the files to the archive; return how many were deleted meanwhile and so are missing."""
    missing = 0
    for name in files:
        size = _size(name)
        if size is None:
            missing += 1
            continue
        with default_storage.open(name) as content:
            writer.add(f"{MEDIA_PREFIX}{name}", content, size, advance)
    return missing


def restore(tar: tarfile.TarFile, advance: Advance) -> None:
    """Make the storage hold the archive's files and no others."""
    wanted = {member.name.removeprefix(MEDIA_PREFIX): member for member in tar if member.name.startswith(MEDIA_PREFIX)}
    for name in list(names()):
        if name not in wanted:
            default_storage.delete(name)
    for name, member in wanted.items():
        content = tar.extractfile(member)
        if content is not None:
            default_storage.delete(name)
            default_storage.save(name, File(content))
        advance(member.size)


def _size(name: str) -> int | None:
    try:
        return default_storage.size(name)
    except FileNotFoundError:
        return None
