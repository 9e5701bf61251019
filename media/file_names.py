"""Names of stored files: they say nothing, cannot be guessed, and are never used again."""

import re
import secrets
from pathlib import PurePath


def random_name(name: str) -> str:
    """Return a file name that says nothing and cannot be guessed, with the suffix of this one."""
    return f"{secrets.token_hex(16)}{PurePath(name).suffix.lower()}"


def is_random_name(name: str) -> bool:
    """Whether `random_name` has made this file name."""
    return re.fullmatch(r"[0-9a-f]{32}(\.[^.]*)?", name) is not None
