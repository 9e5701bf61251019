"""Wagtail's `publish_scheduled`, over all tenants."""

from wagtail.management.commands.publish_scheduled import Command as WagtailsCommand

from cms.over_all_tenants import OverAllTenants


class Command(OverAllTenants, WagtailsCommand):
    """Publish and withdraw what is due, of all tenants; the worker does so by itself, one transaction each."""
