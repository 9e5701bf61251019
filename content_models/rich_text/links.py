"""Which addresses a rich text may lead to."""

import re

FILES = "/documents/"
"""Where files are served. A text links to one by choosing it, not by writing its address: the link makes it public."""

_SCHEMES = re.compile(r"(?:https?://[^/\s]|mailto:[^\s]|tel:[^\s])", re.IGNORECASE)
# Browsers drop tabs and line ends inside an address before reading its scheme.
_IGNORED = re.compile(r"[\x00-\x20\x7f\ud800-\udfff]")


def safe_url(url: object) -> str | None:
    """Return the address when it is http, https, mailto, tel or a path of the site itself; None otherwise."""
    if not isinstance(url, str):
        return None
    address = _IGNORED.sub("", url.strip())
    if address.startswith("/"):
        return None if address[1:2] in ("/", "\\") else address
    return address if _SCHEMES.match(address) else None


def is_external(url: str) -> bool:
    """Whether a safe address opens another site."""
    return url[:4].lower() == "http"
