"""What writing scripts adds to Wagtail's editor."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString


def preview_script() -> SafeString:
    """Show in the form what is clicked in the chart."""
    return format_html('<script src="{}"></script>', static("editorial/script_nodes.js"))
