"""What can be changed: one mutation a module, each in a transaction and scope of its own."""

from __future__ import annotations

import graphene

from .correct_inquiry import CorrectInquiry
from .log_inquiry import LogInquiry


class Mutation(graphene.ObjectType):
    """Everything that can be changed. What a mutation refuses, it says in `errors`, beside what it did."""

    log_inquiry = LogInquiry.Field()
    correct_inquiry = CorrectInquiry.Field()
