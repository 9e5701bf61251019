"""What a change of a national text must obey, and why a draft of it cannot be published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.core.exceptions import ValidationError
from wagtail.blocks import Block

from content_models.blocks.identifiers import unavailable_reference
from content_models.kinds import ItemKind
from content_models.overlay.pieces import has_changed
from content_models.references import Reference, new_unavailable, references_in
from content_models.shapes.documents import ItemDocument
from editorial.wording import sentences_of
from publishing.incomplete_scripts import Incomplete, incomplete_by

from .draft import Draft
from .errors import AdaptationDiscarded, AdaptationInvalid, AdaptedFromOldBase, HiddenButReferred, StaleAdaptation
from .types import PieceForm


def check_fresh(draft: Draft, expected_revision: int | None) -> None:
    """Refuse a change of a draft that somebody else has changed since.

    Raises:
        StaleAdaptation: it says who, and when.
        AdaptationDiscarded: there is no draft any more.
    """
    if draft.revision == expected_revision:
        return
    revision = None if draft.stored_page is None else draft.stored_page.latest_revision
    if revision is None:
        raise AdaptationDiscarded
    who = revision.user
    raise StaleAdaptation(who=who.display_name if who else "—", at=revision.created_at)


def check_base(draft: Draft, base: int | None, address: str) -> None:
    """Refuse a change of a piece that the library has changed since the editor saw it.

    Raises:
        AdaptedFromOldBase.
    """
    if base is None or base == draft.base:
        return
    before = draft.library_documents([base]).get(base)
    if before is not None and has_changed(before, draft.library_document(), address):
        raise AdaptedFromOldBase


def check_nobody_refers(draft: Draft) -> None:
    """Refuse to hide a text that others refer to.

    Raises:
        HiddenButReferred: it names them.
    """
    titles = draft.view.titles_referring_to(draft.key)
    if titles:
        raise HiddenButReferred(titles=titles)


def cleaned(draft: Draft, block: Block, value: Any, begins: Callable[[], PieceForm] | None = None) -> Any:
    """What was typed, checked by the piece's own block, as it is stored.

    Args:
        begins: gives the form of what is changed: what that refers to, it may refer to.
    Raises:
        AdaptationInvalid: with the block's errors, or for a reference to what is another state's or not there.
    """
    try:
        typed = block.clean(block.to_python(value))
        unavailable = new_unavailable(draft.place, references_in(block, typed))
        if unavailable and (begins is None or unavailable - references_of(begins())):
            raise unavailable_reference(block.label)
        return block.get_prep_value(typed)
    except ValidationError as error:
        raise AdaptationInvalid(sentence=" ".join(sentences_of(error)), error=error) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise AdaptationInvalid(sentence=str(block.label)) from error


def references_of(form: PieceForm) -> set[Reference]:
    """What the text refers to that a form begins with."""
    return references_in(form.block, form.value)


def incomplete_in(draft: Draft) -> Incomplete:
    """What a draft leaves incomplete in a script, and by which of its changes."""
    if draft.kind is not ItemKind.SCRIPT:
        return Incomplete()
    library = cast(ItemDocument, draft.library_document())
    return incomplete_by(draft.adaptation, library, lambda one: draft.view.overlaid(draft.key, one))
