"""When a state serves what the library publishes: at once, or after its own review."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from editorial.review.adoption import change_adoption
from publishing.errors import DomainError
from tenants.models import Adoption, Tenant

from .of_state import OfStateView
from .waiting import waiting_in


class AdoptionForm(forms.Form):
    """The choice; `confirm` is asked for when it makes texts be adopted unread."""

    adoption = forms.ChoiceField(label=_("When this state shows national changes"), choices=Adoption.choices)
    confirm = forms.BooleanField(required=False)


class AdoptionView(OfStateView):
    """The two ways with what follows from each; the state's publishers choose."""

    template_name = "editorial/review/settings.html"
    page_title = _("When national changes are shown")
    header_icon = "cog"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find out who is looking."""
        super().setup(request, *args, **kwargs)
        self.can_publish = self.scope.publishes(self.tenant)
        self.asks_to_confirm = False

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Choose; switching back to "at once" names what will be adopted, and asks."""
        if not self.can_publish:
            raise PermissionDenied
        form = AdoptionForm(request.POST)
        if not form.is_valid():
            messages.error(request, gettext("Choose one of the two."))
            return self.get(request, *args, **kwargs)
        chosen = Adoption(form.cleaned_data["adoption"])
        if chosen is Adoption.IMMEDIATE and waiting_in(self.tenant) and not form.cleaned_data["confirm"]:
            self.asks_to_confirm = True
            return self.get(request, *args, **kwargs)
        try:
            change_adoption(tenant=self.tenant, adoption=chosen, by=self.scope.user)
        except DomainError as error:
            messages.error(request, error.message)
            return self.get(request, *args, **kwargs)
        messages.success(request, _result_sentence(chosen, self.tenant))
        return redirect(self.list_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the choice as it is, too."""
        return {
            **super().get_context_data(**kwargs),
            "can_publish": self.can_publish,
            "is_reviewed": self.tenant.adoption == Adoption.REVIEWED,
            "asks_to_confirm": self.asks_to_confirm,
            "settings_url": reverse("reviews:settings", args=[self.tenant.code]),
        }


def _result_sentence(chosen: Adoption, tenant: Tenant) -> str:
    if chosen is Adoption.REVIEWED:
        sentence = gettext("From now on %(state)s shows national changes after somebody has accepted them.")
    else:
        sentence = gettext("From now on %(state)s shows national changes at once.")
    return sentence % {"state": tenant.name}
