"""Pages into the trees: all of them as drafts first, so that they can refer to each other, then published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from content_models.models import ContentPage
from content_models.starter.pages import PageContent

from .building import fill, has_references, new_page
from .decisions import Act, PageState
from .ledger import Written
from .planting import add_first_revisions, store_new
from .validating import first_error, refused

Advance = Callable[[], None]
Steps = Callable[[str, int], Advance]
"""Called with the name of a stage and its number of steps; what it returns is called after each step."""


@dataclass(frozen=True)
class Task:
    """One page to write: what it shall be, what to do, and what is there."""

    content: PageContent
    act: Act
    state: PageState | None


@dataclass(frozen=True)
class Started:
    """A page that is in its tree and shall be finished."""

    task: Task
    page: ContentPage


class PageWriter:
    """Writes pages into their trees. Has the primary keys of all loaded pages, for parents and references."""

    def __init__(self, locale: Locale, numbers: dict[UUID, int]) -> None:
        self._locale = locale
        self._numbers = numbers
        self._parents: dict[UUID, Page] = {}

    def write(self, tasks: Sequence[Task], steps: Steps) -> list[Written]:
        """Write all pages. Returns those written: a page without its parent is not."""
        advance = steps(_("Loading the content"), len(tasks))
        started = [one for task in tasks if (one := self._start(task, advance)) is not None]
        advance = steps(_("Publishing the content"), len(started))
        self._finish_new([one for one in started if one.task.state is None], advance)
        for one in started:
            if one.task.state is not None:
                self._finish_existing(one)
                advance()
        return [Written(one.page, one.page.latest_revision_id, one.task.content.digest()) for one in started]

    def _start(self, task: Task, advance: Advance) -> Started | None:
        """The page, in its tree; a new one as a draft."""
        existing = Page.objects.get(pk=task.state.pk).specific if task.state is not None else None
        page = existing or self._plant(task.content)
        advance()
        if page is None:
            return None
        self._parents[task.content.key] = page
        return Started(task, page)

    def _plant(self, content: PageContent) -> ContentPage | None:
        parent = self._parent(content)
        if parent is None:
            return None
        page = new_page(content, self._locale)
        try:
            parent.add_child(instance=page)
        except ValidationError as error:  # an editor has put another page in its place
            raise refused(content, *first_error(error)) from error
        self._numbers[content.key] = page.pk
        return page

    def _parent(self, content: PageContent) -> Page | None:
        """The page to stand below; null when an editor deleted it.

        It is the same object that is saved later: another one would write back an old count of its children.
        """
        key = content.parent
        if key is None or key not in self._numbers:
            return None
        if key not in self._parents:
            self._parents[key] = Page.objects.get(pk=self._numbers[key]).specific
        return self._parents[key]

    def _finish_new(self, started: list[Started], advance: Advance) -> None:
        for one in started:
            if has_references(one.task.content):
                fill(one.page, one.task.content, self._numbers)
                one.page.save(clean=False)
        public = [one for one in started if one.task.content.is_public]
        add_first_revisions([one.page for one in started], public={one.page.pk for one in public})
        for one in started:
            if not one.task.content.is_public:
                advance()
        store_new(((one.task.content.tenant, one.page) for one in public), advance)

    def _finish_existing(self, one: Started) -> None:
        """Wagtail's own actions; the receivers write the store. What an editor withdrew stays withdrawn."""
        task = one.task
        fill(one.page, task.content, self._numbers)
        revision = one.page.save_revision(clean=False)
        is_public = task.content.is_public
        if task.act is Act.UPDATE:
            is_public = task.state is not None and task.state.is_live
        if is_public:
            revision.publish()
