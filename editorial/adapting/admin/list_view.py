"""The screen with all national texts of one state."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import BaseColumn, Column, Table, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from content_models.choices import Role

from .editing_context import EditingContext, editing_context_of, states_of
from .languages import language_links
from .listing import KINDS, Status, Text, TextFilter, texts_of, withdrawn_of
from .places import address_of, local_of

PER_PAGE = 40


class TextFilterForm(forms.Form):
    """What the list is narrowed to."""

    search = forms.CharField(required=False, label=_("Search in titles"))
    kind = forms.ChoiceField(required=False, label=_("Kind"), choices=[("", _("All")), *KINDS.items()])
    role = forms.ChoiceField(required=False, label=_("Whom it is for"), choices=[("", _("All")), *Role.choices])
    status = forms.ChoiceField(
        required=False,
        label=_("In this state"),
        choices=[
            ("", _("All")),
            *Status.choices,
            ("draft", _("With changes to publish")),
            ("phrases", _("With phrases of its own")),
        ],
    )


class StatusColumn(BaseColumn):
    """Shows in words and with a sign what the state does with a text."""

    cell_template_name = "editorial/adapting/status_cell.html"


class TextColumn(TitleColumn):
    """Leads to a text; where there is no room for a column of kinds, with its kind."""

    cell_template_name = "editorial/adapting/title_cell.html"


class StatesView(WagtailAdminTemplateMixin, TemplateView):
    """Where somebody who sees several states chooses one; everybody else is led to their own."""

    template_name = "editorial/adapting/states.html"
    page_title = _("Adapt national texts")
    header_icon = "site"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the states, or lead to the only one."""
        self.states = states_of(request)
        if len(self.states) == 1:
            return redirect("adapting:list", self.states[0].code)
        return super().get(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the states."""
        return {**super().get_context_data(**kwargs), "states": self.states}


class TextsView(WagtailAdminTemplateMixin, TemplateView):
    """All national texts as one state serves them."""

    template_name = "editorial/adapting/list.html"
    page_title = _("Adapt national texts")
    header_icon = "site"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the list."""
        self.editing: EditingContext = editing_context_of(request, kwargs["code"], request.GET.get("locale"))
        return super().get(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        """Return the state's name."""
        return self.editing.tenant.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        start = {"url": reverse("adapting:states"), "label": self.page_title}
        return [*self.breadcrumbs_items, start, {"url": "", "label": self.editing.tenant.name}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the narrowed list, a page at a time, and sums over the whole of it."""
        form = TextFilterForm(self.request.GET)
        text_filter = TextFilter(**form.cleaned_data) if form.is_valid() else TextFilter()
        texts = texts_of(self.editing)
        shown = [text for text in texts if text_filter.fits(text)]
        paginator = WagtailPaginator(shown, PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        return {
            **super().get_context_data(**kwargs),
            "editing": self.editing,
            "language_links": language_links(self.editing, self.request),
            "here": f"?locale={self.editing.locale}&" if self.editing.is_in_other_language else "?",
            "local_url": local_of(self.editing) if self.editing.rights.can_edit else "",
            "form": form,
            "table": Table(self._columns(), page.object_list),
            "page_obj": page,
            "elided_page_range": paginator.get_elided_page_range(page.number),
            "sums": _sums(texts),
            "withdrawn": [(one.title, address_of(self.editing, one.key)) for one in withdrawn_of(self.editing, texts)],
            "found": len(shown),
            "total": len(texts),
        }

    def _columns(self) -> list[BaseColumn]:
        def address(text: Text) -> str:
            return address_of(self.editing, text.key)

        return [
            TextColumn("title", label=_("Title"), get_url=address),
            Column("kind_label", label=_("Kind")),
            Column("roles_label", label=_("Whom it is for")),
            StatusColumn("status", label=_("In this state")),
        ]


def _sums(texts: list[Text]) -> dict[str, int]:
    return {
        **{status.value: sum(text.status is status for text in texts) for status in Status},
        "draft": sum(text.has_draft for text in texts),
        "phrases": sum(text.has_phrases for text in texts),
    }
