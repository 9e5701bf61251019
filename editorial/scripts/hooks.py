"""What writing scripts adds to Wagtail's editor."""

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def preview_script() -> SafeString:
    """Show in the form what is clicked in the chart, and keep there what is walked in the player."""
    files = [[static(f"editorial/{name}.js")] for name in ("script_nodes", "script_walks")]
    return format_html_join("", '<script src="{}"></script>', files)


def walks_style() -> SafeString:
    """Let the form show the names of test walks only."""
    return format_html('<link rel="stylesheet" href="{}">', static("editorial/script_walks.css"))
