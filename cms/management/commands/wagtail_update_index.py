"""Wagtail's `wagtail_update_index`, over all tenants."""

from wagtail.search.management.commands.wagtail_update_index import Command as WagtailsCommand

from cms.over_all_tenants import OverAllTenants


class Command(OverAllTenants, WagtailsCommand):
    """The other name of `update_index`."""
