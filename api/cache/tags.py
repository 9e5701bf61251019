"""Opaque tags by which a cache outside may drop answers; only for who asks for them with `X-Cache-Tags`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from wsgiref.types import WSGIEnvironment

from django.conf import settings

from delivery.state_view import StateView

EVERYTHING = "everything"


def tags(environ: WSGIEnvironment, views: Iterable[StateView]) -> list[tuple[str, str]]:
    """Return the header `Cache-Tags` of an answer that was made of these views, if it is asked for.

    There is one tag for each state in a language, and one for all answers. They stay the same for as long as the
    secret key does, and reveal nothing of the state to anybody without it.
    """
    if not environ.get("HTTP_X_CACHE_TAGS"):
        return []
    names = [EVERYTHING, *dict.fromkeys(f"{view.tenant.code}/{view.locale}" for view in views)]
    return [("Cache-Tags", " ".join(tag(name) for name in names))]


def tag(name: str) -> str:
    """Return the tag of a state in a language (such as `TAB/es-MX`), or of everything."""
    return _tag(name, settings.SECRET_KEY)


@lru_cache(maxsize=1_000)
def _tag(name: str, secret: str) -> str:
    key = hashlib.blake2b(secret.encode(), person=b"jpt-cache-tags").digest()
    return hashlib.blake2b(name.encode(), key=key, digest_size=12).hexdigest()
