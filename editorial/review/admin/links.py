"""The ways from a review to what it is about."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext
from wagtail.models import Page

from content_models.adaptable import ADAPTABLE
from content_models.languages import django_code
from editorial.adapting.admin.editing_context import EditingContext
from editorial.adapting.admin.places import address_of
from editorial.adapting.admin.workbench_view import Link
from editorial.adapting.types import Rights
from publishing.models import ReviewReason, ReviewTask
from tenants.trees import pages_of


def links_of(task: ReviewTask, editing: EditingContext | None, rights: Rights) -> list[Link]:
    """Return the ways to the text, as those who may edit it or read it need them.

    Args:
        editing: the state's; None for the library's own reviews.
    """
    links = []
    if task.reason == ReviewReason.PATH and rights.can_edit:
        links += _to_page(str(task.details.get("localKey", "")), task, gettext("Open your page"))
    if editing is not None and _is_national(task, editing):
        label = gettext("Open the national text") if task.reason == ReviewReason.PATH else gettext("Open the text")
        links.append(Link(label, address_of(editing, task.key)))
    elif task.reason in {ReviewReason.LAW, ReviewReason.REPORTED} and rights.can_edit:
        links += _to_page(task.key, task, gettext("Open the text"))
    return links


def _is_national(task: ReviewTask, editing: EditingContext) -> bool:
    edition = editing.view.library_edition(task.key)
    return edition is not None and edition.kind in ADAPTABLE


def _to_page(key: str, task: ReviewTask, label: str) -> list[Link]:
    page = _page(key, task)
    return [Link(label, reverse("wagtailadmin_pages:edit", args=[page.pk]))] if page is not None else []


def _page(key: str, task: ReviewTask) -> Page | None:
    pages = pages_of([task.tenant_id]).filter(locale__language_code=django_code(task.locale))
    return pages.filter(translation_key=key).first() if key else None
