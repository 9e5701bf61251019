"""Settings for the tests: the same as in development, with quick passwords and a mailbox in memory."""

import os
from pathlib import Path

from cms import database

_var = Path(os.environ.get("VAR_DIR", Path(__file__).resolve().parent.parent.parent / "var"))

# Tests have a server of their own, or the given one; `tests/database.py` makes the databases on it.
if "TEST_DATABASE_URL" in os.environ:
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
    os.environ["DATABASE_READER_URL"] = os.environ["TEST_DATABASE_READER_URL"]
    os.environ["DATABASE_OWNER_URL"] = os.environ["TEST_DATABASE_OWNER_URL"]
else:
    _server = database.ensure_running(_var / "test-postgres", fast=True)
    os.environ["DATABASE_URL"], os.environ["DATABASE_READER_URL"] = _server.app_url, _server.reader_url
    os.environ["DATABASE_OWNER_URL"] = _server.owner_url

from .dev import *  # noqa: E402, F403 (settings are layered by design; the addresses must stand before)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = _var / "test-media"
_disk: dict[str, object] = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
STORAGES = {
    "default": _disk,
    "renditions": _disk,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
"""Look for a static file when it is asked for: each new client of a test would list all of them first."""
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]  # noqa: F405 (from the layer below)
