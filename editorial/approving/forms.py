"""What is asked for with a decision about a page that waits for approval."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from editorial.sender_messages import COMMENT_MISSING


class RejectionForm(forms.Form):
    """Sending a page back takes a comment."""

    comment = forms.CharField(
        label=_("What is to be changed"),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": COMMENT_MISSING},
    )
