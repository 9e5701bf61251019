"""The WSGI application as `manage.py run` serves it: its processes end with the one that started them."""

from cms.parent import die_with_parent

die_with_parent()

from cms.wsgi import application  # noqa: E402 (the watch begins before the long import)

__all__ = ["application"]
