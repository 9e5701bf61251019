"""What every page of content has."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import CopyForm as WagtailCopyForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, Panel, TabbedInterface, TitleFieldPanel
from wagtail.coreutils import find_available_slug
from wagtail.models import Page, Revision
from wagtail.search import index
from wagtail.utils.decorators import cached_classmethod

from content_models import previews
from content_models.blocks import ExampleGroupsBlock, GlossaryChoiceBlock, LegalReferenceBlock
from content_models.fields import BlocksField
from content_models.forms import ContentForm
from content_models.kinds import ItemKind
from content_models.page_verification import EndedClaim
from content_models.paths import stored_path_of
from content_models.revisions import has_same_content
from content_models.spanish_order import fold
from content_models.trees import Portal, portal_of
from tenants.admin_access.reach import reads_published_only

from .transactional import TransactionalActs


class CopyForm(WagtailCopyForm):
    """Proposes an address that is free, and makes no aliases: those would publish with no approval of their own."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields.pop("alias", None)
        self.fields["new_slug"].initial = find_available_slug(self.page.get_parent(), self.page.slug)
        self.fields["new_slug"].help_text = _("What the copy’s address ends with. No other page beside it may have it.")


REVIEW_FIELDS = ("in_force_on", "reviewed_on", "review_due_on", "legal_reviewer")
"""What a form asks about the legal review of a page."""

SLUG_PANEL = FieldPanel(
    "slug",
    help_text=_(
        "The last part of the page’s address on the site: lower-case letters, digits and hyphens, such as "
        "“me-detuvieron”. Links to the old address go on working."
    ),
)


def _tabs_of(page_type: Any) -> Panel:
    """Return Wagtail's tabs of a type of page, the second of them named after what it holds."""
    tabs = (
        (page_type.content_panels, gettext_lazy("Content")),
        (page_type.promote_panels, page_type.promote_heading),
        (page_type.settings_panels, gettext_lazy("Settings")),
    )
    lists = [ObjectList(panels, heading=heading) for panels, heading in tabs if panels]
    return TabbedInterface(lists, base_form_class=page_type.base_form_class).bind_to_model(page_type)


class ContentPage(TransactionalActs, Page):
    """A page of content. Publishing turns it into a document; readers never see the page itself."""

    kind: ClassVar[ItemKind]

    ended_claims: tuple[EndedClaim, ...] = ()
    """Of a page that has just been saved: what it claimed before and does not any more."""

    fields_with_lost_references: tuple[str, ...] = ()
    """Of a page that has just been saved: the labels of fields that link to what is not there any more."""

    in_force_on = models.DateField(
        _("in force on"),
        null=True,
        blank=True,
        help_text=_("Day of the last reform that was taken into account in this text."),
    )
    reviewed_on = models.DateField(
        _("reviewed on"), null=True, blank=True, help_text=_("Day of the last legal review.")
    )
    review_due_on = models.DateField(
        _("review due on"), null=True, blank=True, help_text=_("From this day on, readers see that a review is due.")
    )
    legal_reviewer = models.CharField(
        _("legal reviewer"), max_length=160, blank=True, help_text=_("Name and post. Shown to readers.")
    )
    is_sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_("Reading this may put somebody in danger at home. Holds for all pages below this one."),
    )
    order = models.IntegerField(
        _("order"), default=0, help_text=_("Smaller numbers come first among pages of the same section.")
    )

    verification_records = models.JSONField(
        _("records of verification"),
        default=dict,
        blank=True,
        editable=False,
        help_text=_("Who verified a part of the page, and when, with a digest of the words: by id of the part."),
    )

    search_fields: ClassVar[list[index.BaseField]] = [
        *Page.search_fields,
        index.SearchField("words_without_accents"),
        index.AutocompleteField("words_without_accents"),
    ]

    base_form_class = ContentForm
    copy_form_class = CopyForm
    show_in_menus_default = False
    private_page_options: ClassVar[list[str]] = []
    """What is published is public: Wagtail's own restrictions would not apply to the API and the sites."""

    content_panels: ClassVar[list[Panel]] = [TitleFieldPanel("title", placeholder=_("Title"))]
    """Not every one is a page to whoever writes it: a notice and a script have a title, too."""
    review_panels: ClassVar[list[Panel]] = [
        MultiFieldPanel(
            [FieldPanel(name) for name in REVIEW_FIELDS],
            heading=_("Legal review"),
        ),
    ]
    promote_panels: ClassVar[list[Panel]] = [
        MultiFieldPanel([SLUG_PANEL, FieldPanel("is_sensitive")], heading=_("Place and safety")),
    ]
    promote_heading: ClassVar[Any] = _("Address and safety")
    """What the tab with these panels is called: what it holds."""

    class Meta:
        abstract = True

    get_edit_handler = cached_classmethod(_tabs_of)

    @property
    def words_without_accents(self) -> str:
        """Return by what editors find the page who type neither accents nor capitals."""
        return fold(self.title)

    @property
    def status_string(self) -> str | Promise:
        """Return what lists say of how the page stands: what was published once, and is not now, is no mere draft."""
        if self.first_published_at is not None and not (self.live or self.expired or self.approved_schedule):
            return _("taken off the site")
        said: str | Promise = super().status_string
        return said

    def clean(self) -> None:
        """Refuse review dates that contradict each other."""
        super().clean()
        if self.reviewed_on and self.review_due_on and self.review_due_on <= self.reviewed_on:
            raise ValidationError(
                {"review_due_on": ValidationError(_("The next review must be after the last one."), code="review_due")}
            )

    def validate_unique(self, exclude: Collection[str] | None = None) -> None:
        """Check what must be unique, but for the place in the tree: a save takes the present one."""
        super().validate_unique({*(exclude or ()), "path"})

    def get_admin_display_title(self) -> str:
        """Return the title of the draft; to a state's people, that of a national text as it was published last."""
        return self.title if reads_published_only(self) else super().get_admin_display_title()

    def differs_from_published(self) -> bool:
        """Whether publishing the page as given would change something. One or two statements while it is published."""
        if not self.live:
            return True
        published = type(self)._default_manager.filter(pk=self.pk).first()
        return published is None or not has_same_content(
            type(self), published.serializable_data(), self.serializable_data()
        )

    def save_revision(self, *args: Any, changed: bool = True, **options: Any) -> Revision:
        """Save a draft. It has changes to publish only if it differs from what is published: undoing them ends that."""
        differs = changed and self.differs_from_published()
        revision: Revision = super().save_revision(*args, changed=differs, **options)
        if changed and not differs:
            self.has_unpublished_changes = False
            self.save(update_fields=["has_unpublished_changes"], clean=False)
        return revision

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """Return the page as a revision says, in the order in which it stands now: dragging makes no revision."""
        page: Self = super().with_content_json(content)
        page.order = self.order
        return page

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """Return the address on the state's portal; None where no portal shows this tree (the library's)."""
        portal = self._portal
        if portal is None:
            return None
        return (portal.site_id, portal.root_url, portal.prefix + stored_path_of(self))

    @cached_property
    def _portal(self) -> Portal | None:
        # Wagtail's lists ask three times for each page.
        return portal_of(self)

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """The states as which a page can be previewed, by code and name; a state's page is seen as that state only."""
        return [(state.code, state.name) for state in previews.states_for(self)]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Return the page, as it is in memory, as readers of the state `mode_name` would see it."""
        return previews.rendered(self, request, mode_name)


class OrderedPage(ContentPage):
    """A page whose place among its siblings is chosen by hand. A state's own page may follow a national one."""

    follows_key = models.CharField(
        _("stands after"),
        max_length=36,
        blank=True,
        help_text=_(
            "The national page of this section that comes right before. Empty: after all national pages, in the order "
            "in which you drag your own."
        ),
    )

    promote_panels: ClassVar[list[Panel]] = [
        MultiFieldPanel(
            [SLUG_PANEL, FieldPanel("follows_key"), FieldPanel("is_sensitive")],
            heading=_("Place and safety"),
        ),
    ]
    promote_heading = _("Address and order")

    class Meta:
        abstract = True


def legal_references_field(**options: Any) -> BlocksField:
    """Return a field for references to the law, one per article."""
    return BlocksField(
        [("legal_reference", LegalReferenceBlock())],
        blank=True,
        collapsed=True,
        verbose_name=_("legal references"),
        help_text=_("One for each article, so that changes of the law can be followed."),
        **options,
    )


def glossary_choices_field() -> BlocksField:
    """Return a field that says what words of a page mean in the glossary."""
    return BlocksField(
        [("choice", GlossaryChoiceBlock())],
        blank=True,
        collapsed=True,
        verbose_name=_("exceptions of the glossary"),
        help_text=_(
            "What is chosen in the panel “Words marked in the text”: which term a word means that can mean several, "
            "and which words are not marked. Words that can mean one term only are marked by themselves."
        ),
    )


def examples_field() -> BlocksField:
    """Return a field for what people say when they need a page: search learns from it, readers do not see it."""
    return BlocksField(
        ExampleGroupsBlock(),
        blank=True,
        collapsed=True,
        verbose_name=_("how people say it"),
        help_text=_(
            "Search learns from these phrases which words mean this page. Readers do not see them. Write as people "
            "talk: what happened to them, not what the page is called."
        ),
    )
