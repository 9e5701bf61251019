"""The screens on which a state's coordinators write when somebody answers."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from assistance.models import ANSWERED, ServiceHours
from content_models.choices import Channel
from tenants.models import Tenant, User
from tenants.scope import tenant_scope

from .selectors import calendar_of, hours_of, staffing_by
from .services import may_change_hours, save_hours


class HoursForm(WagtailAdminModelForm):
    """When a state answers on one channel."""

    class Meta:
        model = ServiceHours
        fields = ("schedule", "exceptions", "call_backs_per_hour")


class StatesView(WagtailAdminTemplateMixin, TemplateView):
    """The list of states, for administrators; who belongs to one is led to it."""

    template_name = "assistance/hours/states.html"
    page_title = _("Hours of service")
    header_icon = "time"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """List the states, or go to the only one."""
        user = request.user
        if isinstance(user, User) and not user.is_superuser and user.tenant is not None:
            return redirect("service_hours:channels", user.tenant.code)
        states = Tenant.objects.states().order_by("name")
        return self.render_to_response(self.get_context_data(states=states, **kwargs))


class OfState(WagtailAdminTemplateMixin, TemplateView):
    """A screen of one state, for those who change its settings."""

    page_title = _("Hours of service")
    header_icon = "time"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the state; one that the person may not change does not exist."""
        super().setup(request, *args, **kwargs)
        found = Tenant.objects.states().filter(code=kwargs["code"]).first()
        if found is None or not isinstance(request.user, User) or not may_change_hours(found, request.user):
            raise Http404
        self.tenant, self.user = found, request.user

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("service_hours:states"), "label": gettext("Hours of service")},
            {"url": reverse("service_hours:channels", args=[self.tenant.code]), "label": self.tenant.name},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the state."""
        return {**super().get_context_data(**kwargs), "state": self.tenant}


class ChannelsView(OfState):
    """What is written for each channel, and whether somebody answers now."""

    template_name = "assistance/hours/channels.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the channels."""
        calendar, now = calendar_of(self.tenant), timezone.now()
        rows = []
        for channel in ANSWERED:
            hours = hours_of(tenant=self.tenant, channel=channel)
            staffing = None if hours is None else staffing_by(hours, now, calendar)
            rows.append({"channel": channel, "hours": hours, "staffing": staffing})
        return {**super().get_context_data(**kwargs), "rows": rows}


class HoursView(OfState):
    """The hours of one channel."""

    template_name = "assistance/hours/hours.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find what is written; a channel on which nobody answers does not exist."""
        super().setup(request, *args, **kwargs)
        if kwargs["channel"] not in {channel.lower() for channel in ANSWERED}:
            raise Http404
        self.channel = Channel(kwargs["channel"].upper())
        found = hours_of(tenant=self.tenant, channel=self.channel)
        self.hours = found or ServiceHours(tenant=self.tenant, channel=self.channel)
        self.form: ModelForm[ServiceHours] = HoursForm(request.POST or None, instance=self.hours, for_user=self.user)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save; what cannot be saved stays in the form, with the reason. What another person saved is not undone."""
        refusal = ""
        if request.POST.get("seen", "") != self._seen():
            refusal = gettext("Another person has saved these hours meanwhile. Load the page again, then change them.")
        elif self.form.is_valid():
            try:
                with tenant_scope([self.tenant.pk]):
                    save_hours(self.form.save(commit=False), by=self.user)
            except IntegrityError:
                refusal = gettext("Another person has saved these hours meanwhile. Load the page again.")
            else:
                messages.success(request, gettext("Saved. The desk notices within a minute."))
                return redirect("service_hours:channels", self.tenant.code)
        status = 409 if refusal else 422
        return self.render_to_response(self.get_context_data(refusal=refusal, **kwargs), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form."""
        shared = {"form": self.form, "channel": self.channel, "seen": self.request.POST.get("seen", self._seen())}
        return {**super().get_context_data(**kwargs), **shared}

    def _seen(self) -> str:
        return "" if self.hours.changed_at is None else self.hours.changed_at.isoformat()
