"""Wagtail's `update_index`, over all tenants."""

from wagtail.search.management.commands.update_index import Command as WagtailsCommand

from cms.over_all_tenants import OverAllTenants


class Command(OverAllTenants, WagtailsCommand):
    """Index what Wagtail searches, images and files of all tenants included."""
