"""The form for a code: the same where one signs in, and where a sensitive act asks again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .codes import MOST_LETTERS, is_of_app, plain

CODE = "second_factor_code"
RECOVERY = "second_factor_recovery"


def six_digits() -> forms.CharField:
    """Return a field for a code of an app, which phones offer to fill in."""
    attributes = {"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True, "size": 8}
    return forms.CharField(
        label=_("Code of six digits"), required=False, max_length=MOST_LETTERS, widget=forms.TextInput(attrs=attributes)
    )


class CodeForm(forms.Form):
    """One of the two codes."""

    second_factor_code = six_digits()
    second_factor_recovery = forms.CharField(
        label=_("Recovery code"),
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_("Such as 7hq2-mx9d-kkp4. Each works once."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a form without a code."""
        cleaned = super().clean() or {}
        if not self.errors and not self.code:
            raise ValidationError(_("Write the code of six digits that your application shows."), code="required")
        return cleaned

    @property
    def code(self) -> str:
        """What was written, in either field."""
        return str(self.cleaned_data.get(CODE) or self.cleaned_data.get(RECOVERY) or "")


class SetUpForm(forms.Form):
    """The first code of an app, and what its person calls it."""

    code = six_digits()
    name = forms.CharField(
        label=_("Name of this phone"),
        required=False,
        max_length=64,
        help_text=_("So that you recognize it in your account, such as “Ana’s phone”."),
    )

    def clean_code(self) -> str:
        """Return the six digits.

        Raises:
            ValidationError: they are not.
        """
        code = plain(self.cleaned_data["code"])
        if not is_of_app(code):
            raise ValidationError(_("Write the code of six digits that your application shows."), code="required")
        return code
