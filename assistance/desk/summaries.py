"""What a caller takes along of a call: a link, its QR code, and a code to dictate."""

from __future__ import annotations

from io import BytesIO

import segno
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation

from assistance.chat.addresses import public_origin
from assistance.operators.rights import Answering
from assistance.summaries.errors import NO_SITE, SummaryRefused
from assistance.summaries.links import token_of
from assistance.summaries.services import make_summary
from content_models.paths import SUMMARIES_PATH
from tenants.models import Tenant

from .answers import Answer, Refused, answers, sent, tenant_id_of
from .content import view_of


@answers("POST")
def make(request: HttpRequest, operator: Answering) -> Answer:
    """Keep the summary of a call with a citizen of one of the operator's states."""
    given = sent(request)
    tenant = Tenant.objects.select_related("site").get(pk=tenant_id_of(operator, given.get("state")))
    view = view_of(operator, tenant.code, given.get("locale"))
    if tenant.site is None:
        raise Refused("INVALID", field="state", message=NO_SITE)
    try:
        summary = make_summary(view=view, given=given, now=timezone.now())
    except SummaryRefused as error:
        with translation.override(settings.LANGUAGE_CODE):
            raise Refused(error.code, field=error.field, message=str(error.message)) from error
    url = f"{public_origin(tenant.site)}{SUMMARIES_PATH}{token_of(summary, code=tenant.code)}/"
    return {"url": url, "code": summary.code, "qrSvg": qr_svg(url), "expiresAt": summary.expires_at}


def qr_svg(address: str) -> str:
    """Return a drawing of an address that stands alone, as the source of a picture must."""
    out = BytesIO()
    drawing = segno.make_qr(address, error="l")
    drawing.save(out, kind="svg", xmldecl=False, nl=False, border=4, dark="#000", light="#fff", omitsize=True)
    return out.getvalue().decode()
