"""`logInquiry`: one contact, written once."""

from __future__ import annotations

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.schema.types.inquiries import ContactFields, InquiryPayload
from assistance.inquiries.contact import read_contact
from assistance.inquiries.services import log_inquiry

from .writing import as_sent, written


class LogInquiryInput(ContactFields, graphene.InputObjectType):
    """A contact with somebody who needs help, on any channel: codes and numbers only."""


class LogInquiryPayload(InquiryPayload, graphene.ObjectType):
    """What became of a contact."""


class LogInquiry(graphene.Mutation):
    """Record a contact, once: the same one again gets the first answer. Needs the scope `INQUIRIES`."""

    class Arguments:
        input = LogInquiryInput(required=True, description="The contact.")

    Output = LogInquiryPayload

    @staticmethod
    def mutate(_root: None, info: GraphQLResolveInfo, input: dict[str, Any]) -> LogInquiryPayload:
        context = info.context
        return written(
            LogInquiryPayload,
            info,
            lambda: log_inquiry(viewer=context.viewer, contact=read_contact(as_sent(input)), source=context.network),
        )
