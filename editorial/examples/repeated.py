"""Phrases that stand on two items of one kind: search cannot tell them apart by these; people decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from content_models.spanish_order import fold
from delivery.examples import examples_of
from delivery.search.phrases import ExamplesByKind
from delivery.view import StateView
from publishing.models import ContentItem
from tenants.models import LIBRARY_ID
from tenants.scope import tenant_scope


@dataclass(frozen=True, slots=True)
class RepeatedPhrase:
    """A phrase as it is written first, and the keys of the items of a kind that have it, in published order."""

    phrase: str
    kind: str
    keys: tuple[str, ...]


def repeated_phrases(examples: ExamplesByKind) -> Iterator[RepeatedPhrase]:
    """Yield what people say of more than one item of a kind, whatever its accents, case and outer punctuation."""
    for kind, of_kind in examples.items():
        written: dict[str, str] = {}
        said: dict[str, dict[str, None]] = defaultdict(dict)
        for key, phrases in of_kind.items():
            for phrase in phrases:
                if phrase.is_said:
                    folded = folded_phrase(phrase.text)
                    written.setdefault(folded, phrase.text)
                    said[folded][key] = None
        for folded, keys in said.items():
            if len(keys) > 1:
                yield RepeatedPhrase(written[folded], kind, tuple(keys))


def folded_phrase(phrase: str) -> str:
    """Return what is compared of a phrase."""
    return fold(phrase).strip(" .,;:¿?¡!…\"'«»“”")


def repeated_by(view: StateView) -> Iterator[RepeatedPhrase]:
    """Yield what is repeated in a view by what its tenant says itself: all of the library's, what a state adds."""
    is_library = view.tenant.id == LIBRARY_ID
    if not is_library and not view.examples.keys_with_own:
        return iter(())
    found = repeated_phrases(examples_of(view))
    return (
        found
        if is_library
        else (one for one in found if any(_is_own_phrase(view, key, one.phrase) for key in one.keys))
    )


def _is_own_phrase(view: StateView, key: str, phrase: str) -> bool:
    """Whether a state itself says a phrase of an item: on its own page, or besides the national phrases."""
    own = (said for group in view.examples.own(key) for said in group["phrases"])
    return folded_phrase(phrase) in map(folded_phrase, own)


def repeated_in_other_items(view: StateView, kind: str, key: str, phrases: Iterable[str]) -> list[tuple[str, str]]:
    """Return those of an item's phrases that another item of its kind has: each with the key of the first one."""
    wanted = {folded_phrase(phrase): phrase for phrase in phrases}
    found: dict[str, tuple[str, str]] = {}
    for other, said in examples_of(view)[kind].items():
        if other != key:
            for phrase in said:
                folded = folded_phrase(phrase.text)
                if phrase.is_said and folded in wanted:
                    found.setdefault(folded, (wanted[folded], other))
    return list(found.values())


def screens_of(view: StateView, keys: Collection[str]) -> dict[str, str]:
    """Return where the phrases of items are written, by key: the form of a tenant's page, or a state's workbench."""
    with tenant_scope([view.tenant.id]):
        own = ContentItem.objects.for_tenant(view.tenant.id).live().filter(key__in=keys, locale=view.locale)
        pages = dict(own.values_list("key", "page_id"))
    return {
        key: reverse("wagtailadmin_pages:edit", args=[pages[key]])
        if key in pages
        else reverse("adapting:text", args=[view.tenant.code, key])
        for key in keys
    }
