"""Screens of the second factor: proving it, setting it up, and one's own devices and recovery codes."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from django.contrib.auth.views import RedirectURLMixin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from tenants.audit import append
from tenants.known_browsers import remember
from tenants.models import TotpDevice, User
from tenants.models.second_factor import Verdict, verdict_of
from tenants.services import second_factors
from tenants.sign_ins import SIGNED_IN

from .asking import fault_of
from .checking import SENTENCES
from .enrolling import address_of, forget_pending_secret, pending_secret, qr_code
from .forms import CodeForm, SetUpForm
from .state import needs_second_factor, note_proof, signed_in_by_password, step_url

TITLE = _("Second step of signing in")
HELP = _("The phones whose application shows your codes, and your recovery codes.")


class Step(RedirectURLMixin, View):
    """A step between the password and the page that somebody wants.

    Attributes:
        sign_in: the name of the address where the password is asked for.
        steps: the namespace of these steps.
        templates: the folder of their pages.
    """

    sign_in = "wagtailadmin_login"
    steps = "second_factor"
    templates = "tenants/second_factor"

    def get_default_redirect_url(self) -> str:
        """Return where one goes without a wish."""
        return reverse("wagtailadmin_home")

    def step_url(self, step: str) -> str:
        """Return the address of another step, before the same page."""
        return step_url(self.get_success_url(), f"{self.steps}:{step}")

    def finish(self, user: User, *, is_sign_in: bool) -> None:
        """Begin a session of its own: what was known of the one before opens nothing."""
        self.request.session.cycle_key()
        note_proof(self.request, user)
        if is_sign_in:
            append(user, SIGNED_IN, tenant_id=user.tenant_id, by=user)


# Counts are committed before the code is checked, as those of passwords are.
@method_decorator([transaction.non_atomic_requests, never_cache, sensitive_post_parameters()], name="dispatch")
class ProveView(Step):
    """Asks for a code after the password."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead whoever has nothing to prove, or nothing to prove it with, to where they can go on."""
        user = signed_in_by_password(request)
        if user is None:
            return redirect(self.get_success_url() if request.user.is_authenticated else self.sign_in)
        if not user.second_factor_stamp:
            return redirect(self.step_url("set_up"))
        self.person = user
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[assignment]
        return response

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form."""
        return self._page(CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Let somebody in, or say what is wrong with the code."""
        form = CodeForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        status = fault_of(request, self.person, form)
        if status is not None:
            return self._page(form, status if status == HTTPStatus.TOO_MANY_REQUESTS else HTTPStatus.OK)
        self.finish(self.person, is_sign_in=True)
        response = redirect(self.get_success_url())
        remember(request, response, self.person)
        return response

    def _page(self, form: CodeForm, status: int = HTTPStatus.OK) -> HttpResponse:
        context = {"form": form, "next": self.get_success_url(), "person": self.person}
        return render(self.request, f"{self.templates}/prove.html", context, status=status)


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class SetUpView(Step):
    """Shows a secret as a QR code, and takes the first code of it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let in whose password is known and who has no second factor, and who has proved theirs."""
        halfway = signed_in_by_password(request)
        if halfway is not None and halfway.second_factor_stamp:
            return redirect(self.step_url("prove"))
        user = halfway or request.user
        if not isinstance(user, User):
            return redirect(self.sign_in)
        self.person, self.is_proved = user, halfway is None
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[assignment]
        return response

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the secret."""
        return self._page(SetUpForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the first code, and show the recovery codes if there are none yet."""
        form = SetUpForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        secret = pending_secret(request)
        verdict, drift, step = verdict_of(form.cleaned_data["code"], secret)
        if verdict is not Verdict.RIGHT:
            form.add_error("code", str(SENTENCES[verdict]))
            return self._page(form)
        try:
            codes = second_factors.enrol(
                user=self.person,
                secret=secret,
                name=form.cleaned_data["name"],
                drift=drift,
                last_step=step,
                is_proved=self.is_proved and bool(self.person.second_factor_stamp),
            )
        except second_factors.AlreadyEnrolled:
            return redirect(self.step_url("prove"))
        except second_factors.TooManyDevices:
            messages.error(request, _("You have as many devices as one may have. Remove one that you do not use."))
            return redirect("account_second_factor:list")
        forget_pending_secret(request)
        self.finish(self.person, is_sign_in=not self.is_proved)
        if codes:
            response = codes_page(request, codes, self.get_success_url(), self.templates)
        else:
            messages.success(request, _("The phone is added: its codes are accepted from now on."))
            response = redirect("account_second_factor:list")
        remember(request, response, self.person)
        return response

    def _page(self, form: SetUpForm) -> HttpResponse:
        secret = pending_secret(self.request)
        address = address_of(self.person, secret)
        context = {
            "form": form,
            "next": self.get_success_url(),
            "is_required": needs_second_factor(self.person) and not self.is_proved,
            "address": address,
            "person": self.person,
            "qr_code": qr_code(address),
            "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        }
        return render(self.request, f"{self.templates}/set_up.html", context)


def codes_page(
    request: HttpRequest, codes: Iterable[str], next_url: str, templates: str = Step.templates
) -> HttpResponse:
    """Return the page that shows recovery codes, once."""
    text = "\r\n".join(codes)
    context = {"codes": codes, "download": f"data:text/plain;charset=utf-8,{quote(text)}", "next": next_url}
    return render(request, f"{templates}/codes.html", context)


@require_safe
@never_cache
def devices(request: HttpRequest) -> HttpResponse:
    """List one's own devices."""
    user = _signed_in(request)
    context = {
        "devices": TotpDevice.objects.filter(user=user).order_by("pk"),
        "most": second_factors.MOST_DEVICES,
        "codes_left": user.recovery_codes.count(),
        "header_title": TITLE,
        "page_title": TITLE,
        "header_icon": "lock",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("wagtailadmin_account"), "label": _("Account")},
            {"url": "", "label": TITLE},
        ],
    }
    return TemplateResponse(request, "tenants/second_factor/devices.html", context)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Lead on to a new secret, once the code that this act asks for is given."""
    return redirect(step_url(reverse("account_second_factor:list"), "second_factor:set_up"))


@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Remove one of one's own devices."""
    user, device_id = _signed_in(request), request.POST.get("device", "")
    if not (device_id.isascii() and device_id.isdigit() and len(device_id) < 19):
        raise Http404
    try:
        is_removed = second_factors.remove_device(user=user, device_id=int(device_id), keep=request.session.session_key)
    except second_factors.LastDevice:
        sentence = _("This is your only phone, and everybody needs one. Add another first, or ask for a reset.")
        messages.error(request, sentence)
        return redirect("account_second_factor:list")
    if not is_removed:
        raise Http404
    if user.second_factor_stamp:
        note_proof(request, user)
    messages.success(request, _("The phone is removed, and your other sessions are ended."))
    return redirect("account_second_factor:list")


@require_POST
@never_cache
def new_recovery_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes and show them, once."""
    user = _signed_in(request)
    if not user.second_factor_stamp:
        raise Http404
    return codes_page(request, second_factors.renew_recovery_codes(user=user), reverse("account_second_factor:list"))


class KeptView(Step):
    """Goes on once the recovery codes are kept."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Lead to the page that was wanted."""
        return redirect(self.get_success_url())


def _signed_in(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


STEP_URLS = [
    path("", ProveView.as_view(), name="prove"),
    path("set-up/", SetUpView.as_view(), name="set_up"),
    path("kept/", KeptView.as_view(), name="kept"),
]
ACCOUNT_URLS = [
    path("", devices, name="list"),
    path("add/", add, name="add"),
    path("remove/", remove, name="remove"),
    path("recovery-codes/", new_recovery_codes, name="recovery_codes"),
]
