"""What a content check finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from content_models.models import ContentPage
from delivery.view import StateView
from publishing.models import ContentItem
from tenants.models import Tenant


class Severity(StrEnum):
    """What is to be done about a finding."""

    ERROR = "error"
    """Wrong: it misleads a person or breaks an answer, and must be corrected."""
    CONFIRM = "confirm"
    """Possibly right: a person has to confirm it."""
    NOTICE = "notice"
    """Works as intended, and editors should be aware of it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule found.

    Attributes:
        severity: what is to be done about it.
        code: stable, for programs, such as `OFFICE_UNCONFIRMED`.
        tenant: code of the tenant that serves or owns the content, such as `TAB` or `NAC`.
        where: path of the item, with the block or field where that helps: `/victima/x/ · body.3`.
        message: a sentence in the active language that says what is wrong and what to do.
    """

    severity: Severity
    code: str
    tenant: str
    where: str
    message: str


PageRule = Callable[[ContentPage, Tenant], Iterator[Finding]]
"""Checks one published page, as it is live, with the tenant of its tree."""

DocumentRule = Callable[[ContentItem, Tenant], Iterator[Finding]]
"""Checks what is stored of one published page, with the tenant of its tree."""

ViewRule = Callable[[StateView], Iterator[Finding]]
"""Checks all that one state serves in one language."""
