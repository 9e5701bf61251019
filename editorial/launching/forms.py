"""The forms of a state's settings, one a step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from content_models.choosers import ImageChooser
from editorial.time_zones import ZONES
from media.models import CustomImage
from media.models.theme import validate_color
from publishing.tenant_trees import DEFAULT_LANGUAGE
from tenants.hostnames import MOST_HOSTS, checked_host
from tenants.models import Tenant, TenantPhone
from tenants.models.tenant import validate_time_zone
from tenants.phones import EMERGENCY_NUMBER

MOST_PHONES = 12


class HostsForm(forms.Form):
    """The addresses of a state's site, one a line."""

    hosts = forms.CharField(
        label=_("Addresses of the site"),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "off"}),
        help_text=_("One a line, such as justicia.jalisco.gob.mx. Links lead to the first."),
    )

    def clean_hosts(self) -> list[str]:
        """Return them, checked one by one, each once."""
        found, errors = [], []
        lines = list(filter(str.strip, self.cleaned_data["hosts"].splitlines()))
        if len(lines) > MOST_HOSTS:
            raise ValidationError(_text("Write at most %(count)d addresses.") % {"count": MOST_HOSTS})
        for line in lines:
            try:
                found.append(checked_host(line))
            except ValidationError as error:
                errors.append(error)
        if errors:
            raise ValidationError(errors)
        return list(dict.fromkeys(found))


class PhoneForm(forms.ModelForm):
    """One number of a state."""

    def clean(self) -> dict[str, Any]:
        """Refuse a number to dial that would not be used."""
        cleaned = dict(super().clean() or self.cleaned_data)
        if "dial" in self.changed_data and cleaned.get("dial") and not cleaned.get("is_dialled_by_hand"):
            self.add_error(
                "dial", _("This is derived from what people read. Check “dial another number” to write another.")
            )
        return cleaned

    class Meta:
        model = TenantPhone
        fields = ("purpose", "label", "display", "is_dialled_by_hand", "dial")


class PhonesFormSet(BaseFormSet):
    """All numbers of a state, in their order."""

    def clean(self) -> None:
        """Require 911 among the emergency numbers, and each number once."""
        if any(self.errors):
            return
        emergency = (TenantPhone.Purpose.EMERGENCY, EMERGENCY_NUMBER)
        if not any((phone.purpose, phone.dial) == emergency for phone in self.phones()):
            raise ValidationError(_text("Leave 911 among the emergency numbers: every page shows it."))
        seen: set[tuple[str, str]] = set()
        for phone in self.phones():
            if (phone.purpose, phone.dial) in seen:
                raise ValidationError(_text("The number %(number)s is there twice.") % {"number": phone.display})
            seen.add((phone.purpose, phone.dial))

    def phones(self) -> list[TenantPhone]:
        """Return them, unsaved, in the order that was typed; those without a place come last."""
        kept = [form for form in self.forms if _is_kept(form)]
        return [form.instance for form in sorted(kept, key=lambda form: form.cleaned_data.get("ORDER") or MOST_PHONES)]

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Add the explanation of the order to its field, and what the row is known by, wherever it stands."""
        super().add_fields(form, index)
        known = " ".join(form.initial[name] for name in ("purpose", "dial") if form.initial.get(name))
        form.fields["row"] = forms.CharField(required=False, initial=known, widget=forms.HiddenInput)
        form.fields["ORDER"].help_text = _text(
            "1 comes first. At the top of the site stand the first emergency number, help line and number for women."
        )


def phones_form_set(data: Mapping[str, Any] | None = None, *, tenant: Tenant) -> PhonesFormSet:
    """Return the form of a state's numbers, with two empty rows."""
    names = ("purpose", "label", "display", "is_dialled_by_hand", "dial")
    made = forms.formset_factory(
        PhoneForm,
        formset=PhonesFormSet,
        extra=2,
        can_delete=True,
        can_order=True,
        max_num=MOST_PHONES,
        validate_max=True,
        absolute_max=MOST_PHONES + 2,
    )
    form_set = made(data, initial=list(tenant.phones.values(*names)), prefix="phones")
    assert isinstance(form_set, PhonesFormSet)
    return form_set


class ThemeForm(forms.Form):
    """How a state's site looks."""

    primary_color = forms.CharField(
        label=_("Primary colour"),
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text=_("Behind white text: headers and buttons."),
    )
    secondary_color = forms.CharField(
        label=_("Secondary colour"),
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text=_("Behind white text: links to other pages, labels."),
    )
    logo = forms.ModelChoiceField(
        label=_("Logo"), queryset=CustomImage.objects.none(), required=False, widget=ImageChooser
    )

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if tenant.collection is not None:
            inside = CustomImage.objects.filter(collection__path__startswith=tenant.collection.path)
            self.fields["logo"].queryset = inside  # type: ignore[attr-defined]

    def clean_primary_color(self) -> str:
        """Refuse a colour on which white text is hard to read."""
        return _color(self.cleaned_data["primary_color"])

    def clean_secondary_color(self) -> str:
        """The same."""
        return _color(self.cleaned_data["secondary_color"])


class LanguagesForm(forms.Form):
    """The languages in which a state serves its content; Spanish always is."""

    served = forms.MultipleChoiceField(
        label=_("Languages besides Spanish"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, tenant: Tenant, written: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = tenant.languages.exclude(code=DEFAULT_LANGUAGE).values_list("code", "name")
        self.fields["served"].choices = [  # type: ignore[attr-defined]
            (code, f"{name} · {_pages(written[code])}") for code, name in others
        ]

    def clean_served(self) -> list[str]:
        """Return all that are served, in the order of fallback."""
        chosen = set(self.cleaned_data["served"])
        return [DEFAULT_LANGUAGE, *(code for code, _name in self.fields["served"].choices if code in chosen)]  # type: ignore[attr-defined]


class PlaceForm(forms.Form):
    """What a state is called, which national administrators change only, and whose clocks count there."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("As people say it: “Tabasco”."))
    official_name = forms.CharField(label=_("Official name"), max_length=120)
    capital = forms.CharField(label=_("Capital"), max_length=80, required=False)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=ZONES,
        help_text=_("Opening hours and deadlines are counted by it."),
        validators=[validate_time_zone],
    )

    def __init__(self, *args: Any, tenant: Tenant, may_rename: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "official_name"):
            self.fields[name].disabled = not may_rename
        known = [zone for zone, _name in ZONES]
        if tenant.time_zone not in known:
            self.fields["time_zone"].choices = [*ZONES, (tenant.time_zone, tenant.time_zone)]  # type: ignore[attr-defined]


def _is_kept(form: forms.BaseForm) -> bool:
    cleaned = getattr(form, "cleaned_data", {})
    return bool(cleaned) and not cleaned.get("DELETE") and bool(cleaned.get("display"))


def _pages(count: int) -> str:
    return ngettext("%(count)d page is written in it", "%(count)d pages are written in it", count) % {"count": count}


def _color(typed: str) -> str:
    color = typed.strip().lower()
    validate_color(color)
    return color
