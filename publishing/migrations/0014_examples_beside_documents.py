"""What people say moves from the documents into the column beside them, of published items and of editions.

In steps of a few hundred rows, each in a transaction of its own: after an interruption the same command goes on where it
was, so each statement can be run twice. An edition may be changed meanwhile, as far as it says the same. It can be reversed.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.db import connections, migrations, transaction

from tenants.scope import tenant_scope

STEP = 200
TABLES = ("publishing_contentitem", "publishing_edition")
SAYS_THE_SAME = """
CREATE OR REPLACE FUNCTION publishing_edition_says_the_same(OLD publishing_edition, NEW publishing_edition) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT to_jsonb(NEW) - '{document,examples}'::text[] = to_jsonb(OLD) - '{document,examples}'::text[]
       AND NEW.document - '{examples,examplesSummary}'::text[] = OLD.document - '{examples,examplesSummary}'::text[]
       AND coalesce(NEW.document -> 'examples', NEW.examples) = coalesce(OLD.document -> 'examples', OLD.examples)
$$;
DROP TRIGGER IF EXISTS publishing_edition_is_kept ON publishing_edition;
DROP TRIGGER IF EXISTS publishing_edition_is_immutable ON publishing_edition;
CREATE TRIGGER publishing_edition_is_immutable BEFORE UPDATE ON publishing_edition
    FOR EACH ROW WHEN (NOT publishing_edition_says_the_same(OLD, NEW)) EXECUTE FUNCTION publishing_edition_is_immutable();
CREATE TRIGGER publishing_edition_is_kept BEFORE DELETE ON publishing_edition
    FOR EACH ROW EXECUTE FUNCTION publishing_edition_is_immutable();
"""
IMMUTABLE = """
DROP TRIGGER IF EXISTS publishing_edition_is_kept ON publishing_edition;
DROP TRIGGER IF EXISTS publishing_edition_is_immutable ON publishing_edition;
CREATE TRIGGER publishing_edition_is_immutable BEFORE UPDATE OR DELETE ON publishing_edition
    FOR EACH ROW EXECUTE FUNCTION publishing_edition_is_immutable();
DROP FUNCTION IF EXISTS publishing_edition_says_the_same;
"""


def move_out(apps: Any, schema_editor: Any) -> None:
    """Leave in each document that had examples what it says of them."""
    _in_steps(apps, schema_editor.connection.alias, "document ? 'examples'", _apart)


def move_back(apps: Any, schema_editor: Any) -> None:
    """Put the examples into the documents again."""
    _in_steps(apps, schema_editor.connection.alias, "document ? 'examplesSummary'", _together)


def _apart(document: dict[str, Any], said: list[Any]) -> tuple[dict[str, Any], list[Any]]:
    said = document.pop("examples")
    return {**document, "examplesSummary": _summary_of(said)}, said


def _together(document: dict[str, Any], said: list[Any]) -> tuple[dict[str, Any], list[Any]]:
    del document["examplesSummary"]
    return {**document, "examples": said}, []


def _summary_of(said: list[Any]) -> dict[str, Any] | None:
    if not said:
        return None
    written = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {
        "digest": hashlib.sha256(written.encode()).hexdigest(),
        "phrases": sum(len(group["phrases"]) for group in said),
        "dangers": sum(len(group["phrases"]) for group in said if group["isDanger"]),
    }


def _in_steps(
    apps: Any,
    alias: str,
    waiting: str,
    moved: Callable[[dict[str, Any], list[Any]], tuple[dict[str, Any], list[Any]]],
) -> None:
    tenants = list(apps.get_model("tenants", "Tenant").objects.using(alias).values_list("pk", flat=True))
    for table in TABLES:
        while _step(table, tenants, alias, waiting, moved):
            pass


def _step(
    table: str,
    tenants: list[int],
    alias: str,
    waiting: str,
    moved: Callable[[dict[str, Any], list[Any]], tuple[dict[str, Any], list[Any]]],
) -> bool:
    """Move the examples of some rows; whether there were any."""
    with transaction.atomic(using=alias), tenant_scope(tenants, using=alias), connections[alias].cursor() as cursor:
        cursor.execute(
            f"SELECT id, document::text, examples::text FROM {table} WHERE {waiting} ORDER BY id LIMIT {STEP} FOR UPDATE"
        )
        rows = cursor.fetchall()
        for pk, document, said in rows:
            now, beside = moved(json.loads(document), json.loads(said))
            cursor.execute(
                f"UPDATE {table} SET document = %s::jsonb, examples = %s::jsonb WHERE id = %s",
                [json.dumps(now, ensure_ascii=False), json.dumps(beside, ensure_ascii=False), pk],
            )
    return bool(rows)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("publishing", "0013_examples"), ("tenants", "0001_initial")]

    operations = [
        migrations.RunSQL(SAYS_THE_SAME, IMMUTABLE),
        migrations.RunPython(move_out, move_back),
        migrations.RunSQL(IMMUTABLE, SAYS_THE_SAME),
    ]
