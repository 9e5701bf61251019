"""The words that the project uses: those of its glossary are there, and those that were replaced stay away."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
NAMED = re.compile(r"`([a-z_.]+):(\w+)` \|$", re.MULTILINE)
GLOSSARY = NAMED.findall((ROOT / "docs/glossary.md").read_text(encoding="utf-8"))

REPLACED = [
    ("delivery/cache.py", {"Memory"}),
    ("delivery/merged_tree.py", {"Places", "Whereabouts"}),
    ("delivery/directory.py", {"Wish"}),
    ("delivery/search/documents.py", {"Searched"}),
    ("api/cache/request_key.py", {"Sight", "sight_of"}),
    ("api/cache/response_cache.py", {"Ready", "ReadyAnswers", "looked_at", "is_good"}),
    ("api/metering/budget.py", {"Purse", "purse_of"}),
    ("api/metering/request_cost.py", {"Bill", "told", "standing"}),
    ("api/request_state.py", {"Exchange"}),
    ("api/http/callers.py", {"introduced", "is_good"}),
    ("api/observing/log.py", {"tell"}),
    ("api/observing/tracing.py", {"tell", "tell_of_ready"}),
    ("api/store.py", {"told"}),
    ("api/engine/projection/values.py", {"leave", "Unexpected"}),
    ("tenants/reconnecting.py", {"asked"}),
    ("tenants/errors.py", {"DirectoryAway"}),
    ("publishing/errors.py", {"StoreAway"}),
    ("publishing/adoption.py", {"let_go"}),
    ("publishing/review/locks.py", {"hold_reviews", "hold_tenants"}),
    ("publishing/review/syncing.py", {"reconsider"}),
    ("publishing/review/changed_pieces.py", {"StoredOperation", "concerned"}),
    ("publishing/review/deriving.py", {"Present"}),
    ("editorial/adapting/types.py", {"Stored"}),
    ("editorial/adapting/pages.py", {"hold"}),
    ("editorial/adapting/withdrawing.py", {"let_go"}),
    ("editorial/adapting/admin/access.py", {"Desk"}),
    ("editorial/adapting/admin/listing.py", {"Wish"}),
    ("editorial/matrix/filters.py", {"Wish"}),
    ("editorial/review/standing.py", {"Standing", "standing_of"}),
    ("editorial/review/draft_decisions.py", {"follow_draft"}),
    ("editorial/national/standing.py", {"Standing"}),
]
"""By module: names of classes and functions that had to be learned before they could be read."""


def test_the_glossary_names_what_is_there() -> None:
    assert len(GLOSSARY) > 25
    missing = [f"{module}:{name}" for module, name in GLOSSARY if not hasattr(import_module(module), name)]

    assert missing == []


@pytest.mark.parametrize(("file", "names"), [pytest.param(*one, id=one[0]) for one in REPLACED])
def test_names_that_were_replaced_stay_away(file: str, names: set[str]) -> None:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef | ast.FunctionDef)}
    assigned = {
        target.id for node in tree.body for target in getattr(node, "targets", ()) if isinstance(target, ast.Name)
    }

    assert not names & (defined | assigned)
