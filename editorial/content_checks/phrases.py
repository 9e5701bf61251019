"""Rules about what people say when they need something: search cannot tell two items apart by the same phrase."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from delivery.view import StateView
from editorial.examples.repeated import repeated_by

from .finding import Finding, Severity


def mean_one_item(view: StateView) -> Iterator[Finding]:
    """Find phrases that stand on two items of one kind; of a state those that it has added itself."""
    for one in repeated_by(view):
        titles = ", ".join(_("“%(title)s”") % {"title": view[key]["title"]} for key in one.keys)
        sentence = _("“%(phrase)s” stands on %(titles)s. Leave it where it belongs, or on all if people mean any.")
        where = " · ".join(str(view.path_of(key)) for key in one.keys)
        details = {"phrase": one.phrase, "titles": titles}
        yield Finding(Severity.NOTICE, "PHRASE_ON_TWO_ITEMS", view.tenant.code, where, sentence % details)
