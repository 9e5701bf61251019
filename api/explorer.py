"""The page that a browser gets at `/graphql`: GraphiQL, served by this host alone."""

from __future__ import annotations

import ipaddress
import json
from dataclasses import asdict
from http import HTTPStatus
from pathlib import Path
from wsgiref.types import WSGIEnvironment

from django.conf import settings
from django.http.request import split_domain_port
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from content_models.municipality_centres import capital_centres
from tenants.built_frontend import is_built

from .http.reader_languages import language_of
from .http.responses import Response, plain_response
from .schema.types.enums import STATES

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        # The editor (Monaco) writes its colors and sizes into style elements while it runs; styles run no scripts.
        "style-src 'self' 'unsafe-inline'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "worker-src 'self' blob:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = [
    ("Content-Security-Policy", POLICY),
    ("Referrer-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
]

TITLE = _("Justicia para Ti · API explorer")
NOT_BUILT = _("The explorer has not been built on this machine. Run “make frontend” and load this page again.")
NO_SCRIPT = _("The explorer needs JavaScript. The API itself does not: send your queries to this address with POST.")
Text = str | Promise
TEXTS: dict[str, Text | list[Promise] | dict[str, Promise]] = {
    "title": TITLE,
    "keyLabel": _("API key"),
    "keyPlaceholder": "jpt_…",
    "useKey": _("Use this key"),
    "demoLabel": _("Demonstration key"),
    "ownKey": _("my own key"),
    "examplesLabel": _("Examples"),
    "examples": {
        "Orientacion": _("Guidance"),
        "OficinasAbiertas": _("Open offices"),
        "Buscar": _("Search"),
        "Guiones": _("Scripts"),
        "RegistrarConsulta": _("Record an inquiry"),
        "MiClave": _("My key"),
    },
    "missingScope": _("This key cannot run this example: it lacks the scope %s."),
    "noKeyTitle": _("You need an API key"),
    "noKeyText": _("A key says which states you may read. It stays on this page and is not stored."),
    "noKeySteps": [
        _("Ask the editors of your state for a key. They make one in the admin, under “API clients”."),
        _("Paste it above and press “Use this key”."),
        _("Run the example queries, and read the schema in the panel on the left."),
    ],
}
PUBLISHABLE = _("%(state)s, publishable")
SECRET = _("%(state)s, secret")
NATIONAL = _("All states, secret")


def page(environ: WSGIEnvironment) -> Response:
    """Return the explorer's page, in the reader's language; with the demonstration's keys on one's own machine."""
    language = language_of(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
    with translation.override(language):
        html = render_to_string(
            "api/explorer.html",
            {
                "language": language,
                "title": TITLE,
                "is_built": is_built(),
                "not_built": NOT_BUILT,
                "no_script": NO_SCRIPT,
                "settings": {
                    "endpoint": "/graphql",
                    "texts": {name: _plain(text) for name, text in TEXTS.items()},
                    "capitals": {code: asdict(centre) for code, centre in capital_centres().items()},
                    "demoKeys": demo_keys(settings.VAR_DIR / "demo.json") if _is_on_this_machine(environ) else [],
                },
            },
        )
    return plain_response(HTTPStatus.OK, HEADERS, html.encode(), "text/html; charset=utf-8")


def _plain(text: Text | list[Promise] | dict[str, Promise]) -> str | list[str] | dict[str, str]:
    if isinstance(text, dict):
        return {name: str(line) for name, line in text.items()}
    return [str(line) for line in text] if isinstance(text, list) else str(text)


def demo_keys(path: Path) -> list[dict[str, str]]:
    """Return the demonstration's keys with their labels, secret ones first; none where nothing was demonstrated."""
    try:
        demo = json.loads(path.read_text())
    except (OSError, ValueError):
        return []
    if not isinstance(demo, dict):
        return []
    keys = [
        {"label": str(label) % {"state": STATES.get(code, code)}, "key": of_state[kind]}
        for kind, label in (("secret", SECRET), ("publishable", PUBLISHABLE))
        for code, of_state in demo.get("states", {}).items()
        if kind in of_state
    ]
    national = demo.get("national", {}).get("secret")
    return [*keys, {"label": str(NATIONAL), "key": national}] if national else keys


def _is_on_this_machine(environ: WSGIEnvironment) -> bool:
    """Whether both the host asked for and the one who asks are this machine."""
    domain, _port = split_domain_port(environ.get("HTTP_HOST", ""))
    by_name = domain == "localhost" or domain.endswith(".localhost")
    return (by_name or _is_loopback(domain.strip("[]"))) and _is_loopback(environ.get("REMOTE_ADDR", ""))


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
