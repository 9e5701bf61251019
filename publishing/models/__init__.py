"""The store: what readers get, the library's history, and what is told to others."""

from .content_item import ContentItem, ContentItemQuerySet, PathRedirect
from .edition import Edition
from .outbox import OutboxAction, OutboxEntry
from .version import TenantVersion

__all__ = [
    "ContentItem",
    "ContentItemQuerySet",
    "Edition",
    "OutboxAction",
    "OutboxEntry",
    "PathRedirect",
    "TenantVersion",
]
