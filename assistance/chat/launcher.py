"""The one script that a partner's page loads, at an address that stays: `<justicia-chat>` opens the chat in a frame.

It is the file that was built, whose own name changes with it; so this address is kept for some minutes only.
"""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_response_headers
from django.views.decorators.http import condition, require_safe

ENTRY = "src/launcher/launcher.ts"
KEPT_SECONDS = 600


def _built_file(_request: HttpRequest) -> str:
    """Return the name of the built file, which has a digest of what is in it.

    Raises:
        Http404: nothing was built on this machine.
    """
    manifest = Path(str(settings.DJANGO_VITE["default"]["manifest_path"]))
    try:
        return str(json.loads(manifest.read_text(encoding="utf-8"))[ENTRY]["file"])
    except (FileNotFoundError, KeyError):
        raise Http404 from None


@require_safe
@condition(etag_func=lambda request: f'"{Path(_built_file(request)).stem}"')
def script(request: HttpRequest) -> HttpResponse:
    """Answer with the script, which every page may load and which says nothing of anybody."""
    manifest = Path(str(settings.DJANGO_VITE["default"]["manifest_path"]))
    body = (manifest.parent / _built_file(request)).read_bytes()
    response = HttpResponse(body, content_type="text/javascript; charset=utf-8")
    patch_response_headers(response, KEPT_SECONDS)
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
