"""Wagtail's `wagtail_update_image_renditions`, over all tenants."""

from wagtail.images.management.commands.wagtail_update_image_renditions import Command as WagtailsCommand

from cms.over_all_tenants import OverAllTenants


class Command(OverAllTenants, WagtailsCommand):
    """Make the pictures of all tenants' images anew."""
