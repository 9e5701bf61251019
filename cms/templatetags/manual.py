"""The link from a screen to the page of the manual that explains it."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from cms.manual.pages import active_language, explaining, reader_of

register = template.Library()


@register.inclusion_tag("cms/manual/_how.html", takes_context=True)
def how_is_it_done(context: Context) -> dict[str, Any]:
    """Offer help about the screen that is shown; nothing where the manual does not explain it.

    Headers are included without the variables around them, so the request is the context's own.
    """
    request = getattr(context, "request", None)
    match = getattr(request, "resolver_match", None)
    if request is None or match is None:
        return {"found": None}
    page = context.get("page")
    page_type = match.kwargs.get("content_type_model_name") or (page._meta.model_name if page else "")
    found = explaining(match.view_name, str(page_type), reader_of(request.user), active_language())
    return {"found": found}
