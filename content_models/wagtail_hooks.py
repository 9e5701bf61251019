"""What the content adds to the admin."""

from typing import Any

from django.db.models import ForeignKey
from django.http import HttpRequest
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter
from wagtail import hooks
from wagtail.admin.active_filters import register_filter_adapter_class
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.rich_text.editors.draftail.features import ControlFeature
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry

from .choosers import PageChooser
from .confidential_places import LIFTED, MARKED, wait_for_others
from .listings import ContentListings, SwitchFilterAdapter
from .placeholders import WORDS

register_form_field_override(
    ForeignKey, to=Page, override=lambda field: {"widget": PageChooser(target_models=[field.remote_field.model])}
)
register_filter_adapter_class(BooleanFilter, SwitchFilterAdapter)


@hooks.register("register_admin_viewset")
def register_listings() -> ContentListings:
    """Show the lists of content in the menu."""
    return ContentListings()


@hooks.register("register_rich_text_features")
def register_placeholders(features: FeatureRegistry) -> None:
    """Offer under each text what is filled in for the reader's state."""
    control = ControlFeature({"type": "PLACEHOLDERS"}, js=["content_models/placeholders.js"])
    features.register_editor_plugin("draftail", "placeholders", control)


@hooks.register("insert_global_admin_js")
def placeholders_in_words() -> SafeString:
    """Return the names of what is offered, in the active language: the editor of texts is made once for all."""
    names = [(name, str(words)) for name, words in WORDS.items()]
    return json_script({"prompt": gettext("Insert what differs by state…"), "names": names}, "text-placeholders")


@hooks.register("before_bulk_action", order=10)  # after what refuses
def wait_for_who_marks_offices(request: HttpRequest, _act: str, objects: list[Any], _action: Any) -> None:
    """Let an act on many offices wait for who saves or marks one of them before it writes anything, as a form does."""
    if request.method == "POST":
        wait_for_others(*(page.translation_key for page in objects if isinstance(page, Page)))


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Register the names of what the history has of confidential places."""
    actions.register_action(
        MARKED,
        _("Mark place as confidential"),
        _("The place is confidential: it was taken out of everything that is published or kept"),
    )

    @actions.register_action(LIFTED)
    class Lifted(LogFormatter):
        label = _("Make confidential place public")

        def format_message(self, log_entry: Any) -> str:
            """Return the sentence of the history."""
            reason = (log_entry.data or {}).get("reason", "")
            return gettext("The place is not confidential any more: %(reason)s") % {"reason": reason}
