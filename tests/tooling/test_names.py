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
    ("delivery/cache.py", {"Memory", "AWAY_SECONDS", "is_away", "forget_everything"}),
    ("delivery/merged_tree.py", {"Places", "Whereabouts"}),
    ("delivery/directory.py", {"Wish"}),
    ("delivery/state_view.py", {"is_away", "forget_everything"}),
    ("delivery/state_directory.py", {"NO_WISH"}),
    ("delivery/search/documents.py", {"Searched", "searched"}),
    ("delivery/search/lexicon.py", {"saying", "rarity", "NAME_WISHES"}),
    ("delivery/search/ranking.py", {"rarity", "WISHES", "LENT"}),
    ("delivery/search/query.py", {"SAID", "TOLD", "HINTED", "BEGUN"}),
    ("delivery/search/words.py", {"Saying", "saying_at", "wishes_in", "telling", "nothing"}),
    ("delivery/search/taught.py", {"asked"}),
    ("api/cache/cacheability.py", {"may_be_kept", "void_at"}),
    ("api/cache/request_key.py", {"Sight", "sight_of", "SEEN"}),
    ("api/cache/response_cache.py", {"Ready", "ReadyAnswers", "looked_at", "is_good", "SeenView", "forget"}),
    ("api/endpoint.py", {"_known_price", "_known_caller", "_good"}),
    ("api/engine/documents.py", {"known"}),
    ("api/engine/execution.py", {"_holds_object", "lacks_what_is_away"}),
    ("api/metering/budget.py", {"Purse", "purse_of", "forget_everything", "_leave_alone"}),
    ("api/metering/request_cost.py", {"Bill", "told", "standing"}),
    ("api/request_state.py", {"Exchange", "look"}),
    ("assistance/chat/consumers/requests.py", {"Exchange"}),
    ("content_models/confidential_places.py", {"keep"}),
    ("delivery/suggestions.py", {"_Asked"}),
    ("editorial/imports/checking.py", {"keep"}),
    ("editorial/offices/rounds.py", {"keep"}),
    ("editorial/offices/words.py", {"_told"}),
    ("portal/summary_pages.py", {"_told"}),
    ("api/in_state.py", {"Stored"}),
    ("api/errors/coded_error.py", {"AWAY"}),
    ("api/http/callers.py", {"introduced", "is_good", "GOOD_SECONDS"}),
    ("api/observing/log.py", {"tell", "tell_of_ready"}),
    ("api/observing/tracing.py", {"tell", "tell_of_ready", "is_wanted"}),
    ("api/store.py", {"told"}),
    ("api/engine/projection/values.py", {"leave", "Unexpected"}),
    ("api/trusted/document_cache.py", {"REMEMBERED", "Found", "forget_everything"}),
    ("api/trusted/persisting.py", {"keep"}),
    ("api/trusted/usage.py", {"note", "NOTED"}),
    ("tenants/bounded.py", {"forget", "forget_where"}),
    ("tenants/change_counter.py", {"Learnt", "learnt"}),
    ("tenants/identity_cache.py", {"remembered_key", "tell_changed", "forget_everything", "_known", "_learn"}),
    ("tenants/key_usage.py", {"note"}),
    ("tenants/listening.py", {"doubt", "_tell"}),
    ("tenants/reconnecting.py", {"asked"}),
    ("tenants/errors.py", {"DirectoryAway"}),
    ("publishing/errors.py", {"StoreAway"}),
    ("publishing/adoption.py", {"let_go", "forget_withdrawn", "PINNABLE"}),
    ("publishing/conflicts.py", {"_stands_there"}),
    ("publishing/deleting.py", {"begun"}),
    ("publishing/gathering.py", {"is_gathered", "are_gathered"}),
    ("publishing/publication.py", {"UNTOLD"}),
    ("publishing/review/decisions.py", {"noted", "forgotten"}),
    ("publishing/review/locks.py", {"hold_reviews", "hold_tenants"}),
    ("publishing/review/paths.py", {"national_pages_came", "own_pages_changed"}),
    ("publishing/review/syncing.py", {"reconsider", "KINDS"}),
    ("publishing/review/changed_pieces.py", {"StoredOperation", "DocumentOperation", "concerned"}),
    ("publishing/review/deriving.py", {"Present", "Where", "Concern", "concerns_of"}),
    ("editorial/adapting/draft.py", {"published", "page"}),
    ("editorial/adapting/types.py", {"Stored", "StreamOperation", "Kept", "EditedText"}),
    ("editorial/adapting/pages.py", {"hold"}),
    ("editorial/adapting/selectors.py", {"kept_of"}),
    ("editorial/adapting/withdraw_adaptation.py", {"let_go"}),
    ("editorial/adapting/admin/editing_context.py", {"Desk", "desk_of", "text", "can_change"}),
    ("editorial/adapting/admin/languages.py", {"Tongue", "tongues_of"}),
    ("editorial/adapting/admin/listing.py", {"Wish"}),
    ("editorial/adapting/admin/notes.py", {"tell"}),
    ("editorial/imports/directory.py", {"Present"}),
    ("editorial/matrix/admin/matrix_view.py", {"asked"}),
    ("editorial/matrix/filters.py", {"Wish"}),
    ("editorial/review/admin/review_scope.py", {"Reach", "reach_of"}),
    ("editorial/review/admin/acts.py", {"Asked"}),
    ("editorial/review/access.py", {"rights_on"}),
    ("editorial/review/deciding.py", {"held"}),
    ("editorial/review/types.py", {"Change"}),
    ("editorial/review/review_draft.py", {"Standing", "standing_of"}),
    ("editorial/review/draft_decisions.py", {"follow_draft"}),
    ("editorial/national/coming.py", {"Concerns", "concerns_after"}),
    ("editorial/national/state_usage.py", {"Standing", "standings_of"}),
    ("assistance/chat/answering_pages.py", {"Asked"}),
    ("assistance/chat/leaving.py", {"tell", "_tell"}),
    ("assistance/chat/messages.py", {"Stored"}),
    ("assistance/chat/conversation_pages.py", {"_standing"}),
    ("assistance/chat/protocol.py", {"_told"}),
    ("assistance/chat/queue.py", {"hold", "leave_queue"}),
    ("assistance/chat/sessions.py", {"hold"}),
    ("assistance/chat/starting.py", {"_say_first"}),
    ("portal/summary_pages.py", {"told_in"}),
    ("cms/postgres/liveness.py", {"note", "Look"}),
    ("cms/running/console.py", {"say"}),
    ("cms/running/demonstration.py", {"Memory", "forget_addresses"}),
]
"""By module: names of classes, their fields and functions that had to be learned before they could be read."""


def test_the_glossary_names_what_is_there() -> None:
    assert len(GLOSSARY) > 25
    missing = [f"{module}:{name}" for module, name in GLOSSARY if not hasattr(import_module(module), name)]

    assert missing == []


@pytest.mark.parametrize(("file", "names"), [pytest.param(*one, id=one[0]) for one in REPLACED])
def test_names_that_were_replaced_stay_away(file: str, names: set[str]) -> None:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef | ast.FunctionDef)}
    fields = {
        node.target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    assigned = {
        target.id for node in tree.body for target in getattr(node, "targets", ()) if isinstance(target, ast.Name)
    }

    assert not names & (defined | fields | assigned)
