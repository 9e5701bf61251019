"""The form every page of content is edited with."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import CharField, ForeignKey, TextField
from django.forms import ChoiceField, ModelChoiceField
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.html import format_html
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.fields import RichTextField, StreamField

from tenants.date_fields import MomentField

from .blocks.identifiers import UNAVAILABLE_REFERENCE, unavailable_reference
from .loaded_versions import LOADED, is_older, revision_id_in
from .ordering import national_siblings, order_of_new_page
from .page_verification import (
    REVIEW_CLAIMS,
    EndedClaim,
    as_before,
    check_day_of_claim,
    claims_ended,
    has_ended_parts,
    parts_verified_before,
    records_of,
    stored_fields,
    without_stale_claims,
)
from .placeholders import check_plain_text, check_rich_text
from .references import (
    NO_ID,
    Reference,
    references_in,
    unavailable_references,
    unpublished_of_library,
    without_unavailable,
    without_unavailable_links,
)
from .trees import zone_of

ENDS = frozenset({"expire_at", "ends_at"})
"""The moments that end something: a day without an hour includes that whole day."""

LEADING_TO_PUBLICATION = ("action-publish", "action-submit", "action-restart-workflow")
"""The buttons of the form that publish the page, or show it to who then publishes it without this form."""

REVIEWED_BY_PUBLISHERS = _(
    "Only publishers may say that the page was reviewed. Clear this, and send the page to review."
)

SLUG_OF_OWN_DRAFT = _(
    'You have begun “{title}” as a draft already, with the same name in its address: <a href="{url}">continue it</a>.'
)
SLUG_OF_DRAFT = _(
    "{name} has begun “{title}” as a draft already, with the same name in its address: "
    '<a href="{url}">open it</a>, or write another here.'
)
SLUG_OF_DRAFT_OF_NOBODY = _(
    "“{title}” is a draft already, with the same name in its address: "
    '<a href="{url}">open it</a>, or write another here.'
)
SLUG_OF_PAGE = _('“{title}” has this name in its address already: <a href="{url}">open it</a>, or write another here.')


class ContentForm(WagtailAdminPageForm):
    """Refuses placeholders nothing fills in, and references to what belongs to another state or is not there.

    What says that somebody verified the page, or a part of it, does not outlive a change of what was verified, and is
    claimed anew only in a form that showed the page as it is now. Each new claim is recorded with its author and day.
    Hours are those of the state whose tree the page stands in, wherever the editor is.

    What the page has linked to before may have been deleted since: a draft keeps the link, and its editor gets a
    warning; the page is not published so.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._now = stored_fields(self.instance) if self.instance.pk else {}
        self._before = stored_fields(self._compared) if self.instance.pk else {}
        self._ended: set[EndedClaim] = set()
        self._availability: dict[Reference, bool] = {}
        self._lost: list[str] = []
        for field in self.fields.values():
            if isinstance(field, ModelChoiceField):
                field.error_messages["invalid_choice"] = UNAVAILABLE_REFERENCE % {"field": field.label}
        self._offer_places()
        moments = {name: field for name, field in self.fields.items() if isinstance(field, MomentField)}
        if moments:
            zone = zone_of(self.parent_page or self.instance)
            for name, field in moments.items():
                field.zone, field.is_end = zone, name in ENDS

    def _offer_places(self) -> None:
        """Offer the national pages that a state's own page may follow, where there are any."""
        if "follows_key" in self.fields:
            parent = self.parent_page or self.instance.get_parent()
            choices = [(str(page.translation_key), page.title) for page in national_siblings(parent, self._meta.model)]
            field = self.fields.pop("follows_key")
            if choices:
                self.fields["follows_key"] = ChoiceField(
                    choices=[("", _("All national pages")), *choices],
                    required=False,
                    label=field.label,
                    help_text=field.help_text,
                )

    def save(self, commit: bool = True) -> Any:
        """Put a new page after those that stand there already, and record who claims something of it."""
        if self.instance.pk is None and self.parent_page is not None:
            self.instance.order = order_of_new_page(self.parent_page)
        before = self._before if self._may_publish() else self._now
        self.instance.verification_records = records_of(self.instance, before, by=self.author, on=self.today)
        if has_ended_parts(self.instance, self._before):
            self._ended.add(EndedClaim.PARTS)
        self.instance.ended_claims = tuple(sorted(self._ended))
        self.instance.fields_with_lost_references = tuple(self._lost)
        return super().save(commit=commit)

    @cached_property
    def today(self) -> date:
        """The day, by the clocks of the state whose tree the page stands in."""
        return datetime.now(zone_of(self.parent_page or self.instance)).date()

    @property
    def author(self) -> str:
        """The name of who fills in the form."""
        return str(self.for_user.display_name) if self.for_user else ""

    def clean_slug(self) -> str:
        """Return an address in letters that every keyboard has; one that the page has already is kept as it is."""
        typed: str = self.cleaned_data["slug"]
        return typed if typed == self.initial.get("slug") else slugify(typed)

    def clean(self) -> dict[str, Any]:
        """Return the cleaned data; each error stands at its field."""
        slug = self.cleaned_data.get("slug")
        cleaned = super().clean()
        if slug and "slug" not in cleaned:
            self._lead_to_page_with(slug)
        for name, value in list(cleaned.items()):
            try:
                self._check_text(name, value)
            except ValidationError as error:
                self.add_error(name, error)
        self._check_references()
        self._check_days(cleaned)
        if self.is_out_of_date:
            cleaned |= self._claims_as_before(cleaned)
        if not self._may_publish():
            cleaned |= self._without_new_claims(cleaned)
        cleaned |= without_stale_claims(self._meta.model, self._before, cleaned)
        self._ended |= claims_ended(self._meta.model, self._before, cleaned)
        return cleaned

    def _lead_to_page_with(self, slug: str) -> None:
        """Where another page has the address, say which, and lead there who may edit it.

        It may be the draft that is left where publishing failed, or somebody else's.
        """
        parent = self.parent_page or self.instance.get_parent()
        page = parent.get_children().filter(slug=slug).not_page(self.instance).first()
        if page is None:
            return
        code: str
        message: str | Promise
        if self.for_user is None or not page.permissions_for_user(self.for_user).can_edit():
            code, message = "slug_of_another", gettext("“{title}” has this name in its address already. Write another.")
        elif page.live:
            code, message = "slug_of_another", SLUG_OF_PAGE
        elif page.owner_id == self.for_user.pk:
            code, message = "own_draft", SLUG_OF_OWN_DRAFT
        else:
            code, message = "draft_of_another", SLUG_OF_DRAFT if page.owner_id else SLUG_OF_DRAFT_OF_NOBODY
        message = format_html(
            str(message),
            title=page.get_admin_display_title(),
            name=page.owner.display_name if page.owner_id else "",
            url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        )
        self.errors["slug"] = self.error_class([ValidationError(message, code=code)])

    @cached_property
    def is_out_of_date(self) -> bool:
        """Whether the page was saved after this form had been shown; then its claims are about an older text."""
        return is_older(self.data, self.instance, latest=self.instance.latest_revision, by=self.for_user)

    @property
    def _compared(self) -> Any:
        """What the form is compared with: the page as it was shown, however often it has saved itself since.

        An outdated form is compared with the page as it is now.
        """
        shown = revision_id_in(self.data, LOADED)
        if self.is_out_of_date or shown in (None, self.instance.latest_revision_id):
            return self.instance
        revision = self.instance.revisions.filter(pk=shown).first()
        return self.instance if revision is None else revision.as_object()

    def _claims_as_before(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        pages = as_before(self._before, cleaned)
        parts = parts_verified_before(self._meta.model, self._before, cleaned)
        if parts or any(cleaned[name] != value for name, value in pages.items()):
            self._ended.add(EndedClaim.OUT_OF_DATE)
        return pages | parts

    def _leads_to_publication(self) -> bool:
        approves = self.data.get("workflow-action-name") == "approve" and bool(self.data.get("action-workflow-action"))
        return approves or any(self.data.get(name) for name in LEADING_TO_PUBLICATION)

    def _may_publish(self) -> bool:
        if self.instance.pk is None and self.parent_page is not None:
            return bool(self.parent_page.permissions_for_user(self.for_user).can_publish_subpage())
        return bool(self.instance.permissions_for_user(self.for_user).can_publish())

    def _without_new_claims(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """Refuse that who may not publish says of the page that it was reviewed; parts of it stay unverified.

        What they claim stands only where the page claims it now, whatever their form was made from.
        """
        changes: dict[str, Any] = {}
        for name in REVIEW_CLAIMS & cleaned.keys():
            if cleaned[name] and cleaned[name] != self._now.get(name):
                if cleaned[name] != self._before.get(name):
                    self.add_error(name, ValidationError(REVIEWED_BY_PUBLISHERS, code="reviewed_by_publishers"))
                else:
                    changes[name] = self._now[name]
        changes |= parts_verified_before(self._meta.model, self._now, cleaned)
        return changes | without_stale_claims(self._meta.model, self._now, cleaned | changes)

    def _check_text(self, name: str, value: Any) -> None:
        field = self._model_field(name)
        if not isinstance(value, str) or name in self.errors:
            return
        if isinstance(field, RichTextField):
            check_rich_text(value)
        elif isinstance(field, CharField | TextField):
            check_plain_text(value)

    def _check_days(self, cleaned: dict[str, Any]) -> None:
        for name in ("reviewed_on", "assured_on"):
            if cleaned.get(name) is not None:
                try:
                    check_day_of_claim(cleaned[name], self.today)
                except ValidationError as error:
                    self.add_error(name, error)

    def _widget_data_value(self, widget: Any, html_name: str) -> Any:
        """Return what was sent, without what the page may not refer to: nor does the form show it again."""
        value = super()._widget_data_value(widget, html_name)
        field = self._model_field(html_name)
        if isinstance(field, StreamField):
            self._look_up(references_in(field, value))
            return without_unavailable(field.stream_block, value, self._is_unavailable)
        if isinstance(field, RichTextField) and value:
            self._look_up(references_in(field, value))
            return without_unavailable_links(value, self._is_unavailable)
        if isinstance(field, ForeignKey) and value:
            reference = (field.related_model, str(value))
            self._look_up({reference})
            return NO_ID if self._is_unavailable(reference) else value
        return value

    def _look_up(self, references: set[Reference]) -> None:
        new = references - self._availability.keys()
        place = self.parent_page or self.instance
        unavailable = unavailable_references(place, new) | unpublished_of_library(place, new - self._references_before)
        self._availability |= {reference: reference not in unavailable for reference in new}

    def _is_unavailable(self, reference: Reference) -> bool:
        """Whether the page may not refer to it, and did not before: that reveals nothing of the page."""
        return not self._availability.get(reference, False) and reference not in self._references_before

    @cached_property
    def _references_before(self) -> set[Reference]:
        """What the page referred to when it was saved last."""
        if self.instance.pk is None:
            return set()
        fields = self.instance._meta.concrete_fields
        return set().union(*(references_in(field, getattr(self.instance, field.attname)) for field in fields))

    def _check_references(self) -> None:
        referred = {name: references_in(self._model_field(name), value) for name, value in self.cleaned_data.items()}
        self._look_up(set().union(*referred.values()))
        for name, references in referred.items():
            lost = [each for each in references if not self._availability.get(each, False)]
            if lost and (self._leads_to_publication() or any(map(self._is_unavailable, lost))):
                self.add_error(name, unavailable_reference(self.fields[name].label))
            elif lost:
                self._lost.append(str(self.fields[name].label))

    def _model_field(self, name: str) -> Any:
        fields = {field.name: field for field in self._meta.model._meta.get_fields()}
        return fields.get(name)
