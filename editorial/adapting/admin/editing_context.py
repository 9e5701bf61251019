"""Whose texts somebody may see and change here."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from delivery import state_view
from delivery.state_view import LocaleNotServed, NotVisible, StateView
from editorial.adapting.rights import visible_rights_of
from editorial.adapting.types import AdaptationTarget, Rights
from tenants import edge
from tenants.models import Tenant, User


@dataclass(frozen=True, slots=True)
class EditingContext:
    """One state's texts in one language, and who sits before them.

    Attributes:
        view: what the state serves now.
        rights: only the state's own people (and administrators) change its texts, and only its publishers publish;
            others read.
    """

    tenant: Tenant
    view: StateView
    user: User
    rights: Rights

    @property
    def locale(self) -> str:
        """The language, as a BCP 47 tag."""
        return self.view.locale

    @property
    def is_in_other_language(self) -> bool:
        """Whether it is another language than the state's first one, so that addresses must name it."""
        return self.view.locale != self.view.tenant.default_locale

    def target(self, key: str) -> AdaptationTarget:
        """One of these texts, to be worked on by this person."""
        return AdaptationTarget(tenant=self.tenant, key=key, locale=self.locale, by=self.user)


def states_of(request: HttpRequest) -> list[Tenant]:
    """Return the states whose texts somebody may see here, by name."""
    codes = edge.viewer_for_user(request.user).tenants
    return list(Tenant.objects.states().filter(code__in=codes).order_by("name"))


def editing_context_of(request: HttpRequest, code: str, locale: str | None = None) -> EditingContext:
    """Return the editing context of a state.

    Raises:
        Http404: no such state for this person; what is another's does not exist.
    """
    user = request.user
    tenant = Tenant.objects.states().select_related("site").filter(code=code).first()
    if tenant is None or not isinstance(user, User):
        raise Http404
    try:
        view = state_view.for_viewer(edge.viewer_for_user(user), code, locale)
        rights = visible_rights_of(tenant=tenant, by=user, locale=view.locale)
    except (NotVisible, LocaleNotServed) as refusal:
        raise Http404 from refusal
    return EditingContext(tenant, view, user, rights)
