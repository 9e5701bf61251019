"""Pages into the trees: all of them as drafts first, so that they can refer to each other, then published."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from wagtail.models import Page

from content_models.models import ContentPage
from content_models.starter.pages import PageContent

from .building import fill, new_page
from .decisions import Act, PageState
from .ledger import Written

Advance = Callable[[], None]


@dataclass(frozen=True)
class Task:
    """One page to write: what it shall be, what to do, and what is there."""

    content: PageContent
    act: Act
    state: PageState | None


class PageWriter:
    """Writes pages into their trees. Knows the numbers of all loaded pages, for parents and references."""

    def __init__(self, locale_id: int, numbers: dict[UUID, int]) -> None:
        self._locale_id = locale_id
        self._numbers = numbers
        self._parents: dict[UUID, Page] = {}

    def write(self, tasks: Iterable[Task], advance: Advance) -> list[Written]:
        """Write all pages; `advance` is called after each. Returns those written: a page without its parent is not."""
        started = [(task, page) for task in tasks if (page := self._start(task)) is not None]
        return [self._finish(task, page, advance) for task, page in started]

    def _start(self, task: Task) -> ContentPage | None:
        """The page, in its tree; a new one as a draft."""
        page = Page.objects.get(pk=task.state.pk).specific if task.state is not None else self._plant(task.content)
        if page is not None:
            self._parents[task.content.key] = page
        return page

    def _plant(self, content: PageContent) -> ContentPage | None:
        parent = self._parent(content)
        if parent is None:
            return None
        page = new_page(content, self._locale_id)
        parent.add_child(instance=page)
        self._numbers[content.key] = page.pk
        return page

    def _finish(self, task: Task, page: ContentPage, advance: Advance) -> Written:
        fill(page, task.content, self._numbers)
        revision = page.save_revision(clean=False)
        is_public = task.state.is_live if task.act is Act.UPDATE and task.state else task.content.is_public
        if is_public:
            # Not `publish_page`, which would first ask whether it could: here the answer to a refusal is the same.
            revision.publish()
        advance()
        return Written(page, revision.pk, task.content.digest())

    def _parent(self, content: PageContent) -> Page | None:
        """The page to stand below; null when an editor deleted it.

        It is the same object that is saved later: another one would write back an old count of its children.
        """
        key = content.parent
        if key is None or key not in self._numbers:
            return None
        if key not in self._parents:
            self._parents[key] = Page.objects.get(pk=self._numbers[key])
        return self._parents[key]
