"""Wagtail's own acts on a page, each in one transaction: what publishing writes stands or falls with the page."""

from __future__ import annotations

from typing import Any

from django.db import transaction


class TransactionalActs:
    """Before `Page` among the bases of a page type.

    (The types of `super()` are ignored below: this class stands before `Page`, and is none itself.)

    Wagtail publishes in autocommit wherever no request or service has opened a transaction; wagtail-localize does so on
    purpose, after the commit of the translation that it has saved.
    """

    @transaction.atomic
    def publish(self, *args: Any, **options: Any) -> Any:
        """Publish a revision."""
        return super().publish(*args, **options)  # type: ignore[misc]

    @transaction.atomic
    def unpublish(self, *args: Any, **options: Any) -> Any:
        """Withdraw the page."""
        return super().unpublish(*args, **options)  # type: ignore[misc]

    @transaction.atomic
    def move(self, *args: Any, **options: Any) -> Any:
        """Move the page and all below it."""
        return super().move(*args, **options)  # type: ignore[misc]

    @transaction.atomic
    def copy(self, *args: Any, **options: Any) -> Any:
        """Copy the page, with those below it if wanted."""
        return super().copy(*args, **options)  # type: ignore[misc]

    @transaction.atomic
    def delete(self, *args: Any, **options: Any) -> Any:
        """Delete the page and all below it."""
        return super().delete(*args, **options)  # type: ignore[misc]

    # Templates must not call them.
    for _act in (publish, unpublish, move, copy, delete):
        _act.alters_data = True  # type: ignore[attr-defined]
    del _act
