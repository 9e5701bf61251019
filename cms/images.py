"""Images that editors uploaded, served from this machine's disk.

With S3 (`S3_BUCKET`) their addresses lead there, and a proxy in front may answer first. Only what is shown is served:
renditions. Originals and documents stay where they are; documents have a view of their own.
"""

from __future__ import annotations

import errno

from django.conf import settings
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.static import serve

FOLDER = "images"
FOREVER = "public, max-age=31536000, immutable"
"""A rendition's name changes with its picture."""


@transaction.non_atomic_requests
def rendition(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer with the file of a rendition, to be shown and never to be run; 404 for what is not there."""
    try:
        response = serve(request, path, document_root=str(settings.MEDIA_ROOT / FOLDER))
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        raise Http404 from error
    if isinstance(response, FileResponse):
        response["Cache-Control"] = FOREVER
        response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
        response["X-Content-Type-Options"] = "nosniff"
    return response
