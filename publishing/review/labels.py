"""What the pieces that a review is about are called, found from stored documents."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import cast

from content_models.kinds import ItemKind
from content_models.overlay import WHOLE, Adaptation, Edition, Hide, LocaleChain, Operation, Origin, effective
from content_models.piece_labels import WHOLE_TEXT, PieceLabel, labels_in
from content_models.shapes.documents import ItemDocument
from content_models.shapes.parts import JsonObject


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


def _shown(kind: str, operations: Sequence[Operation], now: JsonObject) -> JsonObject:
    """The text with the state's changes, hidden pieces included, as its workbench shows it."""
    key, locale = str(now["key"]), str(now["locale"])
    shown = Adaptation(key, tuple(one for one in operations if not isinstance(one, Hide)))
    edition = Edition(key, kind, Origin.LIBRARY, {locale: cast(ItemDocument, now)})
    item = effective(edition, shown, LocaleChain(locale, (locale,), (locale,)))
    return now if item is None else cast(JsonObject, item)
