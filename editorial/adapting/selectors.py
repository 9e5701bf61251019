"""Reading what adapting works on: a national text as a state's draft has it, the forms for its pieces, its history.

Users who may not read the state get `NotVisible`.
"""

from __future__ import annotations

from typing import Literal

from content_models.models import AdaptationPage
from content_models.shapes.documents import Item
from editorial.adapting import drafting, history, moderation, scheduling
from editorial.adapting.concurrent_changes import concurrent_change_of
from editorial.adapting.draft import draft_of
from editorial.adapting.errors import NotAdaptable
from editorial.adapting.forms import (
    form_for_examples,
    form_for_field,
    form_for_insertion,
    form_for_lost,
    form_for_piece,
)
from editorial.adapting.library_acts import library_acts
from editorial.adapting.pages import adaptation_page, latest
from editorial.adapting.pieces import Pieces
from editorial.adapting.rights import view_for
from editorial.adapting.rules import incomplete_in
from editorial.adapting.types import (
    AdaptationTarget,
    ConcurrentChange,
    OperationKind,
    PieceForm,
    Version,
    WithdrawnText,
    Workbench,
)
from editorial.adapting.unresolved import texts_of, unresolved_of


def adaptation_for(target: AdaptationTarget) -> AdaptationPage | None:
    """The state's adaptation of a national text as its latest draft says; None when there is none.

    Raises:
        NotVisible, LocaleNotServed.
    """
    view = view_for(tenant=target.tenant, locale=target.locale, by=target.by)
    page = adaptation_page(tenant=target.tenant, key=target.key, locale=view.locale)
    return None if page is None else latest(page)


def workbench(target: AdaptationTarget) -> Workbench:
    """A national text as the state's draft has it, piece by piece.

    Raises:
        NotVisible, LocaleNotServed, NotAdaptable.
    """
    draft = draft_of(target)
    pieces = Pieces(draft)
    hiding = drafting.hides_all(draft)
    stored_page = draft.stored_page
    incomplete = incomplete_in(draft)
    sent = moderation.moderation_of(draft, target.by)
    return Workbench(
        page=draft.draft_page,
        library_item=draft.library_item,
        effective_item=draft.effective_item,
        pieces=tuple(pieces.all()),
        slots=tuple(pieces.slots()),
        unresolved=unresolved_of(draft),
        problems=incomplete.problems,
        problem_nodes=incomplete.nodes,
        problem_hidden=incomplete.hidden,
        hide_operation_id=hiding.id if hiding else None,
        revision=draft.revision,
        base=draft.base,
        is_published=stored_page is not None and stored_page.live,
        has_draft_changes=stored_page is not None and stored_page.has_unpublished_changes,
        schedule=scheduling.schedule_of(draft),
        live_until=stored_page.expire_at if stored_page is not None and stored_page.live else None,
        has_expired=stored_page is not None and stored_page.expired and not stored_page.live,
        moderation=sent,
        is_locked=moderation.is_locked(draft, sent, target.by),
        national_phrases=draft.national_phrases,
        own_examples=draft.own_examples,
    )


def withdrawn_text_of(target: AdaptationTarget) -> WithdrawnText:
    """What the state wrote into a national text that the library has withdrawn.

    Raises:
        NotVisible, LocaleNotServed.
        NotAdaptable: the library has not withdrawn it, or the state had changed nothing of it.
    """
    view = view_for(tenant=target.tenant, locale=target.locale, by=target.by)
    page = adaptation_page(tenant=target.tenant, key=target.key, locale=view.locale)
    if page is None or view.library_edition(target.key) is not None:
        raise NotAdaptable
    draft = latest(page)
    return WithdrawnText(draft.title, texts_of(draft, view.locale))


def form_of(
    target: AdaptationTarget,
    *,
    kind: OperationKind | Literal["lost"],
    address: str,
    block_type: str = "",
    is_before: bool = False,
) -> PieceForm:
    """The form for one change: `SET` (the address is a field), `REPLACE` or `INSERT` (the address is a piece, or an
    empty list; `block_type` says what is inserted). `lost` is the form of a piece of `block_type` that has gone while
    somebody wrote it: it shows what was typed, and saving it is refused.

    Raises:
        NotVisible, LocaleNotServed, NotAdaptable, TargetGone.
    """
    draft = draft_of(target)
    if kind is OperationKind.SET:
        return form_for_field(draft, address)
    if kind is OperationKind.REPLACE:
        return form_for_piece(draft, address)
    if kind == "lost":
        return form_for_lost(draft, block_type)
    return form_for_insertion(draft, address, block_type, is_before=is_before)


def form_of_examples(target: AdaptationTarget) -> PieceForm:
    """The form for what people of the state say besides the national phrases.

    Raises:
        NotVisible, LocaleNotServed, NotAdaptable, TargetGone.
    """
    return form_for_examples(draft_of(target))


def concurrent_change(target: AdaptationTarget, *, address: str, seen_revision: int | None) -> ConcurrentChange | None:
    """What was saved in a piece, or in what people say (`EXAMPLES`), since an editor opened its form.

    None where the piece is as it was then: whoever saves it overwrites nothing.

    Raises:
        NotVisible, LocaleNotServed, NotAdaptable.
    """
    return concurrent_change_of(draft_of(target), address, seen_revision, target.by)


def versions(target: AdaptationTarget) -> tuple[Version, ...]:
    """What the state's adaptation has been, the latest first; empty while there is none. Drafts are among them.

    What the library has withdrawn has a history as well.

    Raises:
        NotVisible, LocaleNotServed.
    """
    view = view_for(tenant=target.tenant, locale=target.locale, by=target.by)
    page = adaptation_page(tenant=target.tenant, key=target.key, locale=view.locale)
    if page is None:
        return ()
    acts = library_acts(tenant=target.tenant, key=target.key, locale=view.locale)
    return history.versions_of(page, view.locale, acts)


def item_at(target: AdaptationTarget, *, number: int) -> Item | None:
    """The text as the state would serve it if an earlier version were published now; None where that hides it.

    Raises:
        NotVisible, LocaleNotServed, NotAdaptable, NoSuchVersion.
    """
    return history.draft_at(draft_of(target), number).effective_item
