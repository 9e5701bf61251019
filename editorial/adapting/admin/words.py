"""The glossary's words of a national text as one state's draft has it, and what the state chooses for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.http import HttpRequest
from django.utils.translation import gettext
from wagtail.blocks import ChoiceBlock, ListBlock

from content_models.blocks import GlossaryChoiceBlock
from content_models.documents.adaptation import operations_of
from content_models.glossary_marks import Phrase, choices_of, phrase_of, without_article
from editorial.adapting import selectors
from editorial.adapting import services as adapt
from editorial.adapting.errors import TargetGone, TermGone, WordGone
from editorial.adapting.types import OperationKind, PieceForm, Workbench
from editorial.glossary_words.form_words import FIELDS
from editorial.glossary_words.presenting import Act, Card, cards_of, pages_of_terms
from editorial.glossary_words.words import blocks_of, words_in
from editorial.numbers import number_in

from .editing_context import EditingContext

FIELD = "glossaryChoices"
LONGEST_WORD = 120


def word_cards(editing: EditingContext, bench: Workbench, *, can_choose: bool) -> list[Card]:
    """Return the words with what can be chosen; a choice is identified by its place in the list."""
    key = str(bench.library_item["key"])
    edition = editing.view.library_edition(key)
    if edition is None or edition.kind not in FIELDS or bench.effective_item is None:
        return []
    adaptation = editing.view.adaptation_with(key, operations_of(bench.page) if bench.page is not None else None)
    choices = {str(number): choice for number, choice in enumerate(choices_of(bench.effective_item))}
    words = words_in(edition, editing.view.environment, choices, adaptation)
    pages = pages_of_terms(words, editing.tenant.pk, editing.locale) if can_choose else {}
    return cards_of(words, editing.view, pages)


def form_of_choices(form: PieceForm, bench: Workbench, search: Mapping[str, str]) -> PieceForm:
    """Return the form of a text's choices, in which a block is chosen by its name, and only one that there is.

    Args:
        search: for what another term is looked for: `word`, the `block` where it holds, and the numbers of the choices
            that it `removes`; without a word the form begins with what is chosen already.
    """
    raw: list[dict[str, Any]] = form.block.get_prep_value(form.value)
    word = search.get("word", "").strip()
    if word and len(word) <= LONGEST_WORD:
        removed = {number_in(number) for number in search.get("removes", "").split()}
        raw = [choice for number, choice in enumerate(raw) if number not in removed]
        block = search.get("block", "")
        raw.append({"type": "item", "value": {"form": word, "term": None, "block": block}, "id": str(uuid4())})
    blocks = blocks_of(bench.effective_item or bench.library_item)
    places = {names[0]: label for names, label in blocks}
    called = {name: label for names, label in blocks for name in names}
    stored = {choice["value"]["block"] for choice in form.block.get_prep_value(form.value)} - {""}
    places |= {name: called.get(name) or gettext("A piece that is gone") for name in stored}
    where = ChoiceBlock(
        choices=[("", gettext("In the whole text")), *places.items()], required=False, label=gettext("Only in")
    )
    item = GlossaryChoiceBlock(local_blocks=[("block", where)])
    block_of_list = ListBlock(item, default=[], label=form.block.label)
    block_of_list.set_name(form.block.name)
    return replace(form, block=block_of_list, value=block_of_list.to_python(raw))


def choose_word(editing: EditingContext, key: str, request: HttpRequest) -> str:
    """Choose what a word means, or take that back, as part of the state's draft; return what is said then.

    What was chosen for the word before, in the same place, is replaced.

    Raises:
        TargetGone: the choices have changed meanwhile.
        WordGone, TermGone: there is no such word in the text, or it cannot mean that term.
    """
    sent = request.POST
    target = editing.target(key)
    form = selectors.form_of(target, kind=OperationKind.SET, address=FIELD)
    before = form.block.get_prep_value(form.value)
    taken_back = {number_in(number) for number in sent.get("removes", "").split()}
    word = without_article(phrase_of(sent.get("word", "")))
    if not word or any(not _is_about(before, number, word) for number in taken_back):
        raise TargetGone
    after = [choice for number, choice in enumerate(before) if number not in taken_back]
    if sent.get("act") == Act.CHOOSE:
        block = sent.get("block", "")
        term = _term_for(editing, key, word, block, sent.get("term"))
        after = [choice for choice in after if not _is_same(choice["value"], word, block)]
        value = {"form": sent["word"], "term": term, "block": block}
        after.append({"type": "item", "value": value, "id": str(uuid4())})
    adapt.put_operation(
        target,
        operation=replace(form.given, value=after, base=number_in(sent.get("base", ""))),
        expected_revision=number_in(sent.get("revision", "")),
    )
    return gettext("Chosen in the draft. Citizens see it once it is published.")


def _term_for(editing: EditingContext, key: str, word: Phrase, block: str, term: str | None) -> int | None:
    """The page of the term that is chosen for a word; None where the word is not to be marked: an empty `term`.

    Raises:
        WordGone, TermGone
    """
    bench = selectors.workbench(editing.target(key))
    cards = word_cards(editing, bench, can_choose=True)
    card = next((card for card in cards if card.word.phrase == word and not card.word.is_link), None)
    if card is None or block not in {"", *(place.block for place in card.word.places)}:
        raise WordGone
    if term == "":
        return None
    pages = {option.page_id for option in card.terms if option.page_id is not None}
    page = number_in(term or "")
    if page not in pages:
        raise TermGone
    return page


def _is_about(choices: list[dict[str, Any]], number: int | None, word: Phrase) -> bool:
    return (
        number is not None
        and number < len(choices)
        and without_article(phrase_of(choices[number]["value"]["form"])) == word
    )


def _is_same(value: dict[str, Any], word: Phrase, block: str) -> bool:
    """Whether a choice is about this word in this place."""
    return value["block"] == block and without_article(phrase_of(value["form"])) == word
