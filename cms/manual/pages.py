"""The manual's pages: Markdown files, each with a head of TOML between lines of `+++`.

The Spanish file says for whom a page is, under which subject and which screens it explains; the English one has
words only.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tenants.admin_access.acts import Role, role_of
from tenants.models import User

FOLDER = Path(__file__).parent / "text"
LANGUAGES = ("es", "en")
ADMINISTRATOR = "administrator"
READERS = (*(role.value for role in Role), ADMINISTRATOR)
"""For whom pages are: each role, and national administrators."""

_FILE = re.compile(r"\+\+\+\n(?P<head>.*?)\n\+\+\+\n(?P<text>.*)", re.DOTALL)


class Subject(TextChoices):
    """What pages are about, in the order of the manual."""

    START = "start", _("To begin")
    OFFICES = "offices", _("Offices")
    TEXTS = "texts", _("Texts and notices")
    REVIEW = "review", _("Review and publish")
    SCRIPTS = "scripts", _("Scripts")
    LANGUAGES = "languages", _("Translations")
    DESK = "desk", _("Answer citizens")
    STATE = "state", _("Your state and its people")
    NATIONAL = "national", _("National library")


@dataclass(frozen=True, slots=True)
class Screen:
    """A view of the administration; for the forms of pages, of one type of page.

    Attributes:
        view_name: full name, as the table of the administration's addresses has it.
        page_type: model of a page in lower case (`officepage`), or empty: all.
    """

    view_name: str
    page_type: str = ""


@dataclass(frozen=True, slots=True)
class ManualPage:
    """One page in one language; `readers` are of `READERS`."""

    slug: str
    language: str
    title: str
    summary: str
    subject: Subject
    order: int
    readers: frozenset[str]
    explains: tuple[Screen, ...]
    see: tuple[str, ...]
    text: str


def reader_of(user: Any) -> str:
    """Return as what somebody reads the manual; empty for whoever has no role."""
    if isinstance(user, User) and user.is_active and user.is_superuser:
        return ADMINISTRATOR
    return role_of(user) or ""


def active_language() -> str:
    """Return the manual's language for who reads now: English where it was chosen, Spanish otherwise."""
    return "en" if (get_language() or "").startswith("en") else "es"


@cache
def all_pages(language: str) -> dict[str, ManualPage]:
    """Return the pages of one language by slug, in the order of the manual."""
    subjects = list(Subject)
    pages = [_page(path.stem, language) for path in FOLDER.joinpath("es").glob("*.md")]
    pages.sort(key=lambda page: (subjects.index(page.subject), page.order, page.slug))
    return {page.slug: page for page in pages}


def pages_for(reader: str, language: str) -> list[ManualPage]:
    """Return the pages that are of use to a reader, in the order of the manual; all of them without a role."""
    return [page for page in all_pages(language).values() if not reader or reader in page.readers]


def by_subject(pages: list[ManualPage]) -> list[tuple[Subject, list[ManualPage]]]:
    """Return pages under their subjects, without those that have none."""
    found = ((subject, [page for page in pages if page.subject is subject]) for subject in Subject)
    return [(subject, under) for subject, under in found if under]


@cache
def explaining(view_name: str, page_type: str, reader: str, language: str) -> ManualPage | None:
    """Return the page that says how a screen is used: that for its type of page before that for all."""
    candidates = pages_for(reader, language)
    for screen in (Screen(view_name, page_type), Screen(view_name)):
        found = next((page for page in candidates if screen in page.explains), None)
        if found is not None:
            return found
    return None


def _page(slug: str, language: str) -> ManualPage:
    facts, text = _read("es", slug)
    words, text = (facts, text) if language == "es" else _read(language, slug)
    return ManualPage(
        slug=slug,
        language=language,
        title=words["title"],
        summary=words["summary"],
        subject=Subject(facts["subject"]),
        order=facts.get("order", 100),
        readers=frozenset(facts["readers"]),
        explains=tuple(Screen(*each.split()) for each in facts.get("explains", ())),
        see=tuple(facts.get("see", ())),
        text=text.strip(),
    )


def _read(language: str, slug: str) -> tuple[dict[str, Any], str]:
    """Return the head and the text of a file.

    Raises:
        ValueError: it does not begin with a head.
    """
    found = _FILE.fullmatch(FOLDER.joinpath(language, f"{slug}.md").read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{language}/{slug}.md: a head between lines of +++ is missing.")
    return tomllib.loads(found["head"]), found["text"]
