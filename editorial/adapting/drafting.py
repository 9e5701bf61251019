"""Changing a draft: which operations it then has, and writing them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast
from uuid import uuid4

from django.utils.translation import gettext
from wagtail.blocks import StreamValue
from wagtail.models import Revision

from content_models.adaptable_forms import (
    block_type_of,
    form_block_of_field,
    form_block_of_piece,
    stored_field,
    stored_piece,
)
from content_models.models import AdaptationPage
from content_models.overlay import WHOLE, Hide, Insert, Operation, Replace, Set
from content_models.overlay.pieces import ids_within
from content_models.page_verification import EndedClaim
from content_models.script_keys import keyed_piece
from content_models.verification import carried, content_of, unverified, verified_by_nobody_else
from publishing.adapting_states import adaptations_of
from publishing.services.publish import delete_page
from tenants.models import User

from . import draft_operations
from .draft import Draft, changed_to
from .errors import AdaptationLocked, TargetGone
from .forms import form_for_field, form_for_piece, insertable_beside, located, page_of
from .pages import container_in, free_slug
from .rules import check_base, cleaned
from .scheduling import check_not_planned, without_past_dates
from .types import OperationInput, OperationKind
from .withdraw_adaptation import emptied


def hides_all(draft: Draft) -> Hide | None:
    """The operation that hides the whole text."""
    return draft_operations.hiding(draft.operations, WHOLE)


def with_operation(draft: Draft, operation: OperationInput, *, is_confirmed: bool, may_verify: bool) -> list[Operation]:
    """The draft's operations with one more, or with another in its place; without it, where it changes nothing.

    Args:
        may_verify: whether who changes it may say that the state's text is verified; without, nothing new is.
    Raises:
        TargetGone, AdaptedFromOldBase, AdaptationInvalid.
    """
    address = operation.field if operation.kind is OperationKind.SET else operation.target
    if operation.kind is not OperationKind.HIDE and not address:
        raise TargetGone
    if address and operation.kind is not OperationKind.INSERT and not is_confirmed:
        check_base(draft, operation.base, address)
    match operation.kind:
        case OperationKind.SET:
            return _set(draft, address or "", operation, may_verify)
        case OperationKind.REPLACE:
            changed = _replaced(draft, address or "", operation, may_verify)
        case OperationKind.HIDE:
            return _hidden(draft, address or "")
        case OperationKind.INSERT:
            changed = _inserted(draft, address or "", operation, may_verify)
    return _with_new_nodes(draft, changed, operation)


def without_operation(draft: Draft, identifier: str) -> list[Operation]:
    """The draft's operations without one.

    Raises:
        TargetGone: there is no such operation.
    """
    if not any(one.id == identifier for one in draft.operations):
        raise TargetGone
    return draft_operations.without(draft.operations, identifier)


def _set(draft: Draft, name: str, operation: OperationInput, may_verify: bool) -> list[Operation]:
    field = draft.adaptable.field(name)
    if field is None:
        raise TargetGone
    own = draft_operations.setting(draft.operations, name)
    national = stored_field(page_of(draft), field)
    before = draft_operations.value_of(own) if own else national
    typed = cleaned(draft, form_block_of_field(draft.kind, field), operation.value, lambda: form_for_field(draft, name))
    value = _verified(before, typed, may_verify)
    if content_of(value) == content_of(national):
        return draft_operations.without(draft.operations, own.id) if own else list(draft.operations)
    existing = own or draft_operations.setting(list(draft.elsewhere()), name)
    new = Set(_id_of(existing), name, {draft.locale: value}, draft.base, str(field.shape))
    return draft_operations.with_operation(draft.operations, new)


def _replaced(draft: Draft, target: str, operation: OperationInput, may_verify: bool) -> list[Operation]:
    list_name, shown = located(draft, target)
    own = draft_operations.giving(draft.operations, target)
    before = own or draft_operations.giving(list(draft.elsewhere()), target)
    block_type = operation.block_type or block_type_of(list_name, shown)
    allowed = insertable_beside(draft, target)
    if block_type not in allowed:
        raise TargetGone
    national = stored_piece(page_of(draft), target)
    stored = draft_operations.value_of(own) if own else unverified(national)
    typed = cleaned(draft, form_block_of_piece(block_type), operation.value, lambda: form_for_piece(draft, target))
    value = _verified(stored, _keyed(draft, block_type, typed, target, shown), may_verify)
    values = {draft.locale: value}
    new: Replace | Insert = Replace(_id_of(before), target, values, draft.base, block_type)
    if isinstance(before, Insert):
        new = replace(before, values=values, base=draft.base, block_type=block_type)
    changed = draft_operations.with_piece(draft.operations, new, inner=ids_within(shown))
    is_national = national is not None and content_of(value) == content_of(national)
    if is_national and block_type == block_type_of(list_name, shown):
        return [one for one in changed if isinstance(one, Set | Insert) or one.target != target]
    return changed


def _hidden(draft: Draft, target: str) -> list[Operation]:
    if target:
        located(draft, target)
    elsewhere = draft_operations.hiding(list(draft.elsewhere()), target)
    return draft_operations.with_hiding(draft.operations, Hide(_id_of(elsewhere), target or None, draft.base))


def _inserted(draft: Draft, target: str, operation: OperationInput, may_verify: bool) -> list[Operation]:
    block_type = operation.block_type or ""
    if block_type not in insertable_beside(draft, target):
        raise TargetGone
    typed = cleaned(draft, form_block_of_piece(block_type), operation.value)
    value = _verified(None, _keyed(draft, block_type, typed, target), may_verify)
    new = Insert(_id_of(None), target, {draft.locale: value}, operation.is_before, draft.base, block_type)
    return draft_operations.with_insertion(draft.operations, new)


def _with_new_nodes(draft: Draft, operations: list[Operation], operation: OperationInput) -> list[Operation]:
    """The operations with the nodes that answers lead to and that are to be made, right after the answers' own node."""
    if not operation.new_nodes:
        return operations
    script: Mapping[str, Any] = draft.shown_item
    nodes: Sequence[Mapping[str, Any]] = script.get("nodes", ())
    taken = {piece[name] for piece in nodes for name in ("id", "key")}
    value = operation.value
    target = operation.target
    if "to" in value:
        led_to = {value["to"]}
        target = next((one["id"] for one in nodes if any(option["id"] == target for option in one["options"])), None)
    else:
        led_to = {item["value"]["to"] for item in value.get("options", ())}
        if operation.kind is OperationKind.INSERT:
            target = next(one.id for one in operations if one not in draft.operations)
    block = form_block_of_piece("node")
    for identifier in reversed(operation.new_nodes):
        if target and identifier in led_to - taken:
            new = {**block.get_prep_value(block.get_default()), "key": identifier}
            insert = Insert(identifier, target, {draft.locale: new}, base=draft.base, block_type="node")
            operations = draft_operations.with_insertion(operations, insert)
    return operations


def _keyed(
    draft: Draft, block_type: str, value: Any, target: str, shown: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """A piece of a script with its keys: those of what it stands in the place of, or new ones."""
    if block_type not in ("node", "option"):
        return cast(dict[str, Any], value)
    script: Mapping[str, Any] = draft.shown_item
    nodes: Sequence[Mapping[str, Any]] = script["nodes"]
    lists = [nodes] if block_type == "node" else [node["options"] for node in nodes]
    beside = next((one for one in lists if any(piece["id"] == target for piece in one)), nodes)
    return keyed_piece(value, shown, {piece["key"] for piece in beside})


def _id_of(existing: Operation | None) -> str:
    """The id of a change that the draft, or a draft in another language, has already; else a new one."""
    return str(uuid4()) if existing is None else existing.id


def _verified(before: Any, value: Any, may_verify: bool) -> Any:
    """The value, in which only that is verified which somebody who may do so has verified as it reads now."""
    kept = carried(before, value)
    return kept if may_verify else verified_by_nobody_else(before, kept)


def check_unlocked(draft: Draft, by: User) -> None:
    """Refuse changes while the page is locked for somebody, as while it waits for approval or for its time.

    Raises:
        AdaptationPlanned, AdaptationLocked.
    """
    check_not_planned(draft)
    if draft.stored_page is not None and draft.stored_page.permissions_for_user(by).page_locked():
        raise AdaptationLocked(title=draft.stored_page.title)


def opened(draft: Draft, by: User) -> AdaptationPage:
    """The draft's page, made when there is none."""
    if draft.draft_page is not None:
        return draft.draft_page
    container = container_in(tenant=draft.tenant, locale=draft.locale)
    others = next(iter({page.translation_key for page in _in_other_languages(draft)}), None)
    page = AdaptationPage(
        title=gettext("Adaptation of “%(title)s”") % {"title": draft.library_item["title"]},
        slug=free_slug(container, draft.library_item["slug"]),
        locale=container.locale,
        adapts_key=draft.key,
        adapts_kind=str(draft.kind),
        base_number=draft.base,
        owner=by,
        live=False,
        has_unpublished_changes=True,
        **({"translation_key": others} if others else {}),
    )
    container.add_child(instance=page)
    page.save_revision(user=by, log_action=True)
    return page


def saved(
    draft: Draft,
    operations: Sequence[Operation],
    by: User,
    *,
    examples: StreamValue | None = None,
    log_action: bool | str = True,
) -> AdaptationPage:
    """Save a revision of the draft's page with these operations; its `ended_claims` are what they end.

    Args:
        examples: other phrases; None: those that the draft has.
    """
    page = opened(draft, by)
    if examples is not None:
        page.examples = examples
    changed_to(page, operations, draft.base)
    without_past_dates(page)
    page.save_revision(user=by, log_action=log_action)
    if draft_operations.is_verification_ended(draft.operations, operations, page.locale.language_code):
        page.ended_claims = (EndedClaim.PARTS,)
    return page


def walks_in(draft: Draft) -> list[dict[str, Any]]:
    """The state's test walks as the draft stores them."""
    return list(draft.draft_page.walks.get_prep_value()) if draft.draft_page is not None else []


def with_stream(draft: Draft, name: str, blocks: Sequence[dict[str, Any]], by: User) -> AdaptationPage:
    """Save a revision of the draft's page with other test walks or phrases, as the stream of this name stores them."""
    page = opened(draft, by)
    setattr(page, name, list(blocks))
    without_past_dates(page)
    page.save_revision(user=by, log_action=True)
    return page


def discarded(draft: Draft, by: User) -> AdaptationPage | None:
    """Go back to what is published, or to the library's text; delete a page that never was published.

    A page that was published once and is no more keeps its history, without changes.
    """
    page = draft.stored_page
    if page is None:
        return None
    if not page.live and page.first_published_at is None:
        delete_page(page=page)
        return None
    if not page.live:
        return emptied(page, by, log_action="wagtail.revert")
    revision: Revision = page.save_revision(user=by, log_action="wagtail.revert", changed=False)
    page.has_unpublished_changes, page.live_revision = False, revision
    page.save(update_fields=["has_unpublished_changes", "live_revision"])
    return page


def _in_other_languages(draft: Draft) -> list[AdaptationPage]:
    return list(adaptations_of(tenant=draft.tenant, key=draft.key))
