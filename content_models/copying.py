"""Copying a page: a page of its own, under an address that is free."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import CopyForm as WagtailCopyForm
from wagtail.coreutils import find_available_slug


class CopyForm(WagtailCopyForm):
    """Proposes an address that is free, and makes no aliases: those would publish with no approval of their own."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields.pop("alias", None)
        self.fields["new_slug"].initial = find_available_slug(self.page.get_parent(), self.page.slug)
        self.fields["new_slug"].help_text = _("What the copy’s address ends with. No other page beside it may have it.")
