"""The screens on which one piece is written: another text in its place, or a new one beside it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.contrib.messages import constants
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from wagtail.admin import messages
from wagtail.models import Page

from content_models.kinds import ItemKind
from content_models.models import AdaptationPage, GuidancePage
from content_models.script_deadlines import deadlines_of
from content_models.script_graph import names_of_nodes
from content_models.script_panel import texts
from editorial.adapting import selectors
from editorial.adapting import services as adapt
from editorial.adapting.errors import OwnPieceChangedMeanwhile, PieceChangedMeanwhile, TargetGone
from editorial.adapting.types import Choice, ConcurrentChange, OperationKind, PieceForm, PieceKind
from editorial.numbers import number_in
from publishing.errors import DomainError, ErrorCode
from tenants.models import LIBRARY_ID
from tenants.trees import is_below, tree_paths

from .forms import ValueForm, is_id
from .notes import refuse, show_message
from .places import address_of
from .rows import anchor_of, choices_at, labels_of
from .words import FIELD as GLOSSARY_CHOICES
from .words import form_of_choices
from .workbench_view import OfOneText, WorkbenchView, bench_of


class WritingView(OfOneText):
    """A screen with a form for one piece."""

    template_name = "editorial/adapting/form.html"
    piece_form: PieceForm | None = None
    form: ValueForm | None = None
    address = ""
    is_lost = False
    is_refused = False
    concurrent_change: ConcurrentChange | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the piece; only the state's own people write."""
        super().setup(request, *args, **kwargs)
        if not self.editing.rights.can_edit:
            raise PermissionDenied
        self.address = self.address or request.GET.get("address", "")
        self.is_lost = not self.is_there() and is_id(self.address)
        self.piece_form = None if self.is_lost else self.form_for_piece()
        self.is_lost = self.is_lost or self._is_of_another_type()
        if self.is_lost:
            self.piece_form = self._form_of_lost()

    def is_there(self) -> bool:
        """Whether the text has what the address names."""
        raise NotImplementedError

    def form_for_piece(self) -> PieceForm | None:
        """Return the form of the piece; None when something must be chosen first."""
        raise NotImplementedError

    def form_of(self, **change: Any) -> PieceForm:
        """Return the form for one change of the piece.

        Raises:
            Http404: the piece is gone.
        """
        try:
            return selectors.form_of(
                self.editing.target(self.key),
                address=self.address,
                **change,
            )
        except TargetGone as error:
            raise Http404 from error

    def saved_message(self) -> str:
        """Return what is said once the piece is saved."""
        raise NotImplementedError

    def saved_address(self, new_nodes: Collection[str]) -> str:
        """Return the address of what was written, which is shown then.

        Args:
            new_nodes: the addresses of nodes that were made with it.
        """
        return self.address

    @property
    def typed_type(self) -> str:
        """The type of block whose form was sent; empty for a field's, and while nothing is."""
        return self.request.POST.get("block_type", "")

    def _is_of_another_type(self) -> bool:
        """Whether what was typed is of another type than what can stand there now: its form would not show it."""
        now = self.piece_form.given.block_type if self.piece_form is not None else None
        return bool(self.typed_type) and self.typed_type != now

    def _form_of_lost(self) -> PieceForm | None:
        """Return the form of a piece that went while somebody wrote it; None when nothing has been written."""
        return self.form_of(kind="lost", block_type=self.typed_type) if self.typed_type else None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form."""
        if self.is_lost:
            messages.error(request, TargetGone().message)
            return redirect(address_of(self.editing, self.key))
        if self.piece_form is not None:
            revision = {"revision": self.bench.revision}
            self.form = ValueForm(piece_form=self.piece_form, place=self._place, initial=revision)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save the piece as part of the state's draft; what cannot be saved stays in the form, with the reason."""
        if self.piece_form is None:
            raise Http404
        self.form = ValueForm(request.POST, piece_form=self.piece_form, place=self._place)
        if self.form.is_valid():
            try:
                page = self._save(self.form, self.piece_form)
                self.address = self.saved_address(self.form.cleaned_data["new_nodes"])
            except DomainError as error:
                self._refuse(error)
            else:
                show_message(request, self.saved_message(), anchor_of(self.address))
                for node in self.form.cleaned_data["new_nodes"]:
                    show_message(request, gettext("This node is new. Write what is said there."), anchor_of(node))
                for ended in page.ended_claims:
                    show_message(request, str(ended.label), anchor_of(self.address), level=constants.WARNING)
                return redirect(self._back_url())
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form and what the library says in this place."""
        context = super().get_context_data(**kwargs)
        if self.form is not None:
            context["form"] = self.form
            context["media"] = self.form.media
        return {
            **context,
            **self._script_choices(),
            "heading": self.get_page_title(),
            "is_refused": self.is_refused,
            "concurrent_change": self.concurrent_change,
            "back_url": self._back_url(),
            "action_url": self.request.get_full_path(),
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]

    def _script_choices(self) -> dict[str, Any]:
        """Return what an answer of a script can lead to, and which deadlines a node can name, as served here."""
        item = self.bench.effective_item or self.bench.library_item
        if item["kind"] != ItemKind.SCRIPT:
            return {}
        return {"script_choices": choices_in_script(item), "script_texts": texts()}

    @property
    def _place(self) -> Page | None:
        return self.editing.tenant.root_page

    def _back_url(self) -> str:
        """Where the screen was opened from: a review that names itself, or else the workbench."""
        url = self.request.GET.get("next", "")
        if url_has_allowed_host_and_scheme(url, allowed_hosts=None):
            return url
        return f"{address_of(self.editing, self.key)}#{anchor_of(self.address)}"

    def _save(self, form: ValueForm, piece_form: PieceForm) -> AdaptationPage:
        return adapt.put_operation(
            self.editing.target(self.key),
            operation=replace(
                piece_form.given,
                value=form.stored(),
                base=form.cleaned_data["base"],
                new_nodes=form.cleaned_data["new_nodes"],
            ),
            expected_revision=self.seen_revision(form),
        )

    def seen_revision(self, form: ValueForm) -> int | None:
        """Return the draft that the person has seen: the one the form began with, or whose text it is to replace."""
        return number_in(self.request.POST.get("replaces", "")) or form.cleaned_data["revision"]

    def change_meanwhile(self, seen_revision: int | None) -> ConcurrentChange | None:
        """Return what was saved since in the very piece that is written here."""
        return selectors.concurrent_change(
            self.editing.target(self.key), address=self.address, seen_revision=seen_revision
        )

    def _refuse(self, error: DomainError) -> None:
        """Show the reason beside the piece; what was typed stays.

        The next try begins from what there is now, unless that would overwrite what was saved in this piece: for that
        there is an act of its own, which names the draft whose text is shown.
        """
        self.is_refused = True
        self.bench = bench_of(self.editing, self.key)
        if self.form is not None:
            revision, base = self.seen_revision(self.form), self.bench.base
            if error.code == ErrorCode.STALE_ADAPTATION:
                self.concurrent_change = None if self.is_lost else self.change_meanwhile(revision)
                if self.concurrent_change is None:
                    revision = self.bench.revision
                else:
                    base, error = self.form.cleaned_data["base"], _refusal_of(self.concurrent_change)
            self.form.begin_again(revision, base)
        refuse(self.request, self.editing, self.key, error, anchor_of(self.address))


def _refusal_of(change: ConcurrentChange) -> DomainError:
    refusal = OwnPieceChangedMeanwhile if change.is_own else PieceChangedMeanwhile
    return refusal(who=change.by or gettext("the system"), at=change.saved_at)


class PieceView(WritingView, WorkbenchView):
    """Another text in the place of a piece, written where it stands in the workbench."""

    def get_template_names(self) -> list[str]:
        """Return the workbench; what is gone from it has a screen of its own."""
        return [WritingView.template_name if self.is_lost else WorkbenchView.template_name]

    def is_there(self) -> bool:
        """Whether the text has this piece."""
        return self.bench.piece(self.address) is not None

    def form_for_piece(self) -> PieceForm | None:
        """Return the form of a field, block, node or list item."""
        piece = self.bench.piece(self.address)
        if piece is None:
            raise Http404
        form = self.form_of(kind=OperationKind.SET if piece.kind == PieceKind.FIELD else OperationKind.REPLACE)
        if self.address == GLOSSARY_CHOICES:
            return form_of_choices(form, self.bench, self.request.GET if self.request.method == "GET" else {})
        return form

    def get_page_title(self) -> str:
        """Return what is adapted."""
        label = labels_of(self.bench).get(self.address)
        return gettext("A piece that is gone") if label is None else gettext("Adapt “%(piece)s”") % {"piece": label}

    def saved_message(self) -> str:
        """Return what is said once it is saved."""
        return gettext("Saved as a draft. Citizens see it once it is published.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return also the national text of this place."""
        piece = self.bench.piece(self.address)
        name = self.address if piece is not None and piece.block_type is None else ""
        return {
            **super().get_context_data(**kwargs),
            "piece": piece,
            "name": name,
            "is_field": bool(name),
            "written_address": self.address,
            "written_anchor": anchor_of(self.address),
        }


class InsertView(WritingView):
    """A piece of the state's own, before or after another."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find what can be inserted there."""
        self.block_type = request.GET.get("type", "") or request.POST.get("block_type", "")
        self.is_before = request.GET.get("place") == "before"
        super().setup(request, *args, **kwargs)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What can be inserted there."""
        return choices_at(self.bench, self.address)

    def is_there(self) -> bool:
        """Whether something can stand there; a list can be added to that was empty until somebody else added to it."""
        return bool(self.choices) or not is_id(self.address)

    def form_for_piece(self) -> PieceForm | None:
        """Return the form of the chosen type of block; the only type needs no choice."""
        if not self.choices:
            return self._form_for_list()
        chosen = self.choices[0].block_type if len(self.choices) == 1 else self.block_type
        if chosen not in {choice.block_type for choice in self.choices}:
            return None
        return self.form_of(kind=OperationKind.INSERT, block_type=chosen, is_before=self.is_before)

    def _form_for_list(self) -> PieceForm:
        """Return the form that was typed into for a list which is not empty any more.

        Raises:
            Http404: there is no such list, or nothing was typed.
        """
        if not self.typed_type:
            raise Http404
        return self.form_of(kind=OperationKind.INSERT, block_type=self.typed_type, is_before=self.is_before)

    def change_meanwhile(self, seen_revision: int | None) -> ConcurrentChange | None:
        """Return None: what is inserted stands beside what others saved, and replaces nothing."""
        return None

    def get_page_title(self) -> str:
        """Return where it is inserted."""
        label = labels_of(self.bench).get(self.address)
        if label is None:
            return gettext("A piece that is gone") if self.is_lost else gettext("Add to a list")
        sentence = gettext("Insert before “%(piece)s”") if self.is_before else gettext("Insert after “%(piece)s”")
        return sentence % {"piece": label}

    def saved_message(self) -> str:
        """Return what is said once it is saved."""
        return gettext("Added to the draft. Citizens see it once it is published.")

    def saved_address(self, new_nodes: Collection[str]) -> str:
        """Return the address of the new piece; its own parts stand behind it."""
        known = {piece.address for piece in self.bench.pieces} | {*new_nodes}
        pieces = bench_of(self.editing, self.key).pieces
        return next((piece.address for piece in pieces if piece.address not in known), self.address)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return also the types to choose from."""
        return {
            **super().get_context_data(**kwargs),
            "choices": self.choices if self.form is None else (),
            "place": "before" if self.is_before else "after",
        }


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
