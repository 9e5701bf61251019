"""Notices: announcements for a limited time."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail_localize.fields import SynchronizedField

from content_models.blocks import RICH_TEXT_FEATURES
from content_models.choices import Severity
from content_models.kinds import ItemKind
from content_models.notice_form import NoticeForm

from .base import REVIEW_FIELDS, ContentPage


class NoticePage(ContentPage):
    """A dated alert, shown on every page while it is in force."""

    kind = ItemKind.NOTICE

    text = RichTextField(_("text"), features=RICH_TEXT_FEATURES, help_text=_("What happened and what to do instead."))
    severity = models.CharField(_("severity"), max_length=20, choices=Severity.choices, default=Severity.INFO)
    starts_at = models.DateTimeField(_("from"), null=True, blank=True, help_text=_("Empty: from publication on."))
    ends_at = models.DateTimeField(_("until"), null=True, blank=True, help_text=_("Empty: until it is unpublished."))

    base_form_class = NoticeForm

    parent_page_types = ["content.SectionPage"]
    subpage_types: list[str] = []
    page_description = _("A dated alert, such as an office that moved.")
    override_translatable_fields = [SynchronizedField("legal_reviewer", overridable=False)]

    content_panels = [
        *ContentPage.content_panels,
        FieldPanel("text"),
        FieldPanel("severity"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")], heading=_("In force")),
        MultiFieldPanel(
            [FieldPanel(name) for name in REVIEW_FIELDS],
            heading=_("Legal review"),
            help_text=_("Only of a notice that says what the law says."),
            classname="collapsed",
        ),
    ]

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.CheckConstraint(
                name="notice_ends_after_it_starts",
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
            ),
        ]

    @property
    def is_over(self) -> bool:
        """Whether its time has ended: nobody sees it any more, whether or not it is published."""
        return self.ends_at is not None and self.ends_at <= timezone.now()

    @property
    def status_string(self) -> str | Promise:
        """Return what lists say of how the page stands: of a published one that is over, since when."""
        if self.live and self.is_over:
            return gettext("ended on %(day)s") % {"day": date_format(timezone.localtime(self.ends_at), "DATE_FORMAT")}
        return super().status_string

    def clean(self) -> None:
        """Refuse a notice that ends before it starts."""
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError(
                {"ends_at": ValidationError(_("The notice must end after it starts."), code="notice_period")}
            )
