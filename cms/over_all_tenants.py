"""Wagtail's own commands, which know of no tenants: they work on every tenant's rows."""

from typing import Any

from django.core.management.base import BaseCommand

from tenants.scope import scope_of_all_tenants


class OverAllTenants(BaseCommand):
    """Run a command, one transaction long, within the scope of all tenants."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Run it."""
        with scope_of_all_tenants():
            return super().handle(*args, **options)
