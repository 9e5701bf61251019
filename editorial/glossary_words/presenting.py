"""The glossary's words of a page as the panel shows them: each with its terms and what can be chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Case, IntegerField, Value, When
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content_models.languages import django_code
from content_models.models import GlossaryTerm
from delivery.state_view import StateView
from editorial.glossary_words.words import FoundWord, Place
from tenants.trees import is_below, tree_paths, with_library

WORDS_OF_DEFINITION = 18
LONGEST_LIST = 300
"""How many words are listed at most."""


@dataclass(frozen=True, slots=True)
class TermOption:
    """A term that a word may name; without a `page_id` it cannot be chosen here."""

    key: str
    name: str
    definition: str
    page_id: int | None
    edit_url: str


class Act(StrEnum):
    """What a button does to the page's choices, besides taking back those that it names."""

    CHOOSE = "choose"
    ANOTHER = "another"
    TAKE_BACK = "take_back"


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: what it says, and what it does to the page's choices.

    Attributes:
        name: for programs; the same button has the same name after the list was read anew.
        removes: ids of the choices that it takes back.
        act: what it then does: choose `term` (None: the word is not marked), let the editor look for another, nothing.
        is_toggle: whether it shows if it holds.
        is_pressed: whether this is what holds now; pressing it again takes it back.
    """

    name: str
    label: str
    removes: str
    act: Act = Act.CHOOSE
    term: TermOption | None = None
    block: str = ""
    is_toggle: bool = False
    is_pressed: bool = False


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A place, and what can be chosen for it alone."""

    place: Place
    term: TermOption | None
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Card:
    """A word with everything that is said of it."""

    word: FoundWord
    terms: list[TermOption]
    choices: list[Choice]
    places: list[ShownPlace]

    @property
    def name(self) -> str:
        """A name for programs."""
        return self.word.name

    @property
    def shows_places_at_once(self) -> bool:
        """Whether the other places are open from the start: something is to be chosen in them."""
        return any(shown.place.is_open or shown.place.choices for shown in self.places[1:])

    @property
    def state(self) -> str:
        """`open`, `marked` or `unmarked`."""
        if self.word.is_open:
            return "open"
        return "marked" if self.word.is_marked else "unmarked"


Pages = Mapping[str, GlossaryTerm]
"""The pages of terms by key."""


def cards_of(words: Iterable[FoundWord], view: StateView, pages: Pages) -> list[Card]:
    """Return a card for each word.

    Args:
        pages: of the terms that can be chosen.
    """
    words = list(words)
    keys = {key for word in words for key in word.candidates}
    terms = {key: term for key in keys if (term := _term(key, view, pages.get(key))) is not None}
    return [_card(word, terms) for word in words]


def pages_of_terms(words: Iterable[FoundWord], tenant_id: int | None, locale: str) -> Pages:
    """Return the pages of all terms that the words may name, among those that a tenant's texts may refer to.

    Args:
        locale: of the text, as a BCP 47 tag: where a term has a page in it, that one.
    """
    keys = {key for word in words for key in word.candidates}
    if not keys:
        return {}
    roots = tree_paths(with_library(tenant_id))
    in_language = Case(
        When(locale__language_code=django_code(locale), then=Value(1)), default=Value(0), output_field=IntegerField()
    )
    terms = GlossaryTerm.objects.filter(is_below(roots), translation_key__in=keys).order_by(in_language, "-pk")
    return {str(term.translation_key): term for term in terms}


def list_of(cards: list[Card], *, can_choose: bool) -> dict[str, Any]:
    """Return what the template of the list shows: the first words, and how many there are besides."""
    return {
        "cards": cards[:LONGEST_LIST],
        "more_count": max(len(cards) - LONGEST_LIST, 0),
        "summary": summary_of(cards, can_choose=can_choose),
    }


def summary_of(cards: Iterable[Card], *, can_choose: bool = True) -> str:
    """Return how many words there are of each state, in one sentence."""
    counts = dict.fromkeys(("open", "marked", "unmarked"), 0)
    for card in cards:
        counts[card.state if can_choose or card.state != "open" else "unmarked"] += 1
    if not any(counts.values()):
        return _("No word of the glossary stands in this text.")
    parts = [
        ngettext("%(count)s word is marked", "%(count)s words are marked", counts["marked"])
        % {"count": counts["marked"]},
    ]
    if counts["open"]:
        parts.append(
            ngettext("%(count)s waits for your choice", "%(count)s wait for your choice", counts["open"])
            % {"count": counts["open"]}
        )
    if counts["unmarked"]:
        parts.append(
            ngettext("%(count)s is not marked", "%(count)s are not marked", counts["unmarked"])
            % {"count": counts["unmarked"]}
        )
    return ", ".join(parts) + "."


def _card(word: FoundWord, terms: Mapping[str, TermOption]) -> Card:
    candidates = [terms[key] for key in word.candidates if key in terms]
    is_in_one_place = len(word.places) == 1
    places = [
        ShownPlace(
            place,
            terms.get(place.term_key or ""),
            [] if (is_in_one_place and not place.choices) or word.is_link else _of_place(word, place, candidates),
        )
        for place in word.places
    ]
    return Card(
        word, candidates, [] if word.is_link else _of_page(word, candidates, is_in_one_place=is_in_one_place), places
    )


def _of_page(word: FoundWord, terms: list[TermOption], *, is_in_one_place: bool) -> list[Choice]:
    here = _("Do not mark") if word.is_ambiguous else _("Do not mark here")
    label = here if is_in_one_place else _("Do not mark on this page")
    return _choices(word, terms, word.name, label, decided=word.choices, term_key=word.term_key)


def _of_place(word: FoundWord, place: Place, terms: list[TermOption]) -> list[Choice]:
    if not place.block:
        return []
    label = _("Do not mark") if word.is_ambiguous else _("Do not mark here")
    name = f"{word.name}-{place.block}"
    return _choices(word, terms, name, label, decided=place.choices, term_key=place.term_key, block=place.block)


def _choices(
    word: FoundWord,
    terms: list[TermOption],
    name: str,
    unmark: str,
    *,
    decided: tuple[str, ...],
    term_key: str | None,
    block: str = "",
) -> list[Choice]:
    """The buttons for a word in the page or in a block: an ambiguous one has its terms, the others only leave it out.

    Args:
        decided: ids of the choices that hold here.
        term_key: the term that is meant here now.
    """
    removes = " ".join(decided)

    def button(term: TermOption | None, label: str) -> Choice:
        is_pressed = bool(decided) and term_key == (term.key if term else None)
        act = Act.TAKE_BACK if is_pressed else Act.CHOOSE
        suffix = term.key if term else "none"
        return Choice(f"{name}-{suffix}", label, removes, act, term, block, word.is_ambiguous, is_pressed)

    if word.is_ambiguous:
        another = Choice(f"{name}-another", _("Another term…"), removes, Act.ANOTHER, block=block)
        return [*(button(term, term.name) for term in terms if term.page_id), another, button(None, unmark)]
    if decided:
        return [Choice(f"{name}-none", _("Mark it again"), removes, Act.TAKE_BACK, block=block)]
    return [button(None, unmark)] if term_key is not None else []


def terms_below(cards: Iterable[Card]) -> int | None:
    """Return the page below which the terms of these words stand, so that another one is looked for there."""
    pages = (term.page_id for card in cards for term in card.terms if term.page_id)
    first = next(pages, None)
    return None if first is None else GlossaryTerm.objects.get(pk=first).get_parent().pk


def _term(key: str, view: StateView, page: GlossaryTerm | None) -> TermOption | None:
    item = view.item(key)
    if item is None or item["kind"] != "TERM":
        return None
    definition = " ".join(item["definition"]["plainText"].split())
    return TermOption(
        key,
        str(item["term"]),
        Truncator(definition).words(WORDS_OF_DEFINITION, truncate="…"),
        page.pk if page else None,
        reverse("wagtailadmin_pages:edit", args=[page.pk]) if page else "",
    )
