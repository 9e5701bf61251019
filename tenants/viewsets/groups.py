"""Wagtail's screens of groups, without the way to its screens of users, which are closed."""

from __future__ import annotations

from wagtail.admin.widgets.button import HeaderButton
from wagtail.users.views.groups import EditView
from wagtail.users.views.groups import GroupViewSet as WagtailGroupViewSet


class ChangeView(EditView):
    """Changes what a group may do."""

    header_buttons: tuple[HeaderButton, ...] = ()


class GroupViewSet(WagtailGroupViewSet):
    """The screens of groups."""

    edit_view_class = ChangeView
