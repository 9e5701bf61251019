"""Documents and recordings, for whom they are published and for whom they belong to."""

from __future__ import annotations

from hashlib import sha256
from pathlib import PurePath

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from cms.ranges import file_response
from delivery.files import published_title
from media.models import CustomDocument
from media.models.document import FOLDER
from media.permissions import document_readable_by
from tenants import edge
from tenants.edge import HostUnknown
from tenants.proxies import client_network
from tenants.sites import is_service_host
from tenants.viewer import Viewer, ViewerKind

PUBLIC = "public, no-cache"
"""It is kept, and asked for again before each use: what refers to it may be withdrawn at any time."""

PRIVATE = "private, no-store"

POLICY = "default-src 'none'; media-src 'self'"
"""A browser that opens a recording shows a player of its own, which loads the same address."""


@require_safe
@transaction.non_atomic_requests
def document(request: HttpRequest, document_id: int, name: str) -> HttpResponseBase:
    """Answer with a file that something published on this host refers to, or that the person signed in may read.

    Anything else is a 404, the same for what is not there.
    """
    title = published_title(_viewer(request), reverse("wagtaildocs_serve", args=[document_id, name]))
    is_public = title is not None
    if title is None:
        title = _title_for_person(request, document_id, name)
    path = f"{FOLDER}/{name}"
    stored = CustomDocument(file=path)
    try:
        file = stored.file.storage.open(path)
    except FileNotFoundError as error:
        raise Http404 from error
    response = file_response(
        request, file, content_type=stored.content_type, etag=_etag(name, file.size) if is_public else None
    )
    filename = (slugify(title, allow_unicode=True) or "archivo") + PurePath(name).suffix
    is_shown = stored.content_disposition == "inline"
    response["Content-Disposition"] = content_disposition_header(not is_shown, filename) or "attachment"
    response["Cache-Control"] = PUBLIC if is_public else PRIVATE
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _viewer(request: HttpRequest) -> Viewer:
    host = request.get_host()
    if is_service_host(host):
        return edge.viewer_for_service_host()
    try:
        return edge.viewer_for_host(host, source=client_network(request.META))
    except HostUnknown:
        return Viewer(kind=ViewerKind.HOST, tenants={})


def _title_for_person(request: HttpRequest, document_id: int, name: str) -> str:
    found = document_readable_by(request.user, document_id)
    if found is None or found.filename != name:
        raise Http404
    return str(found.title)


def _etag(name: str, size: int) -> str:
    return f'"{sha256(f"{name} {size}".encode()).hexdigest()[:32]}"'
