"""What a backup says about itself, so that a restore can refuse before it touches anything."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

FORMAT = 1
MANIFEST_NAME = "manifest.json"
DUMP_NAME = "database.dump"
MEDIA_PREFIX = "media/"


class BackupRefused(Exception):
    """A backup cannot be made, or a file cannot be restored; the message says why and what to do."""


@dataclass(frozen=True)
class Manifest:
    """The last member of the archive: a file without it was not finished.

    Attributes:
        format: version of the archive's layout.
        created_at: instant, UTC.
        server_version: major version of the PostgreSQL server that was dumped.
        migrations: the migrations that were applied, as `app.name`.
        checksums: SHA-256 in hex by name of member.
    """

    format: int
    created_at: datetime
    server_version: int
    migrations: list[str]
    checksums: dict[str, str]

    def to_json(self) -> bytes:
        """Return the bytes of `manifest.json`."""
        return json.dumps({**asdict(self), "created_at": self.created_at.isoformat()}, indent=1).encode()

    @classmethod
    def from_json(cls, content: bytes) -> "Manifest":
        """Read `manifest.json`.

        Raises:
            BackupRefused: it is not one, or of a layout that this version cannot read.
        """
        try:
            values: dict[str, Any] = json.loads(content)
            format_number = int(values["format"])
            if format_number != FORMAT:
                raise BackupRefused(f"The backup has format {format_number}; this version reads format {FORMAT}.")
            return cls(
                format=format_number,
                created_at=datetime.fromisoformat(values["created_at"]),
                server_version=int(values["server_version"]),
                migrations=[str(name) for name in values["migrations"]],
                checksums={str(name): str(digest) for name, digest in values["checksums"].items()},
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BackupRefused("The file's manifest cannot be read: it is not a backup, or it is damaged.") from error
