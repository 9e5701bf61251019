"""Tasks to review a text again, for people of a state or of the library."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tenants.models import Tenant


class ReviewReason(models.TextChoices):
    """Why a text is to be reviewed."""

    CHANGED = "changed", _("The national text changed where the state had changed it")
    ADOPTION = "adoption", _("A new national edition waits to be adopted")
    PATH = "path", _("A national page has the path of a local one")
    LAW = "law", _("A law that the text cites has changed")
    WITHDRAWN = "withdrawn", _("The library withdrew a text that the state had changed")
    WALK = "walk", _("A test walk of a script no longer holds in the state")
    REPORTED = "reported", _("Somebody reported that something in the text is wrong")


class ReportCategory(models.TextChoices):
    """What somebody says is wrong with a text: values and words are the desk's (`CATEGORIES` in `texts.ts`)."""

    WRONG = "WRONG", _("It says something that is not true")
    OUTDATED = "OUTDATED", _("It has changed")
    UNCLEAR = "UNCLEAR", _("It is hard to understand")
    MISSING = "MISSING", _("Something is missing")
    DEAD_PHONE = "DEAD_PHONE", _("The telephone does not work")
    OFFICE_CLOSED = "OFFICE_CLOSED", _("The office is not there any more")


class ReviewOutcome(models.TextChoices):
    """How a review ended."""

    KEPT = "kept", _("Own text kept")
    TAKEN = "taken", _("National text taken")
    EDITED = "edited", _("Own text edited")
    LET_GO = "let_go", _("Own text let go")
    ACCEPTED = "accepted", _("New edition adopted")
    REVIEWED = "reviewed", _("Reviewed")
    PASSED = "passed", _("Urgent legal correction: adopted at once")
    SUPERSEDED = "superseded", _("Settled by a later change")


class ReviewTaskQuerySet(models.QuerySet["ReviewTask"]):
    """Filters on review tasks. Row-level security stands behind each of them, never instead of it."""

    def open(self) -> Self:
        """Not closed yet."""
        return self.filter(closed_at=None)

    def closed(self) -> Self:
        """Done, the latest first."""
        return self.exclude(closed_at=None).order_by("-closed_at", "-pk")


class ReviewTask(models.Model):
    """One text of one tenant in one language that is to be reviewed, and the outcome.

    A later change of the same text for the same reason joins the open task instead of opening another.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("reason"), max_length=10, choices=ReviewReason.choices)
    key = models.CharField(_("key"), max_length=36, help_text=_("Of the text; of the national page for a path."))
    locale = models.CharField(_("language"), max_length=20)
    kind = models.CharField(_("kind"), max_length=12)
    title = models.CharField(_("title"), max_length=255, help_text=_("As it was then: a task outlives its page."))
    from_number = models.PositiveIntegerField(
        _("from edition"), null=True, help_text=_("The oldest edition that the state's text was made against.")
    )
    to_number = models.PositiveIntegerField(_("to edition"), null=True)
    addresses = models.JSONField(
        _("pieces"),
        default=list,
        help_text=_("Fields, ids or test walks that are concerned; an empty one is the whole text."),
    )
    decisions = models.JSONField(
        _("decisions"), default=list, help_text=_("What was decided of each piece: address, label, decision, by, at.")
    )
    details = models.JSONField(
        _("details"),
        default=dict,
        help_text=_("Law and article, path and local key, when it was withdrawn, or what was reported."),
    )
    note = models.TextField(_("note"), blank=True)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    opened_at = models.DateTimeField(_("opened"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("opened by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    due_on = models.DateField(_("due on"))
    closed_at = models.DateTimeField(_("closed"), null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("closed by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=ReviewOutcome.choices, blank=True)

    objects = ReviewTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("review task")
        verbose_name_plural = _("review tasks")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "reason", "key", "locale"],
                condition=Q(closed_at=None) & ~Q(reason="law"),
                name="review_task_open_once",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="review_task_closed_with_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "due_on"], condition=Q(closed_at=None), name="review_task_open"),
            models.Index(
                "tenant", F("closed_at").desc(), F("id").desc(), condition=~Q(closed_at=None), name="review_task_closed"
            ),
            models.Index(fields=["key"], name="review_task_key"),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.title}"
