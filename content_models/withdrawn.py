"""Which pages were withdrawn: published once, and no more; by undoing an import, too."""

from django.db.models import Q

WITHDRAWN = Q(live=False, first_published_at__isnull=False)
"""For queries about pages."""
