"""API clients and keys in the admin: a raw key is shown in the answer to the act that made it, and never again."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views import generic
from wagtail.admin.views.generic import history, usage
from wagtail.admin.viewsets.model import ModelViewSet

from tenants.admin_access.filters import OwnFilters
from tenants.client_forms import ClientForm, KeyForm
from tenants.models import ApiClient, ApiKey, User
from tenants.permissions import clients_managed_by, managed_tenants
from tenants.services.keys import (
    bind_key,
    change_client,
    create_client,
    issue_key,
    revoke_key,
    rotate_key,
)

from .pages import NOT_ON_PHONES

PAGES_OF_CLIENT = "register_api_client_page"
"""Name of the hook by which another application adds a page about a client: a function of the client that returns
`url`, `label` and `help`."""


class AmongOwnClients:
    """Looks a client up among the user's own: another state's reads as absent."""

    request: HttpRequest

    def get_base_object_queryset(self) -> QuerySet[ApiClient]:
        """The clients whose history and usage may be seen."""
        return clients_managed_by(_signed_in(self.request))


class ClientIndexView(generic.IndexView):
    """Lists clients with their active keys and last use."""

    page_title = _("API keys")

    def get_base_queryset(self) -> QuerySet[ApiClient]:
        """The clients of the user, with what the columns show."""
        clients = clients_managed_by(_signed_in(self.request)).select_related("owner")
        return clients.annotate(last_used_on=Max("keys__last_used_on"))


class ClientCreateView(generic.CreateView):
    """Makes a client."""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Pass the user to the form, and the state that the address names."""
        user = _signed_in(self.request)
        named = managed_tenants(user).filter(code=self.request.GET.get("state", "")).first()
        initial = {} if named is None else {"owner": named, "tenants": [named]}
        return {**super().get_form_kwargs(), "for_user": user, "initial": initial}

    def get_add_url(self) -> str:
        """Send the form to where it was opened: the address names the state, and where to go afterwards."""
        return str(self.request.get_full_path())

    def save_instance(self) -> ApiClient:
        """Make the client by the service."""
        owner, given = self.form.owner(), self.form.client_input()
        return create_client(owner=owner, given=given, by=_signed_in(self.request))

    def get_success_url(self) -> str:
        """Go on to the client, where its keys are made; to its first key on the way back to somewhere else."""
        next_url = get_valid_next_url_from_request(self.request)
        if next_url:
            return f"{reverse('api_clients:new_key', args=[self.object.pk])}?{urlencode({'next': next_url})}"
        return reverse("api_clients:edit", args=[self.object.pk])


class ClientEditView(generic.EditView):
    """Changes a client, and shows its keys."""

    def get_queryset(self) -> QuerySet[ApiClient]:
        """The clients that may be changed: another state's reads as absent."""
        return clients_managed_by(_signed_in(self.request))

    def get_form_kwargs(self) -> dict[str, Any]:
        """Pass the user to the form."""
        return {**super().get_form_kwargs(), "for_user": _signed_in(self.request)}

    def save_instance(self) -> ApiClient:
        """Change the client by the service."""
        return change_client(client=self.object, given=self.form.client_input(), by=_signed_in(self.request))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the keys, the active ones first, and the pages that other applications have about a client."""
        keys = sorted(self.object.keys.all(), key=lambda key: not key.is_usable)
        pages = [page(self.object) for page in hooks.get_hooks(PAGES_OF_CLIENT)]
        return {**super().get_context_data(**kwargs), "keys": keys, "pages": pages}


class ClientHistoryView(AmongOwnClients, OwnFilters, history.HistoryView):
    """Who did what with a client."""


class ClientUsageView(AmongOwnClients, usage.UsageView):
    """What refers to a client."""


def new_key(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a key and show it, once."""
    client = _client(request, pk)
    form = KeyForm(request.POST or None, owner=client.owner)
    if request.method == "POST" and form.is_valid():
        try:
            cleaned = form.cleaned_data
            key, raw = issue_key(
                client,
                cleaned["kind"],
                expires_at=cleaned["expires_on"],
                is_bound=cleaned["only_trusted"],
                by=_signed_in(request),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _shown_once(request, key, raw)
    return _page(request, "tenants/api_clients/new_key.html", client, _("New key"), form=form)


@require_POST
def rotate(request: HttpRequest, pk: int, key_pk: int) -> HttpResponse:
    """Make another key like this one, and show it, once."""
    key = get_object_or_404(_client(request, pk).keys, pk=key_pk)
    try:
        replacement, raw = rotate_key(key, by=_signed_in(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("api_clients:edit", pk)
    return _shown_once(request, replacement, raw)


@require_POST
def bind(request: HttpRequest, pk: int, key_pk: int) -> HttpResponse:
    """Let a key run only trusted documents, or any query again."""
    key = get_object_or_404(_client(request, pk).keys, pk=key_pk)
    key = bind_key(key, is_bound=not key.is_bound, by=_signed_in(request))
    done = (
        _text("The key %(key)s runs only trusted documents now.") if key.is_bound else _text("%(key)s runs any query.")
    )
    messages.success(request, done % {"key": key})
    return redirect("api_clients:edit", pk)


def revoke(request: HttpRequest, pk: int, key_pk: int) -> HttpResponse:
    """Ask, and then make a key useless."""
    client = _client(request, pk)
    key = get_object_or_404(client.keys, pk=key_pk)
    if request.method == "POST":
        revoke_key(key, by=_signed_in(request))
        messages.success(request, _text("The key %(key)s is revoked.") % {"key": key})
        return redirect("api_clients:edit", pk)
    return _page(request, "tenants/api_clients/revoke_key.html", client, _("Revoke key"), key=key)


class ApiClientViewSet(ModelViewSet):
    """The menu “API keys” of publishers and administrators."""

    model = ApiClient
    name = "api_clients"
    url_prefix = "api-clients"
    icon = "key"
    menu_label = _("API keys")
    menu_order = 700
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    search_fields = ["name"]
    list_display = [
        "name",
        Column("owner", label=_("State"), sort_key="owner__name"),
        BooleanColumn("is_active", label=_("Active"), sort_key="is_active"),
        DateColumn("last_used_on", label=_("Last used"), sort_key="last_used_on", classname=NOT_ON_PHONES),
    ]
    index_view_class = ClientIndexView
    add_view_class = ClientCreateView
    edit_view_class = ClientEditView
    history_view_class = ClientHistoryView
    usage_view_class = ClientUsageView
    edit_template_name = "tenants/api_clients/edit.html"

    def get_form_class(self, for_update: bool = False) -> type[ClientForm]:
        """One form for both."""
        return ClientForm

    def get_urlpatterns(self) -> list[URLPattern]:
        """Clients are never deleted; their keys have addresses below them."""
        kept = [pattern for pattern in super().get_urlpatterns() if pattern.name != "delete"]
        return [
            *kept,
            path("edit/<int:pk>/keys/new/", new_key, name="new_key"),
            path("edit/<int:pk>/keys/<int:key_pk>/rotate/", rotate, name="rotate_key"),
            path("edit/<int:pk>/keys/<int:key_pk>/bind/", bind, name="bind_key"),
            path("edit/<int:pk>/keys/<int:key_pk>/revoke/", revoke, name="revoke_key"),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Leave out the address of deletion."""
        return {**super().get_common_view_kwargs(**kwargs), "delete_url_name": None}


def _client(request: HttpRequest, pk: int) -> ApiClient:
    return get_object_or_404(clients_managed_by(_signed_in(request)), Q(pk=pk))


def _signed_in(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _shown_once(request: HttpRequest, key: ApiKey, raw: str) -> HttpResponse:
    next_url = get_valid_next_url_from_request(request) or reverse("api_clients:edit", args=[key.client.pk])
    return _page(
        request, "tenants/api_clients/key_made.html", key.client, _("Key made"), key=key, raw=raw, next_url=next_url
    )


def _page(request: HttpRequest, template: str, client: ApiClient, title: Any, **context: Any) -> HttpResponse:
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("api_clients:index"), "label": _("API clients")},
        {"url": reverse("api_clients:edit", args=[client.pk]), "label": client.name},
        {"url": "", "label": title},
    ]
    common = {"client": client, "header_title": title, "page_title": title, "header_icon": "key"}
    return TemplateResponse(request, template, {**common, "breadcrumbs_items": crumbs, **context})
