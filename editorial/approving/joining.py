"""Joins what two windows changed in different fields of one page; whoever reads it in the form saves it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext_lazy
from wagtail.blocks import StreamValue
from wagtail.models import COMMENTS_RELATION_NAME, Revision

from content_models.models import ContentPage
from content_models.revisions import differing_fields

from .changes import labels_between

KEEPS_BOTH = "keeps_both"
"""The name of the button that asks for what both windows changed."""

OF_SAME_PART = gettext_lazy("They cannot be joined: both windows changed %(parts)s.")
NOT_JOINED = gettext_lazy("They cannot be joined: both windows changed the same part, or it is not known which.")


@dataclass(frozen=True, slots=True)
class Joined:
    """A page with what two windows changed of it; not saved.

    Attributes:
        page: the newest version with what this window changed, too.
        own: what editors call the parts that this window changed.
        others: the same of what was saved meanwhile.
    """

    page: ContentPage
    own: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Collision:
    """What two windows changed of a page is not joined.

    Attributes:
        parts: what editors call the parts that both changed; empty where it is for another reason, or not known.
    """

    parts: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """Return why the changes are not joined, for whoever made them."""
        parts = ", ".join(self.parts)
        return str(OF_SAME_PART) % {"parts": parts} if parts else str(NOT_JOINED)


def join(base: Revision, latest: Revision, form: Any) -> Joined | Collision:
    """Return the newest version of a page with what a window changed of an older one.

    Fields are compared whole, also texts of several blocks. Two that were changed differently are not joined, nor are
    new comments in the margin, nor a window of which the form leaves no change (a confirmation of what changed since).
    Nothing of a confidential office is joined.

    Args:
        base: the version that the window was opened with.
        latest: the newest one.
        form: a valid form of what the window sends, made from the newest version; it is not saved.
    """
    page = form.save(commit=False)
    opened, newest = base.as_object(), latest.as_object()
    if not isinstance(newest, ContentPage) or any(map(_is_confidential, (opened, newest, page))):
        return Collision()
    before, now, sent = (_content(one) for one in (opened, newest, page))
    names = {*form.fields, *form.formsets} & sent.keys()
    own = names & differing_fields(type(newest), sent, before)
    changed = own & differing_fields(type(newest), sent, now)
    collided = changed & differing_fields(type(newest), now, before)
    if collided:
        of_both = newest.with_content_json({**now, **{name: sent[name] for name in collided}})
        return Collision(labels_between(newest, of_both))
    if not own or _has_new_comments(sent, now):
        return Collision()
    of_own = opened.with_content_json({**before, **{name: sent[name] for name in own}})
    joined = newest.with_content_json({**now, **{name: sent[name] for name in changed}})
    return Joined(joined, labels_between(opened, of_own), labels_between(opened, newest))


def _is_confidential(page: Any) -> bool:
    """Whether the place of an office is confidential: versions do not have it, so that they cannot be compared."""
    return bool(getattr(page, "is_confidential", False))


def _has_new_comments(sent: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    return bool(sent.get(COMMENTS_RELATION_NAME) != now.get(COMMENTS_RELATION_NAME))


def _content(page: Any) -> dict[str, Any]:
    """Return what a revision of a page would store; blocks are read first, so that their defaults are in it."""
    for field in page._meta.get_fields():
        value = getattr(page, field.name, None) if field.concrete else None
        if isinstance(value, StreamValue):
            list(value)
    content: dict[str, Any] = json.loads(json.dumps(page.serializable_data(), cls=DjangoJSONEncoder))
    return content
