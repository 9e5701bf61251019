"""The people who work for a state: who they are, inviting them, changing their roles and closing their accounts."""

from __future__ import annotations

import math
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Greatest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from tenants.admin_access.acts import Act, may
from tenants.forms import InviteForm, RoleForm, name_of_role, role_in_form
from tenants.limits import LimitReached, take
from tenants.models import Tenant, User
from tenants.permissions import people_managed_by
from tenants.services.accounts import (
    ATTEMPTED,
    change_role,
    deactivate_user,
    invite_user,
    last_change_of,
    reactivate_user,
    send_invitation,
    withdraw_invitation,
)
from tenants.services.second_factors import reset_second_factor

TITLE = _("People")
ON_ONE_PAGE = 50


class PeopleMenuItem(MenuItem):
    """Shown to who manages people."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this is one of them."""
        return may(request.user, Act.MANAGE_PEOPLE)


class PeopleScreen(WagtailAdminTemplateMixin, TemplateView):
    """A screen of who manages people."""

    page_title = TITLE
    header_icon = "group"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find who it is."""
        super().setup(request, *args, **kwargs)
        self.by = _signed_in(request)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [*self.breadcrumbs_items, {"url": reverse("people:list"), "label": TITLE}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return whether they are of all states, as administrators see them."""
        return {**super().get_context_data(**kwargs), "all_states": self.by.is_superuser}


class ListView(PeopleScreen):
    """Invitations that wait, people, and closed accounts."""

    template_name = "tenants/people/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the invitations, and a page of the others."""
        query, code = self.request.GET.get("q", "").strip(), self.request.GET.get("state", "")
        chosen = _chosen(self.by, code)
        people = _found(people_managed_by(self.by).select_related("tenant"), query, code)
        is_without = self.request.GET.get("second_step") == "no"
        if is_without:
            people = people.filter(is_active=True, second_factor_stamp="")
        invited = Q(is_active=True, last_login=None, password__startswith=UNUSABLE_PASSWORD_PREFIX)
        others = people.exclude(invited).annotate(last_seen_at=Greatest("last_login", Max("sessions__last_seen_at")))
        pages = Paginator(others.order_by("-is_active", "tenant__name", "first_name", "username"), ON_ONE_PAGE)
        return {
            **super().get_context_data(**kwargs),
            "invited": people.filter(invited).order_by("invited_at", "username"),
            "people": pages.get_page(self.request.GET.get("p")),
            "asked": query,
            "code": code,
            "is_without": is_without,
            "chosen": chosen,
            "invite_url": _about("people:invite", self.by, chosen),
            "states": Tenant.objects.order_by("name") if self.by.is_superuser else (),
            "can_search": self.by.is_superuser or bool(query) or pages.num_pages > 1,
        }


class InviteView(PeopleScreen):
    """Invites somebody."""

    template_name = "tenants/people/invite.html"
    page_title = _("Invite a person")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the state that the address names, and where to go afterwards."""
        super().setup(request, *args, **kwargs)
        self.chosen = _chosen(self.by, request.GET.get("state", ""))
        self.next_url = get_valid_next_url_from_request(request)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form."""
        initial = {"role": self.request.GET.get("role", "")}
        return {
            **super().get_context_data(**kwargs),
            "form": kwargs.get("form") or InviteForm(initial=initial, by=self.by, given=self.chosen),
            "chosen": self.chosen,
            "back_url": self.next_url or _about("people:list", self.by, self.chosen),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Invite, or say what to change."""
        form = InviteForm(request.POST, by=self.by, given=self.chosen)
        if form.is_valid():
            who = {name: form.cleaned_data[name] for name in ("first_name", "last_name", "email")}
            try:
                take(ATTEMPTED.of(self.by.pk))
                with transaction.atomic():
                    user = invite_user(**who, **form.place, by=self.by)
            except ValidationError as refusal:
                form.refuse(refusal)
            except LimitReached as reached:
                form.add_error(None, _later(reached))
            else:
                messages.success(request, gettext("An invitation is on its way to %(email)s.") % {"email": user.email})
                return redirect(self.next_url or _about("people:list", self.by, user.tenant))
        return self.render_to_response(self.get_context_data(form=form))


class PersonView(PeopleScreen):
    """One person: what they do, and their account."""

    template_name = "tenants/people/person.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the person among those whom one manages."""
        super().setup(request, *args, **kwargs)
        self.person = _managed(self.by, kwargs["pk"])

    def get_page_title(self) -> str:
        """Return the person's name."""
        return self.person.display_name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the person and the form of their role."""
        last, session = last_change_of(self.person), self.person.sessions.order_by("-last_seen_at").first()
        initial = {"tenant": self.person.tenant_id, "role": role_in_form(self.person)}
        return {
            **super().get_context_data(**kwargs),
            "person": self.person,
            "name": self.person.display_name,
            "last_seen_at": session.last_seen_at if session else self.person.last_login,
            "last_change": last,
            "seen": last.pk if last else 0,
            "form": kwargs.get("form") or RoleForm(initial=initial, by=self.by),
            "is_own": self.person.pk == self.by.pk,
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Change the role, or say why not."""
        form = RoleForm(request.POST, by=self.by)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            with transaction.atomic():
                change_role(user=self.person, **form.place, by=self.by, seen=_seen(request))
        except ValidationError as refusal:
            _refuse(request, refusal)
            return redirect("people:person", pk)
        sentence = gettext(
            "The role of %(name)s is now “%(role)s”. Whoever was signed in with this account has to sign in again. "
            "To undo it, choose the earlier role."
        )
        names = {"name": self.person.display_name, "role": name_of_role(form.cleaned_data["role"])}
        messages.success(request, sentence % names)
        managed = people_managed_by(self.by).filter(pk=pk).exists()
        return redirect("people:person", pk) if managed else redirect("people:list")


ACTS = {
    "close": (
        deactivate_user,
        _("The account of %(name)s is closed, and all its sessions are ended. To undo it, open it again."),
    ),
    "reopen": (reactivate_user, _("The account of %(name)s is open again, with the role that it had.")),
    "resend": (send_invitation, _("Another invitation is on its way to %(email)s.")),
    "reset": (
        reset_second_factor,
        _("%(name)s can set up another phone after writing the password, and was told so."),
    ),
    "withdraw": (
        withdraw_invitation,
        _("The invitation of %(email)s is withdrawn: its link leads nowhere. To undo it, invite them again."),
    ),
}
"""What the buttons beside a person do, and what is said afterwards."""

WITH_SEEN = frozenset({"close", "reopen"})
TO_LIST = frozenset({"resend", "withdraw"})


@require_POST
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Close an account or open it again, reset its second factor, send an invitation again or withdraw it."""
    by = _signed_in(request)
    person = _managed(by, pk)
    if act not in ACTS:
        raise Http404
    service, sentence = ACTS[act]
    names = {"name": person.display_name, "email": person.email}
    seen = {"seen": _seen(request)} if act in WITH_SEEN else {}
    try:
        with transaction.atomic():
            service(user=person, by=by, **seen)  # type: ignore[operator]  # of one shape, but for `seen`
    except ValidationError as refusal:
        _refuse(request, refusal)
    except LimitReached as reached:
        messages.error(request, _later(reached))
    else:
        messages.success(request, str(sentence) % names)
    return redirect(_about("people:list", by, person.tenant)) if act in TO_LIST else redirect("people:person", pk)


URLS = [
    path("", ListView.as_view(), name="list"),
    path("invite/", InviteView.as_view(), name="invite"),
    path("<int:pk>/", PersonView.as_view(), name="person"),
    path("<int:pk>/<slug:act>/", act, name="act"),
]


def _found(people: QuerySet[User], query: str, code: str) -> QuerySet[User]:
    """Return those with a name or address like what was asked for, of the state that was chosen."""
    if query:
        names = ("first_name", "last_name", "username", "email")
        for word in query.replace("\0", "").split()[:5]:
            people = people.filter(Q(*((f"{name}__icontains", word) for name in names), _connector=Q.OR))
    return people.filter(tenant__code=code) if code else people


def _chosen(by: User, code: str) -> Tenant | None:
    """Return whose people are managed: of the state that an address names, or the only one; None: of all states."""
    return Tenant.objects.filter(code=code).first() if by.is_superuser else by.tenant


def _about(name: str, by: User, tenant: Tenant | None) -> str:
    """Return the address of a screen about the people of a state, which only those who manage several name."""
    url = reverse(name)
    return f"{url}?{urlencode({'state': tenant.code})}" if by.is_superuser and tenant is not None else url


def _managed(by: User, pk: int) -> User:
    return get_object_or_404(people_managed_by(by).select_related("tenant"), pk=pk)


def _seen(request: HttpRequest) -> int:
    """Return the last change that the form knew; -1 for what is no number, which no change has."""
    sent = request.POST.get("seen", "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 19 else -1


def _refuse(request: HttpRequest, refusal: ValidationError) -> None:
    for sentence in refusal.messages:
        messages.error(request, sentence)


def _later(reached: LimitReached) -> str:
    sentence = gettext("Many invitations were sent lately, and this one was not. Try again in %(hours)d hours.")
    return sentence % {"hours": math.ceil(reached.wait_seconds / 3600)}


def _signed_in(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
