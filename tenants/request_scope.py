"""The scope of a person's request: what row-level security lets through while they work in the administration."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from .admin_access.reach import read_by
from .models import User
from .permissions import sees_all_states
from .request_memory import remembering
from .scope import scope_of_all_tenants, tenant_scope


class RequestScope:
    """Middleware; it stands after authentication, and around all that looks at images, files and drafts.

    It opens the request's transaction, in which the view's own is a savepoint: Wagtail's pages are rendered after
    their view has returned.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer within the scope of who is signed in; whoever is not has none."""
        if not request.path.startswith(reverse("wagtailadmin_home")) or not isinstance(request.user, User):
            return self._get_response(request)
        only_reads = request.method in ("GET", "HEAD")
        with read_by(request.user), _scope_of(request.user), remembering() if only_reads else nullcontext():
            return self._get_response(request)


def _scope_of(user: User) -> AbstractContextManager[None]:
    """Return the scope of those whose drafts somebody works on; the library's can be read by all."""
    if sees_all_states(user):
        return scope_of_all_tenants()
    return tenant_scope([] if user.tenant_id is None else [user.tenant_id])
