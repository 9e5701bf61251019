"""All or nothing: the refusals of an act on many pages are reported page by page, and nothing is done then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from wagtail.models import Page

from editorial.refusals import REFUSED
from publishing.errors import DomainError
from publishing.gathering import gathering
from publishing.publication import acting_id
from publishing.store import publish_all, withdraw_pages


@dataclass(frozen=True, slots=True)
class Refusal:
    """A page, and the sentence that says why not."""

    page: Page
    sentence: str


class ManyRefused(Exception):
    """Some of the pages were refused; the transaction must be rolled back."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(refusals)
        self.refusals = refusals


def each_or_none(act: Callable[[Page], Any], pages: Iterable[Page]) -> None:
    """Do something with each of some pages. The others are tried when one is refused, so that all reasons are reported.

    What is published or withdrawn is stored at the end, at once; if a publication is refused then, one by one, so that
    each reason has its page.

    Raises:
        ManyRefused: the transaction must not be committed.
    """
    refusals = []
    with gathering() as gathered:
        for page in pages:
            try:
                with transaction.atomic():
                    act(page)
            except (DomainError, ValidationError) as error:
                gathered.discard([page.pk])
                refusals.append(_refusal(page, error))
    published = list(gathered.waiting.values())
    withdraw_pages(gathered.withdrawn.values(), by_id=acting_id())
    try:
        with transaction.atomic():
            publish_all(published)
    except (DomainError, IntegrityError):
        for one in published:
            try:
                with transaction.atomic():
                    publish_all([one])
            except DomainError as error:
                refusals.append(_refusal(one.page, error))
    refuse(refusals)


def _refusal(page: Page, error: DomainError | ValidationError) -> Refusal:
    return Refusal(page, " ".join(error.messages) if isinstance(error, ValidationError) else error.message)


def refuse(refusals: Sequence[Refusal]) -> None:
    """Go on only if there is none.

    Raises:
        ManyRefused.
    """
    if refusals:
        raise ManyRefused(refusals)


def url_without(request: HttpRequest, chosen: Iterable[Page], refused: Iterable[Page]) -> str:
    """Where the same is asked about the chosen pages that have no refused one below; empty when none is left."""
    paths = [page.path for page in refused]
    left = [page.pk for page in chosen if not any(path.startswith(page.path) for path in paths)]
    query = request.GET.copy()
    query.setlist("id", [str(pk) for pk in left])
    return f"{request.path}?{query.urlencode()}" if left else ""


def refusal_page(
    request: HttpRequest, chosen: Sequence[Page], refusals: Sequence[Refusal], next_url: str
) -> HttpResponse:
    """The screen that names the pages that were refused, says why, and leads on."""
    context = {
        "refusals": refusals,
        "again_url": request.get_full_path(),
        "without_url": url_without(request, chosen, [one.page for one in refusals]),
        "next": next_url,
    }
    return TemplateResponse(request, "editorial/refused_many.html", context, status=REFUSED)
