"""What can be chosen in the form of a script's node or answer, where a state adapts it."""

from __future__ import annotations

from typing import Any

from content_models.models import GuidancePage
from content_models.script_deadlines import deadlines_of
from content_models.script_graph import names_of_nodes
from tenants.models import LIBRARY_ID
from tenants.trees import is_below, tree_paths


def choices_in_script(item: Any) -> dict[str, list[dict[str, str]]]:
    """Return the nodes of a script as a state serves it, and the deadlines of its topic, each in words.

    Args:
        item: the script, composed for the state.
    """
    topics = GuidancePage.objects.filter(is_below(tree_paths([LIBRARY_ID])))
    topic = topics.filter(translation_key=item["topicKey"]).first()
    return {
        "nodes": [{"key": key, "name": name} for key, name in names_of_nodes(item["nodes"]).items()],
        "deadlines": deadlines_of(topic) if topic is not None else [],
    }
