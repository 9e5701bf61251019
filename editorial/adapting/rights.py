"""Who may see and change a state's adaptations: Wagtail's rights on the state's tree decide."""

from __future__ import annotations

from wagtail.models import Page

from content_models.languages import django_code
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


def rights_of(*, tenant: Tenant, by: User, locale: str = "") -> Rights:
    """What somebody may do with a tenant's texts and reviews: Wagtail's rights on its tree decide.

    Args:
        locale: in which language, as a BCP 47 tag; the tenant's first unless given. Translators write in the others.
    """
    if tenant.root_page_id is None or not by.is_active:
        return Rights(can_edit=False, can_publish=False)
    home = Page.objects.get(pk=tenant.root_page_id)
    if locale:
        home = home.get_translations().filter(locale__language_code=django_code(locale)).first() or home
    permissions = home.permissions_for_user(by)
    return Rights(can_edit=permissions.can_edit(), can_publish=permissions.can_publish())


def visible_rights_of(*, tenant: Tenant, by: User, locale: str = "") -> Rights:
    """What somebody may do with the texts of a state that they see.

    Raises:
        NotVisible: not their state.
    """
    if tenant.code not in edge.viewer_for_user(by).tenants:
        raise NotVisible
    return rights_of(tenant=tenant, by=by, locale=locale)


def check_may_edit(*, tenant: Tenant, by: User, locale: str = "") -> None:
    """Refuse users who may not change a state's texts.

    Raises:
        NotVisible, AdaptationForbidden.
    """
    if not visible_rights_of(tenant=tenant, by=by, locale=locale).can_edit:
        raise AdaptationForbidden(state=tenant.name)


def check_may_publish(*, tenant: Tenant, by: User, locale: str = "") -> None:
    """Refuse users who may not publish a state's texts.

    Raises:
        NotVisible, AdaptationForbidden.
    """
    if not visible_rights_of(tenant=tenant, by=by, locale=locale).can_publish:
        raise AdaptationForbidden(state=tenant.name)
