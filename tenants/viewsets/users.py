"""Accounts in the admin: an account is made by inviting its person."""

from __future__ import annotations

import math
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.users.views.users import CreateView, EditView
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from tenants.forms import UserCreationForm, UserEditForm
from tenants.limits import LimitReached
from tenants.models import User
from tenants.services import second_factors as services
from tenants.services.accounts import deactivate_user, send_invitation


class InviteView(CreateView):
    """Makes an account and invites its person."""

    page_title = _("Invite user")
    success_message = _("User “%(object)s” invited: a link to choose a password is on its way.")
    submit_button_label = _("Invite")
    submit_button_active_label = _("Inviting…")

    def form_valid(self, form: UserCreationForm) -> HttpResponse:
        """Save, or say why nobody more can be invited for now."""
        form.invited_by = _signed_in(self.request)
        try:
            with transaction.atomic():
                response: HttpResponse = super().form_valid(form)
        except LimitReached as reached:
            self.produced_error_message = _later(reached)
            response = self.form_invalid(form)
        return response


class ChangeView(EditView):
    """Changes an account; beside it, inviting again and closing it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the buttons below the form need."""
        user: User = self.object
        return {
            **super().get_context_data(**kwargs),
            "can_invite_again": user.is_active and not user.has_usable_password(),
            "can_reset_second_factor": bool(user.second_factor_stamp) and user.pk != self.request.user.pk,
            "can_deactivate": user.is_active and user.pk != self.request.user.pk,
        }


@require_POST
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send another invitation to who has not chosen a password yet."""
    user = _administered(request, pk)
    if user.has_usable_password() or not user.is_active:
        raise PermissionDenied
    try:
        send_invitation(user=user, by=_signed_in(request))
    except LimitReached as reached:
        messages.error(request, _later(reached))
    else:
        messages.success(request, _("Another invitation is on its way to %(email)s.") % {"email": user.email})
    return redirect("wagtailusers_users:edit", user.pk)


@require_POST
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account and end its sessions."""
    user = _administered(request, pk)
    deactivate_user(user=user, by=_signed_in(request))
    messages.success(request, _("The account of “%(user)s” is closed and all its sessions are ended.") % {"user": user})
    return redirect("wagtailusers_users:edit", user.pk)


@require_POST
def reset_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away the second factor of somebody who lost it."""
    user = _administered(request, pk)
    services.reset_second_factor(user=user, by=_signed_in(request))
    messages.success(
        request, _("“%(user)s” can set up another phone after writing the password, and was told so.") % {"user": user}
    )
    return redirect("wagtailusers_users:edit", user.pk)


class UserViewSet(WagtailUserViewSet):
    """Wagtail's screens of users, with the project's forms."""

    add_view_class = InviteView
    edit_view_class = ChangeView
    create_template_name = "tenants/users/create.html"
    edit_template_name = "tenants/users/edit.html"

    def get_form_class(self, for_update: bool = False) -> type[UserCreationForm] | type[UserEditForm]:
        """The form for a new account, or for one that exists."""
        return UserEditForm if for_update else UserCreationForm

    def get_urlpatterns(self) -> list[URLPattern]:
        """Add the acts below the form."""
        return [
            *super().get_urlpatterns(),
            path("invite/<int:pk>/", invite_again, name="invite_again"),
            path("reset-second-factor/<int:pk>/", reset_second_factor, name="reset_second_factor"),
            path("deactivate/<int:pk>/", deactivate, name="deactivate"),
        ]


def _later(reached: LimitReached) -> str:
    sentence = _("Many invitations were sent lately, and this one was not. Try again in %(hours)d hours.")
    return str(sentence) % {"hours": math.ceil(reached.wait_seconds / 3600)}


def _administered(request: HttpRequest, pk: int) -> User:
    if not _signed_in(request).is_superuser:
        raise PermissionDenied
    return get_object_or_404(User, pk=pk)


def _signed_in(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
