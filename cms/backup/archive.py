"""The archive: a plain tar, since what it holds is compressed already, written whole or not at all."""

import hashlib
import io
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from cms.backup.manifest import DUMP_NAME, MANIFEST_NAME, MEDIA_PREFIX, BackupRefused, Manifest

CHUNK_BYTES = 1 << 20

Advance = Callable[[int], object]


class Writer:
    """Adds members and records their checksums."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.checksums: dict[str, str] = {}

    def add(self, name: str, content: IO[bytes], size: int, advance: Advance) -> None:
        """Add a member of `size` bytes."""
        reader = _Measured(content, advance)
        member = tarfile.TarInfo(name)
        member.size = size
        self._tar.addfile(member, reader)
        self.checksums[name] = reader.digest.hexdigest()

    def finish(self, manifest: Manifest) -> None:
        """Add the manifest, which makes the archive complete."""
        content = manifest.to_json()
        member = tarfile.TarInfo(MANIFEST_NAME)
        member.size = len(content)
        self._tar.addfile(member, io.BytesIO(content))


class _Measured(io.RawIOBase):
    """A stream that counts and digests what is read from it."""

    def __init__(self, content: IO[bytes], advance: Advance) -> None:
        super().__init__()
        self._content = content
        self._advance = advance
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._content.read(size)
        self.digest.update(chunk)
        self._advance(len(chunk))
        return chunk


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """Write an archive that only its owner can read; it appears under its name when it is complete.

    Raises:
        BackupRefused: there already is a file of that name, or the folder is missing or closed.
    """
    if path.exists():
        raise BackupRefused(f"{path} exists already. Choose another name, or remove it first.")
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise BackupRefused(f"{path} cannot be written: {error.strerror}.") from error
    try:
        with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w", bufsize=CHUNK_BYTES) as tar:
            yield Writer(tar)
        unfinished.rename(path)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def reading(path: Path) -> Iterator[tarfile.TarFile]:
    """Open an archive.

    Raises:
        BackupRefused: it is missing, or no archive.
    """
    try:
        with tarfile.open(path, mode="r:") as tar:
            yield tar
    except FileNotFoundError as error:
        raise BackupRefused(f"There is no file {path}.") from error
    except (tarfile.TarError, EOFError) as error:
        raise BackupRefused(f"{path} is not a backup, or it is damaged.") from error


def verified(tar: tarfile.TarFile, advance: Advance) -> Manifest:
    """Read the whole archive once and return its manifest.

    Raises:
        BackupRefused: a member is missing, altered, unexpected, or has a name that leads elsewhere.
    """
    members = {member.name: member for member in tar.getmembers()}
    if MANIFEST_NAME not in members:
        raise BackupRefused("The file has no manifest: it is not a backup, or making it was interrupted.")
    manifest = Manifest.from_json(_content(tar, members.pop(MANIFEST_NAME)).read())
    if DUMP_NAME not in members or set(members) != set(manifest.checksums):
        raise BackupRefused("The file does not hold what its manifest names: it is damaged.")
    for name, member in members.items():
        if not _is_safe(name) or _digest(_content(tar, member), advance) != manifest.checksums[name]:
            raise BackupRefused(f"“{name}” is damaged: it is not what was backed up. Nothing has been changed.")
    return manifest


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = tar.extractfile(member) if member.isfile() else None
    if content is None:
        raise BackupRefused(f"“{member.name}” is not a file: this is no backup made here.")
    return content


def _is_safe(name: str) -> bool:
    if name == DUMP_NAME:
        return True
    parts = name.split("/")
    return name.startswith(MEDIA_PREFIX) and not {"", ".", ".."} & set(parts)


def _digest(content: IO[bytes], advance: Advance) -> str:
    digest = hashlib.sha256()
    while chunk := content.read(CHUNK_BYTES):
        digest.update(chunk)
        advance(len(chunk))
    return digest.hexdigest()
