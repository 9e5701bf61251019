"""Offices imported from a file: its rows, what each of them does, and the ids that other registers give offices."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.models import Tenant, User

MOST_CHARACTERS = 120
"""Of a source and of an external id."""


class OfficeIdentifier(models.Model):
    """The id that an office has in another register, and which register that is: unique in a state.

    It is no text of the office: it needs no approval, and an office keeps it whatever is written on its page.

    Attributes:
        office_key: the office's key, the same in all languages.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(_("source of the id"), max_length=MOST_CHARACTERS)
    external_id = models.CharField(_("external id"), max_length=MOST_CHARACTERS)
    office_key = models.UUIDField(_("office"))

    class Meta:
        verbose_name = _("identifier of an office")
        verbose_name_plural = _("identifiers of offices")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "source", "external_id"], name="office_identifier_once"),
            models.UniqueConstraint(fields=["tenant", "office_key"], name="office_identifier_of_one_office"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"


class ImportStatus(models.TextChoices):
    """How far an import is."""

    UPLOADED = "UPLOADED", _("The columns are to be assigned")
    CHECKED = "CHECKED", _("Checked, not imported")
    SENT = "SENT", _("Sent to review")
    SENT_BACK = "SENT_BACK", _("Sent back with comments")
    APPLIED = "APPLIED", _("Imported")
    ROLLED_BACK = "ROLLED_BACK", _("Rolled back")


class ImportWork(models.TextChoices):
    """What is being done with an import."""

    CHECK = "CHECK", _("Checking")
    APPLY = "APPLY", _("Importing")
    APPROVE = "APPROVE", _("Publishing")
    ROLL_BACK = "ROLL_BACK", _("Rolling back")


class RowAct(models.TextChoices):
    """What a row of an import does."""

    CREATE = "CREATE", _("New office")
    CHANGE = "CHANGE", _("Change")
    UNCHANGED = "UNCHANGED", _("No change")
    WITHDRAW = "WITHDRAW", _("Withdrawal")


class OfficeImportQuerySet(models.QuerySet["OfficeImport"]):
    """Filters on imports."""

    def for_tenant(self, tenant_id: int) -> Self:
        """Of one state."""
        return self.filter(tenant_id=tenant_id)

    def working(self) -> Self:
        """Those that something is being done with."""
        return self.exclude(work="")

    def unfinished(self) -> Self:
        """Those that have changed nothing."""
        return self.filter(status__in=[ImportStatus.UPLOADED, ImportStatus.CHECKED])

    def sent_back_with(self, office_key: UUID) -> Self:
        """Those that were sent back, and have made a draft of an office."""
        rows = OfficeImportRow.objects.filter(OfficeImportRow.drafted(), office_key=office_key)
        return self.filter(status=ImportStatus.SENT_BACK, rows__in=rows)

    def rolled_back_with(self, office_key: UUID) -> Self:
        """Those that had added an office, and took it away when they were undone."""
        rows = OfficeImportRow.objects.filter(office_key=office_key, act=RowAct.CREATE, left="")
        return self.filter(status=ImportStatus.ROLLED_BACK, rows__in=rows)


class OfficeImport(models.Model):
    """One file of offices, from its upload to its roll-back.

    Attributes:
        read_as: how the file was read, in words.
        headings: the texts of the row that names the columns.
        mapping: the number of the file's column, from 0, by the name of what it is.
        is_complete_list: whether offices that the file lacks are withdrawn.
        work: what is being done with it; empty: nothing.
        work_by: who wants that.
        steps, steps_done: how much there is to do, and how much of it is done.
        problem: why the last work was given up, in words.
        comment: what is to be changed, as a publisher wrote it who sent the import back last.
        totals: how many rows there are of each kind.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    uploaded_by = models.ForeignKey(
        User, verbose_name=_("uploaded by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    file_name = models.CharField(_("file"), max_length=200)
    read_as = models.CharField(max_length=200, blank=True)
    headings = models.JSONField(default=list)
    mapping = models.JSONField(default=dict, blank=True)
    is_complete_list = models.BooleanField(_("complete list"), default=False)
    status = models.CharField(_("status"), max_length=12, choices=ImportStatus.choices, default=ImportStatus.UPLOADED)
    work = models.CharField(max_length=10, choices=ImportWork.choices, blank=True)
    work_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    work_started_at = models.DateTimeField(null=True)
    steps = models.PositiveIntegerField(default=0)
    steps_done = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    totals = models.JSONField(default=dict, blank=True)
    applied_at = models.DateTimeField(_("imported"), null=True)
    applied_by = models.ForeignKey(
        User, verbose_name=_("imported by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_by = models.ForeignKey(
        User, verbose_name=_("approved by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    sent_back_at = models.DateTimeField(_("sent back"), null=True)
    sent_back_by = models.ForeignKey(
        User, verbose_name=_("sent back by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    comment = models.TextField(_("what is to be changed"), blank=True, db_default="")
    rolled_back_at = models.DateTimeField(_("rolled back"), null=True)
    rolled_back_by = models.ForeignKey(
        User, verbose_name=_("rolled back by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = OfficeImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of offices")
        verbose_name_plural = _("imports of offices")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["tenant"], condition=~Q(work=""), name="office_import_one_at_a_time"),
            models.UniqueConstraint(fields=["id", "tenant"], name="office_import_of_tenant"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def office_count(self) -> int:
        """How many offices it adds, changes or withdraws."""
        return sum(self.totals.get(act, 0) for act in ("create", "change", "withdraw"))


class OfficeImportRow(models.Model):
    """One row of the file; or an office that a complete list lacks, which has no number.

    Attributes:
        number: as the spreadsheet counts, from 1.
        cells: what stands in it, as text; emptied once it is imported.
        office_key: of the office that it is about; of a new one, too.
        changes: `{column, before, after}`, in words.
        notes: what else happens, in sentences.
        errors: `{column, text}`.
        questions: `{code, column, value, text, options}`, and what was answered: `answer`, `by`, `by_id`, `on`.
        revision_before, live_revision_before: the draft and the publication that the office had before; None: none.
        revision_after: what the import made of it.
        left: why it was left as it is when the import was rolled back, or approved, in words.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    office_import = models.ForeignKey(OfficeImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(null=True)
    cells = models.JSONField(default=list, blank=True)
    act = models.CharField(max_length=10, choices=RowAct.choices, blank=True)
    office_key = models.UUIDField(null=True)
    title = models.CharField(max_length=255, blank=True)
    changes = models.JSONField(default=list, blank=True)
    notes = models.JSONField(default=list, blank=True)
    errors = models.JSONField(default=list, blank=True)
    questions = models.JSONField(default=list, blank=True)
    revision_before = models.IntegerField(null=True)
    live_revision_before = models.IntegerField(null=True)
    revision_after = models.IntegerField(null=True)
    left = models.TextField(blank=True)

    class Meta:
        verbose_name = _("row of an import of offices")
        verbose_name_plural = _("rows of an import of offices")
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["office_import", "number"], name="office_import_row_once"),
        ]

    def __str__(self) -> str:
        return self.title or str(self.number)

    @staticmethod
    def drafted() -> Q:
        """Return which rows have made a draft of their office."""
        return Q(act__in=[RowAct.CREATE, RowAct.CHANGE], revision_after__isnull=False)
