"""Trusted documents in the admin: the list of a client's, uploading a manifest, deleting one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from api.limits import MAX_COST
from tenants.models import ApiClient, User
from tenants.permissions import clients_managed_by

from .manifest import ManifestRefused, read
from .slices import staged_manifest_of, upload_or_stage
from .uploading import Uploaded, delete, documents_of

LARGEST_MANIFEST = 4 * 1024 * 1024
TITLE = _("Trusted documents")
HELP = _("Queries that this client's apps name by an id. A key can be bound to them.")
BEING_CHECKED = _("The manifest is large: it is being checked. Open this page again to see how far that is.")
TOO_LARGE = _("The file is larger than %(limit)s.")


class ManifestForm(forms.Form):
    """A manifest to upload."""

    manifest = forms.FileField(
        label=_("Manifest"),
        help_text=_("A JSON file as Relay, Apollo or GraphQL Code Generator write it: documents by their ids."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_manifest(self) -> bytes:
        """Return what the file has."""
        file = self.cleaned_data["manifest"]
        if file.size > LARGEST_MANIFEST:
            raise forms.ValidationError(TOO_LARGE, params={"limit": filesizeformat(LARGEST_MANIFEST)})
        content: bytes = file.read()
        return content


def documents(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a client's documents; take a manifest."""
    client = _client(request, pk)
    form = ManifestForm(request.POST or None, request.FILES or None)
    reasons: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            found = read(form.cleaned_data["manifest"])
            uploaded = upload_or_stage(client=client, documents=found, by=_signed_in(request))
        except ManifestRefused as error:
            reasons = error.reasons
        else:
            messages.success(request, BEING_CHECKED if uploaded is None else _count_sentence(uploaded))
            return redirect("trusted_documents:list", pk)
    context = {
        "client": client,
        "form": form,
        "reasons": reasons,
        "documents": documents_of(client),
        "staged": staged_manifest_of(client),
        "limit": MAX_COST,
        "help": HELP,
        "header_title": TITLE,
        "page_title": TITLE,
        "header_icon": "key",
        "breadcrumbs_items": _crumbs(client),
    }
    return TemplateResponse(request, "api/trusted_documents.html", context)


@require_POST
def remove(request: HttpRequest, pk: int, document_pk: int) -> HttpResponse:
    """Delete a document."""
    document = delete(client=_client(request, pk), pk=document_pk, by=_signed_in(request))
    if document is None:
        raise Http404
    messages.success(request, _text("“%(document)s” is deleted.") % {"document": document})
    return redirect("trusted_documents:list", pk)


URLS = [
    path("<int:pk>/", documents, name="list"),
    path("<int:pk>/delete/<int:document_pk>/", remove, name="delete"),
]


def page_of(client: ApiClient) -> dict[str, Any]:
    """Return what a client's page shows of this one."""
    return {"url": reverse("trusted_documents:list", args=[client.pk]), "label": TITLE, "help": HELP}


def _count_sentence(uploaded: Uploaded) -> str:
    new = ngettext("%(count)d new document.", "%(count)d new documents.", uploaded.new) % {"count": uploaded.new}
    if not uploaded.known:
        return new
    known = ngettext("%(count)d was here before.", "%(count)d were here before.", uploaded.known)
    return f"{new} {known % {'count': uploaded.known}}"


def _client(request: HttpRequest, pk: int) -> ApiClient:
    return get_object_or_404(clients_managed_by(_signed_in(request)), pk=pk)


def _signed_in(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _crumbs(client: ApiClient) -> list[dict[str, Any]]:
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("api_clients:index"), "label": _("API clients")},
        {"url": reverse("api_clients:edit", args=[client.pk]), "label": client.name},
        {"url": "", "label": TITLE},
    ]
