"""The project's own catalogue of translations: a `.po` file that people edit, and the `.mo` file that Django reads.

GNU gettext's programs are not needed: Babel reads, extends and compiles. Both files are in the repository, so a fresh
clone speaks Spanish at once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

LOCALES = ("es_MX",)
DOMAINS = ("django", "djangojs")
"""Strings of Python and templates; and of the admin's scripts, which are all Wagtail's."""

PACKAGES = (
    "cms",
    "portal",
    "api",
    "assistance",
    "editorial",
    "delivery",
    "publishing",
    "content_models",
    "media",
    "tenants",
)
METHODS = (
    ("**/migrations/**", "ignore"),
    ("**.py", "cms.translations:in_python"),
    ("**/templates/**.html", "cms.translations:in_template"),
    ("**/templates/**.txt", "cms.translations:in_template"),
)
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
}
"""Django's functions, with the arguments that are a string, its plural and its context (`c`)."""

IMPORTED_AS = re.compile(rb"\b(n?p?gettext\w*) as (\w+)")
PLACEHOLDER = re.compile(r"%\(\w+\)\w|\{\w*\}")
WIDTH = 110

Found = Iterator[Any]
Texts = tuple[str, ...]
Key = tuple[Texts, str]


def in_python(code: IO[bytes], functions: Collection[str], comment_tags: Collection[str], options: Any) -> Found:
    """Return the strings marked in Python code, whatever Django's functions are called there."""
    text = code.read()
    imported_as = {name.decode(): function.decode() for function, name in IMPORTED_AS.findall(text)}
    for line, name, texts, comments in extract_python(
        BytesIO(text), dict.fromkeys([*functions, *imported_as]), comment_tags, options
    ):
        yield line, imported_as.get(name, name), texts, comments


def in_template(text: IO[bytes], functions: Collection[str], comment_tags: Collection[str], options: Any) -> Found:
    """Return the strings marked in a Django template."""
    code = templatize(text.read().decode())
    unindented = "\n".join(line.strip() for line in code.splitlines())
    return extract_python(BytesIO(unindented.encode()), dict.fromkeys(functions), comment_tags, options)


def path_of(locale: str, domain: str = "django") -> Path:
    """Return where the catalogue of a locale (`es_MX`) stands."""
    return Path(settings.LOCALE_PATHS[0]) / locale / "LC_MESSAGES" / f"{domain}.po"


def untranslated(locale: str) -> list[str]:
    """Return the project's strings that have no translation, in alphabetical order."""
    translated = _strings(_read(path_of(locale)))
    return sorted(_texts(message.id)[0] for message in _marked() if message.id and _key(message) not in translated)


def with_other_placeholders(locale: str) -> list[str]:
    """Return the strings whose translation does not fill in the same names as the string itself.

    The form for exactly one may leave its number out; entries that replace what Django's and Wagtail's catalogues say
    may leave out more, such as the name of a step of a workflow.
    """
    return [_texts(message.id)[0] for message in _translated(_read(path_of(locale))) if not _fills_in_the_same(message)]


def renew(locale: str) -> list[str]:
    """Add the strings that are missing, note where each stands, compile; return what has no translation yet.

    An entry that no file of the project asks for any more goes; one with a comment completes the catalogues of Django
    and Wagtail, and stays.
    """
    catalogue, marked = _read(path_of(locale)), _marked()
    for message in catalogue:
        if message.id and message.auto_comments:
            marked.add(message.id, auto_comments=message.auto_comments, context=message.context)
    catalogue.update(marked, no_fuzzy_matching=True, update_creation_date=False)
    with path_of(locale).open("wb") as file:
        write_po(file, catalogue, width=WIDTH, sort_output=True, ignore_obsolete=True, include_lineno=False)
    for domain in DOMAINS:
        path = path_of(locale, domain)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, _read(path))
    return untranslated(locale)


def is_compiled(locale: str) -> bool:
    """Whether the compiled catalogues say what the editable ones do."""
    paths = [path_of(locale, domain) for domain in DOMAINS]
    return all(_strings(_read(path)) == _strings(_read_compiled(path.with_suffix(".mo"))) for path in paths)


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def _read_compiled(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_mo(file)


def _marked() -> Catalog:
    """Return the strings marked in the project's packages, with the files they stand in."""
    marked = Catalog()
    for package in PACKAGES:
        found = extract_from_dir(settings.BASE_DIR / package, METHODS, keywords=KEYWORDS)
        for name, line, message, _, context in found:
            marked.add(message, locations=[(f"{package}/{name}", line)], context=context)
    return marked


def _translated(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id and not message.fuzzy and all(_texts(message.string))]


def _strings(catalogue: Catalog) -> dict[Key, Texts]:
    return {_key(message): _texts(message.string) for message in _translated(catalogue)}


def _key(message: Message) -> Key:
    return _texts(message.id), message.context or ""


def _fills_in_the_same(message: Message) -> bool:
    wanted = _placeholders(_texts(message.id)[-1])
    filled_in = [_placeholders(text) for text in _texts(message.string)]
    is_whole = bool(message.auto_comments) or filled_in[-1] == wanted
    return is_whole and all(names <= wanted for names in filled_in)


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def _texts(text: str | Sequence[str] | None) -> Texts:
    """Return the one form of a text, or those for one and for several."""
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)
