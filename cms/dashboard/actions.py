"""What somebody begins with on the start page: a few acts of their role, one click each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.models import Page, TaskState

from content_models.kinds import ItemKind
from content_models.models import NoticePage, OrganizationPage, ScriptPage
from content_models.paths import ROOT_DEPTH
from editorial.approving.confirmations import waiting_confirmations
from editorial.imports import services as imports
from editorial.imports.belonging import count_published_apart
from editorial.imports.sent import sent_back_to
from editorial.review.admin.rows import OpenRow
from publishing.review.adoption_tasks import URGENT_REASON
from tenants.admin_access.acts import Act, Role, may, role_of
from tenants.models import User
from tenants.scope import tenant_scope

from .trees import Tree

SHOWN_OF_COMMENT = 120

NOTICES, DIRECTORY, SCRIPTS = "avisos", "directorio", "guiones"
"""Slugs of the sections that each tree begins with."""


@dataclass(frozen=True, slots=True)
class Action:
    """A link.

    Attributes:
        about: what one finds there, in a few words.
        is_urgent: others wait for it.
    """

    title: str | Promise
    about: str | Promise
    url: str
    icon: str
    is_urgent: bool = False


def actions_of(user: Any, trees: tuple[Tree, ...], corrections: Iterable[OpenRow] = ()) -> list[Action]:
    """Return the acts, what others wait for first.

    Args:
        trees: those that the person works in.
        corrections: the urgent legal corrections that wait for a decision of theirs.
    """
    return [
        *_correcting(corrections),
        *_approving(waiting_for(user)),
        *_approving_imports(user),
        *_of_role(user, trees),
    ]


def _correcting(corrections: Iterable[OpenRow]) -> Iterator[Action]:
    """Urgent legal corrections, with why and by when; several are one act, which begins with the first."""
    rows = list(corrections)
    if not rows:
        return
    task = rows[0].task
    reason = Truncator(task.details.get(URGENT_REASON) or rows[0].reason).chars(SHOWN_OF_COMMENT)
    about = f"{task.title}: {reason.removesuffix('.')}" if len(rows) == 1 else _texts_wait(len(rows))
    url = rows[0].url if len(rows) == 1 else reverse("reviews:list")
    yield Action(_("Urgent legal correction"), f"{about}. {rows[0].by_when}", url, "warning", is_urgent=True)


def _texts_wait(count: int) -> str:
    return ngettext("%(count)s text waits for you", "%(count)s texts wait for you", count) % {"count": count}


def _approving(pages: list[int]) -> Iterator[Action]:
    """What waits for the person; several offices that were called are one act of their own."""
    called = set(waiting_confirmations(pages).values_list("pk", flat=True)) if pages else set()
    others = pages if len(called) < 2 else [page_id for page_id in pages if page_id not in called]
    if others:
        longest = reverse("approving:changes", args=others[:1])
        yield Action(_("Approve"), _texts_wait(len(others)), longest, "check", is_urgent=True)
    if len(called) > 1:
        words = ngettext("%(count)s was called", "%(count)s were called", len(called))
        together = reverse("approving:confirmations")
        yield Action(_("Approve confirmed offices"), words % {"count": len(called)}, together, "check", is_urgent=True)


def _approving_imports(user: Any) -> Iterator[Action]:
    for one in imports.waiting_for(user) if isinstance(user, User) else ():
        url = reverse("imports:import", args=[one.tenant.code, one.pk])
        yield Action(_("Approve imported offices"), one.file_name, url, "check", is_urgent=True)
    for one in sent_back_to(user) if isinstance(user, User) else ():
        url = reverse("imports:import", args=[one.tenant.code, one.pk])
        asked = {"file": one.file_name, "comment": Truncator(one.comment).chars(SHOWN_OF_COMMENT)}
        words: str | Promise = _("%(file)s: “%(comment)s”") % asked
        with tenant_scope([one.tenant_id]):
            apart = count_published_apart(one)
        if apart:
            told = ngettext("%(count)s office was published apart.", "%(count)s offices were published apart.", apart)
            words = f"{words} {told % {'count': apart}}"
        yield Action(_("Correct imported offices"), words, url, "edit", is_urgent=True)


def _of_role(user: Any, trees: tuple[Tree, ...]) -> Iterator[Action]:
    role = role_of(user)
    if role in {Role.STATE_EDITOR, Role.STATE_PUBLISHER, Role.STATE_COORDINATOR}:
        yield from _of_state(user, trees)
    elif role in {Role.LIBRARY_EDITOR, Role.LIBRARY_PUBLISHER} or may(user, Act.ADMINISTER):
        yield from _of_library(trees)
    elif role in {Role.STATE_TRANSLATOR, Role.LIBRARY_TRANSLATOR}:
        yield from _of_translator(user, trees)


def _of_state(user: User, trees: tuple[Tree, ...]) -> Iterator[Action]:
    state = user.tenant
    if state is None or not trees:
        return
    yield Action(_("Change a telephone"), _("Find the office and open it"), reverse("offices:index"), "home")
    yield Action(_("Add an office"), _("With its address, telephones and hours"), _add_office(trees[0]), "plus")
    yield Action(
        _("Write a notice"),
        _("It is shown until the day you say"),
        _add_notice(trees[0], state.code),
        "warning",
    )
    local = reverse("adapting:local", args=[state.code])
    yield Action(_("Write a page"), _("What only your state explains"), local, "doc-empty")
    yield Action(
        _("Adapt a national text"),
        _("One sentence, one step, one telephone"),
        reverse("adapting:list", args=[state.code]),
        "edit",
    )


def _of_library(trees: tuple[Tree, ...]) -> Iterator[Action]:
    yield Action(_("Change a text"), _("Find the page and open it"), reverse("guidance:index"), "edit")
    yield Action(_("Write a page"), _("States serve it when you publish it"), reverse("guidance:choose_parent"), "plus")
    library = next((tree for tree in trees if tree.is_library), None)
    if library is not None:
        scripts = _section(library, SCRIPTS)
        if scripts is not None:
            yield Action(_("Write a script"), _("For calls, chats and the web"), _add(ScriptPage, scripts), "comment")
        yield Action(_("Write a notice"), _("For all states"), _add_notice(library), "warning")
    yield Action(_("See what states change"), _("Text by text"), reverse("matrix:matrix"), "table")


def _of_translator(user: User, trees: tuple[Tree, ...]) -> Iterator[Action]:
    for tree in trees:
        yield Action(_("Translate"), tree.language, reverse("wagtailadmin_explore", args=[tree.page_id]), "edit")
    if user.tenant is not None and not user.tenant.is_library:
        texts = reverse("adapting:list", args=[user.tenant.code])
        yield Action(_("Read the texts"), _("As your state serves them"), texts, "doc-full")


def _add_office(tree: Tree) -> str:
    """Return where an office is added: the form asks whose it is; where there is no organization, that comes first."""
    if OrganizationPage.objects.filter(path__startswith=tree.path).exists():
        return reverse("state_offices:add", args=[tree.code])
    directory = _section(tree, DIRECTORY)
    return reverse("offices:choose_parent") if directory is None else _add(OrganizationPage, directory)


def _add_notice(tree: Tree, code: str = "") -> str:
    """Return where a notice is added: in the section of notices; without one, the next screen asks where it stands."""
    section = _section(tree, NOTICES)
    if section is not None:
        return _add(NoticePage, section)
    if code:
        return f"{reverse('adapting:local', args=[code])}?kind={ItemKind.NOTICE}"
    return reverse("wagtailadmin_explore", args=[tree.page_id])


def _section(tree: Tree, slug: str) -> int | None:
    sections = Page.objects.filter(path__startswith=tree.path, depth=ROOT_DEPTH + 1, slug=slug)
    found: int | None = sections.values_list("pk", flat=True).first()
    return found


def _add(model: type[Page], parent: int) -> str:
    return reverse("wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, parent])


def waiting_for(user: User | AbstractBaseUser | AnonymousUser) -> list[int]:
    """Return the pages that the person may approve, by primary key, the one that waits longest first. One query."""
    if not isinstance(user, User) or not may(user, Act.PUBLISH):
        return []
    waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task__active=True)
    if not user.is_superuser:
        waiting = waiting.filter(task__groupapprovaltask__groups__in=user.groups.all()).distinct()
    ids = waiting.order_by("started_at", "pk").values_list("revision__object_id", flat=True)
    return [int(page_id) for page_id in ids]
