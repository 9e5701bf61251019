"""The rule of Wagtail's admin: what is another state's does not exist, and what all share is the administrators'.

Wagtail asks its permissions in each view by itself, some of them about the model and not the row, and choosers not at
all. Here every address that names a page, image, document or translation is checked before its view, in one place.
Administrators pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import ResolverMatch, reverse
from django.views.defaults import page_not_found
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail_localize.models import Translation

from . import edge
from .models import LIBRARY_CODE, LIBRARY_ID, ApiClient, User
from .permissions import clients_managed_by
from .trees import collections_of, pages_of, with_library

ADMINISTRATORS_ONLY = frozenset(
    {
        "wagtailadmin_collections",
        "wagtailadmin_workflows",
        "wagtailusers_users",
        "wagtailusers_groups",
        "wagtailsites",
        "wagtaillocales",
        "wagtailadmin_reports:page_types_usage",
        "wagtailadmin_reports:page_types_usage_results",
        "wagtailadmin_tag_autocomplete",
        "wagtailadmin_tag_model_autocomplete",
        "wagtail_localize:translations_report",
        "wagtail_localize:translations_report_results",
        "wagtail_localize:snippets_api_listing",
        "wagtail_localize:snippets_api_detail",
    }
)
"""Names of addresses, or of whole groups of them, that work across states."""

LIBRARY_ONLY = frozenset({"wagtail_localize", "matrix"})
OF_ONE_STATE = frozenset({"adapting", "holidays", "reviews"})
"""Groups of addresses that name the state they are about by its code."""

CHOOSERS = ("wagtailadmin_choose_page", "wagtailimages_chooser", "wagtaildocs_chooser")

PAGE_NAMES = ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk")
IMAGE_NAMES = ("image_id",)
DOCUMENT_NAMES = ("document_id", "doc_id")


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
        """Answer 404, exactly as for what does not exist, when the address names something out of reach."""
        user, match = request.user, request.resolver_match
        if match is None or not request.path.startswith(reverse("wagtailadmin_home")):
            return None
        if not isinstance(user, User) or not user.is_active or user.is_superuser:
            return None
        if _is_open(user, match) and all(_is_accessible(user, match, *thing) for thing in _named(request, match)):
            return None
        return page_not_found(request, Http404(), template_name="wagtailadmin/404.html")


def _is_open(user: User, match: ResolverMatch) -> bool:
    names = {*match.namespaces, match.view_name}
    if names & ADMINISTRATORS_ONLY or not _names_readable_state(user, match):
        return False
    return user.tenant_id == LIBRARY_ID or not names & LIBRARY_ONLY


def _names_readable_state(user: User, match: ResolverMatch) -> bool:
    """Whether the state that such an address names, if it does, is one that the person may read."""
    if not OF_ONE_STATE & {*match.namespaces} or "code" not in match.kwargs:
        return True
    code = match.kwargs["code"]
    return code in edge.viewer_for_user(user).tenants or (code == LIBRARY_CODE and user.tenant_id == LIBRARY_ID)


def _named(request: HttpRequest, match: ResolverMatch) -> Iterator[tuple[type[Any], list[str]]]:
    """Yield what the address names: pairs of a model and primary keys."""
    kwargs = match.kwargs
    for model, names in (
        (Page, PAGE_NAMES),
        (get_image_model(), IMAGE_NAMES),
        (get_document_model(), DOCUMENT_NAMES),
        (Translation, ("translation_id",)),
    ):
        yield model, [str(kwargs[name]) for name in names if name in kwargs]
    group = match.namespaces[0] if match.namespaces else ""
    named_by_pk = {
        "wagtailadmin_pages": Page,
        "wagtailimages_chooser": get_image_model(),
        "wagtaildocs_chooser": get_document_model(),
        "api_clients": ApiClient,
        "trusted_documents": ApiClient,
    }
    if "pk" in kwargs and group in named_by_pk:
        yield named_by_pk[group], [str(kwargs["pk"])]
    if match.view_name == "wagtailadmin_choose_page_chosen_multiple":
        yield Page, request.GET.getlist("id")
    if {"app_label", "model_name"} <= kwargs.keys():
        yield from _named_by_model(request, kwargs)


def _named_by_model(request: HttpRequest, kwargs: dict[str, Any]) -> Iterator[tuple[type[Any], list[str]]]:
    try:
        model = apps.get_model(kwargs["app_label"], kwargs["model_name"])
    except LookupError:
        return
    ids = [str(kwargs["object_id"])] if "object_id" in kwargs else request.GET.getlist("id")
    yield model, [each for each in ids if each != "all"] if model is not User else ["0"]
    if issubclass(model, Page):
        # “All” means all below this one; without it, all of all states.
        yield model, [request.GET.get("childOf", "")] if "all" in ids else []


def _is_accessible(user: User, match: ResolverMatch, model: type[Any], ids: list[str]) -> bool:
    wanted = set(ids)
    if not wanted:
        return True
    if not all(each.isdecimal() for each in wanted):
        return False
    is_choosing = match.view_name.startswith(CHOOSERS)
    return wanted <= set(map(str, _accessible(user, model, wanted, is_choosing=is_choosing)))


def _accessible(user: User, model: type[Any], ids: set[str], *, is_choosing: bool) -> Iterable[int]:
    tenant_ids = with_library(user.tenant_id) if is_choosing else _own(user)
    if issubclass(model, Page):
        pages = pages_of(tenant_ids)
        if is_choosing or user.tenant_id is not None:
            pages |= Page.objects.filter(depth=1)  # where every tree begins; it shows what each may see
        return pages.filter(pk__in=ids).values_list("pk", flat=True)
    if model in {get_image_model(), get_document_model()}:
        found = model._default_manager.filter(pk__in=ids, collection__in=collections_of(tenant_ids))
        return found.values_list("pk", flat=True)
    if model is Translation:
        return _translations(tenant_ids, ids)
    if model is ApiClient:
        return clients_managed_by(user).filter(pk__in=ids).values_list("pk", flat=True)
    if model is User:
        return ()
    return map(int, ids)


def _translations(tenant_ids: set[int], ids: set[str]) -> Iterable[int]:
    own = set(pages_of(tenant_ids).values_list("pk", flat=True))
    for translation in Translation.objects.filter(pk__in=ids).select_related("source"):
        source = translation.source.get_source_instance()
        if isinstance(source, Page) and source.pk in own:
            yield translation.pk


def _own(user: User) -> set[int]:
    return set() if user.tenant_id is None else {user.tenant_id}
