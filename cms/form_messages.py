"""Keeps the messages of one window apart from a form that is refused in another one.

Django keeps messages per browser until a page shows them. Where somebody saves in two windows, one just after the
other, the second save comes while what was said of the first still waits for the page that the first window is led to:
a refusal would stand below “is saved as a draft”.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class FormMessages(FallbackStorage):
    """Django's messages; the page that answers a form which was sent shows only what was said of that form."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self._shown: list[Message] = []

    def __len__(self) -> int:
        """Return how many there are to show."""
        return super().__len__() if self._shows_all() else len(self._shown) + len(self._queued_messages)

    def __iter__(self) -> Iterator[Message]:
        """Yield what is to be shown."""
        if self._shows_all():
            return super().__iter__()
        self._shown += self._queued_messages
        self._queued_messages: list[Message] = []
        return iter(self._shown)

    def update(self, response: HttpResponseBase) -> Any:
        """Keep what was not shown. What waits for another window stays as the browser has it: it may be shown."""
        return [] if self._shown and not self._queued_messages else super().update(response)

    def _shows_all(self) -> bool:
        return self.request.method != "POST"
