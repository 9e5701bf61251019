"""Values that belong to an object and have no life of their own: texts, references, phones, hours, addresses."""

from __future__ import annotations

from functools import cache

import graphene
from django.conf import settings
from graphql import GraphQLResolveInfo

from api.in_state import DocumentField, published
from content_models.languages import bcp47

from .enums import HolidayRule, Weekday
from .scalars import JSON


def listed(of_type: object, **options: object) -> graphene.Field:
    """A list that is never null and holds no nulls."""
    return graphene.Field(graphene.NonNull(graphene.List(graphene.NonNull(of_type))), **options)


def refusable_list(of_type: object, **options: object) -> graphene.Field:
    """A list that holds no nulls, and is null itself where its arguments are refused or one of its objects fails."""
    return graphene.Field(graphene.List(graphene.NonNull(of_type)), **options)


def looked_up_list(of_type: object, **options: object) -> graphene.Field:
    """A list in the order of what was asked for, with null where nothing is found; null itself where it is refused."""
    return graphene.Field(graphene.List(of_type), **options)


class RichText(graphene.ObjectType):
    """Formatted text in three forms. Placeholders are filled in, and terms of the glossary are marked."""

    class Meta:
        default_resolver = published

    plain_text = graphene.String(required=True, description="The text without any formatting.")
    html = graphene.String(required=True, description="Safe to insert into a page: a few elements, no scripts.")
    ast = JSON(
        required=True,
        description=(
            "A list of typed nodes: paragraph, heading (level), list (ordered), item and quote with children; "
            "text (bold, italic), link (url, key or path), break, and term (key of the glossary's term). "
            "JSON Schema at /rich-text.schema.json."
        ),
    )


EMPTY_TEXT: dict[str, object] = {"plainText": "", "html": "", "ast": []}
"""The rich text of what says nothing."""


class LegalReference(graphene.ObjectType):
    """An article of a law, or advice that rests on none."""

    class Meta:
        default_resolver = published

    law = graphene.String(description="Abbreviation such as CNPP; null for advice without a law.")
    article = graphene.String(description="Such as “113 fracción IV”; null for advice without a law.")
    text = graphene.String(required=True, description="The reference as people read it.")
    verified = graphene.Boolean(required=True, description="Whether somebody compared it with the law's text.")


def cited(description: str) -> graphene.Field:
    """The references of something that may have none."""
    return listed(LegalReference, description=description, resolver=DocumentField("legalReferences", is_list=True))


@cache
def _language_names() -> dict[str, str]:
    return {bcp47(code): str(name) for code, name in settings.LANGUAGES}


class Locale(graphene.ObjectType):
    """A language, possibly of a country or variety."""

    tag = graphene.String(required=True, description="BCP 47 tag such as es-MX or yua.")
    name = graphene.String(required=True, description="Name in Spanish; the tag where no name is known.")

    @staticmethod
    def resolve_tag(tag: str, _info: GraphQLResolveInfo) -> str:
        return tag

    @staticmethod
    def resolve_name(tag: str, _info: GraphQLResolveInfo) -> str:
        return _language_names().get(tag, tag)


class Phone(graphene.ObjectType):
    """A telephone number."""

    class Meta:
        default_resolver = published

    display = graphene.String(required=True, description="As people read it.")
    dial = graphene.String(required=True, description="As a phone dials it, for `tel:` links.")
    e164 = graphene.String(description="In E.164; null for short numbers such as 911 and *0311.")
    extension = graphene.String(description="Null: none.")
    label = graphene.String(description="Whose number it is, or what for; null: the office's general number.")
    languages = listed(
        Locale,
        description="Languages in which it is answered; empty: not known.",
        resolver=DocumentField("languages", is_list=True),
    )


class Address(graphene.ObjectType):
    """Where an office is."""

    class Meta:
        default_resolver = published

    text = graphene.String(required=True, description="The whole address in one line.")
    postal_code = graphene.String(description="Five digits; null: not known.")
    neighborhood = graphene.String(description="Null: not known.")
    locality = graphene.String(description="Null: not known.")


class Service(graphene.ObjectType):
    """Something that an office does for people."""

    class Meta:
        default_resolver = published

    key = graphene.String(required=True, description="Stable within the office.", resolver=DocumentField("id"))
    name = graphene.String(required=True, description="As people say it.")
    description = graphene.Field(RichText, description="Null: the name says it.")


class OpeningPeriod(graphene.ObjectType):
    """Hours that are the same on some days of the week."""

    class Meta:
        default_resolver = published

    days = listed(Weekday, description="Days on which the period begins.")
    opens_at = graphene.String(required=True, description="HH:MM in the office's time zone.")
    closes_at = graphene.String(
        required=True, description="HH:MM; at or before `opensAt` means on the following day, 00:00 means midnight."
    )


class Schedule(graphene.ObjectType):
    """Opening hours in structured form."""

    class Meta:
        default_resolver = published

    is_always_open = graphene.Boolean(required=True, description="Whether it never closes.")
    periods = listed(OpeningPeriod, description="Empty when it never closes.")
    holidays = graphene.Field(HolidayRule, required=True, description="What the hours mean on a public holiday.")
    osm = graphene.String(required=True, description="The same in OpenStreetMap's `opening_hours` notation.")


class Logo(graphene.ObjectType):
    """A state's logo."""

    class Meta:
        default_resolver = published

    url = graphene.String(required=True, description="Absolute, or from the root of this host.")
    width = graphene.Int(required=True, description="In pixels.")
    height = graphene.Int(required=True, description="In pixels.")
    alt = graphene.String(required=True, description="What the image shows, for those who do not see it.")


class Theme(graphene.ObjectType):
    """How a state's pages look. White text can be read on both colors."""

    class Meta:
        default_resolver = published

    primary_color = graphene.String(required=True, description="In CSS, such as #611232; for headers and buttons.")
    secondary_color = graphene.String(required=True, description="In CSS, such as #1e5b4f; for links and labels.")
    logo = graphene.Field(Logo, description="Null: none.")


class SpokenLanguage(graphene.ObjectType):
    """A language spoken in a state, whether content is served in it or not."""

    class Meta:
        default_resolver = published

    tag = graphene.String(required=True, description="BCP 47 tag; of a macrolanguage where no closer one exists.")
    name = graphene.String(required=True, description="Name in Spanish.")
    iso6393 = graphene.String(description="ISO 639-3 code; null: it has none.")
    is_served = graphene.Boolean(required=True, description="Whether content is served in it.")
    is_verified = graphene.Boolean(required=True, description="Whether somebody checked these data.")
