"""`correctInquiry`: a further row in the place of one that is wrong."""

from __future__ import annotations

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.schema.types.inquiries import ContactFields, CorrectionReason, InquiryPayload
from assistance.inquiries.contact import read_contact, read_uuid
from assistance.inquiries.services import correct_inquiry

from .writing import as_sent, written


class CorrectInquiryInput(ContactFields, graphene.InputObjectType):
    """The contact as it should have been recorded, all of it, with an id of its own."""

    inquiry_id = graphene.ID(required=True, description="The inquiry to correct, or its last correction.")
    reason = CorrectionReason(
        required=True,
        description="`DUPLICATE` and `TEST` leave nothing to count; `WRONG_STATE` moves it to `state`.",
    )


class CorrectInquiryPayload(InquiryPayload, graphene.ObjectType):
    """What became of a correction."""


class CorrectInquiry(graphene.Mutation):
    """Correct an inquiry that the key's client recorded. Needs the scope `INQUIRIES` and a secret key."""

    class Arguments:
        input = CorrectInquiryInput(required=True, description="The correction.")

    Output = CorrectInquiryPayload

    @staticmethod
    def mutate(_root: None, info: GraphQLResolveInfo, input: dict[str, Any]) -> CorrectInquiryPayload:
        sent = as_sent(input)
        inquiry_id = read_uuid(sent.pop("inquiryId"))
        return written(
            CorrectInquiryPayload,
            info,
            lambda: correct_inquiry(
                viewer=info.context.viewer,
                inquiry_id=inquiry_id,
                contact=read_contact(sent, is_correction=True),
            ),
        )
