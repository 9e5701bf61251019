"""The hosts under which states' sites are served, as people type them."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tenants.sites import is_service_host

HOST = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{1,59})")
"""Labels of letters, digits and hyphens, the last of letters. Source: RFC 1123, section 2.1; RFC 3696, section 2."""

SUFFIXES = frozenset({"com.mx", "edu.mx", "gob.mx", "net.mx", "org.mx"})
"""Below which others register their names. Source: publicsuffix.org, mx."""

MOST_HOSTS = 5

LOCAL = ".localhost"
"""What leads nowhere but to one's own machine."""


def checked_host(text: str) -> str:
    """Return the host in what somebody typed: a host, or a whole address such as `https://justicia.jalisco.gob.mx/`.

    Letters outside of ASCII are written as in DNS (RFC 5891).

    Raises:
        ValidationError: code `host`: it is no name of a host, or the service's own, or it names a page of a site.
    """
    typed = text.strip().lower()
    try:
        parts = urlsplit(typed if "://" in typed else f"//{typed}")
        host = (parts.hostname or "").rstrip(".").encode("idna").decode()
        is_page = parts.path not in ("", "/") or bool(parts.query or parts.fragment)
    except ValueError:  # of `urlsplit`, and UnicodeError
        host, is_page = "", False
    if HOST.fullmatch(host) is None or host in SUFFIXES or _is_ip(host):
        sentence = _("“%(host)s” is not the name of a site. Write one such as justicia.jalisco.gob.mx.")
        raise ValidationError(sentence, code="host", params={"host": text.strip()[:100]})
    if is_page:
        sentence = _(
            "“%(typed)s” is the address of one page. A state has a whole site: "
            "write only “%(host)s” if that is its own."
        )
        raise ValidationError(sentence, code="host", params={"typed": text.strip()[:100], "host": host})
    if is_service_host(host):
        sentence = _("“%(host)s” is this service's own address. Write that of the state's site.")
        raise ValidationError(sentence, code="host", params={"host": host})
    return host


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
