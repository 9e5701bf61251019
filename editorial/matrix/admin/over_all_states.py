"""The library's screens over all states: for its people and the administrators only."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from editorial.matrix.matrix import matrix_of
from editorial.matrix.types import Matrix
from tenants import edge
from tenants.models import User
from tenants.permissions import sees_all_states


class OverAllStates:
    """A view that does not exist for a state's people."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer, or say that there is nothing here."""
        person_of(request)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # of the view it is mixed into


def person_of(request: HttpRequest) -> User:
    """Return who asks.

    Raises:
        Http404: they do not see all states.
    """
    user = request.user
    if not isinstance(user, User) or not sees_all_states(user):
        raise Http404
    return user


def whole_matrix(request: HttpRequest) -> Matrix:
    """Return the matrix of all states as of today."""
    return matrix_of(viewer=edge.viewer_for_user(person_of(request)), now=timezone.now())
