"""The one statement of the matrix: texts, layers, local pages, tasks and pins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from django.db import connection

from publishing.adaptations import HIDES_ITEM
from tenants.models import LIBRARY_ID
from tenants.scope import tenant_scope


@dataclass(frozen=True, slots=True)
class Found:
    """One row of the answer.

    Attributes:
        what: `text`, `layer`, `local`, `task` or `pin`.
        key: of the national text, or of a page of the state's own; empty where pages are counted.
        facts: as `_STATEMENT` selects them, by `what`.
    """

    what: str
    tenant_id: int
    key: str
    facts: dict[str, Any]


_STATEMENT = """
WITH text AS (
  SELECT item.key, item.locale, item.kind, item.path, item.sort_key, item.page_id, said.*,
         COALESCE(language.position, 32767) AS position
    FROM publishing_contentitem item
    CROSS JOIN LATERAL jsonb_to_record(item.document)
      AS said (title text, roles jsonb, role text, "servesRoles" jsonb, stage text, "reviewDueOn" date)
    LEFT JOIN tenants_tenantlanguage language
      ON language.tenant_id = item.tenant_id AND lower(language.code) = lower(item.locale)
   WHERE item.tenant_id = %(library)s AND item.is_live AND item.kind <> 'ADAPTATION'
), own AS (
  SELECT item.tenant_id, item.kind, item.document,
         CASE WHEN item.kind = 'ADAPTATION' THEN item.document ->> 'adaptsKey' ELSE item.key END AS key,
         (item.document ->> 'reviewDueOn')::date AS review_due_on
    FROM publishing_contentitem item
   WHERE item.tenant_id = ANY (%(states)s) AND item.is_live
)
SELECT 'text', %(library)s, key, to_jsonb(text) FROM text
UNION ALL
SELECT 'layer', tenant_id, key, jsonb_build_object(
         'changes', kind <> 'ADAPTATION' OR COALESCE(jsonb_array_length(document -> 'operations'), 0) > 0,
         'hides', jsonb_path_exists(document, %(hides)s::jsonpath),
         'dueOn', review_due_on)
  FROM own WHERE kind = 'ADAPTATION' OR key IN (SELECT key FROM text)
UNION ALL
SELECT 'local', tenant_id, '', jsonb_build_object(
         'kind', kind, 'count', count(DISTINCT key), 'overdue', COALESCE(
           jsonb_agg(DISTINCT key) FILTER (WHERE review_due_on < clock.today), '[]'))
  FROM own JOIN unnest(%(states)s::bigint[], %(days)s::date[]) AS clock (tenant_id, today) USING (tenant_id)
 WHERE kind <> 'ADAPTATION' AND key NOT IN (SELECT key FROM text)
 GROUP BY tenant_id, kind
UNION ALL
(SELECT DISTINCT ON (tenant_id, key) 'task', tenant_id, key, jsonb_build_object('id', id, 'dueOn', due_on)
   FROM publishing_reviewtask
  WHERE tenant_id = ANY (%(all)s) AND closed_at IS NULL
  ORDER BY tenant_id, key, due_on, id)
UNION ALL
SELECT 'pin', tenant_id, key, jsonb_build_object('number', min(number))
  FROM publishing_pin
 WHERE tenant_id = ANY (%(states)s) AND number IS NOT NULL
 GROUP BY tenant_id, key
"""


def read(today: Mapping[int, date]) -> list[Found]:
    """Read everything at one instant.

    Args:
        today: the day that it is for each state that is asked about, by its primary key; what is due before is overdue.
    """
    ids = sorted(today.keys() - {LIBRARY_ID})
    everybody = [LIBRARY_ID, *ids]
    days = [today[pk] for pk in ids]
    parameters: dict[str, Any] = {
        "library": LIBRARY_ID,
        "states": ids,
        "all": everybody,
        "hides": HIDES_ITEM,
        "days": days,
    }
    with tenant_scope(everybody), connection.cursor() as cursor:
        cursor.execute(_STATEMENT, parameters)
        return [Found(what, tenant_id, key, orjson.loads(facts)) for what, tenant_id, key, facts in cursor.fetchall()]
