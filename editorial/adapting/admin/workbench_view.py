"""The workbench: a national text as one state's draft has it, piece by piece."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from content_models import previews
from content_models.choices import Voice
from content_models.documents.adaptation import operations_of
from content_models.kinds import ItemKind
from content_models.script_channels import warnings_of_script
from content_models.script_graph import names_of_nodes
from content_models.script_wording import suggestions_of_nodes
from content_models.walk_checks import broken_walks, walks_of_state
from editorial.adapting import selectors
from editorial.adapting.draft import EXAMPLES
from editorial.adapting.errors import NotAdaptable
from editorial.adapting.history import name_of_author
from editorial.adapting.pages import library_page
from editorial.adapting.types import Can, Piece, PieceKind, Workbench
from editorial.glossary_words.presenting import list_of as list_of_words
from editorial.scripts.preview import RENDERERS as SCRIPT_RENDERERS
from tenants.models import TenantStatus

from .changes import (
    consequences_of,
    has_something_to_publish,
    is_hidden_now,
    pieces_hidden_now,
    published_of,
    readable_changes,
    unpublished_changes,
)
from .editing_context import EditingContext, editing_context_of
from .languages import language_links
from .listing import KINDS
from .notes import notes_of, put_back_of
from .places import address_of, history_of, list_of
from .reader import Reader
from .rows import anchor_of, joined, rows_of, slots_of
from .times import in_words
from .words import word_cards


@dataclass(frozen=True, slots=True)
class Link:
    """A way from the workbench to something about this text."""

    label: str
    url: str
    is_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class WalkRow:
    """A test walk as the workbench lists it; `problem` says why it breaks in the draft, and at which piece."""

    name: str
    problem: str
    is_own: bool
    anchor: str


class OfOneText(WagtailAdminTemplateMixin, TemplateView):
    """A screen about one text of one state."""

    header_icon = "site"
    editing: EditingContext
    bench: Workbench
    key: str

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the state and the text; what is another state's does not exist."""
        super().setup(request, *args, **kwargs)
        self.editing = editing_context_of(request, kwargs["code"], request.GET.get("locale"))
        self.key = str(kwargs["key"])
        self.bench = bench_of(self.editing, self.key)

    def get_page_title(self) -> str:
        """Return the text's title as the state serves it."""
        return title_of(self.bench)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("adapting:states"), "label": gettext("Adapt national texts")},
            {"url": list_of(self.editing), "label": self.editing.tenant.name},
            {"url": address_of(self.editing, self.key), "label": title_of(self.bench)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what all screens about one text show."""
        return {
            **super().get_context_data(**kwargs),
            "editing": self.editing,
            "bench": self.bench,
            "language_links": language_links(self.editing, self.request),
            "title": title_of(self.bench),
            "base_url": reverse("adapting:text", args=[self.editing.tenant.code, self.key]),
            "query": f"?locale={self.editing.locale}" if self.editing.is_in_other_language else "",
            "reader": self._reader(),
            "can_write": self.editing.rights.can_edit and self.bench.schedule is None and not self.bench.is_locked,
            "own_label": gettext("From %(state)s") % {"state": self.editing.tenant.name},
        }

    def _reader(self) -> Reader:
        site, item = self.editing.tenant.site, self.bench.effective_item or self.bench.library_item
        url = site.root_url if site else ""
        if item["kind"] != "SCRIPT":
            return Reader(self.editing.view, url)
        return Reader(self.editing.view, url, names_of_nodes(item["nodes"]), self.editing.view.deadlines_of(item))


class WorkbenchView(OfOneText):
    """A text as the state's draft has it, with what can be done beside each piece."""

    template_name = "editorial/adapting/workbench.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it again after a refusal, with what was typed."""
        return self.get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the pieces in reading order, and what is said of the text as a whole."""
        context = super().get_context_data(**kwargs)
        cards = word_cards(self.editing, self.bench, can_choose=context["can_write"])
        walks = walks_in(self.bench)
        published = published_of(self.bench)
        return {
            **context,
            "kind_label": KINDS.get(ItemKind(self.bench.library_item["kind"]), ""),
            "rows": rows_of(self.editing, self.bench),
            "notes": (notes := notes_of(self.request)),
            **self._put_back(),
            "has_note_on_word": any(f"card-{card.name}" in notes for card in cards),
            "slots": slots_of(self.editing, self.bench),
            "changed": unpublished_changes(self.editing, self.bench, published),
            "consequences": consequences_of(self.editing, self.bench, published),
            "is_to_publish": has_something_to_publish(self.bench),
            "is_hidden_now": is_hidden_now(self.bench, published),
            "hidden_now": pieces_hidden_now(self.bench, published),
            "changes": readable_changes(self.editing, self.bench, published),
            "links": self._links(),
            "saved": _saved(self.editing, self.bench),
            "plan": plan_of(self.editing, self.bench),
            "comment": self.request.POST.get("comment", ""),
            "script_previews": self._script_previews(),
            "own_examples": [
                {"voice": Voice(one["voice"]).label, "is_danger": one["isDanger"], "phrases": one["phrases"]}
                for one in self.bench.own_examples
            ],
            "examples_url": address_of(self.editing, self.key, "examples"),
            "try_out_url": address_of(self.editing, self.key, "try_examples"),
            "broken_walks": [walk for walk in walks if walk.problem],
            "breaks_national": any(walk.problem and not walk.is_own for walk in walks),
            "problems": problems_in(self.bench),
            "warnings": warnings_in(self.bench),
            "walks": [walk for walk in walks if not walk.problem],
            **list_of_words(cards, can_choose=context["can_write"]),
        }

    def _put_back(self) -> dict[str, Any]:
        """Return what has just been undone, and beside which element it can be put back; `top` where there is none."""
        undone = put_back_of(self.request)
        if undone is None:
            return {}
        known = {anchor_of(address) for address in (EXAMPLES, *(piece.address for piece in self.bench.pieces))}
        return {
            "put_back": undone[0],
            "put_back_beside": undone[1] if undone[1] in known else "top",
            "put_back_anchor": anchor_of(undone[0].address) if undone[0].address else "",
        }

    def _script_previews(self) -> list[Link]:
        if self.bench.library_item["kind"] != ItemKind.SCRIPT or self.bench.is_hidden:
            return []
        address = f"{address_of(self.editing, self.key, 'preview')}{joined(self.editing)}"
        return [
            Link(gettext("Chart"), f"{address}mode=chart", is_elsewhere=True),
            Link(gettext("Player"), f"{address}mode=player", is_elsewhere=True),
            Link(gettext("For print"), f"{address}mode=storyboard", is_elsewhere=True),
        ]

    def _links(self) -> list[Link]:
        links = [Link(gettext("Preview"), address_of(self.editing, self.key, "preview"), is_elsewhere=True)]
        site = self.editing.tenant.site
        # A script has a page on a state's site where it is a guide; operators read it on the desk.
        is_script = self.bench.library_item["kind"] == ItemKind.SCRIPT
        guide = self.editing.view.guide(self.key) if is_script else None
        path = (guide["path"] if guide else None) if is_script else self.editing.view.path_of(self.key)
        is_served = self.editing.tenant.status == TenantStatus.LAUNCHED
        if site is not None and path is not None and is_served:
            links.append(Link(gettext("What citizens see now"), site.root_url + path, is_elsewhere=True))
        if self.bench.page is not None:
            links.append(Link(gettext("History"), history_of(self.editing, self.key)))
        return links


class PreviewView(OfOneText):
    """The text as citizens would see it if the draft were published now; a script also as a chart, or to be walked."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the page as the state's portal would; of a script what `mode` asks for."""
        page = self.bench.page or library_page(key=self.key, locale=self.editing.locale)
        if page is None:
            raise Http404
        render_script = SCRIPT_RENDERERS.get(request.GET.get("mode", ""))
        if render_script is not None and self.bench.library_item["kind"] == ItemKind.SCRIPT:
            where = f"{address_of(self.editing, self.key)}#{anchor_of('{id}')}"
            return render_script(page, request, self.editing.tenant, where)
        return previews.rendered(page, request, self.editing.tenant.code)


def bench_of(editing: EditingContext, key: str) -> Workbench:
    """Return a text's workbench.

    Raises:
        Http404: there is no such national text.
    """
    try:
        return selectors.workbench(editing.target(key))
    except NotAdaptable as error:
        raise Http404 from error


def walks_in(bench: Workbench) -> list[WalkRow]:
    """Return the state's test walks through a script, and the national ones that break in the draft."""
    page, script, library = bench.page, bench.effective_item, bench.library_item
    if page is None or script is None or script["kind"] != "SCRIPT" or library["kind"] != "SCRIPT":
        return []
    own = operations_of(page)["walks"]
    walks = walks_of_state(script["walks"], own)
    broken = {walk.name: walk for walk in broken_walks(script, walks, [library])}
    names, anchors = {walk["name"] for walk in own}, _anchors_of_nodes(bench)
    return [
        WalkRow(name, found.message if found else "", name in names, anchors.get(found.node, "") if found else "")
        for name, found in ((walk["name"], broken.get(walk["name"])) for walk in walks)
        if name in names or found
    ]


def problems_in(bench: Workbench) -> list[ProblemRow]:
    """Return why the draft cannot be published."""
    anchors = _anchors_of_nodes(bench)
    hidden = {
        str(piece.effective_value["key"]): piece
        for piece in bench.pieces
        if piece.kind == PieceKind.NODE and piece.is_hidden and piece.operation_id and Can.UNDO in piece.can
    }
    found = zip(bench.problems, bench.problem_nodes, bench.problem_hidden, strict=True)
    return [ProblemRow(problem, anchors.get(node, ""), hidden.get(led_to)) for problem, node, led_to in found]


def warnings_in(bench: Workbench) -> list[tuple[str, str]]:
    """Return what the state's changes can be published with, and should be looked at before; as above."""
    script, library = bench.effective_item, bench.library_item
    if script is None or script["kind"] != "SCRIPT" or library["kind"] != "SCRIPT":
        return []
    of_library, anchors = {one.about for one in warnings_of_script(library)}, _anchors_of_nodes(bench)
    keys = [node["key"] for node in script["nodes"]]
    worded = {one.text.words for one in suggestions_of_nodes(library["nodes"])}
    return [
        *(
            (one.message, anchors.get(one.node, ""))
            for one in warnings_of_script(script)
            if one.about not in of_library
        ),
        *(
            (one.message, anchors.get(keys[one.text.position], ""))
            for one in suggestions_of_nodes(script["nodes"])
            if one.text.words not in worded
        ),
    ]


def _anchors_of_nodes(bench: Workbench) -> dict[str, str]:
    nodes = (piece for piece in bench.pieces if piece.kind == PieceKind.NODE)
    return {str(piece.effective_value["key"]): anchor_of(piece.address) for piece in nodes}


def title_of(bench: Workbench) -> str:
    """Return the title as the state serves it."""
    return str((bench.effective_item or bench.library_item)["title"])


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """Why a draft cannot be published.

    Attributes:
        anchor: the id of the element that it is about; empty for none.
        hidden: the hidden node that can be shown again.
    """

    sentence: str
    anchor: str
    hidden: Piece | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens by itself, its times in words; empty where there is none."""

    go_live_at: str = ""
    expire_at: str = ""
    is_late: bool = False
    problem: str = ""
    live_until: str = ""


def plan_of(editing: EditingContext, bench: Workbench) -> Plan:
    """Return what will be published, or will end, by itself."""

    def words(instant: datetime | None) -> str:
        return "" if instant is None else in_words(instant, editing.tenant)

    planned = bench.schedule
    if planned is None:
        return Plan(live_until=words(bench.live_until))
    return Plan(
        go_live_at=words(planned.go_live_at),
        expire_at=words(planned.expire_at),
        is_late=planned.go_live_at <= timezone.now(),
        problem=planned.problem,
        live_until=words(bench.live_until),
    )


def _saved(editing: EditingContext, bench: Workbench) -> str:
    revision = bench.page.latest_revision if bench.page is not None else None
    if revision is None:
        return ""
    details = {"name": name_of_author(revision) or gettext("the system")}
    return gettext("Last saved by %(name)s on %(when)s.") % {
        **details,
        "when": in_words(revision.created_at, editing.tenant),
    }
