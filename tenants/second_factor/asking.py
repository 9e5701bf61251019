"""Asking for a code again, before an act that would do much harm in a session that somebody left open.

The question holds all that was sent, so that answering it sends the same once more: nothing that was typed is lost.
"""

from __future__ import annotations

import math
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext

from tenants.limits import LimitReached
from tenants.models import User

from .checking import CodeRefused, check_code
from .forms import CODE, RECOVERY, CodeForm
from .recent import has_recent_code
from .state import note_proof

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
NOT_HELD = frozenset({"csrfmiddlewaretoken", CODE, RECOVERY})


def code_page_if_needed(request: HttpRequest, seconds: int | None) -> HttpResponse | None:
    """Return the question that stands before a form, or None if its view may have it.

    Args:
        seconds: how old the last code may be; None if the form does not ask for one.
    """
    user = request.user
    if request.method in SAFE_METHODS or not isinstance(user, User) or not user.second_factor_stamp:
        return None
    if CODE in request.POST or RECOVERY in request.POST:
        return _refusal(request, user)
    return None if seconds is None or has_recent_code(user, seconds) else question(request)


def question(request: HttpRequest, form: CodeForm | None = None) -> HttpResponse:
    """Return the page that asks for a code, with all that was sent, or the same for a program."""
    if request.headers.get("X-Requested-With") == "XMLHttpRequest" or not request.accepts("text/html"):
        message = gettext("Nothing was saved: this asks for a code of your application. Save with the button.")
        body = {"success": False, "error_code": "code_needed", "error_message": message, "message": message}
        return JsonResponse(body, status=HTTPStatus.FORBIDDEN)
    context = {
        "form": form or CodeForm(),
        "action": request.get_full_path(),
        "held": [(name, value) for name, values in request.POST.lists() if name not in NOT_HELD for value in values],
        "files": [file.name for _name, files in request.FILES.lists() for file in files],
    }
    response = render(request, "tenants/second_factor/again.html", context, status=HTTPStatus.FORBIDDEN)
    response["Cache-Control"] = "private, no-store"
    return response


def fault_of(request: HttpRequest, user: User, form: CodeForm) -> int | None:
    """Check the code of a valid form; return the status with which it is refused, its reason added to the form."""
    try:
        check_code(request, user, form.code)
    except CodeRefused as refused:
        form.add_error(None, str(refused.message))
        return HTTPStatus.FORBIDDEN
    except LimitReached as reached:
        form.add_error(None, too_many(reached))
        return HTTPStatus.TOO_MANY_REQUESTS
    return None


def too_many(reached: LimitReached) -> str:
    """Return what to say when too many codes were wrong."""
    minutes = math.ceil(reached.wait_seconds / 60)
    sentence = ngettext(
        "Too many wrong codes were sent. Wait %(minutes)d minute, and try again.",
        "Too many wrong codes were sent. Wait %(minutes)d minutes, and try again.",
        minutes,
    )
    return sentence % {"minutes": minutes}


def _refusal(request: HttpRequest, user: User) -> HttpResponse | None:
    """Return the question once more if the code that came with a form is not right; None if it is."""
    form = CodeForm(request.POST)
    if not form.is_valid():
        return question(request, form)
    status = fault_of(request, user, form)
    if status is None:
        note_proof(request, user)
        return None
    response = question(request, form)
    response.status_code = status
    return response
