"""The directory of a state: kinds of organization, organizations, offices."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.in_state import InState, OfficeInState, each_in
from api.schema import arguments
from api.schema.connections import FORWARD_ARGUMENTS, connection_of, listing_of, paginate
from api.schema.types.enums import OrganizationKind
from api.schema.types.offices import Holiday, Office, Organization, OrganizationKindInfo
from api.schema.types.offices_nearby import Near
from api.schema.types.scalars import DateTime
from api.schema.types.values import refusable_list
from content_models.kinds import ItemKind
from delivery.calendars import Holiday as DayOff
from delivery.state_view import StateView

from .guidance import SLUG, connection_over, one_by_slug
from .languages import LOCALE

OrganizationConnection = connection_of(Organization)
OfficeConnection = connection_of(Office)


class DirectoryFields:
    """Fields of `State`: where to go."""

    organization_kinds = refusable_list(
        OrganizationKindInfo, description="The kinds of organization, with what each does.", locale=LOCALE
    )
    organizations = graphene.Field(
        OrganizationConnection,
        description="Organizations of the state and national ones, in published order.",
        kind=OrganizationKind(description="Of this kind; absent: any."),
        locale=LOCALE,
        **FORWARD_ARGUMENTS,
    )
    offices = graphene.Field(
        OfficeConnection,
        description="Offices of the directory: the emergency number and what never closes first, then confirmed ones; "
        "under `near` the nearest first; under `openNow` known open first.",
        kind=OrganizationKind(description="Of this kind; absent: any."),
        service=graphene.String(
            description="With a service whose name or description has these words, accents ignored; absent: any."
        ),
        municipality=graphene.String(description="In this municipality, accents ignored; absent: any."),
        near=Near(description="Nearest first; confidential places match no point."),
        open_now=graphene.Boolean(
            default_value=False,
            description="Leave out those known to be closed now, each in its own time zone; known open ones first.",
        ),
        open_at=DateTime(description="The same at another instant; not together with `openNow`."),
        locale=LOCALE,
        **FORWARD_ARGUMENTS,
    )
    office = graphene.Field(Office, description="Null: no such office.", slug=SLUG, locale=LOCALE)
    holidays = refusable_list(
        Holiday,
        description="Holidays and closures of the coming year, today's among them, by their first day.",
        first=graphene.Int(description="How many: from 1 to 100; 20 when absent."),
    )

    @staticmethod
    def resolve_holidays(view: StateView, info: GraphQLResolveInfo, first: int | None = None) -> list[InState]:
        size = arguments.size_of_page(first)
        return [InState(view, _document(holiday)) for holiday in view.directory.holidays(info.context.now)[:size]]

    @staticmethod
    def resolve_organization_kinds(
        view: StateView, info: GraphQLResolveInfo, locale: str | None = None
    ) -> list[InState]:
        view = arguments.in_locale(view, locale, info.context)
        return each_in(view, view.directory.organization_kinds())

    @staticmethod
    def resolve_organizations(
        view: StateView, info: GraphQLResolveInfo, kind: str | None = None, locale: str | None = None, **paging: Any
    ) -> dict[str, Any]:
        view = arguments.in_locale(view, locale, info.context)
        return connection_over(view, info, view.directory.organizations(kind=kind), {"kind": kind}, paging)

    @staticmethod
    def resolve_offices(
        view: StateView,
        info: GraphQLResolveInfo,
        kind: str | None = None,
        service: str | None = None,
        municipality: str | None = None,
        near: Any = None,
        open_now: bool = False,
        open_at: datetime | None = None,
        locale: str | None = None,
        **paging: Any,
    ) -> dict[str, Any]:
        arguments.refuse_two_instants(open_now, open_at)
        view = arguments.in_locale(view, locale, info.context)
        here = arguments.near(near)
        filters: dict[str, Any] = {
            "kind": kind,
            "service": arguments.text(service, field="service"),
            "municipality": arguments.text(municipality, field="municipality"),
            "near": here.point if here is not None else None,
            "within_meters": here.within_meters if here is not None else None,
            "open_now": open_now,
            "open_at": open_at,
        }
        return paginate(
            view.directory.offices(**filters, now=info.context.now if open_now else None),
            listing=listing_of(info, view.tenant.code, view.locale, filters),
            order_of=lambda hit: (*hit.rank, view.order_of(hit.item["key"])),
            node_of=lambda hit: OfficeInState(view, hit.item, hit),
            **paging,
        )

    @staticmethod
    def resolve_office(
        view: StateView, info: GraphQLResolveInfo, slug: str, locale: str | None = None
    ) -> InState | None:
        return one_by_slug(view, info, ItemKind.OFFICE, slug, locale)


def _document(holiday: DayOff) -> dict[str, Any]:
    return {
        "kind": holiday.kind.value,
        "name": holiday.name,
        "startsOn": holiday.starts_on.isoformat(),
        "endsOn": holiday.ends_on.isoformat(),
        "isNational": holiday.is_national,
        "source": holiday.source,
        "officeKey": holiday.office_key,
    }
