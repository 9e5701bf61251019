"""Organizations and their offices."""

from __future__ import annotations

from datetime import datetime

import graphene
from django.conf import settings
from django.utils import translation
from graphql import GraphQLResolveInfo

from api.in_state import DocumentField, InState, OfficeInState, published
from content_models.kinds import ItemKind
from content_models.postal_address import address_in_one_line

from .enums import HolidayKind, OrganizationKind, Role, SourceQuality, SubstituteReason
from .examples import examples_of_item
from .items import Item, Node
from .scalars import Date, DateTime
from .values import Address, Locale, Phone, RichText, Schedule, Service, listed

KIND = DocumentField("organizationKind")


class OrganizationKindInfo(graphene.ObjectType):
    """A kind of organization: what it does, and when to go there."""

    class Meta:
        default_resolver = published

    kind = graphene.Field(OrganizationKind, required=True, description="The kind.", resolver=KIND)
    name = graphene.String(required=True, description="As people call it.")
    also_called = listed(graphene.String, description="Other names; empty: none.")
    what_it_does = listed(graphene.String, description="One sentence each.")
    go_when = listed(graphene.String, description="Occasions to go there, one sentence each.")
    serves_roles = listed(Role, description="Whom it serves.")
    is_emergency = graphene.Boolean(required=True, description="Whether it answers at once, at any hour.")
    description = graphene.Field(RichText, required=True, description="More about it; may be empty.")


class Organization(graphene.ObjectType):
    """An organization of the state, or a national one."""

    class Meta:
        interfaces = (Node, Item)
        default_resolver = published

    name = graphene.String(required=True, description="Full name.")
    kind = graphene.Field(
        OrganizationKind, required=True, description="What kind of organization it is.", resolver=KIND
    )
    also_called = listed(graphene.String, description="Other names; empty: none.")
    what_it_does = listed(graphene.String, description="One sentence each.")
    go_when = listed(graphene.String, description="Occasions to go there, one sentence each.")
    serves_roles = listed(Role, description="Whom it serves.")
    is_emergency = graphene.Boolean(required=True, description="Whether it answers at once, at any hour.")
    description = graphene.Field(RichText, required=True, description="More about it; may be empty.")
    website = graphene.String(description="Null: none is known.")
    email = graphene.String(description="Null: none is known.")
    source = graphene.String(description="Where this is from; null: not stated.")
    verified = graphene.Boolean(required=True, description="Whether somebody checked it with the source.")
    examples = examples_of_item()


class Holiday(graphene.ObjectType):
    """A holiday, or days on which offices are closed."""

    class Meta:
        default_resolver = published

    kind = graphene.Field(HolidayKind, required=True, description="Whether it is a holiday or a closure.")
    name = graphene.String(required=True, description="Name, in Spanish.")
    starts_on = Date(required=True, description="First day.")
    ends_on = Date(required=True, description="Last day, included.")
    is_national = graphene.Boolean(
        required=True, description="Whether it holds in all states; otherwise for the state's own offices only."
    )
    source = graphene.String(required=True, description="Where it is published.")
    office = graphene.Field(
        lambda: Office, description="The only office that is closed; null: all that are not open day and night."
    )

    @staticmethod
    def resolve_office(holiday: InState, _info: GraphQLResolveInfo) -> InState | None:
        key = holiday["officeKey"]
        office = holiday.view.item(key) if key else None
        return InState(holiday.view, office) if office is not None and office["kind"] == ItemKind.OFFICE else None


class Office(graphene.ObjectType):
    """A place to go to, or a number to call.

    Also a help line that stands in for a kind of office which the state does not have: an office with numbers and
    without an address, with an id of its own for each kind that it stands in for.
    """

    class Meta:
        interfaces = (Node, Item)
        default_resolver = published

    name = graphene.String(required=True, description="Full name.")
    organization = graphene.Field(Organization, description="Whose office it is; null: stands alone.")
    kind = graphene.Field(OrganizationKind, required=True, description="Kind of its organization.", resolver=KIND)
    services = listed(Service, description="Empty: those of its kind.")
    address = graphene.Field(Address, description="Null when confidential or not known.")
    municipality = graphene.String(description="Null when confidential, or when it serves by phone only.")
    latitude = graphene.Float(description="WGS 84 degrees; null when confidential or not known.")
    longitude = graphene.Float(description="WGS 84 degrees; null when confidential or not known.")
    distance_meters = graphene.Int(description="From the point asked for, in meters; null without `near`.")
    distance_is_approximate = graphene.Boolean(
        description="Whether the distance is to the center of the municipality; null without `near`."
    )
    phones = listed(Phone, description="In the order to try them; empty: none is known.")
    email = graphene.String(description="Null: none is known.")
    website = graphene.String(description="Null: none is known.")
    time_zone = graphene.String(required=True, description="IANA name; its hours are in this zone.")
    schedule = graphene.Field(Schedule, description="Null: not known in structured form.")
    hours_text = graphene.String(description="The hours in words; null: not known.")
    is_open = graphene.Boolean(
        description="Whether it is open; null: not known, or not known on this holiday.",
        at=DateTime(description="At which instant; absent: now."),
    )
    next_change = DateTime(
        description="When `isOpen` changes next: it opens, closes, or a holiday begins on which its hours are not "
        "known. Null: not known, or not within 60 days."
    )
    languages = listed(Locale, description="In which people are attended; empty: not known.")
    accessibility = listed(graphene.String, description="Such as a ramp; empty: not known.")
    areas_served = listed(graphene.String, description="Municipalities or regions; empty: the whole state.")
    note = graphene.String(description="What to know before going; null: nothing.")
    is_confidential = graphene.Boolean(
        required=True, description="Whether the place is kept secret to protect those who are there."
    )
    needs_confirmation = graphene.Boolean(
        required=True, description="Whether nobody has confirmed yet that these data still hold."
    )
    assured_on = Date(description="Day on which somebody confirmed these data; null: nobody yet.")
    source = graphene.String(description="Where the data are from; null: not stated.")
    source_quality = graphene.Field(SourceQuality, description="How good the source is; null: not stated.")
    verified = graphene.Boolean(required=True, description="Whether somebody checked it with the source.")

    is_substitute = graphene.Boolean(
        required=True,
        description="Whether it only answers in the place of a kind of office that the directory does not have.",
    )
    substitute_reason = graphene.Field(SubstituteReason, description="Why it stands in; null: it is no substitute.")
    substitute_for = graphene.Field(
        OrganizationKind, description="The kind of office that the directory does not have; null: it is no substitute."
    )
    substitute_note = graphene.String(
        description="A Spanish sentence to show or read aloud that says so; null: it is no substitute."
    )

    @staticmethod
    def resolve_address(office: InState, _info: GraphQLResolveInfo) -> dict[str, str | None] | None:
        address = office["address"]
        return None if address is None else {**address, "text": address_in_one_line(office.value)}

    @staticmethod
    def resolve_is_substitute(office: InState, _info: GraphQLResolveInfo) -> bool:
        return office.view.directory.substitution_of(office.value) is not None

    @staticmethod
    def resolve_substitute_reason(office: InState, _info: GraphQLResolveInfo) -> str | None:
        substitution = office.view.directory.substitution_of(office.value)
        return None if substitution is None else str(substitution.reason)

    @staticmethod
    def resolve_substitute_for(office: InState, _info: GraphQLResolveInfo) -> str | None:
        substitution = office.view.directory.substitution_of(office.value)
        return None if substitution is None else substitution.kind

    @staticmethod
    def resolve_substitute_note(office: InState, _info: GraphQLResolveInfo) -> str | None:
        with translation.override(settings.LANGUAGE_CODE):
            return office.view.directory.substitute_note(office.value)

    @staticmethod
    def resolve_organization(office: InState, _info: GraphQLResolveInfo) -> InState | None:
        key = office["organizationKey"]
        organization = office.view.item(key) if key else None
        if organization is None or organization["kind"] != ItemKind.ORGANIZATION:
            return None
        return InState(office.view, organization)

    @staticmethod
    def resolve_distance_meters(office: InState, _info: GraphQLResolveInfo) -> int | None:
        hit = office.hit if isinstance(office, OfficeInState) else None
        return hit.distance_meters if hit is not None else None

    @staticmethod
    def resolve_distance_is_approximate(office: InState, _info: GraphQLResolveInfo) -> bool | None:
        hit = office.hit if isinstance(office, OfficeInState) else None
        return hit.is_approximate if hit is not None and hit.distance_meters is not None else None

    @staticmethod
    def resolve_is_open(office: InState, info: GraphQLResolveInfo, at: datetime | None = None) -> bool | None:
        return office.view.directory.is_open(office.value, at or info.context.now)

    @staticmethod
    def resolve_next_change(office: InState, info: GraphQLResolveInfo) -> datetime | None:
        return office.view.directory.next_change(office.value, info.context.now)
