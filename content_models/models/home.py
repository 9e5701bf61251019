"""The root of a tree, and its sections."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail_localize.fields import SynchronizedField

from content_models.blocks import RICH_TEXT_FEATURES
from content_models.choices import Role
from content_models.kinds import ItemKind

from .base import ContentPage, OrderedPage
from .folders import Folder


class HomePage(Folder, ContentPage):
    """The root of one tenant's tree in one language."""

    kind = ItemKind.HOME

    urgent_notice = RichTextField(
        _("urgent notice"),
        features=RICH_TEXT_FEATURES,
        blank=True,
        help_text=_("Shown above all else while it has text, such as “If you are in danger, call 911”."),
    )
    introduction = RichTextField(_("introduction"), features=RICH_TEXT_FEATURES, blank=True)

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["content.SectionPage", "content.AdaptationsPage"]
    is_creatable = False
    override_translatable_fields = [SynchronizedField("legal_reviewer", overridable=False)]

    content_panels = [
        *ContentPage.content_panels,
        FieldPanel("urgent_notice"),
        FieldPanel("introduction"),
        *ContentPage.review_panels,
    ]

    class Meta:
        verbose_name = _("home")
        verbose_name_plural = _("homes")


class SectionPage(Folder, OrderedPage):
    """A part of a tree: one role's guidance, the glossary, the scripts, the directory."""

    kind = ItemKind.SECTION

    role = models.CharField(
        _("role"),
        max_length=20,
        choices=Role.choices,
        blank=True,
        help_text=_("Whom the section is for. Empty: for all."),
    )
    urgent_notice = RichTextField(
        _("urgent notice"),
        features=RICH_TEXT_FEATURES,
        blank=True,
        help_text=_("Shown above the section while it has text."),
    )
    introduction = RichTextField(_("introduction"), features=RICH_TEXT_FEATURES, blank=True)

    parent_page_types = ["content.HomePage", "content.SectionPage"]
    subpage_types = [
        "content.SectionPage",
        "content.GuidancePage",
        "content.GlossaryTerm",
        "content.OrganizationPage",
        "content.ScriptPage",
        "content.NoticePage",
    ]
    override_translatable_fields = [
        SynchronizedField("legal_reviewer", overridable=False),
        SynchronizedField("follows_key", overridable=False),
    ]
    page_description = _("Groups pages, such as everything for victims.")

    content_panels = [
        *ContentPage.content_panels,
        FieldPanel("role"),
        FieldPanel("urgent_notice"),
        FieldPanel("introduction"),
        *ContentPage.review_panels,
    ]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
