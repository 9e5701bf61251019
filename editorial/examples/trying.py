"""Trying a sentence: what search finds as things are published, and what it would find with a draft's phrases."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from content_models.kinds import ItemKind
from content_models.shapes.documents import ItemDocument
from content_models.shapes.parts import Examples
from delivery.examples import examples_of, phrases_of
from delivery.search import TAUGHT_KINDS, ExampleModel, SearchResult
from delivery.search.example_model import DANGER
from delivery.search.phrases import Phrase
from delivery.search.results import SURE
from delivery.view import StateView
from tenants.models import LIBRARY_ID

from .typed import NotTried

FIRST = 3
"""So many results people see at once."""
CERTAIN = 0.8
"""From this probability on an item is said to be certain; from `SURE` on probable."""
LONGEST_SENTENCE = 1_000
"""As readers of a site can type."""
TRAINING_SECONDS = 10.0
"""How long somebody waits while others try out."""

KINDS: Mapping[str, str | Promise] = {
    ItemKind.GUIDANCE: gettext_lazy("Guidance"),
    ItemKind.SCRIPT: gettext_lazy("Script"),
    ItemKind.TERM: gettext_lazy("Glossary term"),
    ItemKind.ORGANIZATION: gettext_lazy("Organization"),
    ItemKind.OFFICE: gettext_lazy("Office"),
    ItemKind.NOTICE: gettext_lazy("Notice"),
    ItemKind.SECTION: gettext_lazy("Section"),
    ItemKind.HOME: gettext_lazy("Home"),
}

_training = threading.Lock()


@dataclass(frozen=True, slots=True)
class Found:
    """One of the first results: its title, its kind and how likely it is meant in words; whether it is this page."""

    title: str
    kind: str | Promise
    likelihood: str | Promise
    is_this: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a search gives.

    Attributes:
        first: the first results.
        place: where among all results this page comes; None: it is not found.
        is_danger: whether 911 is shown above all else.
    """

    first: tuple[Found, ...]
    place: int | None
    is_danger: bool

    @property
    def has_this_first(self) -> bool:
        """Whether this page is what people see first."""
        return self.place == 1

    @property
    def has_this_later(self) -> bool:
        """Whether this page is found, but not among the first results."""
        return self.place is not None and self.place > FIRST


@dataclass(frozen=True, slots=True)
class TryOut:
    """A sentence that was tried, `before` as things are published and `after` with the draft's phrases."""

    sentence: str
    before: Outcome
    after: Outcome

    @property
    def verdict(self) -> str:
        """What it means for this page, and what to do."""
        place = self.after.place
        if place == 1:
            return _("With these phrases this page comes first.")
        if place is not None and place <= FIRST:
            return _("With these phrases this page is among the first three.")
        return _("This page is not among the first three. Add phrases that say it in a similar way, and try again.")


def try_out(
    view: StateView,
    sentence: str,
    draft: ItemDocument,
    own: Sequence[Examples] | None = None,
    *,
    said: Sequence[Examples] | None = None,
    now: datetime,
) -> TryOut:
    """Search for a sentence in a view as it is, and once a draft's phrases are learned. Nothing is stored.

    Args:
        draft: the page; it need not be served yet.
        own: what the state adds to a national page's (nothing, if the page is its own); None: as is published.
        said: the phrases of the page itself; None: as are published.
        now: an aware instant.
    Raises:
        NotTried: search has not learned anything here yet, or too many others are trying out.
    """
    if not any(model.keys for model in view.search_models):
        raise NotTried(_("Search has not learned from phrases here yet: that takes two minutes. Try again then."))
    kinds = kinds_beside(draft["kind"])
    before = view.search(sentence, kinds, now=now)
    models = _learned(view, draft, own, said)
    served = view.path_of(draft["key"]) is not None
    index = view.index_of(_with_draft(view, None if served else draft), *models)
    lapsed = {item["key"] for item in view.all(ItemKind.NOTICE)} - {item["key"] for item in view.notices(now)}
    after = index.find(sentence, kinds, without=lapsed)
    return TryOut(sentence, _outcome(view, before, draft), _outcome(view, after, draft))


def kinds_beside(kind: str) -> list[str]:
    """Return what is searched together with items of a kind: scripts by operators, all else by citizens."""
    return [ItemKind.SCRIPT] if kind == ItemKind.SCRIPT else sorted(set(KINDS) - {ItemKind.SCRIPT})


def _with_draft(view: StateView, draft: ItemDocument | None) -> Iterator[ItemDocument]:
    yield from view.documents()
    if draft is not None:
        yield draft


def _learned(
    view: StateView, draft: ItemDocument, own: Sequence[Examples] | None, said: Sequence[Examples] | None
) -> list[ExampleModel]:
    """Return the model of the page alone, and of danger where what is said of it changes."""
    from delivery.search.training import train  # scikit-learn takes memory and a second: only who tries out has it

    examples, key, kind = examples_of(view), draft["key"], str(draft["kind"])
    phrases = phrases_of(view, draft, own, said=said)
    if view.tenant.id != LIBRARY_ID and not any(phrase.is_said for phrase in phrases):
        return []  # a state learns of what people say alone
    of_danger = _dangerous(phrases) != _dangerous(examples[kind].get(key, ()))
    examples = {**examples, kind: {**examples[kind], key: phrases}}
    if not _training.acquire(timeout=TRAINING_SECONDS):
        raise NotTried(_("Others are trying out phrases at this moment. Try again in a few seconds."), status=503)
    try:
        return [train(examples, only=[key, DANGER] if of_danger else [key])]
    finally:
        _training.release()


def _dangerous(phrases: Sequence[Phrase]) -> set[str]:
    return {phrase.text for phrase in phrases if phrase.is_danger}


def _outcome(view: StateView, result: SearchResult, draft: ItemDocument) -> Outcome:
    key = draft["key"]
    places = (place for place, hit in enumerate(result.hits, start=1) if hit.key == key)
    first = tuple(
        Found(
            title=str(draft["title"] if hit.key == key else view[hit.key]["title"]),
            kind=KINDS[hit.kind],
            likelihood=_in_words(hit.probability),
            is_this=hit.key == key,
        )
        for hit in result.hits[:FIRST]
    )
    return Outcome(first, next(places, None), result.is_danger)


CERTAINLY = pgettext_lazy("how likely a result is meant", "certain")
PROBABLY = pgettext_lazy("how likely a result is meant", "probable")
DOUBTFULLY = pgettext_lazy("how likely a result is meant", "doubtful")


def _in_words(probability: float) -> str | Promise:
    return CERTAINLY if probability >= CERTAIN else PROBABLY if probability >= SURE else DOUBTFULLY


def has_phrases(kind: str) -> bool:
    """Return whether pages of a kind have phrases."""
    return kind in TAUGHT_KINDS
