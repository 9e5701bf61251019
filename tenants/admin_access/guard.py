"""The middleware that asks the table before each view of the administration.

Wagtail asks its permissions in each view by itself, some of them about the model and not the row, and choosers not at
all. Here roles are asked before ids, and what is another state's is answered exactly as what is not there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import ResolverMatch, reverse
from django.views.defaults import page_not_found
from wagtail.admin.auth import reject_request

from tenants.second_factor.asking import code_page_if_needed, question
from tenants.second_factor.recent import CodeNeeded

from .acts import RECENT_SECONDS, Act
from .reach import Reach, reach_of
from .rule import Place, Rule
from .table import TABLE

logger = logging.getLogger(__name__)


class AdminGuard:
    """Middleware; it stands after authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on: everything happens once its view is known."""
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Answer 404, exactly as for what does not exist, where the table does not let the person pass."""
        match = request.resolver_match
        if match is None or not request.path.startswith(reverse("wagtailadmin_home")):
            return None
        rule, reach = rule_for(match), reach_of(request.user)
        if rule is not None and rule.act is Act.ENTER:
            return code_page_if_needed(request, rule.code_seconds)
        if reach is None:
            return reject_request(request)
        if not _is_open(request, rule, reach, match):
            return _nothing_here(request)
        return code_page_if_needed(request, RECENT_SECONDS if rule is None else rule.code_seconds)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Ask for a code where an act needs one; answer 404 where a view found out too late that something is gone."""
        if isinstance(exception, CodeNeeded):
            return question(request)
        if not isinstance(exception, ObjectDoesNotExist) or not request.path.startswith(reverse("wagtailadmin_home")):
            return None
        logger.warning("Something that a view looked up is gone: %s", request.path, exc_info=exception)
        return _nothing_here(request)


def rule_for(match: ResolverMatch) -> Rule | None:
    """Return the rule of an address; None where the table has none."""
    entry = TABLE.get(match.view_name)
    return entry if entry is None or isinstance(entry, Rule) else entry.rule(match.kwargs)


def _nothing_here(request: HttpRequest) -> HttpResponse:
    return page_not_found(request, Http404(), template_name="wagtailadmin/404.html")


def _is_open(request: HttpRequest, rule: Rule | None, reach: Reach, match: ResolverMatch) -> bool:
    if rule is None:
        return reach.is_administrator
    if not all(map(reach.may, rule.acts(request))):
        return False
    # Administrators' paths are left to the views, which look them up themselves.
    checked = [named for named in rule.named if not (reach.is_administrator and named.place is Place.PATH)]
    return all(reach.has_all(named, named.values(request, match.kwargs), match.kwargs) for named in checked)
