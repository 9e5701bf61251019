"""Wagtail's `rebuild_references_index`, over all tenants."""

from wagtail.management.commands.rebuild_references_index import Command as WagtailsCommand

from cms.over_all_tenants import OverAllTenants


class Command(OverAllTenants, WagtailsCommand):
    """Note anew what refers to which image, file and page, of all tenants."""
