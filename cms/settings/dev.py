"""Settings for `make run` on one's own machine: loopback only, a secret of its own kept in `var/`."""

import base64
import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_var = Path(os.environ.get("VAR_DIR", Path(__file__).resolve().parent.parent.parent / "var"))


def _own_secret() -> str:
    """Return the secret key of this clone, made on first use and readable by its owner only."""
    path = _var / "secret-key"
    if not path.exists():
        try:
            _make_secret(path)
        except OSError as error:
            raise ImproperlyConfigured(f"The folder {_var} cannot be used: {error.strerror}. Set VAR_DIR.") from error
    return path.read_text()


def _make_secret(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".secret-key.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50))
    with suppress(FileExistsError):  # of several first processes one wins
        os.link(unfinished, path)
    unfinished.unlink()


os.environ.setdefault("SECRET_KEY", _own_secret())

from .base import *  # noqa: E402, F403 (the secret must exist before the shared settings ask for it)
from .choices import one_of  # noqa: E402 (the same)
from .environment import env  # noqa: E402 (the same)

# What is encrypted on one's own machine lasts as long as its secret key.
ENCRYPTION_KEYS = ENCRYPTION_KEYS or [  # noqa: F405 (from the layer below)
    base64.urlsafe_b64encode(hashlib.sha256(b"encryption " + SECRET_KEY.encode()).digest()).decode()  # noqa: F405
]

ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", ".localhost"]

# A newcomer signs in with a password alone.
SECOND_FACTOR = one_of(env, "SECOND_FACTOR", ("required", "offered"), default="offered")

# Static files are served from where they stand: nothing is collected, so a second start is quick.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405 (from the layer below)
WHITENOISE_USE_FINDERS = True
