"""A state's campaigns: the list, and the form for one."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from tenants.admin_access.acts import Act, may_for
from tenants.models import Tenant

from . import services
from .forms import CampaignForm


class StatesView(WagtailAdminTemplateMixin, TemplateView):
    """The list of states; a user with one only is redirected to it."""

    template_name = "assistance/campaigns/states.html"
    page_title = _("Campaigns")
    header_icon = "tag"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [*self.breadcrumbs_items, {"url": "", "label": gettext("Campaigns")}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """List the states, or go to the only one."""
        user: Any = request.user
        if not user.is_superuser:
            return redirect("campaigns:list", user.tenant.code)
        return self.render_to_response(self.get_context_data(states=Tenant.objects.states().order_by("name"), **kwargs))


class ListView(WagtailAdminTemplateMixin, TemplateView):
    """The campaigns of a state, and the form for a new one or, with `?change=CODE`, for one of them."""

    template_name = "assistance/campaigns/list.html"
    page_title = _("Campaigns")
    header_icon = "tag"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the state and the campaign."""
        super().setup(request, *args, **kwargs)
        user: Any = request.user
        tenant = Tenant.objects.states().filter(code=kwargs["code"]).first()
        if tenant is None or not may_for(user, Act.MANAGE_SETTINGS, tenant.pk):
            raise Http404
        self.tenant, self.user = tenant, user
        self.campaigns = services.campaigns_of(tenant=tenant)
        wanted = request.GET.get("change")
        self.campaign = next((one for one in self.campaigns if one.code == wanted), None)
        if wanted and self.campaign is None:
            raise Http404
        self.form = CampaignForm(request.POST or None, campaign=self.campaign)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        way = [
            {"url": reverse("campaigns:states"), "label": gettext("Campaigns")},
            {"url": "", "label": self.tenant.name},
        ]
        return [*self.breadcrumbs_items, *way]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write it; what cannot be stays in the form, with the reason."""
        if self.form.is_valid():
            code = self.form.cleaned_data["code"]
            if self.campaign is None and any(one.code == code for one in self.campaigns):
                self.form.add_error("code", gettext("Another campaign has this code."))
            else:
                saved = services.save_campaign(tenant=self.tenant, by=self.user, **self.form.cleaned_data)
                messages.success(request, gettext("“%(campaign)s” is saved.") % {"campaign": saved.name})
                return redirect("campaigns:list", self.tenant.code)
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the list and the form."""
        shared = {"state": self.tenant, "campaigns": self.campaigns, "campaign": self.campaign, "form": self.form}
        return {**super().get_context_data(**kwargs), **shared}
