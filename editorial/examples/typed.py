"""From a form that somebody is filling in to the phrases in it, and to the page as search would know it."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from content_models.documents import document_of
from content_models.documents.examples import FIELD, examples
from content_models.documents.parts import values_of
from content_models.errors import DocumentIncomplete
from content_models.example_phrases import MOST_PHRASES
from content_models.keys import key_of
from content_models.languages import bcp47
from content_models.models import ContentPage
from content_models.shapes.documents import ItemDocument
from content_models.shapes.parts import Examples
from content_models.trees import tenant_of
from delivery import state_view
from delivery.drafts import view_for_draft
from delivery.state_view import NotVisible, StateView
from editorial.wording import sentences_of
from tenants import edge
from tenants.models import User

LONGEST_TEXT = 400_000
"""How many characters the phrases of a form have at most, as it sends them."""

_BROKEN = (BadRequest, LookupError, ValueError, TypeError, AttributeError)
"""What Wagtail's own readers raise for a form that no browser sends so."""


class NotTried(Exception):
    """A sentence cannot be tried with what stands in the form.

    Attributes:
        reasons: what to do first, in the reader's language.
        status: of HTTP.
    """

    def __init__(self, *reasons: str, status: int = 422) -> None:
        super().__init__(reasons)
        self.reasons = reasons
        self.status = status


def typed_examples(form: Any) -> list[Examples]:
    """Return the phrases of a page's form.

    Raises:
        NotTried: one of them is refused, or there are too many.
    """
    sent = (len(value) for name, values in form.data.lists() if name.startswith(f"{FIELD}-") for value in values)
    if sum(sent) > LONGEST_TEXT:
        raise NotTried(_too_many())
    try:
        return examples(values_of(form.fields[FIELD].clean(form[FIELD].data)))
    except ValidationError as error:
        raise NotTried(*sentences_of(error)) from error
    except _BROKEN as error:
        raise NotTried(_("The phrases did not arrive whole. Reload this page and try again.")) from error


def _too_many() -> str:
    return _("There are more than %(most)d phrases here. Keep those that differ most, and try again.") % {
        "most": MOST_PHRASES
    }


def view_of(page: ContentPage, user: User | AnonymousUser, code: str = "") -> StateView:
    """Return what is searched beside a page: its state's view; of the library's pages that of the library, or a state.

    Args:
        code: of the state in which a page of the library is tried; empty: in the library alone.
    Raises:
        PermissionDenied: the person may not read this state.
        NotTried: nothing is served in the page's language.
    """
    tenant, tag = tenant_of(page), bcp47(page.locale.language_code)
    if tenant is not None and not tenant.is_library:
        code = tenant.code
    try:
        view = view_for_draft(edge.viewer_for_user(user), code, page) if code else state_view.of_library(tag)
    except NotVisible as refusal:
        raise PermissionDenied from refusal
    if view.locale != tag:
        raise NotTried(_("Nothing is served in the language of this page yet: there is nothing to search."))
    return view


def document_with(page: ContentPage, view: StateView, form: Any) -> ItemDocument:
    """Return a page as it is served; one that never was published as it stands in the form.

    Raises:
        NotTried: it never was published, and something in it has to be completed first.
    """
    key = key_of(page)
    if view.path_of(key) is not None:
        return view.document(key)
    form.defer_required_fields()
    try:
        if form.is_valid():
            return cast(ItemDocument, document_of(form.save(commit=False)))
    except DocumentIncomplete as problem:
        raise NotTried(_first_written(), problem.message) from problem
    labels = [form.fields[name].label or name for name in form.errors if name in form.fields]
    raise NotTried(_first_written(), *(_("Correct: %(field)s.") % {"field": label} for label in labels))


def _first_written() -> str:
    return _("This page is not published yet, so search also reads its text: complete it first.")
