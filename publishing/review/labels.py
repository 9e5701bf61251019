"""What the pieces that a review is about are called, found from stored documents."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import cast

from content_models.kinds import ItemKind
from content_models.overlay import WHOLE, Adaptation, Edition, Hide, LocaleChain, Operation, Origin, effective
from content_models.piece_labels import WHOLE_TEXT, PieceLabel, labels_in
from content_models.script_graph import first_words, words_of
from content_models.shapes.documents import ItemDocument
from content_models.shapes.parts import JsonObject
from publishing.models import Edition as StoredEdition


def labels_of_stored(
    kind: str,
    addresses: Collection[str],
    operations: Sequence[Operation],
    now: JsonObject,
    earlier: Mapping[int, JsonObject],
) -> dict[str, PieceLabel]:
    """What some pieces of a text are called on the state's workbench; those that are gone as they were called before.

    Args:
        now: the library's document.
        earlier: its earlier editions' documents, by number.
    """
    item_kind = ItemKind(kind)
    labels: dict[str, PieceLabel] = {WHOLE: WHOLE_TEXT}
    for number in sorted(earlier):
        labels |= labels_in(item_kind, earlier[number])
    hidden = {one.address for one in operations if isinstance(one, Hide)}
    labels |= labels_in(item_kind, _shown(kind, operations, now), hidden)
    return {address: labels[address] for address in addresses if address in labels}


def with_words(labels: Iterable[PieceLabel | None], *, key: str, locale: str) -> list[PieceLabel | None]:
    """Return labels as they can be shown: nodes that are known by their key alone get their latest national words.

    A query, if there are such nodes.

    Args:
        key, locale: of the text that the labels are of.
    """
    found = list(labels)
    if not lack_words(found):
        return found
    words = words_of_nodes(key=key, locale=locale)
    return [
        {"node": label["node"], "words": words.get(label["key"], "")} if label and _lacks_words(label) else label
        for label in found
    ]


def words_of_nodes(*, key: str, locale: str) -> dict[str, str]:
    """Return the latest national words of all nodes that a script has had, by key. One query."""
    editions = StoredEdition.objects.filter(key=key, locale=locale).order_by("number")
    return {
        node["key"]: first_words(words_of(node["text"]["ast"]))
        for document in editions.values_list("document", flat=True)
        for node in document["nodes"]
    }


def lack_words(labels: Iterable[PieceLabel | None]) -> bool:
    """Whether one of some labels is of a node that is known by its key alone."""
    return any(_lacks_words(label) for label in labels)


def _lacks_words(label: PieceLabel | None) -> bool:
    return label is not None and "words" not in label and "key" in label


def _shown(kind: str, operations: Sequence[Operation], now: JsonObject) -> JsonObject:
    """The text with the state's changes, hidden pieces included, as its workbench shows it."""
    key, locale = str(now["key"]), str(now["locale"])
    shown = Adaptation(key, tuple(one for one in operations if not isinstance(one, Hide)))
    edition = Edition(key, kind, Origin.LIBRARY, {locale: cast(ItemDocument, now)})
    item = effective(edition, shown, LocaleChain(locale, (locale,), (locale,)))
    return now if item is None else cast(JsonObject, item)
