"""A state whose published texts all carry a mark: copies of the tests' world, with keys and addresses of its own."""

from __future__ import annotations

import json
import uuid
from typing import Any

from publishing.models import ContentItem
from tenants.models import Tenant, TenantPhone
from tenants.scope import tenant_scope
from tests.api.world.content import LIBRARY, TABASCO
from tests.api.world.documents import Document, document, key
from tests.api.world.store import forget, publish

CODE = "COA"
MARK = "marcaqzx"
"""In each text of the state. No request says it, so that no answer only repeats it."""

SCRIPT_MARK = "marcaguionqzx"
"""In each text of its scripts, which not every key of the state may read; but for what their guides show everybody."""

PROSE = frozenset(
    {
        *("accessibility", "address", "alsoCalled", "alt", "caption", "consequence", "definition", "description"),
        *("event", "firstStep", "goWhen", "heading", "hoursText", "label", "legalReviewer", "municipality", "name"),
        *(
            "neighborhood",
            "note",
            "openingPhrases",
            "phrases",
            "question",
            "searchText",
            "source",
            "summary",
            "synonyms",
        ),
        *("term", "text", "title", "whatItDoes", "whoMustAct"),
    }
)
"""Names of fields that hold words and not a notation."""


def plant(tenant: Tenant) -> dict[str, Document]:
    """Publish the marked texts in place of the state's own, and mark its names; return the documents by path."""
    documents = {f"/coa{path}": _copied(each) for path, each in (LIBRARY | TABASCO).items() if each["kind"] != "HOME"}
    adaptation = document(
        "ADAPTATION",
        "coa-inicio",
        "",
        adaptsKey=LIBRARY["/"]["key"],
        base=1,
        operations=[{"id": key("coa-op"), "base": 1, "op": "set", "field": "title", "value": f"Inicio {MARK}"}],
        searchText="",
    )
    with tenant_scope([tenant.pk]):
        ContentItem.objects.for_tenant(tenant.pk).delete()
        publish(tenant.pk, {**documents, "/": adaptation})
    tenant.official_name = f"Estado {MARK}"
    tenant.save(update_fields=["official_name"])
    TenantPhone.objects.filter(tenant=tenant).update(label=f"Emergencias {MARK}")
    forget()
    return documents


def _copied(original: Document) -> Document:
    mark = SCRIPT_MARK if original["kind"] == "SCRIPT" else MARK
    copy: Document = _marked(original, mark, is_prose=False)
    if "WEB" in original.get("channels", ()):
        _mark_guide(copy)
    copy["slug"] = f"coa-{original['slug']}"
    return copy


def _mark_guide(script: Document) -> None:
    """Give what citizens read of a script the mark of what they may read."""
    of_nodes = [part for node in script["nodes"] for part in (node, *node["options"])]
    shown = [wording for part in of_nodes for wording in part["wordings"] if wording["channel"] == "WEB"]
    cited = [reference for part in (script, *script["nodes"]) for reference in part["legalReferences"]]
    for part in [*shown, *cited]:
        part.update(json.loads(json.dumps(part).replace(SCRIPT_MARK, MARK)))
    script["title"] = script["title"].replace(SCRIPT_MARK, MARK)


def _marked(value: Any, mark: str, *, is_prose: bool) -> Any:
    if isinstance(value, dict):
        return {
            # The parts of rich text are `text` and `children`, those of others have a name each.
            name: inner
            if name == "source" and "phrases" in value  # where an example comes from is no text
            else _marked(inner, mark, is_prose=name in PROSE or (is_prose and isinstance(inner, dict | list)))
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_marked(inner, mark, is_prose=is_prose) for inner in value]
    if not isinstance(value, str):
        return value
    if _is_key(value):
        return key(f"coa {value}")
    return f"{value} {mark}" if is_prose and value else value


def _is_key(value: str) -> bool:
    try:
        return str(uuid.UUID(value)) == value
    except ValueError:
        return False
