"""The catalogue itself: a `.po` file that people edit, and the `.mo` file that Django reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import polib
from django.conf import settings

from .sources import Source, sources_in

LOCALES = ("es_MX",)
DOMAINS = ("django", "djangojs")
"""Strings of Python and templates; and of the admin's scripts, which are all Wagtail's."""

PLACEHOLDER = re.compile(r"%\(\w+\)\w|\{\w*\}")


def path_of(locale: str, domain: str = "django") -> Path:
    """Return where the catalogue of a locale (`es_MX`) stands."""
    return Path(settings.LOCALE_PATHS[0]) / locale / "LC_MESSAGES" / f"{domain}.po"


def untranslated(locale: str) -> list[str]:
    """Return the project's strings that have no translation, in alphabetical order."""
    catalogue = polib.pofile(str(path_of(locale)))
    translated = {_source_of(entry) for entry in catalogue.translated_entries()}
    return [source.text for source in sources_in(Path(settings.BASE_DIR)) if source not in translated]


def with_other_placeholders(locale: str) -> list[str]:
    """Return the strings whose translation does not fill in the same names as the string itself.

    The form for exactly one may leave its number out.
    """
    catalogue = polib.pofile(str(path_of(locale)))
    return [entry.msgid for entry in catalogue.translated_entries() if not _fills_in_the_same(entry)]


def renew(locale: str) -> list[str]:
    """Add the strings that are missing, note where each stands, compile; return what has no translation yet.

    An entry that no file of the project asks for any more goes; one with a comment completes the catalogues of Django
    and Wagtail, and stays.
    """
    catalogue = polib.pofile(str(path_of(locale)), wrapwidth=110)
    _update(catalogue, sources_in(Path(settings.BASE_DIR)))
    catalogue.save()
    for domain in DOMAINS:
        path = path_of(locale, domain)
        path.with_suffix(".mo").write_bytes(compiled(polib.pofile(str(path))))
    return untranslated(locale)


def is_compiled(locale: str) -> bool:
    """Whether the compiled catalogues say what the editable ones do."""
    paths = [path_of(locale, domain) for domain in DOMAINS]
    return all(
        path.with_suffix(".mo").exists() and path.with_suffix(".mo").read_bytes() == compiled(polib.pofile(str(path)))
        for path in paths
    )


def compiled(catalogue: polib.POFile) -> bytes:
    """Return what Django reads: the same bytes for the same translations."""
    return bytes(catalogue.to_binary())


def _fills_in_the_same(entry: polib.POEntry) -> bool:
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    wanted = _placeholders(entry.msgid_plural or entry.msgid)
    return _placeholders(texts[-1]) == wanted and all(_placeholders(text) <= wanted for text in texts)


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def _update(catalogue: polib.POFile, sources: Mapping[Source, list[str]]) -> None:
    known = {_source_of(entry): entry for entry in catalogue}
    for source, places in sources.items():
        entry = known.get(source) or _entry(source)
        entry.occurrences = [(place, "") for place in places]
        if source not in known:
            catalogue.append(entry)
    for source, entry in known.items():
        if source not in sources and not entry.comment:
            catalogue.remove(entry)
        elif source not in sources:
            entry.occurrences = []
    catalogue.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))


def _entry(source: Source) -> polib.POEntry:
    if source.plural:
        return polib.POEntry(msgid=source.text, msgid_plural=source.plural, msgstr_plural={0: "", 1: ""})
    return polib.POEntry(msgid=source.text, msgctxt=source.context or None)


def _source_of(entry: polib.POEntry) -> Source:
    return Source(entry.msgid, plural=entry.msgid_plural, context=entry.msgctxt or "")
