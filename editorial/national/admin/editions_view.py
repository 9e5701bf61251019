"""The editions of a national text: who published what and when, and the way back to any of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from editorial.change_rows import ChangeRow, change_rows
from editorial.national import services as national
from editorial.national.types import EditionEntry, EditionName
from editorial.numbers import number_in
from publishing.errors import DomainError

from .of_one_page import OfOnePage

PER_PAGE = 10


@dataclass(frozen=True, slots=True)
class EditionRow:
    """An edition, and what it changed."""

    entry: EditionEntry
    changes: list[ChangeRow]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two editions, and what the later one says otherwise; `refusal` says why nothing is compared."""

    earlier: int
    later: int
    changes: list[ChangeRow]
    refusal: str = ""


class EditionsView(OfOnePage):
    """All editions of a page, the newest first, and any two of them compared.

    `?back=` asks first what going back to one changes; POST goes back to it.
    """

    template_name = "editorial/national/editions.html"
    page_title = _("Editions")
    header_icon = "history"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return one page of editions."""
        count = national.count_editions(page=self.page, by=self.user)
        page_obj = Paginator(range(count), PER_PAGE).get_page(self.request.GET.get("p"))
        first = (page_obj.number - 1) * PER_PAGE
        entries = national.editions_of(page=self.page, by=self.user, first=first, last=first + PER_PAGE)
        names = national.names_of_editions(page=self.page, by=self.user) if count else ()
        comparison, going_back = self._comparison(), self._going_back(names)
        return {
            **super().get_context_data(**kwargs),
            "names": names,
            "comparison": comparison,
            "going_back": going_back,
            "chosen": (comparison.earlier, comparison.later) if comparison else _first_choice(names),
            "rows": [EditionRow(entry, change_rows(entry.changes)) for entry in entries],
            "page_obj": page_obj,
            "elided_page_range": page_obj.paginator.get_elided_page_range(page_obj.number),
            "count": count,
            "has_draft": self.page.has_unpublished_changes,
            "is_withdrawn": not self.page.live,
        }

    def _comparison(self) -> Comparison | None:
        """Return what the two chosen editions say differently; None where two are not chosen."""
        chosen = [number_in(self.request.GET.get(name, "")) for name in ("earlier", "later")]
        numbers = sorted(number for number in chosen if number is not None)
        if len(numbers) < len(chosen):
            return None
        earlier, later = numbers
        if earlier == later:
            return Comparison(earlier, later, [], gettext("Choose two different editions."))
        return self._compared(earlier, later)

    def _going_back(self, names: Sequence[EditionName]) -> Comparison | None:
        """Return what changes if the edition that `?back=` names is published again; None where none is named."""
        number = number_in(self.request.GET.get("back", ""))
        return None if number is None or not names else self._compared(names[0].number, number)

    def _compared(self, earlier: int, later: int) -> Comparison:
        try:
            changes = national.compare_editions(page=self.page, by=self.user, earlier=earlier, later=later)
        except DomainError as error:
            return Comparison(earlier, later, [], error.message)
        return Comparison(earlier, later, change_rows(changes))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Go back, or say why not."""
        if not self.page.permissions_for_user(self.user).can_publish():
            raise PermissionDenied
        number, seen = (_number(request, name) for name in ("number", "seen"))
        if number is None:
            raise Http404
        try:
            page = national.roll_back(page=self.page, by=self.user, number=number, seen=seen)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("national:editions", self.page.pk)
        sentence = gettext("“%(title)s” says again what the earlier edition said. It is published, as a new edition.")
        see = messages.button(
            reverse("wagtailadmin_pages:view_draft", args=[page.pk]), gettext("See it"), new_window=True
        )
        messages.success(
            request, sentence % {"title": page.title}, buttons=[] if page.has_unpublished_changes else [see]
        )
        if page.has_unpublished_changes:
            messages.info(request, gettext("The draft that was not published is still there, in the editor."))
        return redirect("national:editions", self.page.pk)


def _first_choice(names: Sequence[EditionName]) -> tuple[int, int]:
    """Return the first edition and the newest: what has changed in all."""
    return (names[-1].number, names[0].number) if names else (0, 0)


def _number(request: HttpRequest, name: str) -> int | None:
    return number_in(request.POST.get(name, ""))
