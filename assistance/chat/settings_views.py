"""How a state chats, as its coordinators write it: beside its hours of service in the administration."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import IntegrityError, transaction
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from assistance.hours.services import may_change_hours
from assistance.hours.views import OfState
from assistance.models import ChatSettings
from tenants.audit import append
from tenants.models import Tenant, User
from tenants.scope import tenant_scope

from . import retention

SETTINGS_CHANGED = "assistance.chat.settings"

HELP = {
    "keep_days": _(
        "After the end; 0 removes it at once, 90 is the most. Fewer days hold for what has ended, too; more do not."
    ),
    "warn_after_minutes": _("2 to 60. The person reads that nobody has written for a while, and can stay."),
    "end_after_minutes": _("2 to 30. Somebody who reads slowly, or looks for a document, needs them."),
    "operator_silence_seconds": _(
        "30 to 1,800, from the first message without an answer. Then another operator is offered it."
    ),
}


class ChatSettingsForm(WagtailAdminModelForm):
    """How a state chats."""

    class Meta:
        model = ChatSettings
        fields = tuple(ChatSettings.RANGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (least, most) in ChatSettings.RANGES.items():
            sentence = _("Write a number from %(least)d to %(most)d.") % {"least": least, "most": most}
            field = self.fields[name]
            field.help_text = HELP[name]
            field.validators = [MinValueValidator(least, sentence), MaxValueValidator(most, sentence)]
            field.error_messages.update(invalid=sentence, required=sentence)
            field.widget.attrs.update(min=least, max=most)


def settings_of(tenant: Tenant) -> ChatSettings:
    """Return how a state chats; what it has not written is as usual."""
    with tenant_scope([tenant.pk]):
        return ChatSettings.objects.filter(pk=tenant.pk).first() or ChatSettings(tenant=tenant)


@transaction.atomic
def save_settings(settings: ChatSettings, *, by: User, is_new: bool) -> None:
    """Store what was checked by a form, and write to the audit log what holds now.

    Raises:
        PermissionError: the person does not change settings of the state.
        IntegrityError: another person has just written the first ones.
    """
    if not may_change_hours(settings.tenant, by):
        raise PermissionError
    with tenant_scope([settings.tenant_id]):
        settings.changed_by = by
        settings.save(force_insert=is_new)
        retention.shorten(tenant_id=settings.tenant_id, keep_days=settings.keep_days)
    details = {name: getattr(settings, name) for name in ChatSettings.RANGES}
    append(settings.tenant, SETTINGS_CHANGED, tenant_id=settings.tenant_id, by=by, details=details)


class ChatSettingsView(OfState):
    """How a state chats."""

    template_name = "assistance/chat/settings.html"
    page_title = _("Chat")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find what is written."""
        super().setup(request, *args, **kwargs)
        self.settings = settings_of(self.tenant)
        self.form: ModelForm[ChatSettings] = ChatSettingsForm(
            request.POST or None, instance=self.settings, for_user=self.user
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save; what cannot be saved stays in the form, with the reason. What another person saved is not undone."""
        refusal, seen = "", self._seen()
        if request.POST.get("seen", "") != seen:
            refusal = gettext("Another person has saved this meanwhile. Load the page again, then change it.")
        elif self.form.is_valid():
            try:
                save_settings(self.form.save(commit=False), by=self.user, is_new=not seen)
            except IntegrityError:
                refusal = gettext("Another person has saved this meanwhile. Load the page again, then change it.")
            else:
                messages.success(request, gettext("Saved. It holds at once."))
                return redirect("service_hours:channels", self.tenant.code)
        status = 409 if refusal else 422
        return self.render_to_response(self.get_context_data(refusal=refusal, **kwargs), status=status)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        own = {"url": reverse("service_hours:chat", args=[self.tenant.code]), "label": gettext("Chat")}
        return [*super().get_breadcrumbs_items(), own]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form."""
        shared = {"form": self.form, "seen": self.request.POST.get("seen", self._seen())}
        return {**super().get_context_data(**kwargs), **shared}

    def _seen(self) -> str:
        return "" if self.settings.changed_at is None else self.settings.changed_at.isoformat()
