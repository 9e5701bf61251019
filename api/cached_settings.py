"""The settings that every request reads, without the detour that Django's lazy object takes each time."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.signals import setting_changed


class CachedSettings:
    """Each setting as it was when first read; `override_settings`, and so the tests, let it be read again."""

    def __getattr__(self, name: str) -> Any:
        """Read a setting, and keep it: this is not called for it again."""
        value = self.__dict__[name] = getattr(settings, name)
        return value

    def reload(self, **_: Any) -> None:
        """Read everything again when it is asked for."""
        self.__dict__.clear()


cached_settings = CachedSettings()
setting_changed.connect(cached_settings.reload)
