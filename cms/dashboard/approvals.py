"""What others sent for review and waits for somebody's approval."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from wagtail.models import TaskState

from tenants.admin_access.acts import Act, may
from tenants.models import User


def waiting_for(user: User | AbstractBaseUser | AnonymousUser) -> list[int]:
    """Return the pages that the person may approve, by primary key, the one that waits longest first. One query."""
    if not isinstance(user, User) or not may(user, Act.PUBLISH):
        return []
    waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task__active=True)
    if not user.is_superuser:
        waiting = waiting.filter(task__groupapprovaltask__groups__in=user.groups.all()).distinct()
    ids = waiting.order_by("started_at", "pk").values_list("revision__object_id", flat=True)
    return [int(page_id) for page_id in ids]
