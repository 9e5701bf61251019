"""Many pages at once, as copies of one: written by SQL, since publishing ten thousand takes longer than measuring them.

They stand in the tree and in the admin's search, not in the published store.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import F, Model
from wagtail.models import Page
from wagtail.search.models import IndexEntry


def add_copies(*, of: Page, below: Page, count: int) -> None:
    """Add live pages that differ from `of` in title, address and keys only; without revisions.

    Args:
        of: the specific page.
        below: the page whose last children they become.
    """
    if not count:
        return
    below.refresh_from_db()
    last = below.get_last_child()
    first = 1 if last is None else Page._str2int(last.path[-Page.steplen :]) + 1
    numbers = range(first, first + count)
    ids = _reserved(Page, count)
    paths = [Page._get_path(below.path, below.depth + 1, number) for number in numbers]
    slugs = [f"copia-{below.pk}-{number}" for number in numbers]
    new: dict[str, list[Any]] = {
        "id": ids,
        "path": paths,
        "slug": slugs,
        "title": [f"{of.title} {number}" for number in numbers],
        "draft_title": [f"{of.title} {number}" for number in numbers],
        "url_path": [f"{below.url_path}{slug}/" for slug in slugs],
        "translation_key": [str(uuid4()) for _ in numbers],
    }
    fixed: dict[str, Any] = {"depth": below.depth + 1, "numchild": 0, "live": True, "has_unpublished_changes": False}
    none = dict.fromkeys(("latest_revision_id", "live_revision_id", "alias_of_id"))
    _copy(Page, of.pk, "id", new, {**fixed, **none})
    for model in [*reversed(type(of)._meta.get_parent_list()), type(of)]:
        if model is not Page:
            _copy(model, of.pk, "page_ptr_id", {"page_ptr_id": ids}, {})
    Page.objects.filter(pk=below.pk).update(numchild=F("numchild") + count)
    _index(of, ids)


def _index(of: Page, ids: list[int]) -> None:
    """Let the admin's search find the copies by what it finds the page by."""
    types = ContentType.objects.get_for_models(Page, type(of)).values()
    for entry in IndexEntry.objects.filter(content_type__in=types, object_id=str(of.pk)):
        entries: dict[str, list[Any]] = {"id": _reserved(IndexEntry, len(ids)), "object_id": [str(one) for one in ids]}
        _copy(IndexEntry, entry.pk, "id", entries, {})


def _reserved(model: type[Model], count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [number for (number,) in cursor.fetchall()]


def _copy(model: type[Model], pk: int, key: str, new: Mapping[str, Sequence[object]], fixed: Mapping[str, Any]) -> None:
    """Copy one row of a table: once for each of the new values, which are lists of one length."""
    fields = {str(field.column): field for field in model._meta.local_concrete_fields}
    columns = list(fields)
    types = {name: fields[name].rel_db_type(connection) for name in new}
    row = [f'one."{name}"' if name in new else "%s" if name in fixed else f'old."{name}"' for name in columns]
    lists = ", ".join(f"%s::text[]::{types[name]}[]" for name in new)
    names = ", ".join(f'"{name}"' for name in new)
    quoted = ", ".join(f'"{name}"' for name in columns)
    sql = (
        f'INSERT INTO "{model._meta.db_table}" ({quoted}) SELECT {", ".join(row)} '
        f'FROM "{model._meta.db_table}" AS old, unnest({lists}) AS one ({names}) WHERE old."{key}" = %s'
    )
    texts = [[str(value) for value in values] for values in new.values()]
    with connection.cursor() as cursor:
        given = [fixed[name] for name in columns if name in fixed]
        cursor.execute(sql, [*given, *texts, pk])
