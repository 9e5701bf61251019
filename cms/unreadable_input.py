"""Input that nothing can be done with is refused as such in the administration: a bad request is no failure of ours."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.datastructures import MultiValueDictKeyError

from .outage import bad_request

NUL = "\x00"
ESCAPED = "\\u0000"
"""The same within JSON, also where a field of a form has it."""

SEARCHED = ("q", "search")
MOST_WORDS = 50
MOST_CHARACTERS = 1_000
"""Wagtail asks the database for each word: some hundreds are more than one query can have."""

WORD = re.compile(r"\w+")
"""As PostgreSQL divides a search: at hyphens, too."""

NUMBERS_OF_FORM = re.compile(
    r"(.+-(count|order))|overwrite_revision_id|logo|(comments-(\d+-)?(replies-\d+-)?id)"
    r"|workflow_tasks-\d+-task|pages-\d+-page|root_page"
)
"""The fields in which Wagtail's forms number what they have, and name its comments, and what a workflow or site has."""

NUMBERS_OF_ADDRESSES = ("position", "target_pages[]")
NUMBERS_OF_API = ("offset", "limit", "child_of", "descendant_of", "ancestor_of", "translation_of")
NUMBER = re.compile(r"[0-9]{1,9}")


class UnreadableInput:
    """Middleware: answers 400 for NUL characters, which no text of the database can have, for a `next` that is no
    address, and for forms without a field that their view reads. It stands after what limits bodies.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse an address with such a character."""
        has_nul = NUL in request.path_info or "%00" in request.META.get("QUERY_STRING", "")
        if has_nul and _is_of_administration(request):
            raise BadRequest("The address has a NUL character.")
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: list[Any], kwargs: dict[str, Any]
    ) -> None:
        """Refuse a form or a body with such a character, and a place to go on to that is none.

        Wagtail takes a `next` without a slash for the name of a view.
        """
        if not _is_of_administration(request):
            return
        if any("/" not in place for sent in (request.GET, request.POST) for place in sent.getlist("next") if place):
            raise BadRequest("There is no such place to go on to.")
        _check_query(request)
        if request.method in ("GET", "HEAD"):
            return
        if request.content_type == "application/json":
            has_nul = ESCAPED.encode() in request.body
        else:
            has_nul = any(
                NUL in text or ESCAPED in text for name, values in request.POST.lists() for text in (name, *values)
            )
        if has_nul:
            raise BadRequest("The form has a NUL character.")
        if request.content_type != "application/json":
            _check_form(request.POST)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for a form without a field, for half a character, and for a filter of the API that is no value."""
        is_unreadable = isinstance(exception, MultiValueDictKeyError | UnicodeEncodeError) or (
            isinstance(exception, ValidationError) and _is_of_api(request)
        )
        return bad_request(request, exception) if is_unreadable and _is_of_administration(request) else None


def _check_query(request: HttpRequest) -> None:
    """Refuse a search for more than can be searched for, and numbers that are none."""
    for words in (words for name in SEARCHED for words in request.GET.getlist(name)):
        if len(words) > MOST_CHARACTERS or len(WORD.findall(words)) > MOST_WORDS:
            raise BadRequest("The search has too many words.")
    _require_numbers(*(value for name in NUMBERS_OF_ADDRESSES for value in request.GET.getlist(name) if value))
    if request.path_info.startswith(f"{reverse('wagtailadmin_home')}bulk/"):
        _require_numbers(*(pk for pk in request.GET.getlist("id") if pk != "all"), *request.GET.getlist("childOf"))
    if _is_of_api(request):
        _require_numbers(*(value for name in NUMBERS_OF_API for value in request.GET.getlist(name) if value != "root"))
        if request.GET.get("search_operator", "and") not in ("and", "or"):
            raise BadRequest("There is no such operator.")


def _check_form(form: Mapping[str, str]) -> None:
    """Refuse numbers that are none, and what goes with an act of a workflow where it is no object."""
    for name, value in form.items():
        if NUMBERS_OF_FORM.fullmatch(name) and (value or name.endswith(("-count", "-order"))):
            _require_numbers(value)
    try:
        extra = json.loads(form.get("workflow-action-extra-data") or "{}")
    except (ValueError, RecursionError) as error:
        raise BadRequest("What goes with the act cannot be read.") from error
    if not isinstance(extra, dict):
        raise BadRequest("What goes with the act is no object.")


def _require_numbers(*values: str) -> None:
    if not all(NUMBER.fullmatch(value) for value in values):
        raise BadRequest("A number cannot be read.")


def _is_of_api(request: HttpRequest) -> bool:
    return request.path_info.startswith(f"{reverse('wagtailadmin_home')}api/")


def _is_of_administration(request: HttpRequest) -> bool:
    return request.path_info.startswith(reverse("wagtailadmin_home"))
