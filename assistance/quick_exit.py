"""Leaving a page at once: a link to a harmless site, and a script that takes the page out of the history.

The script is inline in every page of a state's site and of its chat, so that Back shows none of them after leaving; it
works before anything else is loaded, and is allowed by its digest. Without it the link still leaves the page. It sends
the event `quick-exit` to the document first, for whatever else must go. All tabs of the site leave together, and those
that a chat in another site's page has opened leave with it. Where the chat has a port of its own, as on a developer's
machine, a cookie of some minutes lets the pages of the other port leave when they are next shown.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

_FILE = Path(__file__).with_name("quick_exit.js")


def is_chat_apart() -> bool:
    """Whether site and chat are on ports of their own, so that neither storage nor channels reach both."""
    return bool(settings.CHAT_URL)


@cache
def script() -> str:
    """Return the text of the one `<script>` element of a page."""
    return _FILE.read_text(encoding="utf-8").strip()
