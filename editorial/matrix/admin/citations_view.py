"""The screen that answers which texts cite an article of a law."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from editorial.all_states import may_ask_for_review
from editorial.citations.places import FIELD
from editorial.citations.services import laws_cited, texts_citing
from editorial.citations.types import Citations, CitedLaw, CitingText, Owner
from tenants.models import User

from .filter_form import KIND_LABELS
from .over_all_states import OverAllStates, person_of


class CitationForm(forms.Form):
    """A law, and an article of it."""

    law = forms.ChoiceField(label=_("Law"))
    article = forms.CharField(
        required=False,
        max_length=60,
        label=_("Article"),
        help_text=_("Such as 187, which also finds “187 fracción II”. Empty: the whole law."),
    )

    def __init__(self, data: Any, laws: tuple[CitedLaw, ...]) -> None:
        """Offer the laws that occur."""
        super().__init__(data)
        choices = [("", "—"), *((law.name, f"{law.name} ({law.texts})") for law in laws)]
        self.fields["law"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A place with the address that leads to it, if there is one to go to."""

    label: str
    references: str
    url: str


@dataclass(frozen=True, slots=True)
class ShownText:
    """A text as the template shows it."""

    title: str
    kind: str
    locale: str
    origin: Any
    adapting: str
    is_marked: bool
    places: tuple[ShownPlace, ...]


class CitationsView(OverAllStates, WagtailAdminTemplateMixin, TemplateView):
    """Texts that cite an article, owner by owner."""

    template_name = "editorial/matrix/citations.html"
    page_title = _("Citations of laws")
    header_icon = "openquote"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form, and what cites the article once one was asked for."""
        user = person_of(self.request)
        form = CitationForm(self.request.GET if "law" in self.request.GET else None, laws_cited(by=user))
        citations = texts_citing(**form.cleaned_data, by=user) if form.is_valid() else None
        return {
            **super().get_context_data(**kwargs),
            "form": form,
            "citations": citations,
            "owners": owners_of(citations, user) if citations else [],
            "can_mark": citations is not None and citations.marked < citations.total and may_ask_for_review(user),
            "mark_url": mark_url(citations) if citations else "",
        }


def owners_of(citations: Citations, user: User) -> list[tuple[Owner, list[ShownText]]]:
    """Return the texts with their places, by owner, and with the ways there that are open to somebody."""
    return [(owner, [_text(owner, text, user) for text in owner.texts]) for owner in citations.owners]


def mark_url(citations: Citations) -> str:
    """Return the address of the screen that marks these texts."""
    return f"{reverse('matrix:mark')}?{as_query(citations)}"


def as_query(citations: Citations) -> str:
    """Return what was asked for, as the query of an address."""
    return urlencode({"law": citations.law, "article": citations.article})


def _text(owner: Owner, text: CitingText, user: User) -> ShownText:
    return ShownText(
        title=text.title,
        kind=str(KIND_LABELS[text.kind]),
        locale=text.locale,
        origin="" if owner.is_library else _("Adaptation") if text.is_adaptation else _("Own page"),
        adapting=_adapting(text.adapting) if owner.is_library else "",
        is_marked=text.is_marked,
        places=tuple(
            ShownPlace(place.label, "; ".join(place.references), _address(owner, text, place.address, user))
            for place in text.places
        ),
    )


def _adapting(states: int) -> str:
    if not states:
        return ""
    return ngettext("%(count)s state adapts or hides it", "%(count)s states adapt or hide it", states) % {
        "count": states
    }


def _address(owner: Owner, text: CitingText, address: str, user: User) -> str:
    """Where the place can be seen: the workbench, the page's editor, or for other states' pages their portal."""
    if text.is_adaptation:
        workbench = reverse("adapting:text", args=[owner.code, text.key])
        return f"{workbench}?{urlencode({'locale': text.locale})}#piece-{address}"
    if owner.is_library or user.is_superuser:
        block = "" if address == FIELD else f"#block-{address}-section"
        return reverse("wagtailadmin_pages:edit", args=[text.page_id]) + block
    return owner.portal + text.path if owner.portal else ""
