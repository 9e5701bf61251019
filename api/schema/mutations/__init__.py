"""What can be changed: one mutation a module, each in a transaction and scope of its own."""

from __future__ import annotations

import graphene

from .cancel_call import CancelCall
from .correct_inquiry import CorrectInquiry
from .end_conversation import EndConversation
from .erase_conversation import EraseConversation
from .log_inquiry import LogInquiry
from .rate_conversation import RateConversation
from .send_message import SendMessage
from .start_conversation import StartConversation
from .stay_in_conversation import StayInConversation


class Mutation(graphene.ObjectType):
    """Everything that can be changed. What a mutation refuses, it says in `errors`, beside what it did."""

    log_inquiry = LogInquiry.Field()
    correct_inquiry = CorrectInquiry.Field()
    start_conversation = StartConversation.Field()
    send_message = SendMessage.Field()
    stay_in_conversation = StayInConversation.Field()
    end_conversation = EndConversation.Field()
    erase_conversation = EraseConversation.Field()
    rate_conversation = RateConversation.Field()
    cancel_call = CancelCall.Field()
