"""What is kept of contacts with people who need help, and of those who answer them."""

from .call_backs import CallBack, CallBackAttempt, CallBackQuerySet, CallBackResult, Relationship
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
from .summaries import CallSummary, CallSummaryQuerySet
from .visits import VisitCount, VisitCountQuerySet, VisitKind

__all__ = [
    "ANSWERED",
    "CallBack",
    "CallBackAttempt",
    "CallBackQuerySet",
    "CallBackResult",
    "CallSummary",
    "CallSummaryQuerySet",
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
    "Relationship",
    "ScriptSnapshot",
    "ScriptSnapshotQuerySet",
    "ServiceHours",
    "ServiceHoursQuerySet",
    "UnservedReason",
    "VisitCount",
    "VisitCountQuerySet",
    "VisitKind",
]
