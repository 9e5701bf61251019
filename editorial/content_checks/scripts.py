"""Rules about scripts: conversations find their way in words, also where a state has changed the library's script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from django.utils.translation import gettext as _

from content_models.kinds import ItemKind
from content_models.script_channels import warnings_of_script, words_missing
from content_models.script_graph import graph_of, problems_in
from content_models.shapes.documents import ScriptDocument
from delivery.view import StateView

from .finding import Finding, Severity


def find_their_way(view: StateView) -> Iterator[Finding]:
    """Find scripts in which a conversation gets lost; where a node is missing, readers are sent to the help line."""
    for script in view.all(ItemKind.SCRIPT):
        document = cast(ScriptDocument, view.document(script["key"]))
        for problem in problems_in(graph_of(document["nodes"]), document["start"]):
            message = _("In “%(script)s” a conversation gets lost. %(problem)s")
            values = {"script": script["title"], "problem": problem.message}
            where = f"{script['path']} · {problem.node}"
            yield Finding(Severity.ERROR, "SCRIPT_INCOMPLETE", view.tenant.code, where, message % values)


def have_words(view: StateView) -> Iterator[Finding]:
    """Find scripts that lack words on a channel they are for; the state's site does not offer them as guides."""
    for script in view.all(ItemKind.SCRIPT):
        document = cast(ScriptDocument, view.document(script["key"]))
        nodes = graph_of(document["nodes"])
        for problem in (
            found for one in document["channels"] for found in words_missing(nodes, document["start"], one)
        ):
            message = _("“%(script)s” lacks words. %(problem)s")
            values = {"script": script["title"], "problem": problem.message}
            where = f"{script['path']} · {problem.node}"
            yield Finding(Severity.ERROR, "SCRIPT_WORDS_MISSING", view.tenant.code, where, message % values)


def give_a_telephone(view: StateView) -> Iterator[Finding]:
    """Find hand-overs at which who reads on the website is told no number."""
    for script in view.all(ItemKind.SCRIPT):
        for problem in warnings_of_script(cast(ScriptDocument, view.document(script["key"]))):
            values = {"script": script["title"], "problem": problem.message}
            where = f"{script['path']} · {problem.node}"
            message = _("In “%(script)s” somebody who reads cannot call. %(problem)s") % values
            yield Finding(Severity.CONFIRM, "GUIDE_WITHOUT_PHONE", view.tenant.code, where, message)
