"""Choosing a password by a link from an e-mail: asking for one, and following it."""

from __future__ import annotations

import math
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from wagtail.admin.views.account import PasswordResetConfirmView, PasswordResetView

from .account_mails import digest_of, normal_address, send_reset
from .audit import append
from .known_browsers import remember
from .limits import Limit, LimitReached, take
from .models import User
from .proxies import network_of
from .sessions import end_sessions

HOUR = 60 * 60
ADDRESS = Limit("reset.address", most=3, seconds=HOUR)
SOURCE = Limit("reset.source", most=20, seconds=HOUR)


class ForgottenPasswordView(PasswordResetView):
    """Wagtail's form. It does and answers the same for an address that nobody has, and so takes as long."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Leave it to the worker to send a link, or say when the next one may be asked for."""
        address, source = form.cleaned_data["email"], network_of(self.request)
        try:
            take(ADDRESS.of(normal_address(address)), *([] if source is None else [SOURCE.of(source)]))
        except LimitReached as reached:
            context = {"minutes": math.ceil(reached.wait_seconds / 60)}
            response = render(self.request, "tenants/too_many_mails.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
            response["Retry-After"] = str(reached.wait_seconds)
            return response
        send_reset.enqueue(digest_of(address))
        return HttpResponseRedirect(str(self.success_url))


class ChoosePasswordView(PasswordResetConfirmView):
    """Wagtail's form. Whoever has read the e-mail comes from a known browser next: no stranger keeps them out."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Save the password, end all sessions and let the browser be known."""
        response: HttpResponse = super().form_valid(form)
        assert isinstance(self.user, User)
        end_sessions(self.user)
        remember(self.request, response, self.user, by_mail=True)
        append(
            self.user, "tenants.user.password", tenant_id=self.user.tenant_id, by=self.user, details={"by_mail": True}
        )
        return response
