"""Connections as Relay specifies them, over lists that a view holds in published order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.in_state import published

from . import cursors
from .arguments import size_of_page
from .cursors import Order
from .types.scalars import Cursor as CursorScalar
from .types.values import listed

FORWARD_ARGUMENTS = {
    "first": graphene.Int(description="How many: from 1 to 100; 20 when absent."),
    "after": CursorScalar(description="The `cursor` to go on from; absent: from the beginning."),
}
BACKWARD_ARGUMENTS = {
    "last": graphene.Int(description="How many from the end: from 1 to 100; not together with `first`."),
    "before": CursorScalar(description="The `cursor` to stop before; absent: until the end."),
}


class Listing:
    """A list as a whole: its digest says which one it is, so that a cursor of another one is refused."""

    def __init__(self, *names: str, arguments: Mapping[str, Any]) -> None:
        self._names = names
        self._arguments = arguments

    @cached_property
    def digest(self) -> str:
        """Which list it is."""
        return cursors.digest_of_list(*self._names, arguments=self._arguments)


class PageInfo(graphene.ObjectType):
    """Whether there is more of a list."""

    class Meta:
        default_resolver = published

    has_next_page = graphene.Boolean(required=True, description="Whether more follows.")
    has_previous_page = graphene.Boolean(required=True, description="Whether something precedes.")
    start_cursor = CursorScalar(description="Of the first edge; null when there is none.")
    end_cursor = CursorScalar(description="Of the last edge; null when there is none.")

    @staticmethod
    def resolve_start_cursor(page: dict[str, Any], _info: GraphQLResolveInfo) -> str | None:
        return _cursor(page["edges"][0]) if page["edges"] else None

    @staticmethod
    def resolve_end_cursor(page: dict[str, Any], _info: GraphQLResolveInfo) -> str | None:
        return _cursor(page["edges"][-1]) if page["edges"] else None


def _cursor(edge: dict[str, Any], _info: GraphQLResolveInfo | None = None) -> str:
    """The place of an edge, for clients; worked out when it is asked for."""
    cursor: str = edge["cursorAt"](edge["position"])
    return cursor


class _ReadAsPublished:
    """Options of graphene's: all fields without a resolver are read from the object."""

    default_resolver = published


def connection_of(node: type[graphene.ObjectType], **extra_fields: Any) -> type[graphene.ObjectType]:
    """Return the connection type of a node type: `GuidancePage` has `GuidancePageConnection`, unless it is named.

    Args:
        node: the type of what is listed.
        extra_fields: `name` of the list, and further fields of the connection.
    """
    name = extra_fields.pop("name", node._meta.name)
    edge = type(
        f"{name}Edge",
        (graphene.ObjectType,),
        {
            "__doc__": "One place in a list.",
            "Meta": _ReadAsPublished,
            "cursor": CursorScalar(required=True, description="Position in the list.", resolver=_cursor),
            "node": graphene.Field(
                node, description="What stands there; null: it could not be read, and an error says why."
            ),
        },
    )
    return type(
        f"{name}Connection",
        (graphene.ObjectType,),
        {
            "__doc__": "A part of a list, as Relay's specification of connections has it.",
            "Meta": _ReadAsPublished,
            "edges": listed(edge, description="The part asked for, in order."),
            "page_info": graphene.Field(PageInfo, required=True, description="Whether there is more."),
            "total_count": graphene.Int(required=True, description="How many the whole list has."),
            **extra_fields,
        },
    )


def paginate(
    rows: Sequence[Any],
    *,
    listing: Listing,
    order_of: Callable[[Any], Order],
    node_of: Callable[[Any], Any],
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> dict[str, Any]:
    """Return the part of an ordered list that was asked for, as a connection.

    Args:
        rows: the whole list, in order.
        listing: which list it is.
        order_of: the sort key of a row, unique in the list; the rows are in its order.
        node_of: what to show of a row.
    Raises:
        CodedError: `INVALID_ARGUMENT` or `INVALID_CURSOR`.
    """
    size = size_of_page(first, last)
    start = _place(bisect_right, rows, after, listing, order_of, field="after") if after is not None else 0
    end = _place(bisect_left, rows, before, listing, order_of, field="before") if before is not None else len(rows)
    if last is None:
        end = min(end, start + size)
    else:
        start = max(start, end - size)

    def cursor_at(position: int) -> str:
        return cursors.encode(listing.digest, order_of(rows[position]))

    edges = _edges(rows, start, end, node_of, cursor_at)
    return {
        "edges": edges,
        "pageInfo": {"hasNextPage": end < len(rows), "hasPreviousPage": start > 0, "edges": edges},
        "totalCount": len(rows),
    }


def paginate_ranked(
    rows: Sequence[Any],
    *,
    listing: Listing,
    key_of: Callable[[Any], str],
    node_of: Callable[[Any], Any],
    first: int | None = None,
    after: str | None = None,
) -> dict[str, Any]:
    """Return the next part of a list whose order changes with its content, as a connection.

    Args:
        rows: the whole list, in its present order.
        key_of: the key of a row, unique in the list.
        listing, node_of: as for `paginate`; errors, too.
    """
    size = size_of_page(first)
    shown: frozenset[bytes] = frozenset()
    left = rows
    if after is not None:
        shown = cursors.decode_shown(after, digest=listing.digest, field="after")
        left = [row for row in rows if cursors.mark_of(key_of(row)) not in shown]

    def cursor_at(position: int) -> str:
        return cursors.encode_shown(listing.digest, map(key_of, left[: position + 1]), shown)

    edges = _edges(left, 0, min(size, len(left)), node_of, cursor_at)
    return {
        "edges": edges,
        "pageInfo": {"hasNextPage": size < len(left), "hasPreviousPage": bool(shown), "edges": edges},
        "totalCount": len(rows),
    }


def _edges(
    rows: Sequence[Any], start: int, end: int, node_of: Callable[[Any], Any], cursor_at: Callable[[int], str]
) -> list[dict[str, Any]]:
    return [
        {"node": node_of(rows[position]), "position": position, "cursorAt": cursor_at} for position in range(start, end)
    ]


def _place(
    bisect: Callable[..., int],
    rows: Sequence[Any],
    raw: str,
    listing: Listing,
    order_of: Callable[[Any], Order],
    *,
    field: str,
) -> int:
    """Return where the cursor's sort key belongs among the rows, whether its item still stands there or not."""
    like = order_of(rows[0]) if rows else None
    order = cursors.decode(raw, digest=listing.digest, like=like, field=field)
    return bisect(rows, order, key=order_of) if rows else 0


def listing_of(info: GraphQLResolveInfo, code: str, locale: str, arguments: dict[str, Any]) -> Listing:
    """Return which list a field of a state shows, by all its arguments but those of paging."""
    return Listing(code, locale, info.field_name, arguments=arguments)
