"""What the form of a script asks for while somebody writes: its problems, and what can be chosen in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext
from wagtail.admin.views.pages.preview import PreviewOnCreateView, PreviewOnEditView
from wagtail.blocks import StreamValue

from content_models.choices import Channel
from content_models.loaded_versions import MOST_DIGITS_OF_ID
from content_models.models import GuidancePage, ScriptPage
from content_models.preamble import is_anything_said
from content_models.script_channels import Completeness, problems_of, warnings_before_publishing
from content_models.script_deadlines import deadlines_of, topics_in_words
from content_models.script_graph import GraphNode, Problem, ProblemCode
from content_models.script_keys import graph_of_blocks, texts_of_blocks
from content_models.script_wording import Placed, suggestions_in, voices_apart
from content_models.walk_checks import BrokenWalk
from publishing.broken_walks import walks_in_draft
from tenants.models import LIBRARY_ID
from tenants.trees import is_below, tree_paths

from .preview import chart_data

LONGEST_FORM = 600_000
"""How many characters the fields of the graph have at most, as the form sends them; the longest has a tenth of it."""

FIELDS = (
    *("nodes", "start", "topic", "channels", "preamble", "opening_phrases", "examples", "walks"),
    *("legal_references", "reviewed_on"),
)
"""Those that the problems depend on."""

MOST_PROBLEMS = 100
"""How many are told at once: more are not read, and each names nodes."""


class FormOnEditView(PreviewOnEditView):
    """The form of a script that stands in the tree. As for its preview, one must be able to edit it."""

    http_method_names = ("post",)

    def get_object(self) -> ScriptPage:
        """Return the script as it was saved last.

        Raises:
            Http404: no such page, or none of a script.
        """
        page = super().get_object()
        if not isinstance(page, ScriptPage):
            raise Http404
        return page

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        """Return problems, warnings, suggestions about wording, the topic’s deadlines, and the chart.

        What is about a node has the id of its block; a suggestion has its field besides.

        Nothing is saved or checked besides: a form that is half filled in has an answer.
        """
        if sum(len(value) for name, value in request.POST.items() if name.startswith("nodes-")) > LONGEST_FORM:
            raise BadRequest("The script is too long.")
        form = PreviewOnEditView.get_form(self, request.POST)
        values = {name: form[name].data for name in FIELDS}
        nodes = values["nodes"]
        if nodes:
            form.take_keys(values)
        channels = dict.fromkeys(one for one in values["channels"] or () if one in Channel.values)
        said = is_anything_said(values["preamble"])
        graph = graph_of_blocks(nodes) if nodes else []
        start = values["start"] or ""
        problems = problems_of(graph, start, [*channels], has_preamble=said) if nodes else []
        broken, walked = walks_in_draft(_draft(values), [self.object]) if nodes else ([], frozenset())
        warnings = warnings_before_publishing(graph, start, channels, _completeness_of(values, walked)) if nodes else []
        deadlines = _deadlines(values["topic"])
        return JsonResponse(
            {
                "problems": [
                    *(_as_json(one, nodes) for one in problems[:MOST_PROBLEMS]),
                    *(_broken_as_json(broken, nodes, {one.node for one in problems}) if nodes else ()),
                ],
                "warnings": [
                    *(_as_json(one, nodes) for one in warnings[:MOST_PROBLEMS]),
                    *(self._missing_deadlines(nodes, graph, has_choice=bool(deadlines)) if nodes else ()),
                ],
                "suggestions": [_suggestion_as_json(one, nodes) for one in self._suggestions(nodes)[:MOST_PROBLEMS]],
                "deadlines": deadlines,
                "chart": self._chart(form) if "chart" in request.GET else None,
            }
        )

    def _suggestions(self, nodes: StreamValue | None) -> list[Placed]:
        """Return how the words could be better, and where only one voice has changed since they were published."""
        if not nodes:
            return []
        published = ScriptPage.objects.filter(pk=self.object.pk, live=True).first() if self.object.pk else None
        texts = [*texts_of_blocks(nodes)]
        return [*(voices_apart(texts_of_blocks(published.nodes), texts) if published else ()), *suggestions_in(texts)]

    def _missing_deadlines(
        self, nodes: StreamValue, graph: list[GraphNode], *, has_choice: bool
    ) -> list[dict[str, str | None]]:
        """Return the nodes with a deadline that nobody has chosen; without one to choose, which topics have some."""
        found = [
            _as_json(Problem(ProblemCode.DEADLINE_MISSING, one.key, position, node_name=one.name(position)), nodes)
            for position, one in enumerate(graph)
            if any(not deadline for deadline in nodes[position].value["deadlines"])
        ]
        if not found or has_choice:
            return found
        library = GuidancePage.objects.live().filter(is_below(tree_paths([LIBRARY_ID])), locale=self.object.locale)
        topics = gettext("Topics with deadlines: %(topics)s.") % {"topics": topics_in_words(library.order_by("title"))}
        return [{**one, "sentence": f"{one['sentence']} {topics}"} for one in found]

    def _chart(self, form: Any) -> dict[str, Any] | None:
        if not self.validate_form(form):
            return None
        form.save(commit=False)
        return chart_data(self.object, self.request)


class FormOnCreateView(FormOnEditView, PreviewOnCreateView):
    """The form of a script that is being begun."""

    def get_object(self) -> ScriptPage:
        """Return the page as it would stand below its parent."""
        page: ScriptPage = PreviewOnCreateView.get_object(self)
        return page


def _draft(values: dict[str, Any]) -> ScriptPage:
    """The nodes and test walks of a form, as a script that is not saved."""
    return ScriptPage(start=values["start"] or "", nodes=values["nodes"], walks=values["walks"])


def _completeness_of(values: dict[str, Any], walked: frozenset[str]) -> Completeness:
    """What a form says besides the graph, as `warnings_before_publishing_script` reads it of a document.

    Args:
        walked: the keys of the nodes that its test walks come to.
    """
    phrases = [one.value for one in values["opening_phrases"] or ()]  # search finds a script by these, too
    phrases += [one.value["phrases"] for one in values["examples"] or ()]
    return Completeness(
        has_topic=bool(values["topic"]),
        has_examples=any(str(one).strip() for one in phrases),
        walked=walked,
        cites_law=bool(values["legal_references"]) or any(node.value["legal_references"] for node in values["nodes"]),
        is_reviewed=bool(values["reviewed_on"]),
    )


def _broken_as_json(
    broken: Iterable[BrokenWalk], nodes: StreamValue, wrong: Collection[str]
) -> list[dict[str, str | None]]:
    """Return the test walks that publishing would refuse, each at the node where it breaks.

    Args:
        wrong: keys of nodes with problems of their own, which say why a walk breaks there.
    """
    positions = {node.value["key"]: position for position, node in reversed([*enumerate(nodes)])}
    return [
        {
            "field": "walks",
            "block": nodes[positions[one.node]].id if one.node in positions else None,
            "name": "",
            "code": "WALK_BROKEN",
            "sentence": one.warning,
        }
        for one in broken
        if one.node not in wrong
    ]


def _as_json(problem: Problem, nodes: StreamValue) -> dict[str, str | None]:
    return {
        "field": problem.field,
        "block": None if problem.position is None else nodes[problem.position].id,
        "name": problem.node_name,
        "code": problem.code,
        "sentence": problem.message,
    }


def _suggestion_as_json(placed: Placed, nodes: StreamValue) -> dict[str, str | int]:
    text = placed.text
    return {
        "block": nodes[text.position].id,
        "place": text.place,
        "item": text.item,
        "code": placed.suggestion.code,
        "sentence": placed.suggestion.message,
    }


def _deadlines(topic: Any) -> list[dict[str, str]]:
    number = str(topic or "")
    is_id = number.isdecimal() and len(number) < MOST_DIGITS_OF_ID
    page = GuidancePage.objects.filter(pk=number).first() if is_id else None
    return deadlines_of(page) if page else []
