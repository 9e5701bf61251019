"""What is decided with one button: keep, take, accept, mark as reviewed, publish."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views import View
from wagtail.admin import messages

from editorial.adapting import services as adapt
from editorial.adapting.admin.rows import anchor_of
from editorial.adapting.rights import rights_of
from editorial.adapting.types import AdaptationTarget
from editorial.numbers import number_in
from editorial.review import services as review
from editorial.review.access import task_of
from editorial.review.adoption import accept
from editorial.review.types import Decided
from editorial.reviewers import sentence_of_sending
from editorial.sender_messages import FIELD, keep_message
from publishing.errors import DomainError, NotVisible
from publishing.models import ReviewReason, ReviewTask
from tenants.models import User

from .task_view import TaskView


@dataclass(frozen=True, slots=True)
class ActRequest:
    """One act on one review, as a form sends it."""

    request: HttpRequest
    task: ReviewTask
    user: User

    @property
    def address(self) -> str | None:
        """The piece it is about; None for all of them."""
        return self.request.POST.get("address")

    def number(self, name: str) -> int | None:
        """A number that the form carries, such as the revision that was seen."""
        return number_in(self.request.POST.get(name, ""))


class ActView(View):
    """One act on one review, by POST; it leads back and says what has happened."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, act: str) -> HttpResponse:
        """Do it, or say why not; a refused act has changed nothing, and what was typed stays."""
        user = request.user
        if act not in ACTS or not isinstance(user, User):
            raise Http404
        try:
            task = task_of(pk, user)
        except NotVisible as error:
            raise Http404 from error
        if not rights_of(tenant=task.tenant, by=user).can_edit:
            raise PermissionDenied
        sent = ActRequest(request, task, user)
        try:
            sentence = ACTS[act](sent)
        except DomainError as error:
            messages.error(request, error.message)
            if request.POST.get("note"):
                return TaskView.as_view()(request, pk=pk)
        else:
            messages.success(request, sentence)
        return redirect(_next(sent))


def _next(sent: ActRequest) -> str:
    """Back to the review; to the list once there is nothing left to decide."""
    fresh = task_of(sent.task.pk, sent.user)
    if fresh.closed_at is not None:
        return reverse("reviews:list")
    place = reverse("reviews:task", args=[fresh.pk])
    return f"{place}#{anchor_of(sent.address)}" if sent.address else place


def _keep(sent: ActRequest) -> str:
    done = review.keep(**_decision(sent))
    if sent.task.reason == ReviewReason.WITHDRAWN:
        return gettext("What you wrote stays. It is served again once the library publishes the text again.")
    return _result_sentence(done, gettext("Your text stays."))


def _take(sent: ActRequest) -> str:
    done = review.take(**_decision(sent))
    if sent.task.reason == ReviewReason.WITHDRAWN:
        return gettext("The changes of %(state)s are undone.") % {"state": sent.task.tenant.name}
    return _result_sentence(done, gettext("The national text was taken."))


def _accept(sent: ActRequest) -> str:
    task = sent.task
    count = accept(
        tenant=task.tenant, keys=[task.key], locale=task.locale, by=sent.user, to_number=sent.number("to_number")
    )
    if not count:
        return gettext("It had been accepted already.")
    return gettext("Accepted: citizens of %(state)s read the new edition now.") % {"state": task.tenant.name}


def _reviewed(sent: ActRequest) -> str:
    review.mark_reviewed(task_id=sent.task.pk, by=sent.user, note=sent.request.POST.get("note", ""))
    return gettext("Marked as reviewed.")


def _publish(sent: ActRequest) -> str:
    task = sent.task
    adapt.publish_adaptation(
        AdaptationTarget(tenant=task.tenant, key=task.key, locale=task.locale, by=sent.user),
        expected_revision=sent.number("revision"),
    )
    return gettext("Published: citizens of %(state)s see it now.") % {"state": task.tenant.name}


def _submit(sent: ActRequest) -> str:
    task = sent.task
    target = AdaptationTarget(tenant=task.tenant, key=task.key, locale=task.locale, by=sent.user)
    page = adapt.send_for_review(target, expected_revision=sent.number("revision"))
    if page is None:
        return gettext("It was sent for review.")
    keep_message(page, sent.user, sent.request.POST.get(FIELD, ""))
    return sentence_of_sending(page, sent.user, title=task.title)


ACTS: dict[str, Callable[[ActRequest], str]] = {
    "keep": _keep,
    "take": _take,
    "accept": _accept,
    "reviewed": _reviewed,
    "publish": _publish,
    "submit": _submit,
}


def _decision(sent: ActRequest) -> dict[str, Any]:
    return {
        "task_id": sent.task.pk,
        "by": sent.user,
        "address": sent.address,
        "seen_revision": sent.number("revision"),
        "seen_edition": sent.number("edition"),
    }


def _result_sentence(done: Decided, sentence: str) -> str:
    if done.is_published:
        return gettext("%(done)s It is published.") % {"done": sentence}
    if done.problem:
        return gettext("%(done)s It waits in the draft, as it cannot be published yet: %(problem)s") % {
            "done": sentence,
            "problem": done.problem,
        }
    return gettext("%(done)s It waits in the draft until that is published.") % {"done": sentence}
