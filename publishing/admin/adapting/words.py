"""The glossary's words of a national text as one state's draft has it, and what the state chooses for them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.http import HttpRequest
from django.utils.translation import gettext

from content_models.documents.adaptation import operations_of
from publishing.adapting.errors import TargetGone
from publishing.adapting.types import Workbench
from publishing.admin.glossary_words.presenting import Act, Card, cards_of, pages_of_terms
from publishing.admin.glossary_words.reading import FIELDS
from publishing.glossary_marks import choices_of, phrase_of, without_article
from publishing.glossary_words import words_in
from publishing.services import adapt

from .access import Desk

FIELD = "glossaryChoices"


def word_cards(desk: Desk, bench: Workbench, *, can_choose: bool) -> list[Card]:
    """Return the words with what can be chosen; a choice is known by its place in the list of them."""
    key = str(bench.library_item["key"])
    edition = desk.view.library_edition(key)
    if edition is None or edition.kind not in FIELDS or bench.effective_item is None:
        return []
    adaptation = desk.view.adaptation_with(key, operations_of(bench.page) if bench.page is not None else None)
    choices = {str(number): choice for number, choice in enumerate(choices_of(bench.effective_item))}
    words = words_in(edition, desk.view.environment, choices, adaptation)
    pages = pages_of_terms(words, desk.tenant.pk, desk.locale) if can_choose else {}
    return cards_of(words, desk.view, pages)


def choose_word(desk: Desk, key: str, request: HttpRequest) -> str:
    """Choose what a word means, or take that back, as part of the state's draft; return what is said then.

    Raises:
        TargetGone: the choices have changed meanwhile.
    """
    sent = request.POST
    who: dict[str, Any] = {"tenant": desk.tenant, "key": key, "locale": desk.locale, "by": desk.user}
    form = adapt.form_of(**who, kind="set", address=FIELD)
    before = form.block.get_prep_value(form.value)
    taken_back = {int(number) for number in sent.get("removes", "").split() if number.isdecimal()}
    word = without_article(phrase_of(sent.get("word", "")))
    if not word or any(not _is_about(before, number, word) for number in taken_back):
        raise TargetGone
    after = [choice for number, choice in enumerate(before) if number not in taken_back]
    if sent.get("act") == Act.CHOOSE:
        term = sent.get("term", "")
        value = {
            "form": sent["word"],
            "term": int(term) if term.isdecimal() else None,
            "block": sent.get("block", ""),
        }
        after.append({"type": "item", "value": value, "id": str(uuid4())})
    base, revision = sent.get("base", ""), sent.get("revision", "")
    adapt.put_operation(
        **who,
        operation=replace(form.given, value=after, base=int(base) if base.isdecimal() else None),
        expected_revision=int(revision) if revision.isdecimal() else None,
    )
    return gettext("Chosen in the draft. Citizens see it once it is published.")


def _is_about(choices: list[dict[str, Any]], number: int, word: tuple[str, ...]) -> bool:
    return number < len(choices) and without_article(phrase_of(choices[number]["value"]["form"])) == word
