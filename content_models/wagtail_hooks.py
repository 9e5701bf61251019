"""What the content adds to the admin."""

from django.db.models import ForeignKey
from wagtail import hooks
from wagtail.admin.forms.models import register_form_field_override
from wagtail.models import Page

from .choosers import PageChooser
from .listings import ContentListings

register_form_field_override(
    ForeignKey, to=Page, override=lambda field: {"widget": PageChooser(target_models=[field.remote_field.model])}
)


@hooks.register("register_admin_viewset")
def register_listings() -> ContentListings:
    """Show the lists of content in the menu."""
    return ContentListings()
