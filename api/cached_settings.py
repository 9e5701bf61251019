"""The settings that every request reads, without the detour that Django's lazy object takes each time."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.signals import setting_changed


class CachedSettings:
    """Each setting as it was when first read; `override_settings`, and so the tests, let it be read again."""

    def __getattr__(self, name: str) -> Any:
        """Read a setting once: Python calls this only for attributes that are not set."""
        value = self.__dict__[name] = getattr(settings, name)
        return value

    def reload(self, **_: Any) -> None:
        """Drop all values, so that each is read again."""
        self.__dict__.clear()


cached_settings = CachedSettings()
setting_changed.connect(cached_settings.reload)
