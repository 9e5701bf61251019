"""What a press of a button does to an import, and the sentence that says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from wagtail.admin import messages

from editorial.numbers import number_in
from editorial.reviewers import name_of
from publishing.models import OfficeImport
from tenants.models import User

from . import sending_back, services
from .belonging import apart
from .errors import ImportNotReady
from .forms import answers_in
from .preview import questions_of, version_of
from .rights import publishes
from .row_plans import YES
from .sending_back import send_back

KEPT_COMMENT = "import-comment"
"""In the session: a comment that was not sent, by the id of its import."""


def _apply(one: OfficeImport, by: User, request: HttpRequest) -> str:
    services.apply(office_import=one, by=by, confirmation=request.POST.get("confirmation", ""))
    if publishes(one.tenant, by):
        return gettext("The file is imported: people see the offices as it says. It can be rolled back here.")
    return gettext(
        "The changes are sent to review, as one. Your publishers see them here, and publish them or send them back."
    )


def _approve(one: OfficeImport, by: User, request: HttpRequest) -> str:
    if request.POST.get("seen") != version_of(one):
        stale = gettext("Nothing is published: it was sent again since. Look at it as it is now.")
        raise ImportNotReady(sentence=stale)
    services.approve(office_import=one, by=by, seal=request.POST.get("doubts", ""))
    published = gettext("The changes of “%(file)s” are published. They can be rolled back here.")
    return " ".join([published % {"file": one.file_name}, *_left(one)])


def _send_back(one: OfficeImport, by: User, request: HttpRequest) -> str:
    comment = request.POST.get("comment", "")
    request.session[KEPT_COMMENT] = {str(one.pk): comment}  # given back if it is refused
    send_back(office_import=one, by=by, comment=comment)
    del request.session[KEPT_COMMENT]
    values = {"file": one.file_name, "who": name_of(one.applied_by) if one.applied_by else ""}
    if not values["who"]:
        return gettext("“%(file)s” goes back with your comment.") % values
    return gettext("“%(file)s” goes back to %(who)s, with your comment.") % values


def send_again(one: OfficeImport, by: User, _request: HttpRequest) -> str:
    """Send an import that was returned once more, and return the sentence that says so.

    Raises:
        DomainError: it cannot be sent; the sentence says why.
    """
    sending_back.send_again(office_import=one, by=by)
    sentence = gettext("The changes are sent for review again, as one, with what you corrected.")
    return " ".join([sentence, *_left_sentences(len(apart(one)))])


def _roll_back(one: OfficeImport, by: User, _request: HttpRequest) -> str:
    services.roll_back(office_import=one, by=by)
    left = one.rows.exclude(left="").count()
    if left:
        sentence = ngettext(
            "%(count)d office could not be put back, and stays as it is now: see why below.",
            "%(count)d offices could not be put back, and stay as they are now: see why below.",
            left,
        )
        return f"{gettext('This import is rolled back')}. {sentence % {'count': left}}"
    return gettext("The import is rolled back: the offices are as they were before it.")


def _left(one: OfficeImport) -> list[str]:
    """A sentence about the offices that an act has left as they are; none: no sentence."""
    return _left_sentences(one.rows.exclude(left="").count())


def _left_sentences(count: int) -> list[str]:
    sentence = ngettext(
        "%(count)d office stays as it was: see why below.", "%(count)d offices stay as they were: see why below.", count
    )
    return [sentence % {"count": count}] if count else []


def _discard(one: OfficeImport, by: User, _request: HttpRequest) -> str:
    services.discard(office_import=one, by=by)
    return gettext("“%(file)s” is discarded. Nothing has changed.") % {"file": one.file_name}


def _answer(one: OfficeImport, by: User, request: HttpRequest) -> str:
    questions = [(question["row"], question) for question in questions_of(one)]
    services.answer(office_import=one, by=by, answers=answers_in(request.POST, questions))
    missing = 0 if one.work else one.totals.get("questions", 0)
    if missing:
        sentence = ngettext("%(count)d answer is missing.", "%(count)d answers are missing.", missing)
        messages.warning(request, sentence % {"count": missing})
    return ""


def _exclude_rows(one: OfficeImport, by: User, request: HttpRequest) -> str:
    numbers = services.rows_asked(one, _numbers_in(request), YES)
    services.exclude_rows(office_import=one, by=by, numbers=numbers, is_excluded=True)
    sentence = ngettext(
        "%(count)d row is left out: nothing of it is imported.",
        "%(count)d rows are left out: nothing of them is imported.",
        len(numbers),
    )
    return sentence % {"count": len(numbers)}


def _include_rows(one: OfficeImport, by: User, request: HttpRequest) -> str:
    services.exclude_rows(office_import=one, by=by, numbers=_numbers_in(request), is_excluded=False)
    return ""


def _numbers_in(request: HttpRequest) -> set[int]:
    """The rows that were marked."""
    return {number for text in request.POST.getlist("row") if (number := number_in(text)) is not None}


def _check_again(one: OfficeImport, by: User, _request: HttpRequest) -> str:
    services.check_again(office_import=one, by=by)
    return ""


DECIDING = frozenset({"publicar", "devolver"})
"""Acts after which the message leads to what waits next, as after a decision about any page."""

ACTS: Mapping[str, Callable[[OfficeImport, User, HttpRequest], str]] = {
    "importar": _apply,
    "publicar": _approve,
    "devolver": _send_back,
    "enviar-de-nuevo": send_again,
    "deshacer": _roll_back,
    "descartar": _discard,
    "contestar": _answer,
    "dejar-fuera": _exclude_rows,
    "incluir": _include_rows,
    "revisar": _check_again,
}
