"""What is kept of contacts with people who need help, and of those who answer them."""

from .call_backs import CallBack, CallBackAttempt, CallBackQuerySet, CallBackResult, Relationship
from .campaigns import Campaign, CampaignQuerySet
from .conversations import (
    BACK_IN_QUEUE,
    HAS_COME,
    OF_CALLS,
    Author,
    BlockedSource,
    ChatSettings,
    Conversation,
    ConversationEvent,
    ConversationKey,
    ConversationNote,
    ConversationQuerySet,
    ConversationState,
    EndReason,
    Message,
    MessageKind,
    SourceSalt,
    Transport,
)
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
    "BACK_IN_QUEUE",
    "HAS_COME",
    "OF_CALLS",
    "Author",
    "BlockedSource",
    "CallBack",
    "CallBackAttempt",
    "CallBackQuerySet",
    "CallBackResult",
    "CallSummary",
    "CallSummaryQuerySet",
    "Campaign",
    "CampaignQuerySet",
    "ChatSettings",
    "ContactType",
    "Conversation",
    "ConversationEvent",
    "ConversationKey",
    "ConversationNote",
    "ConversationQuerySet",
    "ConversationState",
    "CorrectionReason",
    "EndReason",
    "Handover",
    "HandoverQuerySet",
    "Inquiry",
    "InquiryOutcome",
    "InquiryQuerySet",
    "Message",
    "MessageKind",
    "OperatorAssignment",
    "OperatorPresence",
    "PresenceState",
    "Relationship",
    "ScriptSnapshot",
    "ScriptSnapshotQuerySet",
    "ServiceHours",
    "ServiceHoursQuerySet",
    "SourceSalt",
    "Transport",
    "UnservedReason",
    "VisitCount",
    "VisitCountQuerySet",
    "VisitKind",
]
