"""Differences between two states of a text, with what is to be asked about the telephone numbers in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from content_models.kinds import ItemKind
from content_models.models import OfficePage
from content_models.office_doubts import Doubt
from content_models.phone_questions import Line, line_of, offices_with
from content_models.text_phones import doubts_of_text, new_numbers
from tenants.models import LIBRARY_ID, Tenant, TenantPhone
from tenants.trees import is_below, tree_paths

from .change_rows import ChangeRow, change_rows
from .comparing import PieceChange


def doubted_rows(changes: Sequence[PieceChange], kind: ItemKind, tenant: Tenant) -> list[ChangeRow]:
    """Return the rows of changes, with what is to be asked about their numbers. At most four queries.

    An office's own numbers are asked about where they are typed.

    Args:
        kind: of the text.
        tenant: whose text it is, or who adapts it: which directory and help lines know a number.
    """
    rows = change_rows(changes)
    if kind is ItemKind.OFFICE:
        return rows
    came = {line for one in changes for line in new_numbers(one.before_text, one.after_text)}
    known = _known(came, tenant)
    return [
        replace(
            row, doubts=tuple(Doubt("", text) for text in doubts_of_text(one.before_text, one.after_text, known=known))
        )
        for row, one in zip(rows, changes, strict=True)
    ]


def _known(lines: set[Line], tenant: Tenant) -> set[Line]:
    """Return which numbers help lines and directories have: for the library only what states have published."""
    if not lines:
        return set()
    tenants = {tenant.pk, LIBRARY_ID}
    if tenant.is_library:
        tenants |= set(Tenant.objects.states().launched().values_list("pk", flat=True))
    offices = OfficePage.objects.filter(is_below(tree_paths(tenants)))
    if tenant.is_library:
        offices = offices.filter(live=True)
    phones = TenantPhone.objects.filter(tenant__in=tenants)
    help_lines = {line_of(display) for display in phones.values_list("display", flat=True)}
    dialled = {line[0] for line in offices_with([(dial, "") for dial, _ in lines], offices=offices, other_than=None)}
    return {line for line in lines if line in help_lines or line[0] in dialled}
