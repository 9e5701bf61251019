"""The form of a campaign."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from assistance.inquiries.personal_data import looks_personal
from assistance.models import Campaign
from assistance.models.campaigns import CODE_PATTERN
from content_models.personal_data import identifiers_in
from tenants.date_fields import DayField
from tenants.plain_text import validate_plain_text

PERSONAL = _("This looks like a telephone, an e-mail address or a CURP. A campaign is named without them.")


class CampaignForm(forms.Form):
    """Code, name and days."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=Campaign._meta.get_field("code").help_text,
        validators=[RegexValidator(CODE_PATTERN, _("Use capital letters without accents, digits and hyphens."))],
    )
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("As operators read it."), validators=[validate_plain_text]
    )
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"), help_text=_("This day is included."))

    def __init__(self, data: Any = None, *, campaign: Campaign | None = None) -> None:
        names = ("code", "name", "starts_on", "ends_on")
        initial = {} if campaign is None else {name: getattr(campaign, name) for name in names}
        super().__init__(data, initial=initial)
        self.fields["code"].disabled = campaign is not None

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order, and what looks like personal data."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("starts_on") and cleaned.get("ends_on") and cleaned["ends_on"] < cleaned["starts_on"]:
            self.add_error("ends_on", _("The last day is before the first."))
        if looks_personal(cleaned.get("code", "")):
            self.add_error("code", PERSONAL)
        if any(identifiers_in(cleaned.get("name", ""))):
            self.add_error("name", PERSONAL)
        return cleaned
