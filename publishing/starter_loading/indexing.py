"""Wagtail's two indexes (search, references), written once at the end instead of at each of several saves a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db.models.signals import post_save
from django.utils.translation import gettext as _
from modelsearch.backends import get_search_backends
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from content_models.models import ContentPage

from .building import MODELS
from .writing import Advance, Steps


@contextmanager
def indexing_deferred(steps: Steps) -> Iterator[list[ContentPage]]:
    """Leave both indexes alone within the block; afterwards, index the pages that were put into the list."""
    pages: list[ContentPage] = []
    models = [model for model in MODELS.values() if post_save.disconnect(post_save_signal_handler, sender=model)]
    try:
        with disable_reference_index_auto_update():
            yield pages
    finally:
        for model in models:
            post_save.connect(post_save_signal_handler, sender=model)
    _index(pages, steps(_("Indexing the content"), len(pages)))


def _index(pages: Iterable[ContentPage], advance: Advance) -> None:
    by_model: dict[type[ContentPage], list[ContentPage]] = defaultdict(list)
    for page in pages:
        by_model[type(page)].append(page)
        ReferenceIndex.create_or_update_for_object(page)
        advance()
    for backend in get_search_backends(with_auto_update=True):
        for model, of_model in by_model.items():
            backend.get_index_for_model(model).add_items(model, of_model)
