"""E-mails to a state's coordinators that it is launched, or launched again."""

from __future__ import annotations

from django.urls import reverse
from django_tasks import task

from editorial.periodic_mails import absolute
from publishing.services.launch_state import LAUNCHED, SUSPENDED
from tenants.account_mails import MOST_TRIES, again, is_sent
from tenants.models import AuditEntry, Tenant, TenantStatus
from tenants.scope import tenant_scope

from .suspensions import coordinators, name_in


def mail_launch(tenant: Tenant) -> None:
    """Let the worker write to the coordinators of a state that it is launched, once this is committed."""
    for person in coordinators().filter(tenant=tenant).order_by("pk"):
        send_launch.enqueue(person.pk)


@task(backend="background")
def send_launch(user_id: int, tries: int = 1) -> None:
    """Write to a coordinator that their state is launched, if it still is; again later if that fails."""
    person = coordinators().filter(pk=user_id).first()
    state = None if person is None else person.tenant
    if person is None or state is None or state.status != TenantStatus.LAUNCHED:
        return
    with tenant_scope([state.pk]):
        entries = AuditEntry.objects.filter(tenant=state).select_related("person").order_by("-pk")
        last = entries.filter(action=LAUNCHED).first()
        is_again = entries.filter(action=SUSPENDED).exists()
    context = {
        "user": person,
        "state": state,
        "who": name_in(last),
        "since": None if last is None else last.at,
        "is_again": is_again,
        "hosts": list(state.hostnames.order_by("pk").values_list("host", flat=True)),
        "url": absolute(reverse("states:overview", args=[state.code])),
    }
    if not is_sent(person, "editorial/email/launch", context) and tries < MOST_TRIES:
        again(send_launch)(user_id, tries + 1)
