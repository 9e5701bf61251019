"""The one script that a partner's page loads, at an address that stays: `<justicia-chat>` opens the chat in a frame.

It is the file that was built, whose own name changes with it; so this address is kept for some minutes only.
"""

from __future__ import annotations

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_response_headers
from django.views.decorators.http import condition, require_safe

from tenants.built_frontend import built_file

ENTRY = "src/launcher/launcher.ts"
KEPT_SECONDS = 600


def _built_file(_request: HttpRequest) -> Path:
    """Return the built file, whose name has a digest of what is in it.

    Raises:
        Http404: nothing was built on this machine.
    """
    found = built_file(ENTRY)
    if found is None:
        raise Http404
    return found


@require_safe
@condition(etag_func=lambda request: f'"{_built_file(request).stem}"')
def script(request: HttpRequest) -> HttpResponse:
    """Answer with the script, which every page may load and which says nothing of anybody."""
    response = HttpResponse(_built_file(request).read_bytes(), content_type="text/javascript; charset=utf-8")
    patch_response_headers(response, KEPT_SECONDS)
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
