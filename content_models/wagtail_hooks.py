"""What the content adds to the admin."""

from wagtail import hooks

from .listings import ContentListings


@hooks.register("register_admin_viewset")
def register_listings() -> ContentListings:
    """Show the lists of content in the menu."""
    return ContentListings()
