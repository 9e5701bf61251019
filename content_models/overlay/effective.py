"""What a state serves: the library's item, the state's changes, and a language."""

from __future__ import annotations

from typing import cast

from content_models.shapes.documents import Item
from content_models.shapes.parts import JsonObject, JsonValue, Origin

from .editions import Adaptation, Edition, LocaleChain
from .languages import Frame, Piece, frame, is_addressable
from .operations import Hide, Operation, Set
from .plan import Plan, best_language, is_in_place, reachable_ids

PROTECTED = frozenset({"kind", "key", "slug", "locale", "searchText"})
"""Fields that make the item what it is; an operation cannot set them."""

TEXTS = frozenset(
    {"title", "question", "firstStep", "summary", "definition", "synonyms", "alsoCalled", "description", "whatItDoes"}
    | {"goWhen", "website", "email", "openingPhrases", "text", "legalReferences"}
)
"""Fields that state something: the library's review does not cover what a state writes into them."""

MAIN_LISTS = ("body", "nodes")


def effective(library: Edition | None, adaptation: Adaptation | None, chain: LocaleChain) -> Item | None:
    """Compose one item. Pure: the same arguments give the same item, and none of them is changed.

    **Frame.** The fields come in the first language of (asked, then the layer's order of fallback) that has the item:
    that is `servedLocale`. The blocks and their order are those of the layer's leading language (the first in its order
    of fallback that has the item), so that a block added there is missing in no language: where the served language
    lacks it, it comes in the next one that has it, declared as fallback. So do the items of a block's lists. Blocks
    that only the served language has (an audio for its speakers, say) stand after their neighbour; those that only
    other languages have are not served.

    **Lost targets.** A replacement or insertion whose target is gone stands at the end of the body (or the nodes), and
    `unresolved` reports it: the state's text is not lost. A list item that does not fit there becomes a `LocalBlock`.

    Args:
        library: the library's item, or a state's own (`origin` is `LOCAL`); None when there is none.
        adaptation: the state's changes of a library item.
    Returns:
        The document with `locale` (asked), `servedLocale`, `isFallback`, `origin` and `publishedAt`, and in each piece
        of its lists `key`, `locale`, `isFallback` and `origin`. None when the state hides the item or there is none.
    """
    if library is None or (adaptation is not None and adaptation.hides_item):
        return None
    own = library.origin is Origin.LOCAL
    order, leading = (chain.replaced(), chain.own) if own else (chain.inherited(), chain.library)
    framed = frame(library.documents, order, leading)
    if framed is None:
        return None
    adaptation = adaptation or Adaptation(library.key)
    plan = Plan(adaptation, framed, chain)
    item = dict(framed.document)
    for name, pieces in framed.lists.items():
        item[name] = plan.carried_out(name, pieces, library.origin)
    is_changed = _set_fields(item, plan, chain) or plan.changes or bool(plan.orphans)
    _add_orphans(item, plan)
    if plan.has_own_text or plan.orphans or any(_can_set(name, item) and name in TEXTS for name in plan.fields):
        _end_review(item)
    instants = [library.published.get(framed.locale), adaptation.published_at if is_changed else None]
    served = {
        "locale": chain.requested,
        "servedLocale": framed.locale,
        "isFallback": framed.locale != chain.requested,
        "origin": str(Origin.ADAPTED if is_changed and not own else library.origin),
        "publishedAt": max((instant for instant in instants if instant is not None), default=None),
    }
    return cast(Item, item | served)


def unresolved(library: Edition | None, adaptation: Adaptation) -> tuple[Operation, ...]:
    """The operations whose target the library's item no longer has, in their order.

    What counts is the leading language: the first of `library.documents`, which are in the order of fallback.
    """
    leading = next(iter(library.documents), None) if library is not None else None
    framed = frame(library.documents, (leading,), (leading,)) if library is not None and leading is not None else None
    if framed is None:
        return adaptation.operations
    ids, lists = framed.ids(), set(framed.lists)
    reachable = reachable_ids(adaptation, ids, lists)
    return tuple(
        operation
        for operation in adaptation.operations
        if not _has_target(operation, framed, ids=ids, lists=lists, reachable=reachable)
    )


def _has_target(operation: Operation, framed: Frame, *, ids: set[str], lists: set[str], reachable: set[str]) -> bool:
    if isinstance(operation, Set):
        return _can_set(operation.field, framed.document)
    if isinstance(operation, Hide):
        return operation.target is None or operation.target in reachable
    return is_in_place(operation, ids, reachable, lists)


def _can_set(field: str, document: JsonObject) -> bool:
    return field in document and field not in PROTECTED


def _set_fields(item: dict[str, JsonValue], plan: Plan, chain: LocaleChain) -> bool:
    """Set what operations set; whether that was anything."""
    settable = [operation for operation in plan.fields.values() if _can_set(operation.field, item)]
    for operation in settable:
        tag = best_language(operation.values, chain.replaced())
        value = operation.values[tag]
        if value and is_addressable(value):
            value = plan.carried_out(operation.field, [Piece(entry, tag) for entry in value], Origin.ADAPTED)
        item[operation.field] = value
    return bool(settable)


def _end_review(item: dict[str, JsonValue]) -> None:
    """Remove the library's review, which does not cover what the state wrote."""
    for name, empty in (("reviewedOn", None), ("legalReviewer", None), ("verified", False)):
        if item.get(name):
            item[name] = empty


def _add_orphans(item: dict[str, JsonValue], plan: Plan) -> None:
    for name in MAIN_LISTS:
        pieces = item.get(name)
        if isinstance(pieces, list):
            own = (plan.declared(plan.own_piece(operation), Origin.LOCAL) for operation in plan.orphans)
            item[name] = [*pieces, *filter(None, (_fitting(piece, name) for piece in own))]
            return


def _fitting(piece: JsonObject, name: str) -> JsonObject | None:
    """The piece as an entry of a main list; None for what says nothing there (an option of a node that is gone)."""
    if ("type" if name == "body" else "kind") in piece:
        return piece
    if name == "body" and "text" in piece:
        return {"legalReferences": [], **piece, "type": "LocalBlock"}
    return None
