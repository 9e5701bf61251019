"""What is kept of contacts with people who need help, and of those who answer them."""

from .campaigns import Campaign, CampaignQuerySet
from .hours import ANSWERED, ServiceHours, ServiceHoursQuerySet
from .inquiries import (
    ContactType,
    CorrectionReason,
    Inquiry,
    InquiryOutcome,
    InquiryQuerySet,
    UnservedReason,
)
from .operators import Handover, HandoverQuerySet, OperatorAssignment, OperatorPresence, PresenceState
from .snapshots import ScriptSnapshot, ScriptSnapshotQuerySet
from .visits import VisitCount, VisitCountQuerySet, VisitKind

__all__ = [
    "ANSWERED",
    "Campaign",
    "CampaignQuerySet",
    "ContactType",
    "CorrectionReason",
    "Handover",
    "HandoverQuerySet",
    "Inquiry",
    "InquiryOutcome",
    "InquiryQuerySet",
    "OperatorAssignment",
    "OperatorPresence",
    "PresenceState",
    "ScriptSnapshot",
    "ScriptSnapshotQuerySet",
    "ServiceHours",
    "ServiceHoursQuerySet",
    "UnservedReason",
    "VisitCount",
    "VisitCountQuerySet",
    "VisitKind",
]
