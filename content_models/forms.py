"""The form every page of content is edited with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import CharField, ForeignKey, Model, TextField
from django.forms import ChoiceField
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.fields import RichTextField

from tenants.date_fields import MomentField

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
from .references import foreign_references
from .trees import zone_of

ENDS = frozenset({"expire_at", "ends_at"})
"""The moments that end something: a day without an hour includes that whole day."""

REVIEWED_BY_PUBLISHERS = _(
    "Only publishers may say that the page was reviewed. Clear this, and send the page to review."
)


class ContentForm(WagtailAdminPageForm):
    """Refuses placeholders nothing fills in, and references to what belongs to another state.

    What says that somebody verified the page, or a part of it, does not outlive a change of what was verified, and is
    claimed anew only in a form that showed the page as it is now. Each new claim is recorded with its author and day.
    Hours are those of the state whose tree the page stands in, wherever the editor is.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._before = stored_fields(self._compared) if self.instance.pk else {}
        self._ended: set[EndedClaim] = set()
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
        self.instance.verification_records = records_of(self.instance, self._before, by=self.author, on=self.today)
        if has_ended_parts(self.instance, self._before):
            self._ended.add(EndedClaim.PARTS)
        self.instance.ended_claims = tuple(sorted(self._ended))
        return super().save(commit=commit)

    @cached_property
    def today(self) -> date:
        """The day, by the clocks of the state whose tree the page stands in."""
        return datetime.now(zone_of(self.parent_page or self.instance)).date()

    @property
    def author(self) -> str:
        """The name of who fills in the form."""
        return str(self.for_user.get_full_name() or self.for_user.get_username()) if self.for_user else ""

    def clean(self) -> dict[str, Any]:
        """Return the cleaned data; each error stands at its field."""
        cleaned = super().clean()
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

    @cached_property
    def is_out_of_date(self) -> bool:
        """Whether the page was saved after this form had been shown; then its claims are about an older text."""
        latest = self.instance.latest_revision
        shown = self.data.get("loaded_revision_id")
        # What the form has saved by itself: Wagtail sends it when that happens again, our script when somebody saves.
        own = self.data.get("overwrite_revision_id") or self.data.get("own_revision_id")
        if latest is None or not (own or shown):
            return False
        if own:
            return bool(own != str(latest.pk))
        shown_at = self.data.get("loaded_revision_created_at", "")
        return bool((shown, shown_at) != (str(latest.pk), latest.created_at.isoformat()))

    @property
    def _compared(self) -> Any:
        """What the form is compared with: the page as it was shown, however often it has saved itself since.

        An outdated form is compared with the page as it is now.
        """
        shown = self.data.get("loaded_revision_id", "")
        if self.is_out_of_date or not shown.isdigit() or shown == str(self.instance.latest_revision_id):
            return self.instance
        revision = self.instance.revisions.filter(pk=shown).first()
        return self.instance if revision is None else revision.as_object()

    def _claims_as_before(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        pages = as_before(self._before, cleaned)
        parts = parts_verified_before(self._meta.model, self._before, cleaned)
        if parts or any(cleaned[name] != value for name, value in pages.items()):
            self._ended.add(EndedClaim.OUT_OF_DATE)
        return pages | parts

    def _may_publish(self) -> bool:
        if self.instance.pk is None and self.parent_page is not None:
            return bool(self.parent_page.permissions_for_user(self.for_user).can_publish_subpage())
        return bool(self.instance.permissions_for_user(self.for_user).can_publish())

    def _without_new_claims(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """Refuse that who may not publish says of the page that it was reviewed; parts of it stay unverified."""
        for name in REVIEW_CLAIMS & cleaned.keys():
            if cleaned[name] and cleaned[name] != self._before.get(name):
                self.add_error(name, ValidationError(REVIEWED_BY_PUBLISHERS, code="reviewed_by_publishers"))
        return parts_verified_before(self._meta.model, self._before, cleaned)

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

    def _check_references(self) -> None:
        referred = {name: list(self._references(name, value)) for name, value in self.cleaned_data.items()}
        place = self.parent_page or self.instance
        foreign = foreign_references(place, {target for targets in referred.values() for target in targets})
        for name, targets in referred.items():
            names = sorted(foreign[target] for target in targets if target in foreign)
            if names:
                self.add_error(
                    name,
                    ValidationError(
                        _("These belong to another state: %(names)s. Use your own state’s or the national library’s."),
                        code="foreign_reference",
                        params={"names": ", ".join(f"“{name}”" for name in names)},
                    ),
                )

    def _references(self, name: str, value: Any) -> Iterator[tuple[type[Model], str]]:
        field = self._model_field(name)
        if isinstance(field, ForeignKey) and isinstance(value, Model):
            yield type(value), str(value.pk)
        elif hasattr(field, "extract_references") and value:
            for model, pk, _model_path, _content_path in field.extract_references(value):
                yield model, str(pk)

    def _model_field(self, name: str) -> Any:
        fields = {field.name: field for field in self._meta.model._meta.get_fields()}
        return fields.get(name)
