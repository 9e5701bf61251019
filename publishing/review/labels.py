"""What the pieces that a review is about are called, found from stored documents."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from content_models.kinds import ItemKind
from content_models.overlay import WHOLE, Adaptation, Edition, Hide, LocaleChain, Operation, Origin, effective
from content_models.piece_labels import WHOLE_TEXT, PieceLabel, labels_in

from .changed_pieces import Document


def labels_of_stored(
    kind: str,
    addresses: Collection[str],
    operations: Sequence[Operation],
    now: Document,
    earlier: Mapping[int, Document],
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
    labels |= labels_in(item_kind, _shown(kind, operations, now))
    return {address: labels[address] for address in addresses if address in labels}


def _shown(kind: str, operations: Sequence[Operation], now: Document) -> Document:
    """The text with the state's changes, hidden pieces included, as its workbench shows it."""
    locale = str(now["locale"])
    shown = Adaptation(str(now["key"]), tuple(one for one in operations if not isinstance(one, Hide)))
    edition = Edition(str(now["key"]), kind, Origin.LIBRARY, {locale: now})
    return effective(edition, shown, LocaleChain(locale, (locale,), (locale,))) or now
