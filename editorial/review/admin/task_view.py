"""One review: what has changed, and what can be done about it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page, WorkflowState

from content_models.adaptable import ADAPTABLE
from content_models.languages import django_code
from editorial.adapting.admin.editing_context import EditingContext, editing_context_of
from editorial.adapting.admin.places import address_of
from editorial.adapting.admin.workbench_view import Link
from editorial.adapting.rights import rights_of
from editorial.adapting.types import Rights
from editorial.review import services as review
from editorial.review.access import task_of
from editorial.review.types import Review
from publishing.errors import DomainError, LocaleNotServed, NotVisible
from publishing.models import ReviewReason, ReviewTask
from publishing.review.settled_withdrawals import OVERTAKEN
from tenants.days import is_over
from tenants.models import User
from tenants.trees import pages_of

from .places import list_url
from .review_scope import review_scope_of
from .rows import decisions_of, kind_label
from .sheets import adoption_sheet, changed_sheet, law_sheet, reported_sheet, withdrawn_sheet
from .words import SHORT_REASONS, by_when, citation, readers_note, who, why

TEMPLATES = {
    ReviewReason.CHANGED: "editorial/review/changed.html",
    ReviewReason.ADOPTION: "editorial/review/adoption.html",
    ReviewReason.LAW: "editorial/review/law.html",
    ReviewReason.PATH: "editorial/review/path.html",
    ReviewReason.WITHDRAWN: "editorial/review/withdrawn.html",
    ReviewReason.WALK: "editorial/review/walk.html",
    ReviewReason.REPORTED: "editorial/review/reported.html",
}


class TaskView(WagtailAdminTemplateMixin, TemplateView):
    """One review, as its reason needs it."""

    header_icon = "clipboard-list"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the review; what is another state's does not exist."""
        super().setup(request, *args, **kwargs)
        if not isinstance(request.user, User):
            raise Http404
        self.review, self.problem = _review_of(kwargs["pk"], request.user)
        self.task: ReviewTask = self.review.task
        self.scope = review_scope_of(request)
        tenant = self.task.tenant
        self.editing: EditingContext | None = (
            None if tenant.is_library else editing_context_of(request, tenant.code, self.task.locale)
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the review again after a refusal, with what was typed."""
        return self.get(request, *args, **kwargs)

    def get_template_names(self) -> list[str]:
        """Return the template of the review's reason."""
        return [TEMPLATES[ReviewReason(self.task.reason)]]

    def get_page_title(self) -> str:
        """Return the text's title."""
        return self.task.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [
            *self.breadcrumbs_items,
            {"url": list_url(self.scope, self.task.tenant), "label": gettext("Reviews")},
            {"url": "", "label": self.task.title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the review in words, with what its reason needs."""
        task, now = self.task, timezone.now()
        rights = self.review.rights
        is_publishers = task.reason == ReviewReason.ADOPTION
        return {
            **super().get_context_data(**kwargs),
            "task": task,
            "review": self.review,
            "reason": SHORT_REASONS[ReviewReason(task.reason)],
            "kind": kind_label(task.kind),
            "why": why(task),
            "by_when": by_when(task, now),
            "is_overdue": is_over(task.due_on, tenant=task.tenant, now=now),
            "opened": _opened(task),
            "closed": _closed(task),
            "decisions": decisions_of(task),
            "can_decide": self.review.is_open and (rights.can_publish if is_publishers else rights.can_edit),
            "can_publish": rights.can_publish,
            # A legal correction has no default: to keep what may not hold any more must be a decision.
            "keep_style": "button-secondary" if task.is_urgent else "",
            **self._sending(),
            "readers_note": readers_note(task, rights),
            "links": links_of(task, self.editing, rights),
            "citation": citation(task),
            "note": self.request.POST.get("note", ""),
            "problem": self.problem,
            "sheet": self._sheet(),
            "preview_url": self._preview_url(),
            "bench_url": address_of(self.editing, task.key) if self.editing is not None else "",
        }

    def _sending(self) -> dict[str, bool]:
        """Return whether all is decided and the draft can be sent for review, or has been."""
        page, rights = self.review.page, self.review.rights
        state = page.current_workflow_state if page is not None else None
        is_in_review = state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS
        is_editors = self.review.is_only_to_be_published and self.review.can_decide and not rights.can_publish
        return {"can_send": is_editors and not is_in_review, "is_in_review": is_in_review}

    def _preview_url(self) -> str:
        """How a new edition would read; once it is closed there is nothing left to see so."""
        is_waiting = self.review.is_open and self.task.reason == ReviewReason.ADOPTION
        return reverse("reviews:preview", args=[self.task.pk]) if is_waiting else ""

    def _sheet(self) -> Any:
        match self.task.reason:
            case ReviewReason.CHANGED if self.editing is not None:
                return changed_sheet(self.review, self.editing, reverse("reviews:task", args=[self.task.pk]))
            case ReviewReason.ADOPTION:
                return adoption_sheet(self.review)
            case ReviewReason.LAW:
                return law_sheet(self.task, self.editing.view if self.editing is not None else None)
            case ReviewReason.REPORTED:
                return reported_sheet(self.task)
            case ReviewReason.WITHDRAWN if self.editing is not None and self.review.is_open:
                return withdrawn_sheet(self.task, self.editing)
        return None


def _review_of(task_id: int, by: User) -> tuple[Review, str]:
    """The review, and why it cannot be decided just now: the library has withdrawn its text, perhaps.

    Raises:
        Http404: what is another state's does not exist.
    """
    try:
        return review.review_of(task_id=task_id, by=by), ""
    except (NotVisible, LocaleNotServed) as error:
        raise Http404 from error
    except DomainError as error:
        task = task_of(task_id, by)
        return Review(task, rights_of(tenant=task.tenant, by=by)), error.message


def _opened(task: ReviewTask) -> str:
    opened_at = timezone.localtime(task.opened_at)
    details = {
        "who": who(task.opened_by),
        "day": date_format(opened_at, "DATE_FORMAT"),
        "time": date_format(opened_at, "H:i"),
    }
    if task.reason == ReviewReason.REPORTED:  # nobody's name is kept
        return gettext("First reported on %(day)s at %(time)s.") % details
    if task.reason == ReviewReason.WITHDRAWN:
        return gettext("The library’s text was withdrawn by %(who)s on %(day)s at %(time)s.") % details
    return gettext("Opened by %(who)s on %(day)s at %(time)s.") % details


def _closed(task: ReviewTask) -> str:
    if task.closed_at is None:
        return ""
    closed_at = timezone.localtime(task.closed_at)
    details = {
        "who": who(task.closed_by),
        "day": date_format(closed_at, "DATE_FORMAT"),
        "time": date_format(closed_at, "H:i"),
    }
    match task.details.get(OVERTAKEN):
        case ReviewReason.WITHDRAWN:
            return gettext("Closed as %(who)s withdrew the national text on %(day)s at %(time)s.") % details
        case ReviewReason.CHANGED:
            return gettext("Closed as %(who)s published the national text again on %(day)s at %(time)s.") % details
    return gettext("Closed by %(who)s on %(day)s at %(time)s.") % details


def links_of(task: ReviewTask, editing: EditingContext | None, rights: Rights) -> list[Link]:
    """Return the ways to the text, as those who may edit it or read it need them.

    Args:
        editing: the state's; None for the library's own reviews.
    """
    links = []
    if task.reason == ReviewReason.PATH and rights.can_edit:
        links += _to_page(str(task.details.get("localKey", "")), task, gettext("Open your page"))
    if editing is not None and _is_national(task, editing):
        label = gettext("Open the national text") if task.reason == ReviewReason.PATH else gettext("Open the text")
        links.append(Link(label, address_of(editing, task.key)))
    elif task.reason in {ReviewReason.LAW, ReviewReason.REPORTED} and rights.can_edit:
        links += _to_page(task.key, task, gettext("Open the text"))
    return links


def _is_national(task: ReviewTask, editing: EditingContext) -> bool:
    edition = editing.view.library_edition(task.key)
    return edition is not None and edition.kind in ADAPTABLE


def _to_page(key: str, task: ReviewTask, label: str) -> list[Link]:
    page = _page(key, task)
    return [Link(label, reverse("wagtailadmin_pages:edit", args=[page.pk]))] if page is not None else []


def _page(key: str, task: ReviewTask) -> Page | None:
    pages = pages_of([task.tenant_id]).filter(locale__language_code=django_code(task.locale))
    return pages.filter(translation_key=key).first() if key else None
