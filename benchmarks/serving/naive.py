"""What one would write first: a plain graphene-django schema over Wagtail's models, behind Django's request cycle.

It answers the benchmark's guidance query alike, but for what it knows nothing of: the overlay, placeholders, glossary
marks, scopes, languages, limits.
"""

from __future__ import annotations

import os
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
django.setup()

import graphene  # noqa: E402 (models come after Django's set-up)
from django.conf import settings  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402
from graphene_django import DjangoObjectType  # noqa: E402
from graphene_django.views import GraphQLView  # noqa: E402

from cms.urls import urlpatterns as rest  # noqa: E402
from content_models.models import GlossaryTerm, GuidancePage, OfficePage  # noqa: E402
from tenants.models import Tenant  # noqa: E402


class RichText(graphene.ObjectType):
    """HTML as stored."""

    html = graphene.String()
    plain_text = graphene.String()


class LegalReference(graphene.ObjectType):
    """An article."""

    text = graphene.String()
    verified = graphene.Boolean()


class Phone(graphene.ObjectType):
    """A number."""

    display = graphene.String()
    dial = graphene.String()


class Block(graphene.ObjectType):
    """A block of a body."""

    id = graphene.ID()
    type = graphene.String()
    text = graphene.Field(RichText)
    legal_references = graphene.List(LegalReference)

    @staticmethod
    def resolve_type(block: Any, _info: Any) -> str:
        return str(block.block_type)

    @staticmethod
    def resolve_text(block: Any, _info: Any) -> dict[str, str] | None:
        text = block.value.get("text")
        return None if text is None else {"html": str(text), "plain_text": str(text)}

    @staticmethod
    def resolve_legal_references(block: Any, _info: Any) -> list[Any]:
        return list(block.value.get("legal_references") or [])


class Term(DjangoObjectType):
    """A term."""

    class Meta:
        model = GlossaryTerm
        fields = ("title",)

    term = graphene.String()
    definition = graphene.Field(RichText)

    @staticmethod
    def resolve_term(page: GlossaryTerm, _info: Any) -> str:
        return str(page.title)

    @staticmethod
    def resolve_definition(page: GlossaryTerm, _info: Any) -> dict[str, str]:
        return {"html": str(page.definition), "plain_text": str(page.definition)}


class Office(DjangoObjectType):
    """An office."""

    class Meta:
        model = OfficePage
        fields = ("title",)

    name = graphene.String()
    phones = graphene.List(Phone)

    @staticmethod
    def resolve_name(page: OfficePage, _info: Any) -> str:
        return str(page.title)

    @staticmethod
    def resolve_phones(page: OfficePage, _info: Any) -> list[Any]:
        return [phone.value for phone in page.phones]


class Guidance(DjangoObjectType):
    """A guidance page."""

    class Meta:
        model = GuidancePage
        fields = ("title", "question", "first_step", "summary")

    body = graphene.List(Block)
    terms = graphene.List(Term)
    offices = graphene.List(Office, code=graphene.String(required=True), first=graphene.Int())

    @staticmethod
    def resolve_body(page: GuidancePage, _info: Any) -> list[Any]:
        return list(page.body)

    @staticmethod
    def resolve_terms(page: GuidancePage, _info: Any) -> list[Any]:
        return [child.value.specific for child in page.related_terms if child.value is not None]

    @staticmethod
    def resolve_offices(_page: GuidancePage, _info: Any, code: str, first: int = 20) -> Any:
        state = Tenant.objects.select_related("root_page").get(code=code)
        return OfficePage.objects.live().descendant_of(state.root_page)[:first]


class Query(graphene.ObjectType):
    """What can be asked."""

    guidance_page = graphene.Field(Guidance, slug=graphene.String(required=True))

    @staticmethod
    def resolve_guidance_page(_root: None, _info: Any, slug: str) -> GuidancePage | None:
        return GuidancePage.objects.live().filter(slug=slug).first()


urlpatterns = [path("graphql", csrf_exempt(GraphQLView.as_view(schema=graphene.Schema(query=Query)))), *rest]
settings.ROOT_URLCONF = __name__
application = get_wsgi_application()
