"""From a form that somebody is filling in to the glossary's words in its text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from draftjs_exporter.error import ExporterException

from content_models.documents import document_of
from content_models.errors import DocumentIncomplete
from content_models.glossary_marks import FormChoice
from content_models.keys import key_of
from content_models.kinds import ItemKind
from content_models.languages import bcp47
from content_models.models import ContentPage
from content_models.overlay import Edition, Origin
from content_models.shapes.documents import ItemDocument
from content_models.trees import tenant_of
from delivery import state_view
from delivery.state_view import LocaleNotServed, NotVisible, StateView
from editorial.glossary_words.words import FoundWord, words_in
from tenants import edge
from tenants.models import LIBRARY_ID, User

FIELDS: Mapping[ItemKind, tuple[str, ...]] = {
    ItemKind.GUIDANCE: ("body", "glossary_choices"),
    ItemKind.SCRIPT: ("preamble", "nodes", "glossary_choices"),
}
"""What the marks of a page depend on; nothing else of its form is read."""

LONGEST_TEXT = 300_000
"""How many characters these fields have at most, as the form sends them; the longest page has a tenth of it."""

_BROKEN = (BadRequest, ExporterException, LookupError, ValueError, TypeError, AttributeError, RecursionError)
"""What Wagtail's own readers raise for a form, or a rich text in it, that no browser sends so."""


class TextUnreadable(Exception):
    """The text cannot be read as it stands in the form.

    Attributes:
        reasons: what has to be completed or corrected first, in the reader's language.
    """

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(reasons)
        self.reasons = reasons


def take_text(page: ContentPage, form: Any) -> None:
    """Put the text and the choices of a form into a page, which is not saved.

    Raises:
        TextUnreadable: a block lacks what it cannot do without, the form was not sent whole, or its text is too long.
    """
    if _length_of(form.data, FIELDS[page.kind]) > LONGEST_TEXT:
        raise TextUnreadable([_("The text of this page is too long for this list. Divide it into several pages.")])
    form.defer_required_fields()
    reasons: list[str] = []
    for name in FIELDS[page.kind]:
        try:
            setattr(page, name, form.fields[name].clean(form[name].data))
        except ValidationError as error:
            reasons += _places_of(page, name, error)
        except _BROKEN:
            reasons.append(_("The text did not arrive whole. Reload this page and try again."))
    if reasons:
        raise TextUnreadable(list(dict.fromkeys(reasons)))


def _length_of(sent: QueryDict, fields: tuple[str, ...]) -> int:
    prefixes = tuple(f"{name}-" for name in fields)
    return sum(len(value) for name, values in sent.lists() if name.startswith(prefixes) for value in values)


def view_of(page: ContentPage, user: User | AnonymousUser) -> StateView:
    """Return what the readers of a page's tree are served: a state's own view, or the library alone.

    Raises:
        PermissionDenied: the person may not read this state.
    """
    tenant, tag = tenant_of(page), bcp47(page.locale.language_code)
    if tenant is None or tenant.is_library:
        return state_view.of_library(tag)
    viewer = edge.viewer_for_user(user)
    try:
        return state_view.for_viewer(viewer, tenant.code, tag)
    except LocaleNotServed:
        return state_view.for_viewer(viewer, tenant.code)
    except NotVisible as refusal:
        raise PermissionDenied from refusal


def words_of(page: ContentPage, view: StateView) -> list[FoundWord]:
    """Find the glossary's words in a page as it is in memory, as they would be marked if it were published now.

    Raises:
        TextUnreadable: something in it makes no document yet.
    """
    try:
        document = cast(ItemDocument, document_of(page))
    except DocumentIncomplete as problem:
        raise TextUnreadable([problem.message]) from problem
    is_of_library = view.tenant.id == LIBRARY_ID
    environment = view.environment
    if is_of_library:  # no state's name or number belongs into the text: placeholders are shown as typed
        environment = replace(environment, substitutes={})
    origin = Origin.LIBRARY if is_of_library else Origin.LOCAL
    edition = Edition(document["key"], document["kind"], origin, {document["locale"]: document})
    return words_in(edition, environment, _choices_of(page))


def _choices_of(page: Any) -> dict[str, FormChoice]:
    return {
        str(block.id): FormChoice(
            block.value["form"], key_of(block.value["term"]) if block.value["term"] else None, block.value["block"]
        )
        for block in page.glossary_choices
    }


def _places_of(page: ContentPage, name: str, error: ValidationError) -> Iterator[str]:
    """What has to be corrected, by field and number of the block."""
    label = capfirst(str(page._meta.get_field(name).verbose_name))
    numbers = [number + 1 for number in sorted(getattr(error, "block_errors", {}))]
    for number in numbers:
        yield _("%(field)s, block %(number)s: something is missing or is not understood.") % {
            "field": label,
            "number": number,
        }
    if not numbers:
        yield _("%(field)s: %(problem)s") % {"field": label, "problem": " ".join(error.messages)}
