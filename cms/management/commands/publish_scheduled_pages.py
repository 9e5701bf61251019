"""Wagtail's `publish_scheduled_pages`, over all tenants."""

from wagtail.management.commands.publish_scheduled_pages import Command as WagtailsCommand

from cms.over_all_tenants import OverAllTenants


class Command(OverAllTenants, WagtailsCommand):
    """The other name of `publish_scheduled`."""
