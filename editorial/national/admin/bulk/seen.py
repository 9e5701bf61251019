"""What was shown of each page before many are published: only that is published."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from wagtail.models import Page, Revision, get_default_page_content_type

from content_models.confidential_places import wait_for_others
from content_models.loaded_versions import version_saved
from editorial.national.errors import DraftChanged, PlannedSince, WithdrawnSince
from publishing.errors import DomainError

from .refusing import Refusal

_WRITTEN = re.compile(r"\b([0-9]{1,9}):([0-9]{1,9}(?:[.][0-9]{1,17})?):([01]):([0-9]{1,11}):([0-9]{1,11})(?![0-9:])")


@dataclass(frozen=True, slots=True)
class Seen:
    """How a page stood when it was shown.

    Attributes:
        draft: the version of its latest revision; 0: it has none.
        is_live: whether it was published.
        begins, ends: when a planned version begins, and the published one ends, in seconds since 1970; 0: never.
    """

    draft: str
    is_live: bool
    begins: int
    ends: int


def written(pages: Sequence[Page]) -> str:
    """Return how some pages stand, for the form: `12:345.1790000000:1:0:0` is a page with its draft. One query.

    Args:
        pages: as they were read before what is shown of them was computed: what is saved meanwhile is not seen.
    """
    begins = _plans(pages)
    return " ".join(_as_text(page.pk, _seen(page, begins)) for page in pages)


def read(text: str) -> dict[int, Seen]:
    """Return how pages stood when they were shown, by their ids, from the form."""
    return {
        int(page): Seen(draft, is_live == "1", int(begins), int(ends))
        for page, draft, is_live, begins, ends in _WRITTEN.findall(text)
    }


def not_as_seen(pages: Sequence[Page], seen: Mapping[int, Seen]) -> Iterator[Refusal]:
    """Yield those pages that stand otherwise than they were shown, or were not shown at all.

    Their rows are held from here on. What became published meanwhile as it was shown is no reason.
    """
    chosen = {page.pk: page for page in pages}
    wait_for_others(*(page.translation_key for page in pages))  # before the rows: whoever saves one takes them second
    held = Page.objects.select_for_update().filter(pk__in=chosen).order_by("pk")
    now = {page.pk: page for page in held}
    begins = _plans(list(now.values()))
    for pk, page in chosen.items():
        stands = _seen(now[pk], begins) if pk in now else None
        problem = _problem(seen.get(pk), stands, page.title)
        if problem is not None:
            yield Refusal(page, problem.message)


def _problem(then: Seen | None, now: Seen | None, title: str) -> DomainError | None:
    if then is None or now is None or then.draft != now.draft:
        return DraftChanged(title=title)
    if then.is_live and not now.is_live:
        return WithdrawnSince(title=title)
    return PlannedSince(title=title) if (then.begins, then.ends) != (now.begins, now.ends) else None


def _plans(pages: Iterable[Page]) -> dict[int, datetime]:
    """Return when planned versions of pages begin, by page."""
    planned = Revision.objects.filter(
        base_content_type=get_default_page_content_type(),
        object_id__in=[str(page.pk) for page in pages],
        approved_go_live_at__isnull=False,
    )
    rows = planned.values_list("object_id").annotate(at=Max("approved_go_live_at"))
    return {int(page): at for page, at in rows}


def _seen(page: Page, begins: Mapping[int, datetime]) -> Seen:
    saved_at = page.latest_revision_created_at
    draft = version_saved(page.latest_revision_id, saved_at) if page.latest_revision_id and saved_at else "0"
    return Seen(draft, page.live, _seconds(begins.get(page.pk)), _seconds(page.expire_at))


def _seconds(at: datetime | None) -> int:
    return 0 if at is None else max(0, int(at.timestamp()))


def _as_text(pk: int, seen: Seen) -> str:
    return f"{pk}:{seen.draft}:{int(seen.is_live)}:{seen.begins}:{seen.ends}"
