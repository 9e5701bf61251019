"""Who may see and change a state's adaptations: Wagtail's rights on the state's tree decide."""

from __future__ import annotations

from wagtail.models import Page

from delivery import state_view
from delivery.state_view import NotVisible, StateView
from tenants import edge
from tenants.models import Tenant, User

from .errors import AdaptationForbidden
from .types import Rights


def view_for(*, tenant: Tenant, locale: str, by: User, to_change: bool = False) -> StateView:
    """What a state serves, for somebody who may read it.

    Args:
        to_change: as the present transaction has it, which is going to change something by it.
    Raises:
        NotVisible: not their state.
        LocaleNotServed: the state has no content in that language.
    """
    look_up = state_view.in_transaction if to_change else state_view.for_viewer
    return look_up(edge.viewer_for_user(by), tenant.code, locale)


def rights_of(*, tenant: Tenant, by: User) -> Rights:
    """What somebody may do with a tenant's texts and reviews: Wagtail's rights on its tree decide."""
    if tenant.root_page_id is None or not by.is_active:
        return Rights(can_edit=False, can_publish=False)
    permissions = Page.objects.get(pk=tenant.root_page_id).permissions_for_user(by)
    return Rights(can_edit=permissions.can_edit(), can_publish=permissions.can_publish())


def visible_rights_of(*, tenant: Tenant, by: User) -> Rights:
    """What somebody may do with the texts of a state that they see.

    Raises:
        NotVisible: not their state.
    """
    if tenant.code not in edge.viewer_for_user(by).tenants:
        raise NotVisible
    return rights_of(tenant=tenant, by=by)


def check_may_edit(*, tenant: Tenant, by: User) -> None:
    """Refuse users who may not change a state's texts.

    Raises:
        NotVisible, AdaptationForbidden.
    """
    if not visible_rights_of(tenant=tenant, by=by).can_edit:
        raise AdaptationForbidden(state=tenant.name)


def check_may_publish(*, tenant: Tenant, by: User) -> None:
    """Refuse users who may not publish a state's texts.

    Raises:
        NotVisible, AdaptationForbidden.
    """
    if not visible_rights_of(tenant=tenant, by=by).can_publish:
        raise AdaptationForbidden(state=tenant.name)
