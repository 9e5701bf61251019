"""What writing scripts adds to Wagtail's editor."""

from __future__ import annotations

from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from . import urls


def register_scripts() -> list[URLPattern | URLResolver]:
    """Put the addresses that the form asks below `guiones/`."""
    return [path("guiones/", include(urls))]


def preview_script() -> SafeString:
    """Show in the form what is clicked in the chart, keep there what is walked in the player, and name both."""
    files = [[static(f"editorial/{name}.js")] for name in ("script_nodes", "script_walks")]
    panel = static("editorial/script_preview_panel.js")
    return format_html_join("", '<script src="{}"></script>', files) + format_html(
        '<script src="{}" data-word="{}"></script>', panel, gettext("Chart and player")
    )


def one_save_at_a_time() -> SafeString:
    """Let what somebody saves wait for what Wagtail saves by itself, in all forms of pages."""
    return format_html('<script src="{}"></script>', static("editorial/one_save_at_a_time.js"))


def walks_style() -> SafeString:
    """Let the form show the names of test walks only."""
    return format_html('<link rel="stylesheet" href="{}">', static("editorial/script_walks.css"))
