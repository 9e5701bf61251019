"""What the arguments of fields must keep: asked of a whole operation without reading any field.

A resolver refuses the same by the same functions, in the same order. What depends on what is published (a language that
the state does not serve, a cursor of another list) only a run can find.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import arguments
from .cursors import refuse_forged
from .query import addressed

CHECKED = frozenset(
    {
        *("open_now", "open_at", "near"),
        *("query", "path", "service", "municipality", "starts_with"),
        *("first", "last", "after", "before"),
        *("id", "ids", "keys", "answers", "slug", "digest", "after_seq"),
    }
)
"""Arguments that have rules beyond their types, by their Python names."""


def check_arguments(given: Mapping[str, Any]) -> None:
    """Refuse arguments that a resolver refuses. A name means the same in all fields.

    Raises:
        CodedError: `INVALID_ARGUMENT`, `INVALID_CURSOR` or `INVALID_ID`.
    """
    arguments.refuse_two_instants(bool(given.get("open_now")), given.get("open_at"))
    arguments.refuse_both(given.get("slug"), given.get("digest"), field="slug", other="digest")
    arguments.near(given.get("near"))
    if given.get("query") is not None:
        arguments.words(given["query"])
    if given.get("path") is not None:
        arguments.path(given["path"])
    for name, field in (("service", "service"), ("municipality", "municipality"), ("starts_with", "startsWith")):
        arguments.text(given.get(name), field=field)
    arguments.size_of_page(given.get("first"), given.get("last"))
    for name in ("after", "before"):
        if given.get(name) is not None:
            refuse_forged(given[name], field=name)
    if given.get("id") is not None:
        addressed(given["id"], field="id")
    if given.get("after_seq") is not None:
        arguments.place(given["after_seq"], field="after")
    arguments.answers(given.get("answers") or ())
    for name in ("ids", "keys"):
        arguments.looked_up(given.get(name) or (), field=name)  # one that leads nowhere is null in its place
