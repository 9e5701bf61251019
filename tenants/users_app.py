"""Wagtail's application of users with the project's screens; it stands in INSTALLED_APPS instead of `wagtail.users`."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersAppConfig(WagtailUsersAppConfig):
    """Points Wagtail at the project's viewset."""

    group_viewset = "tenants.viewsets.groups.GroupViewSet"
