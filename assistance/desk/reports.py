"""“This content is wrong”, from the desk."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from assistance.operators.rights import Answering
from publishing.errors import ReportRefused
from publishing.models import ReportCategory
from publishing.services.report_content import report_content
from tenants.models import Tenant

from .answers import Answer, Refused, answers, sent
from .content import view_of

UUID_LENGTH = 36


@answers("POST")
def report(request: HttpRequest, operator: Answering) -> Answer:
    """Report that a text that a state serves, or one piece of it, is wrong in one of the ways that there are."""
    given = sent(request)
    key, node, digest, category = (given.get(name) for name in ("key", "node", "digest", "category"))
    for name, value in (("node", node), ("digest", digest)):
        if not isinstance(value, str | None):
            raise Refused("INVALID", field=name)
    if category not in ReportCategory.values:
        raise Refused("INVALID", field="category")
    report_id = _uuid(given.get("id"))
    view = view_of(operator, given.get("state"), given.get("locale"))
    item = view.item(key) if isinstance(key, str) else None
    if item is None:
        raise Refused("NOT_FOUND")
    try:
        report_content(
            tenant=Tenant.objects.get(pk=view.tenant.id),
            item=item,
            node=node,
            digest=digest,
            category=ReportCategory(category),
            report_id=report_id,
            reporter=("user", operator.user_id),
        )
    except ReportRefused as refused:
        raise Refused("INVALID", field=refused.field, message=refused.message) from refused
    return {"id": str(report_id)}


def _uuid(value: object) -> UUID:
    try:
        if isinstance(value, str) and len(value) == UUID_LENGTH:
            return UUID(value)
    except ValueError:
        pass
    raise Refused("INVALID", field="id")
