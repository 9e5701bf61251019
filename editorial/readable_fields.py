"""The fields of documents that people read, in reading order, and what editors call them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from django.utils.text import capfirst
from django.utils.translation import gettext

from content_models.kinds import ItemKind
from content_models.models import (
    ContentPage,
    GlossaryTerm,
    GuidancePage,
    HomePage,
    NoticePage,
    OfficePage,
    OrganizationPage,
    ScriptPage,
    SectionPage,
)

MODELS: Mapping[ItemKind, type[ContentPage]] = {
    model.kind: model
    for model in (
        HomePage,
        SectionPage,
        GuidancePage,
        GlossaryTerm,
        OrganizationPage,
        OfficePage,
        ScriptPage,
        NoticePage,
    )
}

PLACED = ("urgentNotice", "introduction")

OWN: Mapping[ItemKind, tuple[str, ...]] = {
    ItemKind.HOME: PLACED,
    ItemKind.SECTION: ("role", *PLACED),
    ItemKind.GUIDANCE: (
        "question",
        "roles",
        "stage",
        "urgency",
        "firstStep",
        "summary",
        "body",
        "officeKinds",
        "legalReferences",
        "glossaryChoices",
        "termKeys",
        "relatedKeys",
        "examples",
    ),
    ItemKind.TERM: ("definition", "synonyms", "ambiguousForms", "stage", "legalReferences", "relatedKeys", "examples"),
    ItemKind.ORGANIZATION: (
        "organizationKind",
        "alsoCalled",
        "description",
        "whatItDoes",
        "goWhen",
        "servesRoles",
        "isEmergency",
        "website",
        "email",
        "source",
        "verified",
        "examples",
    ),
    ItemKind.OFFICE: (
        "organizationKey",
        "organizationKind",
        "services",
        "address",
        "municipality",
        "latitude",
        "longitude",
        "phones",
        "email",
        "website",
        "schedule",
        "hoursText",
        "timeZone",
        "languages",
        "accessibility",
        "areasServed",
        "note",
        "isConfidential",
        "needsConfirmation",
        "assuredOn",
        "source",
        "sourceQuality",
        "verified",
    ),
    ItemKind.SCRIPT: (
        "role",
        "urgency",
        "channels",
        "openingPhrases",
        "preamble",
        "start",
        "nodes",
        "walks",
        "topicKey",
        "legalReferences",
        "glossaryChoices",
        "examples",
    ),
    ItemKind.NOTICE: ("text", "severity", "startsAt", "endsAt"),
}
"""The names, in documents, of what each kind says beside what all say."""

LAST = ("inForceOn", "reviewedOn", "reviewDueOn", "legalReviewer", "slug", "order", "isSensitive")

NOT_READ = frozenset({"kind", "key", "locale", "searchText", "name", "term", "examplesSummary"})
"""Fields that are shown by another one, or not at all."""

COLUMNS: Mapping[tuple[ItemKind, str], str] = {
    (ItemKind.GUIDANCE, "termKeys"): "related_terms",
    (ItemKind.GUIDANCE, "relatedKeys"): "related_pages",
    (ItemKind.TERM, "relatedKeys"): "related_terms",
    (ItemKind.SCRIPT, "topicKey"): "topic",
}
"""Columns that are not called as in documents."""


def fields_of(kind: ItemKind) -> tuple[str, ...]:
    """The names of a kind's fields in documents, in reading order."""
    return ("title", *OWN[kind], *LAST)


@cache
def column_of(name: str) -> str:
    """The column that a document's field is usually read from: `firstStep` is `first_step`."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def label_of_field(kind: ItemKind, name: str) -> str:
    """What editors call a field, in the reader's language."""
    if kind is ItemKind.OFFICE and name == "organizationKey":
        return capfirst(str(OrganizationPage._meta.verbose_name))
    if name == "isSensitive":
        return gettext("Reading it may put somebody in danger at home")
    model = OrganizationPage if name == "organizationKind" else MODELS[kind]
    column = model._meta.get_field(COLUMNS.get((kind, name), column_of(name)))
    return capfirst(str(getattr(column, "verbose_name", name)))
