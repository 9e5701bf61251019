"""Previews of a script: a flow chart, and a player that walks it. Both are drawn in the browser, from the draft."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext

from content_models import previews
from content_models.choices import Channel, DeadlineUnit, NodeKind, OrganizationKind
from content_models.deadline_words import counts_back, event_in_words
from content_models.documents.adaptation import operations_of
from content_models.errors import DocumentIncomplete
from content_models.languages import bcp47
from content_models.models import AdaptationPage, ContentPage
from content_models.overlay import Origin
from content_models.page_verification import records_that_hold
from content_models.preamble import said_parts
from content_models.script_channels import in_adaptation, problems_of_script
from content_models.shapes.blocks import ScriptNode, ScriptWalk
from content_models.shapes.documents import GuidanceItem, Item, ScriptDocument, ScriptItem
from content_models.shapes.parts import RichText
from content_models.walk_checks import broken_walks, coverage_of, walks_of_state
from delivery.drafts import item_of_draft, view_for_draft
from delivery.state_view import NotVisible, StateView
from editorial.wording import duration
from tenants import edge
from tenants.built_frontend import is_built
from tenants.models import Tenant

from .preview_texts import chart_texts, player_texts
from .storyboard import storyboard

VOICES = (Channel.PHONE, Channel.CHAT, Channel.WEB)
"""Whose words the player can use."""


def render_chart(page: ContentPage, request: HttpRequest, state: Tenant, anchors: str = "") -> HttpResponse:
    """Return the page with the flow chart; see `_render`."""
    return _render("chart", page, request, state, anchors)


def render_player(page: ContentPage, request: HttpRequest, state: Tenant, anchors: str = "") -> HttpResponse:
    """Return the page on which the script is walked; see `_render`."""
    return _render("player", page, request, state, anchors)


def render_storyboard(page: ContentPage, request: HttpRequest, state: Tenant, anchors: str = "") -> HttpResponse:
    """Return the page that is printed, for who reviews the script; see `_render`."""
    return _render("storyboard", page, request, state, anchors)


RENDERERS = {"chart": render_chart, "player": render_player, "storyboard": render_storyboard}
TEXTS = {"chart": chart_texts, "player": player_texts}


def _render(mode: str, page: ContentPage, request: HttpRequest, state: Tenant, anchors: str) -> HttpResponse:
    """Return the script, as it is in memory, as this state would serve it. A broken draft is shown as well.

    The admin has checked that the user may edit the page; the view is read with their rights.

    Args:
        anchors: the address at which a node is edited, up to its id; empty: in Wagtail's form of the page.
    Raises:
        PermissionDenied: the person may not read this state.
    """
    shown = _shown(mode, page, request, state, anchors)
    script, data, problem = shown.script, shown.data, shown.problem
    board = None
    if script and data and mode not in TEXTS:
        records = None if isinstance(page, AdaptationPage) else records_that_hold(page)  # its nodes are the library's
        board = storyboard(script, data, shown.walks, records)
    response = render(
        request,
        "editorial/scripts/preview.html" if mode in TEXTS else "editorial/scripts/storyboard.html",
        {
            "mode": mode,
            "entry": f"src/scripts/{mode}.tsx",
            "language": bcp47(get_language() or settings.LANGUAGE_CODE),
            "title": script["title"] if script else page.title,
            "problem": problem,
            "data": data,
            "board": board,
            "is_built": is_built(),
        },
    )
    response["Cache-Control"] = "private, no-store"
    return response


@dataclass(frozen=True, slots=True)
class _Shown:
    """A draft as a state would serve it; `data` is what chart and player get, None where `problem` says why not."""

    script: ScriptItem | None = None
    walks: Sequence[ScriptWalk] = ()
    data: dict[str, Any] | None = None
    problem: str = ""


def chart_data(page: ContentPage, request: HttpRequest) -> dict[str, Any] | None:
    """Return what the chart shows of a page that is in memory, as the state that was chosen in the preview serves it.

    Raises:
        PermissionDenied: the person may not read this state.
    """
    return _shown("chart", page, request, previews.state_for(page, previews.chosen_state(request)), "").data


def _shown(mode: str, page: ContentPage, request: HttpRequest, state: Tenant, anchors: str) -> _Shown:
    viewer = edge.viewer_for_user(request.user)
    try:
        view = view_for_draft(viewer, state.code, page)
    except NotVisible as refusal:
        raise PermissionDenied from refusal
    try:
        script = item_of_draft(view, page)
    except DocumentIncomplete as incomplete:
        return _Shown(problem=incomplete.message)
    if script is None or script["kind"] != "SCRIPT":
        return _Shown(problem=gettext("This page is hidden here: nobody sees it."))
    states = [] if isinstance(page, AdaptationPage) or anchors else previews.states_for(page)
    is_own = script["origin"] == Origin.LOCAL or not states
    own_walks = operations_of(page)["walks"] if isinstance(page, AdaptationPage) else ()
    walks = walks_of_state(script.get("walks", ()), own_walks)
    data = {
        **script_data(script, view, anchors or _form_of(page), is_edited_by_state=is_own, library=_library(page, view)),
        **walks_data(script, walks, _served(view, script["key"])),
        "states": [{"code": one.code, "name": one.name} for one in states] if len(states) > 1 else [],
        "texts": TEXTS[mode]() if mode in TEXTS else {},
    }
    if anchors and mode == "chart":  # in the workbench of a state, a node has a form only where it is adapted
        data["texts"]["edit"] = gettext("Go to the node")
    if data["brokenWalks"] and not data["hasProblems"]:
        data["summary"] = gettext("Every path reaches an end, but not every test walk comes through.")
    return _Shown(script, walks, data)


def _library(page: ContentPage, view: StateView) -> ScriptDocument | None:
    """Return the library's script beside a state's adaptation of it; None for what is nobody's adaptation."""
    edition = view.library_edition(page.adapts_key) if isinstance(page, AdaptationPage) else None
    if edition is None:
        return None
    return cast(ScriptDocument, edition.documents.get(view.locale) or next(iter(edition.documents.values())))


def _form_of(page: ContentPage) -> str:
    return f"{reverse('wagtailadmin_pages:edit', args=[page.pk])}#block-{{id}}-section" if page.pk else ""


def script_data(
    script: ScriptItem,
    view: StateView,
    anchors: str,
    *,
    is_edited_by_state: bool,
    library: ScriptDocument | None = None,
) -> dict[str, Any]:
    """Return what chart and player need to know of a script, composed for a state.

    Args:
        anchors: the address at which a node is edited, `{id}` standing for the node's; empty: none yet.
        is_edited_by_state: whether the state's text is being edited; otherwise its own nodes have no such address.
        library: the library's script, where a state's adaptation of it is edited.
    """
    nodes = script["nodes"]
    problems = problems_of_script(script) if nodes else []
    if library is not None:
        problems = in_adaptation(problems, library)
    at_node = defaultdict[int | None, list[str]](list)
    for problem in problems:
        # It stands at its node, whose words are there: its number is enough.
        number = problem.node_name if problem.position is None else str(problem.position + 1)
        at_node[problem.position].append(replace(problem, node_name=number).message)
    owners = {node.get("origin", Origin.LIBRARY) for node in nodes}
    topic = _topic_of(view, script)
    return {
        "key": script["key"],
        "title": script["title"],
        "state": {"code": view.tenant.code, "name": view.tenant.name},
        "start": script["start"],
        "preamble": [_read(part["text"]) for part in said_parts(script["preamble"])],
        "nodes": [
            {
                **_node(node),
                "number": position + 1,
                "owner": _owner(node, view.tenant.name) if len(owners) > 1 else "",
                "problems": at_node[position],
                "href": anchors.replace("{id}", node["id"]) if _is_edited(node, is_edited_by_state) else "",
            }
            for position, node in enumerate(nodes)
        ],
        "problems": at_node[None],
        "summary": _summary(len(problems)) if nodes else "",
        "hasProblems": bool(problems),
        "owners": _owners(nodes, view.tenant.name),
        "voices": [{"channel": one.value, "label": str(one.label)} for one in VOICES],
        "topicOrganizations": [str(OrganizationKind(one).label) for one in topic["officeKinds"]] if topic else [],
        "deadlines": _deadlines_of(topic) if topic else {},
    }


def _served(view: StateView, key: str) -> list[ScriptItem]:
    """The script as the state serves it now; none where it does not."""
    item = view.item(key)
    return [item] if item is not None and item["kind"] == "SCRIPT" else []


def walks_data(script: ScriptItem, walks: Sequence[ScriptWalk], earlier: Sequence[ScriptItem] = ()) -> dict[str, Any]:
    """Return the test walks, which of them break in a script now, and which nodes and answers none goes through.

    Args:
        earlier: what the script was before: what is gone is named by its words there.
    """
    coverage = coverage_of(script, walks)
    nodes = len(script["nodes"])
    options = {(node["key"], option["key"]) for node in script["nodes"] for option in node["options"]}
    values = {"walks": len(walks), "nodes": len(coverage.nodes), "count": nodes}
    values |= {"answers": len(options & coverage.options), "all": len(options)}
    return {
        "walks": [
            {
                "name": one["name"],
                "answers": " ".join(f"{answer['node']}.{answer['option']}" for answer in one["answers"]),
                "end": one["end"],
            }
            for one in walks
        ],
        "brokenWalks": [walk.warning for walk in broken_walks(script, walks, earlier)],
        "unwalkedNodes": [node["key"] for node in script["nodes"] if walks and node["key"] not in coverage.nodes],
        "unwalkedOptions": sorted(" ".join(one) for one in options - coverage.options) if walks else [],
        "coverage": ngettext(
            "%(walks)d test walk comes through %(nodes)d of %(count)d nodes and %(answers)d of %(all)d answers.",
            "%(walks)d test walks come through %(nodes)d of %(count)d nodes and %(answers)d of %(all)d answers.",
            len(walks),
        )
        % values
        if walks
        else "",
    }


def _node(node: ScriptNode) -> dict[str, Any]:
    kind = node["organizationKind"]
    return {
        "id": node["id"],
        "key": node["key"],
        "kind": node["kind"],
        "kindLabel": _short(node["kind"]),
        "text": _read(node["text"]),
        "wordings": [{"channel": one["channel"], "text": _read(one["text"])} for one in node["wordings"]],
        "options": [
            {"key": one["key"], "label": one["label"], "to": one["to"], "wordings": one["wordings"]}
            for one in node["options"]
        ],
        "organizationKind": kind,
        "organization": str(OrganizationKind(kind).label) if kind in OrganizationKind.values else "",
        "deadlines": node["deadlines"],
        "origin": node.get("origin", Origin.LIBRARY),
    }


def _short(kind: str) -> str:
    """A kind of node in a word or two, as it stands in the chart."""
    if not kind:
        return gettext("Without a kind")
    return NodeKind(kind if kind in NodeKind.values else NodeKind.INFO).in_short


def _read(text: RichText) -> dict[str, str]:
    """A text to be read in a preview: without its links, which lead nowhere from there."""
    html = re.sub(r"<a\b[^>]*>", "<span>", text["html"]).replace("</a>", "</span>")
    return {"html": html, "plain": " ".join(text["plainText"].split())}


def _is_edited(node: ScriptNode, is_edited_by_state: bool) -> bool:
    return is_edited_by_state or node.get("origin", Origin.LIBRARY) != Origin.LOCAL


def _owner(node: ScriptNode, state: str) -> str:
    match node.get("origin", Origin.LIBRARY):
        case Origin.ADAPTED:
            return gettext("Adapted by %(state)s") % {"state": state}
        case Origin.LOCAL:
            return gettext("Of %(state)s") % {"state": state}
        case _:
            return gettext("National library")


def _owners(nodes: Sequence[ScriptNode], state: str) -> str:
    of_state = sum(node.get("origin", Origin.LIBRARY) != Origin.LIBRARY for node in nodes)
    if not of_state:
        return gettext("All nodes are the national library’s.") if nodes else ""
    if of_state == len(nodes):
        return gettext("All nodes are of %(state)s.") % {"state": state}
    return ngettext(
        "%(count)d node is of %(state)s, with a double outline; the others are the national library’s.",
        "%(count)d nodes are of %(state)s, with a double outline; the others are the national library’s.",
        of_state,
    ) % {"count": of_state, "state": state}


def _summary(problems: int) -> str:
    if not problems:
        return gettext("Every path reaches an end.")
    return ngettext(
        "%(count)d problem to solve before this can be published.",
        "%(count)d problems to solve before this can be published.",
        problems,
    ) % {"count": problems}


def _topic_of(view: StateView, script: ScriptItem) -> GuidanceItem | None:
    topic: Item | None = view.item(script["topicKey"]) if script["topicKey"] else None
    return topic if topic is not None and topic["kind"] == "GUIDANCE" else None


def _deadlines_of(topic: GuidanceItem) -> dict[str, dict[str, str | bool]]:
    """The deadlines of the topic's body, in words, by their ids."""
    to_confirm = gettext("Non-working days may change it: confirm it.")
    return {
        block["id"]: {
            "amount": duration(block),
            "event": event_in_words(block),
            "countsBack": counts_back(block),
            "text": " ".join(block["text"]["plainText"].split()),
            "locale": block.get("locale") or topic["locale"],
            "caution": "" if block["unit"] == DeadlineUnit.HOURS else to_confirm,
        }
        for block in topic["body"]
        if block["type"] == "DeadlineBlock" and block["amount"] and block["unit"]
    }
