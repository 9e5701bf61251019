"""Choosing a password by a link from an e-mail."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from wagtail.admin.views.account import PasswordResetConfirmView

from .known_browsers import remember
from .models import User


class ChoosePasswordView(PasswordResetConfirmView):
    """Wagtail's form. Whoever has read the e-mail comes from a known browser next: no stranger keeps them out."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Save the password and let the browser be known."""
        response: HttpResponse = super().form_valid(form)
        assert isinstance(self.user, User)
        remember(self.request, response, self.user)
        return response
