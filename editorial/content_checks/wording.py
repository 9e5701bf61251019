"""Rules about the words that people read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from publishing.models import ContentItem
from tenants.models import Tenant

from .finding import Finding, Severity

_NOT_READ = frozenset(
    {
        "id", "key", "slug", "path", "type", "kind", "to", "start", "url", "website", "email",
        "mimeType", "locale", "osm", "target", "field", "op", "searchText", "organizationKey", "topicKey", "timeZone",
        "adaptsKey", "termKey", "block", "examplesSummary",
    }
)  # fmt: skip
_NOT_WORDS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:mx|org|com|gob|edu|net)\S*")
_OF_WRITERS = re.compile(
    r"\b[\w-]+\.(?:json|csv|py|html?|xlsx?|ya?ml|sql|md|js|ts)\b"
    r"|\bJSON\b"
    r"|\b[a-záéíóúñ]+(?:_[a-z0-9áéíóúñ]+)+\b"
    r"|\bcitad[ao]s? en\b"
    r"|\b[Ff]uentes? secundarias?\b"
    r"|\b[Ss]egún (?:una |la |las |otra )?fuentes?\b"
    r"|\b[Pp]or verificar en\b"
    r"|\b(?:TODO|FIXME|null|undefined|[Ll]orem ipsum)\b"
)

_TO_EDITORS = re.compile(
    r"\b(?:por|sin) (?:confirmar|completar)\b"
    r"|\bantes de publicar\b"
    r"|(?:^|[.;:,] )(?:[Cc]onfirmar|[Cc]omprobar|[Cc]ompletar)\b"
    r"|\b[Ll]a (?:fuente|nota)(?: \(\d{4}\))? (?:no )?(?:da|dice|indica|ubica|repite)\b"
    r"|\bde la fuente\b|\b[Oo]tra fuente\b|\b[Ff]uentes recientes\b"
    r"|\b[Ss]e (?:omite|omitió)\b"
    r"|\b[Ee]xistencia confirmada\b"
    r"|\b(?:no verificad[oa]s?|sin verificar)\b"
    r"|\b(?:[Nn]ota de )?prensa (?:de )?\d{4}\b|\b[Nn]ota de prensa\b"
)
"""What speaks to who completes the directory."""


def has_no_developers_words(item: ContentItem, tenant: Tenant) -> Iterator[Finding]:
    """Find names of files and fields, remarks about sources, and other words of and for those who made the content."""
    for place, text in _texts(item.document, ""):
        found = _OF_WRITERS.search(_NOT_WORDS.sub(" ", text))
        if found:
            message = _("“%(words)s” says nothing to people. Write it in plain words.") % {"words": found[0]}
            yield Finding(Severity.ERROR, "WORDS_OF_DEVELOPERS", tenant.code, f"{item.path} · {place}", message)
        elif place != "source" and (found := _TO_EDITORS.search(text)):
            message = _("“%(words)s” speaks to editors, and people read it. Put it in the note for editors.")
            words = {"words": found[0].strip(" .;:,")}
            yield Finding(Severity.ERROR, "WORDS_FOR_EDITORS", tenant.code, f"{item.path} · {place}", message % words)


def _texts(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """Each text that people read, with its place in the document."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _texts(inner, f"{place}.{position}".lstrip("."))
    elif isinstance(value, dict) and value.get("type") != "placeholder":
        for name, inner in value.items():
            if name not in _NOT_READ:
                yield from _texts(inner, f"{place}.{name}".lstrip("."))
