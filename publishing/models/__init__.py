"""The store: published items, the library's editions, what states adopt of them, and the outbox."""

from .content_item import ContentItem, ContentItemQuerySet, PathRedirect
from .digest import DigestSent, PeriodicMailKind
from .edition import Edition
from .holiday import TenantHoliday, TenantHolidayQuerySet
from .office_import import (
    ImportStatus,
    ImportWork,
    OfficeIdentifier,
    OfficeImport,
    OfficeImportQuerySet,
    OfficeImportRow,
    RowAct,
)
from .outbox import OutboxAction, OutboxEntry
from .pin import Pin, PinQuerySet
from .review_task import ReportCategory, ReviewOutcome, ReviewReason, ReviewTask, ReviewTaskQuerySet
from .search_model import SearchModel
from .small_copy import SmallCopy
from .suggestion import MIN_DAYS, ExampleSuggestion, SuggestionStatus, UnansweredSearch
from .version import TenantVersion

__all__ = [
    "MIN_DAYS",
    "ContentItem",
    "ContentItemQuerySet",
    "DigestSent",
    "Edition",
    "ExampleSuggestion",
    "ImportStatus",
    "ImportWork",
    "OfficeIdentifier",
    "OfficeImport",
    "OfficeImportQuerySet",
    "OfficeImportRow",
    "OutboxAction",
    "OutboxEntry",
    "PathRedirect",
    "PeriodicMailKind",
    "Pin",
    "PinQuerySet",
    "ReportCategory",
    "ReviewOutcome",
    "ReviewReason",
    "ReviewTask",
    "ReviewTaskQuerySet",
    "RowAct",
    "SearchModel",
    "SmallCopy",
    "SuggestionStatus",
    "TenantHoliday",
    "TenantHolidayQuerySet",
    "TenantVersion",
    "UnansweredSearch",
]
