"""Offices: places, telephones and services a person can go to."""

from __future__ import annotations

import re
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Revision
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from content_models import confidential_places
from content_models.blocks import MOST_PHONES, PhoneBlock, PlainTextBlock, ScheduleBlock, ServiceBlock
from content_models.choices import SourceQuality
from content_models.fields import BlocksField, ChoicesField
from content_models.kinds import ItemKind
from content_models.languages import content_languages
from content_models.office_form import OfficeForm
from content_models.office_panels import PinPanel, WeekPanel
from content_models.office_questions import check_point
from content_models.page_verification import FIRST_DAY_OF_CLAIMS
from content_models.questions import QuestionedPanel
from content_models.spanish_order import fold
from content_models.surroundings import parent_of
from tenants.models import User
from tenants.models.tenant import validate_time_zone
from tenants.phones import with_plain_digits

from .base import ContentPage
from .organization import OrganizationPage


class WhoConfirmedPanel(FieldPanel):
    """The name of the user who confirmed the office; a sentence where it is not confirmed."""

    def format_value_for_display(self, value: Any) -> Any:
        """Return what stands in the place of a field."""
        return _("nobody yet") if value is None else super().format_value_for_display(value)


class OfficePage(ContentPage):
    """One office, or one telephone line. The page's title is the office's name; its organization is the page above."""

    kind = ItemKind.OFFICE

    services = BlocksField(
        [("service", ServiceBlock())],
        blank=True,
        verbose_name=_("services"),
        help_text=_("What a person can do or get here."),
    )
    address = models.CharField(
        _("address"),
        max_length=300,
        blank=True,
        help_text=_("Street and number, as on a letter. Never published for a confidential place."),
    )
    postal_code = models.CharField(
        _("postal code"),
        max_length=5,
        blank=True,
        validators=[RegexValidator(r"^\d{5}$", _("A postal code has five digits."), code="postal_code")],
    )
    neighborhood = models.CharField(_("neighborhood"), max_length=120, blank=True)
    locality = models.CharField(_("town or city"), max_length=120, blank=True)
    municipality = models.CharField(
        _("municipality"), max_length=120, blank=True, help_text=_("Name of the municipality or alcaldía.")
    )
    latitude = models.FloatField(
        _("latitude"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("WGS 84 degrees, such as 17.98694."),
    )
    longitude = models.FloatField(
        _("longitude"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("WGS 84 degrees, such as -92.93028."),
    )
    phones = BlocksField(
        [("phone", PhoneBlock())],
        blank=True,
        max_num=MOST_PHONES,
        verbose_name=_("telephones"),
        help_text=_("The best one first."),
    )
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), max_length=500, blank=True)
    time_zone = models.CharField(
        _("time zone"),
        max_length=40,
        blank=True,
        validators=[validate_time_zone],
        help_text=_("Only where it differs from the state’s, such as America/Cancun."),
    )
    schedule = BlocksField(
        [("schedule", ScheduleBlock())],
        blank=True,
        max_num=1,
        verbose_name=_("opening hours"),
        help_text=_("Only if they are known exactly. “Open now” relies on them."),
    )
    hours_text = models.CharField(
        _("opening hours in words"),
        max_length=300,
        blank=True,
        help_text=_("What is known of the hours when it cannot be put in periods."),
    )
    languages = ChoicesField(
        choices=content_languages,
        blank=True,
        verbose_name=_("languages"),
        help_text=_("Languages in which people are attended. Leave empty when it is not known."),
    )
    accessibility = BlocksField(
        [("feature", PlainTextBlock(max_length=160, label=_("Feature")))],
        blank=True,
        verbose_name=_("accessibility"),
        help_text=_("Such as “Rampa de acceso” or “Intérprete de LSM los martes”."),
    )
    areas_served = BlocksField(
        [("area", PlainTextBlock(max_length=120, label=_("Area")))],
        blank=True,
        verbose_name=_("areas served"),
        help_text=_("Municipalities or regions. Empty: the whole state."),
    )
    note = models.TextField(_("note"), blank=True, help_text=_("What a person should know before going."))
    editor_note = models.TextField(
        _("note for editors"),
        blank=True,
        help_text=_("What is still to be found out, or where something was taken from. It is never published."),
    )
    is_confidential = models.BooleanField(
        _("confidential place"),
        default=False,
        help_text=_(
            "A shelter, say. As soon as you save this, also as a draft, its place is taken out of everything that is "
            "published or kept: only your state’s people see it, here. Choose a name that does not say where it is."
        ),
    )
    needs_confirmation = models.BooleanField(
        _("needs confirmation"),
        default=True,
        help_text=_("Nobody has called this office yet to confirm what is written here."),
    )
    assured_on = models.DateField(
        _("confirmed on"),
        null=True,
        blank=True,
        help_text=_("Day somebody called and confirmed everything. Left empty: today, when you confirm."),
    )
    assured_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("confirmed by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    answered_questions = models.JSONField(
        _("answered questions"),
        default=dict,
        blank=True,
        editable=False,
        help_text=_("By code of the question: the value that somebody has said to be correct, who, and on which day."),
    )
    source = models.TextField(_("source"), blank=True, help_text=_("Where this was read: page, law or press."))
    source_quality = models.CharField(
        _("quality of the source"), max_length=20, choices=SourceQuality.choices, blank=True
    )
    verified = models.BooleanField(_("verified"), default=False, help_text=_("It was seen in the source named."))

    base_form_class = OfficeForm
    parent_page_types = ["content.OrganizationPage"]
    subpage_types: list[str] = []
    page_description = _("A place to go, or a line to call.")
    override_translatable_fields = [
        SynchronizedField(name, overridable=False)
        for name in (
            "legal_reviewer",
            "title",
            "address",
            "postal_code",
            "neighborhood",
            "locality",
            "municipality",
            "time_zone",
            "languages",
            "areas_served",
            "source",
            "editor_note",
            "assured_by",
            "answered_questions",
        )
    ]
    search_fields = [
        *ContentPage.search_fields,
        index.SearchField("municipality"),
        index.SearchField("note"),
        index.SearchField("services"),
        index.FilterField("municipality"),
        index.FilterField("needs_confirmation"),
        index.FilterField("assured_on"),
    ]

    content_panels = [
        *ContentPage.content_panels,
        QuestionedPanel("phones", attrs={"data-add-words": _("Add a telephone")}),
        MultiFieldPanel(
            [
                QuestionedPanel("needs_confirmation"),
                FieldPanel("assured_on"),
                WhoConfirmedPanel("assured_by", read_only=True),
                FieldPanel("is_confidential"),
                FieldPanel("confidential_reason"),
            ],
            heading=_("Can people rely on it?"),
        ),
        FieldPanel("services"),
        MultiFieldPanel(
            [
                FieldPanel("address"),
                FieldRowPanel([FieldPanel("neighborhood"), QuestionedPanel("postal_code")]),
                FieldRowPanel([FieldPanel("locality"), QuestionedPanel("municipality")]),
                PinPanel(),
                FieldRowPanel([QuestionedPanel("latitude"), FieldPanel("longitude")]),
            ],
            heading=_("Place"),
        ),
        MultiFieldPanel(
            [WeekPanel(), QuestionedPanel("schedule"), QuestionedPanel("hours_text"), FieldPanel("time_zone")],
            heading=_("When it is open"),
        ),
        MultiFieldPanel([FieldPanel("email"), FieldPanel("website")], heading=_("On the web")),
        FieldPanel("note"),
        FieldPanel("languages"),
        FieldPanel("accessibility"),
        FieldPanel("areas_served"),
        MultiFieldPanel(
            [
                FieldPanel("source"),
                FieldPanel("source_quality"),
                FieldPanel("verified"),
                FieldPanel("editor_note"),
            ],
            heading=_("Where this comes from"),
        ),
        *ContentPage.review_panels,
    ]

    typed_place: confidential_places.Place | None = None
    """The place that a form has set aside, until the page is saved."""

    lifting: confidential_places.Lifting | None = None
    """The decision that the place is public again, which saving the page carries out."""

    marked_by: User | None = None
    """Who marks the place as confidential, in a form: they are asked for a code of their second factor."""

    marking_told = ""
    """What marking the place has done, where a form has just marked it."""

    is_newly_marked = False
    """Whether the place has just become confidential: it is erased from what is stored once the page is saved."""

    is_newly_lifted = False
    """Whether the place is public again: it is so in all languages once the page is saved."""

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        constraints = [
            models.CheckConstraint(
                name="office_confirmed_on_a_possible_day",
                condition=Q(assured_on__isnull=True) | Q(assured_on__gte=FIRST_DAY_OF_CLAIMS),
            ),
            models.CheckConstraint(
                name="office_point_is_whole",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
        ]

    def clean(self) -> None:
        """Write the postal code's digits as 0 to 9; refuse half a point, and one outside of Mexico."""
        super().clean()
        self.postal_code = with_plain_digits(self.postal_code)
        errors = check_point(self.latitude, self.longitude)
        if errors:
            raise ValidationError(errors)
        for name, other in (("latitude", "longitude"), ("longitude", "latitude")):
            if getattr(self, name) is None and getattr(self, other) is not None:
                raise ValidationError(
                    {name: ValidationError(_("A point needs latitude and longitude."), code="point_incomplete")}
                )

    def save_base(self, *args: Any, **options: Any) -> None:
        """Save the page, in the transaction that `Page.save` opens; a confidential place goes where it is encrypted."""
        confidential_places.encrypt_place(self)
        super().save_base(*args, **options)

    @transaction.atomic
    def save_revision(self, *args: Any, **options: Any) -> Revision:
        """Save a draft; the same holds for it."""
        confidential_places.encrypt_place(self)
        revision: Revision = super().save_revision(*args, **options)
        return revision

    def serializable_data(self) -> dict[str, Any]:
        """Return what a revision stores; of a confidential office without the name and path that it had before."""
        data: dict[str, Any] = super().serializable_data()
        return {**data, "draft_title": self.title, "url_path": ""} if self.is_confidential else data

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """Return the page as a revision says; an older one does not say that the place is confidential by now."""
        page = super().with_content_json(content)
        if confidential_places.is_marked(page.translation_key):
            confidential_places.blank(page)
        return page

    @property
    def words_without_accents(self) -> str:
        """Return also where the office is and its numbers, each as it is shown and with its digits in one."""
        numbers = [str(block.value["display"]) for block in self.phones]
        joined = (re.sub(r"\D", "", number) for number in numbers)
        return fold(" ".join((self.title, self.municipality, self.locality, *numbers, *joined)))

    @property
    def organization(self) -> OrganizationPage | None:
        """The organization this office belongs to: the page above it."""
        parent = parent_of(self)
        return parent if isinstance(parent, OrganizationPage) else None
