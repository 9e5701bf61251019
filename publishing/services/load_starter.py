"""Load the starter content: tenants, trees, pages; published where it may be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from content_models.json_fields import DATA
from content_models.starter.deadlines import FILE as DEADLINES
from content_models.starter.pages import PageContent, library_pages, state_pages
from content_models.starter.reading import read_reference
from content_models.starter.records import Reference
from content_models.starter_errors import StarterError, StarterErrorCode
from publishing.errors import DomainError
from publishing.review.locks import limited_wait
from publishing.starter_loading.decisions import WRITES, Act, PageState, decide
from publishing.starter_loading.indexing import indexing_deferred
from publishing.starter_loading.ledger import read_ledger, write_ledger
from publishing.starter_loading.page_terms import with_page_terms
from publishing.starter_loading.tenants import tenants_to_prepare
from publishing.starter_loading.validating import validate
from publishing.starter_loading.writing import PageWriter, Steps, Task
from publishing.tenant_trees import DEFAULT_LANGUAGE
from tenants.audit import append
from tenants.models import LIBRARY_ID, Tenant
from tenants.scope import scope_of_all_tenants

from .launch_state import LOCAL_PORT, StateFacts, prepare_tenant

IMPORTED = "publishing.starter.import"
LOCK = 7_426_001
"""Number of the advisory lock that keeps a second loader waiting."""

LONGEST_WAIT = "5min"
"""How long it waits, as PostgreSQL writes it."""


@dataclass(frozen=True)
class Loaded:
    """What loading did: tenants prepared, and pages by what was done with them."""

    tenants: int
    pages: Counter[Act]


def load_starter(
    *,
    publish_unconfirmed: bool,
    steps: Steps = lambda _name, _count: lambda: None,
    folder: Path = DATA,
    deadlines: Path = DEADLINES,
    port: int = LOCAL_PORT,
) -> Loaded:
    """Load the library, the 32 states and their pages, in one transaction. Run again, it writes only what is new.

    A page that an editor has saved, or deleted, is never touched again (see `starter_loading.decisions`).

    Args:
        publish_unconfirmed: publish offices that have not been confirmed, marked as such (a demonstration), or leave
            them drafts (production). Decides about offices that are loaded now; what is loaded already stays as it is.
        folder, deadlines: where the files are read from.
        port: where the local sites of new tenants are served.
    Raises:
        StarterError: a file is wrong; nothing was changed.
    """
    reference = read_reference(folder, deadlines)
    contents = _contents(reference, publish_unconfirmed=publish_unconfirmed)
    with transaction.atomic():
        _wait_for_other_loaders()
        facts, tasks = tenants_to_prepare(reference), _tasks(contents)
        _validate([task.content for task in tasks if task.act in WRITES], steps)
        if facts:
            _prepare(facts, port, steps)
            tasks = _tasks(contents)
        with scope_of_all_tenants():
            _write([task for task in tasks if task.act in WRITES], steps)
        _log(len(facts), tasks)
    return Loaded(len(facts), Counter(task.act for task in tasks))


def _log(states: int, tasks: list[Task]) -> None:
    pages = Counter(task.act.value for task in tasks if task.act in WRITES)
    if states or pages:
        library = Tenant.objects.get(pk=LIBRARY_ID)
        append(library, IMPORTED, tenant_id=library.pk, by=None, details={"states": states, "pages": pages})


def _contents(reference: Reference, *, publish_unconfirmed: bool) -> list[PageContent]:
    contents = with_page_terms(list(library_pages(reference, publish_unconfirmed=publish_unconfirmed)))
    for state in reference.states:
        contents += state_pages(reference, state, publish_unconfirmed=publish_unconfirmed)
    return contents


def _wait_for_other_loaders() -> None:
    with limited_wait(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LONGEST_WAIT])
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _tasks(contents: Sequence[PageContent]) -> list[Task]:
    ledger, pages = read_ledger(), _pages([content.key for content in contents])
    return [
        Task(content, decide(content, ledger.get(content.key), pages.get(content.key)), pages.get(content.key))
        for content in contents
    ]


def _pages(keys: Sequence[UUID]) -> dict[UUID, PageState]:
    rows = Page.objects.filter(translation_key__in=keys, locale__language_code=DEFAULT_LANGUAGE)
    return {
        key: PageState(pk, latest_revision_id, is_live)
        for key, pk, latest_revision_id, is_live in rows.values_list(
            "translation_key", "pk", "latest_revision_id", "live"
        )
    }


def _validate(contents: list[PageContent], steps: Steps) -> None:
    if contents:
        locale, _created = Locale.objects.get_or_create(language_code=DEFAULT_LANGUAGE)
        advance = steps(_("Checking the content"), len(contents))
        for _content in validate(contents, locale):
            advance()


def _prepare(facts: list[StateFacts], port: int, steps: Steps) -> None:
    advance = steps(_("Preparing the states"), len(facts))
    for state in facts:
        prepare_tenant(facts=state, port=port)
        advance()


def _write(tasks: list[Task], steps: Steps) -> None:
    if not tasks:
        return
    locale = Locale.objects.get(language_code=DEFAULT_LANGUAGE)
    numbers = dict(
        Page.objects.filter(locale=locale, translation_key__isnull=False).values_list("translation_key", "pk")
    )
    try:
        with indexing_deferred(steps) as to_index:
            written = PageWriter(locale, numbers).write(tasks, steps)
            to_index += [one.page for one in written]
    except DomainError as error:
        raise StarterError(StarterErrorCode.CONTENT_REFUSED, file="", detail=error.message) from error
    write_ledger(written)
