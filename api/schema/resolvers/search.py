"""Finding items of a state: by words, by path."""

from __future__ import annotations

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.in_state import InState, published
from api.schema import arguments
from api.schema.access import may_read_kind, readable_kinds, require_kind
from api.schema.connections import FORWARD_ARGUMENTS, connection_of, listing_of, paginate_ranked
from api.schema.types.enums import ItemKind, Role
from api.schema.types.items import Item
from api.schema.types.values import listed
from content_models.kinds import ItemKind as PublishedKind
from delivery.state_view import StateView
from delivery.suggestions import record_search

from .languages import LOCALE


class Highlight(graphene.ObjectType):
    """Where a snippet has what was searched for, in characters (Unicode code points)."""

    class Meta:
        default_resolver = published

    start = graphene.Int(required=True, description="First character, counted from 0.")
    end = graphene.Int(required=True, description="The character after the last.")


class SearchHit(graphene.ObjectType):
    """Something that was found."""

    class Meta:
        default_resolver = published

    item = graphene.Field(Item, description="What was found; null: it could not be read, and an error says why.")
    snippet = graphene.String(required=True, description="The place in plain text; may be empty.")
    highlights = listed(Highlight, description="What to mark in the snippet, in order.")
    probability = graphene.Float(
        required=True,
        description="How likely it is meant, from 0 to 1, among all that was found; together they make 1. What stands "
        "first for another reason, such as a page for emergencies, may have less than what follows.",
    )


SearchConnection = connection_of(
    SearchHit,
    name="Search",
    did_you_mean=graphene.String(description="Another spelling that finds more; null: none."),
    confidence=graphene.Float(
        required=True,
        description="How likely the likeliest of all that was found is meant, from 0 to 1; 0: nothing was found. "
        "Below 0.5, ask people which of the first three they mean.",
    ),
    is_danger=graphene.Boolean(
        required=True,
        description="Whether it sounds as if somebody were in danger now, rather too often than once too seldom. Then "
        "show the emergency number above all else; where pages are looked for, one for emergencies is among the "
        "first three.",
    ),
)


class Resolution(graphene.ObjectType):
    """What stands at a path. Links that people share never die silently."""

    class Meta:
        default_resolver = published

    item = graphene.Field(Item, description="What stands there; null: nothing (any more).")
    redirect_to = graphene.String(description="The path to which it has moved; null: it has not.")
    gone = graphene.Boolean(required=True, description="Whether something stood there that was withdrawn.")


class SearchFields:
    """Fields of `State`: finding things."""

    resolve = graphene.Field(
        Resolution,
        description="What stands at a path of the state's site.",
        path=graphene.String(required=True, description="Such as /victima/denunciar/; 2,000 characters at most."),
        locale=LOCALE,
    )
    search = graphene.Field(
        SearchConnection,
        description="Items that people mean who say this in their own words, the best match first. Accents and "
        "endings do not matter. Of notices only those in force.",
        query=graphene.String(
            required=True,
            description="From 1 to 1,000 characters: a few words or a whole story, of which the first and the last "
            "sixty words are read.",
        ),
        kinds=graphene.List(
            graphene.NonNull(ItemKind), description="Of these kinds; absent or empty: all that the key may read."
        ),
        role=Role(description="For this role; absent: any."),
        locale=LOCALE,
        **FORWARD_ARGUMENTS,
    )

    @staticmethod
    def resolve_resolve(
        view: StateView, info: GraphQLResolveInfo, path: str, locale: str | None = None
    ) -> dict[str, Any]:
        view = arguments.in_locale(view, locale, info.context)
        found = view.resolve(arguments.path(path))
        if found.item is not None and not may_read_kind(info.context.viewer, found.item["kind"]):
            return {"item": None, "redirectTo": None, "gone": False}
        if found.redirect_to is not None and not _may_follow(view, info, found.redirect_to):
            return {"item": None, "redirectTo": None, "gone": False}
        item = InState(view, found.item) if found.item is not None else None
        return {"item": item, "redirectTo": found.redirect_to, "gone": found.is_gone}

    @staticmethod
    def resolve_search(
        view: StateView,
        info: GraphQLResolveInfo,
        query: str,
        kinds: list[str] | None = None,
        role: str | None = None,
        locale: str | None = None,
        **paging: Any,
    ) -> dict[str, Any]:
        words = arguments.words(query)
        wanted = _requested_kinds(info, kinds)
        view = arguments.in_locale(view, locale, info.context)
        # Only where there are notices, the answer depends on the clock.
        now = info.context.now if PublishedKind.NOTICE in wanted and view.all(PublishedKind.NOTICE) else None
        result = view.search(words, kinds=wanted, role=role, now=now)
        if PublishedKind.GUIDANCE in wanted:  # else it is the name of something that is looked for
            record_search(view, words, result)
        connection = paginate_ranked(
            result.hits,
            listing=listing_of(info, view.tenant.code, view.locale, {"query": words, "kinds": wanted, "role": role}),
            key_of=lambda hit: hit.key,
            node_of=lambda hit: {
                "item": InState(view, view[hit.key]),
                "snippet": hit.snippet,
                "highlights": [{"start": mark.start, "end": mark.end} for mark in hit.highlights],
                "probability": hit.probability,
            },
            **paging,
        )
        return {
            **connection,
            "didYouMean": result.did_you_mean,
            "confidence": result.confidence,
            "isDanger": result.is_danger,
        }


def _requested_kinds(info: GraphQLResolveInfo, kinds: list[str] | None) -> list[str]:
    """Return the kinds to search: those named, or all that the key may read; naming another one is refused."""
    if not kinds:
        return [kind.value for kind in readable_kinds(info.context.viewer)]
    for kind in kinds:
        require_kind(info.context.viewer, PublishedKind(kind), field="kinds")
    return sorted({PublishedKind(kind).value for kind in kinds})


def _may_follow(view: StateView, info: GraphQLResolveInfo, path: str) -> bool:
    """Whether the viewer may read what stands at the end of a redirect."""
    target = view.resolve(path).item
    return target is None or may_read_kind(info.context.viewer, target["kind"])
