"""That a state is suspended, for its coordinators: on the start page, on the state's screen and by e-mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django_tasks import task

from editorial.periodic_mails import absolute
from publishing.services.launch_state import SUSPENDED
from tenants.account_mails import MOST_TRIES, again, is_sent
from tenants.models import AuditEntry, StaffRole, Tenant, TenantStatus, User
from tenants.scope import tenant_scope


@dataclass(frozen=True, slots=True)
class Suspension:
    """That a state is suspended, by whom and since when, and what citizens find meanwhile.

    Attributes:
        who: the name of a person, or the service itself.
        hosts: where citizens find the page that says that the site is closed for now.
        phones: what that page shows: label and number.
    """

    state: Tenant
    who: str
    since: datetime | None
    hosts: tuple[str, ...]
    phones: tuple[tuple[str, str], ...]


def suspension_of(tenant: Tenant | None) -> Suspension | None:
    """Return how a state is suspended; None for one that is not."""
    if tenant is None or tenant.status != TenantStatus.SUSPENDED:
        return None
    with tenant_scope([tenant.pk]):
        entries = AuditEntry.objects.filter(tenant=tenant, action=SUSPENDED).select_related("person")
        last = entries.order_by("-pk").first()
    return Suspension(
        state=tenant,
        who=name_in(last),
        since=None if last is None else last.at,
        hosts=tuple(tenant.hostnames.order_by("pk").values_list("host", flat=True)),
        phones=tuple(tenant.phones.values_list("label", "display")),
    )


def mail_suspension(tenant: Tenant) -> None:
    """Let the worker write to the coordinators of a state that it is suspended, once this is committed."""
    for person in coordinators().filter(tenant=tenant).order_by("pk"):
        send_suspension.enqueue(person.pk)


def coordinators() -> QuerySet[User]:
    """Return those of all states who can be written to."""
    people = User.objects.filter(is_active=True, role=StaffRole.COORDINATOR).exclude(email="")
    return people.select_related("tenant")


@task(backend="background")
def send_suspension(user_id: int, tries: int = 1) -> None:
    """Write to a coordinator that their state is suspended, if it still is; again later if that fails."""
    person = coordinators().filter(pk=user_id).first()
    suspension = None if person is None else suspension_of(person.tenant)
    if person is None or suspension is None:
        return
    context = {
        "user": person,
        "suspension": suspension,
        "url": absolute(reverse("states:overview", args=[suspension.state.code])),
    }
    if not is_sent(person, "editorial/email/suspension", context) and tries < MOST_TRIES:
        again(send_suspension)(user_id, tries + 1)


def name_in(entry: AuditEntry | None) -> str:
    """Return who did what an entry says."""
    if entry is None or not entry.person_name:
        return gettext("The service itself")
    return (entry.person.get_full_name() if entry.person is not None else "") or entry.person_name
