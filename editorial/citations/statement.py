"""The statements: where a law is cited, and which laws are."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from itertools import starmap
from typing import Any

import orjson
from django.db import connection

from tenants.models import LIBRARY_ID
from tenants.scope import tenant_scope

from .articles import pattern_of, pattern_of_others, shown_article


@dataclass(frozen=True, slots=True)
class CitingRow:
    """A published row that cites what is asked for.

    Attributes:
        key: of the text: an adaptation's is that of the national text it changes.
        kind: of the text; of an adaptation whose national text is withdrawn, `ADAPTATION`.
        title: of the text, an adaptation's as the library has it.
        page_id: of the page with the words: the adaptation's own.
        adapting: how many states adapt it; for the library's texts only.
        is_marked: a review of it for just this law and article is open.
    """

    tenant_id: int
    key: str
    locale: str
    kind: str
    title: str
    path: str
    page_id: int
    edition: int
    is_adaptation: bool
    document: Mapping[str, Any]
    adapting: int
    is_marked: bool


DOCUMENT = [field.name for field in fields(CitingRow)].index("document")
"""Which column of the answer is the document: the others come as they are."""

_CITING = """
WITH adaptation AS (
  SELECT document ->> 'adaptsKey' AS key, count(DISTINCT tenant_id) AS states
    FROM publishing_contentitem
   WHERE tenant_id = ANY (%(states)s) AND is_live AND kind = 'ADAPTATION'
     AND jsonb_array_length(document -> 'operations') > 0
   GROUP BY 1
), citing AS (
  SELECT *, CASE WHEN kind = 'ADAPTATION' THEN document ->> 'adaptsKey' ELSE key END AS text_key
    FROM publishing_contentitem
   WHERE tenant_id = ANY (%(all)s) AND is_live
     AND jsonb_path_exists(document, %(path)s::jsonpath, %(law)s::jsonb, silent => true)
)
SELECT DISTINCT ON (citing.id)
       citing.tenant_id, citing.text_key, citing.locale, COALESCE(national.kind, citing.kind),
       COALESCE(national.document, citing.document) ->> 'title', COALESCE(national.path, citing.path), citing.page_id,
       citing.edition, citing.kind = 'ADAPTATION', citing.document::text,
       CASE WHEN citing.tenant_id = %(library)s THEN COALESCE(adaptation.states, 0) ELSE 0 END,
       EXISTS (
         SELECT FROM publishing_reviewtask task
          WHERE task.tenant_id = citing.tenant_id AND task.key = citing.text_key AND task.locale = citing.locale
            AND task.reason = 'law' AND task.closed_at IS NULL AND task.details @> %(details)s::jsonb)
  FROM citing
  LEFT JOIN publishing_contentitem national
    ON citing.kind = 'ADAPTATION' AND national.tenant_id = %(library)s AND national.is_live
   AND national.key = citing.text_key
  LEFT JOIN adaptation ON adaptation.key = citing.key
 ORDER BY citing.id, national.locale = citing.locale DESC, national.locale
"""

_LAWS = """
SELECT law, count(DISTINCT (tenant_id, key)) FROM (
  SELECT tenant_id, key,
         jsonb_path_query(document, 'strict $.**.law ? (@.type() == "string" && @ != "")') #>> '{}' AS law
    FROM publishing_contentitem WHERE tenant_id = ANY (%(all)s) AND is_live AND kind <> 'OFFICE'
) AS cited GROUP BY law ORDER BY law
"""


def path_of(article: str) -> str:
    """Return the jsonpath of a reference to the law `$law` at any depth, and of one article of it if one is given.

    Args:
        article: as `normalized_article` returns it.
    """
    conditions = ["@.law == $law"]
    if article:
        # Patterns are no variables in jsonpath: they are literals, whose form is that of JSON.
        conditions.append(f'@.article like_regex {_quoted(pattern_of(article))} flag "i"')
        conditions.append(f'!(@.article like_regex {_quoted(pattern_of_others(article))} flag "i")')
    return f"strict $.** ? ({' && '.join(conditions)})"


def details_of(law: str, article: str) -> dict[str, str]:
    """Return what a review task says about why it was opened."""
    return {"law": law, "article": shown_article(article)}


def read_citing(states: Collection[int], law: str, article: str) -> list[CitingRow]:
    """Read the published rows of the library and of some states that cite an article, in all languages."""
    parameters = {
        **_tenants(states),
        "library": LIBRARY_ID,
        "path": path_of(article),
        "law": json.dumps({"law": law}),
        "details": json.dumps(details_of(law, article)),
    }
    with tenant_scope(parameters["all"]), connection.cursor() as cursor:
        cursor.execute(_CITING, parameters)
        rows = [list(row) for row in cursor.fetchall()]
    for row in rows:
        row[DOCUMENT] = orjson.loads(row[DOCUMENT])
    return list(starmap(CitingRow, rows))


def read_laws(states: Collection[int]) -> dict[str, int]:
    """Read which laws are cited, and by how many texts of the library and of some states."""
    parameters = _tenants(states)
    with tenant_scope(parameters["all"]), connection.cursor() as cursor:
        cursor.execute(_LAWS, parameters)
        return dict(cursor.fetchall())


def _tenants(states: Collection[int]) -> dict[str, Any]:
    ids = sorted(set(states) - {LIBRARY_ID})
    return {"states": ids, "all": [LIBRARY_ID, *ids]}


def _quoted(pattern: str) -> str:
    return json.dumps(pattern, ensure_ascii=False)
