"""What people choose for themselves about reviews, on their account's page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab

from tenants.models import User


class ReviewDigestForm(forms.ModelForm):
    """Whether they want the daily e-mail."""

    class Meta:
        model = User
        fields = ("wants_review_digest",)


class ReviewDigestPanel(BaseSettingsPanel):
    """The panel with that choice, for people of a state or of the library."""

    name = "reviews"
    title = _("Reviews")
    tab = notifications_tab
    order = 200
    form_class = ReviewDigestForm
    form_object = "user"

    def is_active(self) -> bool:
        """Return whether there is something that the e-mail could be about."""
        return self.user.tenant_id is not None


def review_digest_panel(request: Any, user: User, profile: Any) -> ReviewDigestPanel:
    """Return the panel: for Wagtail's hook `register_account_settings_panel`."""
    return ReviewDigestPanel(request, user, profile)
