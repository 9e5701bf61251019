"""What is done with one button: hide, undo, publish, send for review, discard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple
from urllib.parse import quote
from uuid import UUID

from django.contrib.messages import constants
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.views import View

from content_models.kinds import ItemKind
from editorial.adapting import services as adapt
from editorial.adapting.errors import HiddenButReferred
from editorial.adapting.types import OperationInput, OperationKind, Piece, Workbench
from editorial.numbers import number_in
from editorial.reviewers import buttons_to_next, sentence_of_sending
from editorial.sender_messages import FIELD, keep_message
from publishing.errors import DomainError

from .changes import is_read_otherwise, published_of
from .editing_context import EditingContext, editing_context_of
from .notes import PutBack, refuse, show_message
from .places import address_of
from .rows import anchor_of, labels_of
from .words import choose_word
from .workbench_view import OfOneText, WorkbenchView, bench_of, title_of, walks_in


class ActView(View):
    """One act on one text, by POST; it leads back to the workbench and says what has happened."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, code: str, key: UUID, act: str) -> HttpResponse:
        """Do it, or say why not; a refused act has changed nothing, and what was typed stays."""
        return self._done(request, code, str(key), act)

    def _done(self, request: HttpRequest, code: str, key: str, act: str) -> HttpResponse:
        editing = editing_context_of(request, code, request.GET.get("locale"))
        if act not in ACTS:
            raise Http404
        if not editing.rights.can_edit:
            raise PermissionDenied
        address = request.POST.get("address", "")
        anchor = request.POST.get("anchor", "") or (anchor_of(address) if address else "")
        question = _question(act, request)
        if question is not None and request.POST.get("confirm") != "1":
            return _confirmation(request, editing, key, question)
        before = bench_of(editing, key) if act == "undo" else None
        try:
            message = ACTS[act](editing, key, request)
        except HiddenButReferred as warning:
            sentence = f"{_missing_where(editing, key)} {warning.message}"
            heading = gettext("Hide this part?") if address else gettext("Hide the whole page?")
            return _confirmation(request, editing, key, _Question(heading, sentence, gettext("Yes, hide it")))
        except DomainError as error:
            refuse(request, editing, key, error, anchor)
            if request.POST.get("comment"):
                return WorkbenchView.as_view()(request, code=code, key=key)
        else:
            after = bench_of(editing, key) if before is not None else None
            if before is not None and after is not None:
                anchor = _where_it_was(address, before.pieces, after) or anchor
            hides = before is not None and after is not None and before.is_hidden and not after.is_hidden
            is_broken = act == "hide" and bool(address) and bool(_broken(bench_of(editing, key)))
            show_message(
                request,
                message,
                anchor,
                level=constants.WARNING if is_broken else constants.SUCCESS,
                put_back=PutBack(seen, address, hides=hides)
                if act in UNDOING and (seen := _revision(request))
                else None,
                buttons=_ways_on(editing, key) if act in DECIDING else (),
            )
        return redirect(address_of(editing, key) + (f"#{quote(anchor)}" if anchor else ""))


class _Question(NamedTuple):
    """What is asked: as the heading of the screen, which is all that some hear of it; and what would come of it."""

    heading: str
    sentence: str
    yes: str


def _question(act: str, request: HttpRequest) -> _Question | None:
    """Return what is asked before something goes that no button of the workbench brings back."""
    if act == "discard":
        heading, sentence = gettext("Discard what is not published?"), gettext("What was written in it is gone.")
        return _Question(heading, sentence, gettext("Yes, discard it"))
    if act == "drop_walk":
        heading = gettext("Take out the test walk “%(walk)s”?") % {"walk": request.POST.get("operation", "")}
        return _Question(heading, gettext("What it checks is not checked any more."), gettext("Yes, take it out"))
    return None


def _where_it_was(address: str, before: Sequence[Piece], bench: Workbench) -> str:
    """Return the id of the piece that stood before one that has gone; empty where it has not."""
    addresses = [piece.address for piece in before]
    if address not in addresses or bench.piece(address) is not None:
        return ""
    others = reversed(addresses[: addresses.index(address)])
    return next((anchor_of(one) for one in others if bench.piece(one) is not None), "")


def _hide(editing: EditingContext, key: str, request: HttpRequest) -> str:
    target = request.POST.get("address") or None
    adapt.put_operation(
        editing.target(key),
        operation=OperationInput(OperationKind.HIDE, target=target),
        expected_revision=_revision(request),
        confirm=request.POST.get("confirm") == "1",
    )
    if target is None:
        return _missing_where(editing, key)
    said = gettext("It will be hidden once this is published. “Show again”, beside what is hidden, takes it back.")
    return " ".join([said, *_broken(bench_of(editing, key))])


def _missing_where(editing: EditingContext, key: str) -> str:
    """Return where a text that the state hides will not be found."""
    bench = bench_of(editing, key)
    words = {"title": title_of(bench), "state": editing.tenant.name}
    if bench.library_item["kind"] == ItemKind.SCRIPT:
        return (
            gettext(
                "“%(title)s” will be missing in %(state)s once this is published: operators will not find it, nor will "
                "people among the guided questions."
            )
            % words
        )
    return (
        gettext(
            "“%(title)s” will be missing in %(state)s once this is published: on the site, in its menu and in search. "
            "The other states keep it."
        )
        % words
    )


def _broken(bench: Workbench) -> list[str]:
    """Return, in sentences, what is wrong with a draft, and which test walks do not come through in it."""
    walks = [
        gettext("“%(walk)s”: %(why)s.") % {"walk": walk.name, "why": walk.problem}
        for walk in walks_in(bench)
        if walk.problem
    ]
    return [*bench.problems, *walks]


def _undo(editing: EditingContext, key: str, request: HttpRequest) -> str:
    bench = bench_of(editing, key)
    piece = bench.piece(request.POST.get("address", ""))
    adapt.undo_operation(
        editing.target(key), operation_id=request.POST.get("operation", ""), expected_revision=_revision(request)
    )
    if piece is None and bench.is_hidden:
        return gettext("The page is shown again in the draft: it is not hidden.")
    if piece is None:
        return gettext("Undone in the draft.")
    if not piece.is_hidden:
        return gettext("Undone in the draft: %(piece)s.") % {"piece": labels_of(bench)[piece.address]}
    shown = bench_of(editing, key)
    return gettext("Shown again in the draft: %(piece)s.") % {"piece": labels_of(shown)[piece.address]}


def _publish(editing: EditingContext, key: str, request: HttpRequest) -> str:
    before = bench_of(editing, key)
    is_read = is_read_otherwise(before, published_of(before))
    adapt.publish_adaptation(editing.target(key), expected_revision=_revision(request))
    if bench_of(editing, key).is_hidden:
        return gettext("Published: citizens of %(state)s do not see it any more.") % {"state": editing.tenant.name}
    if not is_read:
        return gettext("Published. What citizens read stays as it was.")
    return gettext("Published: citizens of %(state)s see it now.") % {"state": editing.tenant.name}


def _submit(editing: EditingContext, key: str, request: HttpRequest) -> str:
    page = adapt.send_for_review(editing.target(key), expected_revision=_revision(request))
    if page is None:
        return gettext("It was sent for review.")
    keep_message(page, editing.user, request.POST.get(FIELD, ""))
    return sentence_of_sending(page, editing.user, title=title_of(bench_of(editing, key)))


def _cancel_review(editing: EditingContext, key: str, request: HttpRequest) -> str:
    adapt.cancel_review(editing.target(key), expected_revision=_revision(request))
    return gettext("It is back from review: you can go on with your draft.")


def _approve(editing: EditingContext, key: str, request: HttpRequest) -> str:
    before = bench_of(editing, key)
    is_read = is_read_otherwise(before, published_of(before))
    adapt.approve(editing.target(key), expected_revision=_revision(request))
    after = bench_of(editing, key)
    if after.is_hidden:
        seen = gettext("Citizens of %(state)s do not see it any more.") % {"state": editing.tenant.name}
    elif is_read:
        seen = gettext("Citizens of %(state)s see it now.") % {"state": editing.tenant.name}
    else:
        seen = gettext("What citizens read stays as it was.")
    return " ".join([gettext("“%(title)s” is approved and published.") % {"title": title_of(after)}, seen])


def _ask_for_changes(editing: EditingContext, key: str, request: HttpRequest) -> str:
    comment = request.POST.get("comment", "")
    adapt.ask_for_changes(editing.target(key), comment=comment, expected_revision=_revision(request))
    title = title_of(bench_of(editing, key))
    return gettext("“%(title)s” goes back to its editors, with your comment.") % {"title": title}


def _discard(editing: EditingContext, key: str, request: HttpRequest) -> str:
    adapt.discard_draft(editing.target(key), expected_revision=_revision(request))
    return gettext("The changes that were not published are gone.")


def _unschedule(editing: EditingContext, key: str, request: HttpRequest) -> str:
    adapt.cancel_schedule(editing.target(key), expected_revision=_revision(request))
    return gettext("Cancelled: it is not published by itself. Your changes are kept as a draft.")


def _unexpire(editing: EditingContext, key: str, request: HttpRequest) -> str:
    adapt.cancel_expiry(editing.target(key), expected_revision=_revision(request))
    return gettext("Cancelled: what is published has no end any more.")


def _restore(editing: EditingContext, key: str, request: HttpRequest) -> str:
    number = request.POST.get("version", "")
    adapt.return_to_version(editing.target(key), number=number_in(number) or 0, expected_revision=_revision(request))
    return gettext("That version is your draft now. Citizens see it once it is published.")


def _put_back(editing: EditingContext, key: str, request: HttpRequest) -> str:
    number = number_in(request.POST.get("version", "")) or 0
    adapt.return_to_version(editing.target(key), number=number, expected_revision=_revision(request))
    return gettext("It is back in the draft.")


def _keep_walk(editing: EditingContext, key: str, request: HttpRequest) -> str:
    name = request.POST.get("name", "")
    adapt.keep_walk(
        editing.target(key),
        name=name,
        answers=request.POST.get("answers", ""),
        end=request.POST.get("end", ""),
        expected_revision=_revision(request),
    )
    return gettext("The test walk “%(walk)s” is kept in the draft.") % {"walk": name}


def _drop_walk(editing: EditingContext, key: str, request: HttpRequest) -> str:
    name = request.POST.get("operation", "")
    adapt.drop_walk(editing.target(key), name=name, expected_revision=_revision(request))
    return gettext("The test walk “%(walk)s” is out of the draft.") % {"walk": name}


def _undo_examples(editing: EditingContext, key: str, request: HttpRequest) -> str:
    adapt.put_examples(editing.target(key), value=[], expected_revision=_revision(request))
    return gettext("Undone in the draft.")


ACTS: dict[str, Callable[[EditingContext, str, HttpRequest], str]] = {
    "hide": _hide,
    "undo": _undo,
    "publish": _publish,
    "submit": _submit,
    "cancel_review": _cancel_review,
    "approve": _approve,
    "ask_changes": _ask_for_changes,
    "discard": _discard,
    "unschedule": _unschedule,
    "unexpire": _unexpire,
    "restore": _restore,
    "put_back": _put_back,
    "word": choose_word,
    "keep_walk": _keep_walk,
    "drop_walk": _drop_walk,
    "undo_examples": _undo_examples,
}


UNDOING = frozenset({"undo", "undo_examples"})
"""Acts that ask nothing, as the message about them has a button that puts back what they took out."""


DECIDING = frozenset({"approve", "ask_changes"})
"""Acts after which the message leads to what waits next, as after a decision about any page."""


def _ways_on(editing: EditingContext, key: str) -> list[tuple[str, str, bool]]:
    page = bench_of(editing, key).page
    return buttons_to_next(editing.user, page.pk if page is not None else None)


def _revision(request: HttpRequest) -> int | None:
    return number_in(request.POST.get("revision", ""))


class _ConfirmView(OfOneText):
    template_name = "editorial/adapting/confirm.html"


def _confirmation(request: HttpRequest, editing: EditingContext, key: str, question: _Question) -> HttpResponse:
    """Show what is about to disappear, and ask."""
    view = _ConfirmView()
    view.setup(request, code=editing.tenant.code, key=key)
    kept = {name: value for name, value in request.POST.items() if name not in {"csrfmiddlewaretoken", "confirm"}}
    context = {
        **view.get_context_data(),
        "question": question.heading,
        "message": question.sentence,
        "yes": question.yes,
        "kept": kept,
        "back_url": address_of(editing, key),
        "action_url": request.get_full_path(),
    }
    return TemplateResponse(request, view.template_name, context)
