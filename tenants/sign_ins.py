"""Signing in: limits that are asked before a password is checked, and few checks at once.

Strangers' failures are counted by name and source, by source, and by name over all sources. A browser in which the
person has signed in before (`known_browsers`) is counted by itself, so that no stranger locks it. A source is what
`proxies.network_of` returns.
"""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from wagtail.admin.forms.auth import LoginForm
from wagtail.admin.views.account import LoginView

from .audit import append
from .known_browsers import browser_of, remember
from .limits import Counter, Limit, LimitReached, clear, give_back, take
from .models import User
from .proxies import network_of
from .second_factor.state import needs_second_factor, signed_in_by_password, step_url

logger = logging.getLogger(__name__)

QUARTER_HOUR = 15 * 60
NAME_AND_SOURCE = Limit("sign-in.name-and-source", most=8, seconds=QUARTER_HOUR)
SOURCE = Limit("sign-in.source", most=40, seconds=QUARTER_HOUR)
"""An office behind one address has several people who mistype."""

NAME = Limit("sign-in.name", most=40, seconds=60 * 60)
KNOWN_BROWSER = Limit("sign-in.known-browser", most=8, seconds=QUARTER_HOUR)

SIGNED_IN = "tenants.session.begin"
SLOT_SECONDS = 5.0
WAITING_FOR_EACH = 2
"""How many may wait for each password that is being checked; whoever comes then is told to try again."""


class TooManyChecks(Exception):
    """As many passwords are being checked, and waited for, as one process does at once."""

    wait_seconds = 2


class Slots:
    """So many checks at once, and so many that wait for one."""

    def __init__(self, at_once: int) -> None:
        self._places = threading.BoundedSemaphore(at_once * (1 + WAITING_FOR_EACH))
        self._running = threading.BoundedSemaphore(at_once)

    @contextmanager
    def one(self) -> Iterator[None]:
        """Hold a slot.

        Raises:
            TooManyChecks: there is none, and none came free in time.
        """
        if not self._places.acquire(blocking=False):
            raise TooManyChecks
        try:
            if not self._running.acquire(timeout=SLOT_SECONDS):
                raise TooManyChecks
            try:
                yield
            finally:
                self._running.release()
        finally:
            self._places.release()


@cache
def slots(*, of_known_browsers: bool) -> Slots:
    """Return this process's slots; known browsers have their own, which no flood of strangers takes."""
    return Slots(settings.PASSWORD_CHECKS_AT_ONCE)


@contextmanager
def attempt(request: HttpRequest, name: str) -> Iterator[None]:
    """Count a try to sign in, and check the password within the block; what ends without an exception was right.

    The try is counted first, so that many at once are not one. It is taken back if the password is right, with those
    of the same name and source before.

    Raises:
        LimitReached: too many have failed; the password is not checked.
        TooManyChecks: it is not checked now, and the try does not count.
    """
    user = User.objects.filter(username=name).first()
    browser, source = browser_of(request, user), network_of(request)
    own, shared = _counters(name, browser, source)
    take(own, *shared)
    try:
        with slots(of_known_browsers=browser is not None).one():
            yield
    except TooManyChecks:
        give_back(own, *shared)
        raise
    give_back(*shared, tries=clear(own))


def _counters(name: str, browser: str | None, source: str | None) -> tuple[Counter, list[Counter]]:
    """Return the counter that a right password empties, and those in which others are counted, too."""
    if browser is not None:
        return KNOWN_BROWSER.of(browser), []
    by_source = [] if source is None else [SOURCE.of(source)]
    return NAME_AND_SOURCE.of(name, source), [NAME.of(name), *by_source]


class SignInForm(LoginForm):
    """Checks a password within `attempt`."""

    def clean_username(self) -> str:
        """Return the name as its person has it, whatever letters are capitals: phones begin with one by themselves."""
        typed: str = self.cleaned_data["username"]
        names = list(User.objects.filter(username__iexact=typed).values_list("username", flat=True)[:2])
        return names[0] if len(names) == 1 else typed

    def clean(self) -> dict[str, Any]:
        """Check name and password.

        Raises:
            LimitReached, TooManyChecks: they are not checked.
        """
        name = self.cleaned_data.get("username")
        if self.request is None or not name or not self.cleaned_data.get("password"):
            return dict(super().clean())
        with attempt(self.request, name):
            return dict(super().clean())


# Counts are committed before the password is checked: nobody waits meanwhile for a row of theirs.
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class SignInView(LoginView):
    """Wagtail's form, with limits; what follows is the second factor, for whom it is needed.

    Attributes:
        prove: the name of the address where that is asked for.
        refusals: the folder of the pages for who has to wait.
    """

    prove = "second_factor:prove"
    refusals = "tenants"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or lead on to whoever's password is known already."""
        if signed_in_by_password(request) is not None:
            return redirect(step_url(self.get_success_url(), self.prove))
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def get_form_class(self) -> type[SignInForm]:
        """Return the form that counts."""
        return SignInForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign somebody in, or say when they may try again."""
        try:
            return super().post(request, *args, **kwargs)
        except LimitReached as reached:
            return refused(request, reached, f"{self.refusals}/locked_out.html")
        except TooManyChecks as full:
            return busy(request, full, f"{self.refusals}/busy.html")

    def form_valid(self, form: SignInForm) -> HttpResponse:
        """Begin a session of its own, and let the browser be known once all is proved."""
        self.request.session.flush()
        response: HttpResponse = super().form_valid(form)
        user = form.get_user()
        assert isinstance(user, User)
        if needs_second_factor(user):
            return redirect(step_url(self.get_success_url(), self.prove))
        remember(self.request, response, user)
        append(user, SIGNED_IN, tenant_id=user.tenant_id, by=user)
        return response


def refused(request: HttpRequest, reached: LimitReached, template: str) -> HttpResponse:
    """Return the answer after too many failures: 429, with the time after which another try is allowed."""
    logger.warning("A sign-in was refused: the limit %s is reached.", reached.limit.name)
    context = {"is_source": reached.limit is SOURCE, "minutes": math.ceil(reached.wait_seconds / 60)}
    response = render(request, template, context, status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = str(reached.wait_seconds)
    return response


def busy(request: HttpRequest, full: TooManyChecks, template: str) -> HttpResponse:
    """Return the answer while too many passwords are being checked: 503."""
    logger.warning("A sign-in was put off: too many passwords are being checked.")
    response = render(request, template, status=HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = str(full.wait_seconds)
    return response
