"""Whether a new office is one that its institution has already: their names say nearly the same."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail.models import Page

from content_models.models import OfficePage
from content_models.phone_questions import displays_of
from content_models.questions import Question
from content_models.withdrawn import WITHDRAWN
from tenants.plain_text import folded

OFFICE_LIKE_ANOTHER = "OFFICE_LIKE_ANOTHER"
"""The code of the question."""

LIKENESS = 0.8
"""So much of the words of both names is the same; numbers always are."""
MOST_NAMED = 3
_SMALL_WORDS = frozenset(["a", "al", "de", "del", "e", "el", "en", "la", "las", "los", "para", "por", "y"])


def question_about_like_names(title: str, organization: Page) -> Question | None:
    """Return what is to be asked of a new office with a name; None: nothing. One query.

    The text has a link to each office that it names, with its first number.

    Args:
        organization: the page of the institution to which it is added.
    """
    words = _words_of(title)
    offices = OfficePage.objects.child_of(organization).exclude(WITHDRAWN).order_by("path")
    rows = offices.values_list("pk", "draft_title", "phones")
    found = [(pk, name, displays_of(phones)) for pk, name, phones in rows if _are_like(words, _words_of(name))]
    if not found:
        return None
    named = format_html_join(
        ", ",
        '<a href="{}" target="_blank" rel="noopener">{}</a>{}',
        (
            (reverse("wagtailadmin_pages:edit", args=[pk]), name, f" ({numbers[0]})" if numbers else "")
            for pk, name, numbers in found[:MOST_NAMED]
        ),
    )
    text = _("This institution has one with nearly the same name already: {named}. Is this one another office?")
    value = ", ".join(name for _pk, name, _numbers in found[:MOST_NAMED])
    return Question("title", OFFICE_LIKE_ANOTHER, value, format_html(text, named=named))


def _words_of(name: str) -> frozenset[str]:
    return frozenset(folded(name).split()) - _SMALL_WORDS


def _are_like(one: frozenset[str], other: frozenset[str]) -> bool:
    has_other_number = any(word.isdigit() for word in one ^ other)
    return bool(one and other) and not has_other_number and len(one & other) >= LIKENESS * len(one | other)
