"""What an act on many pages asks of the database: our part is a constant and at most two statements a page."""

from __future__ import annotations

import traceback
from typing import Any

import pytest
from django.db import connection

from content_models.models import GlossaryTerm, GuidancePage, SectionPage
from publishing.models import ContentItem, Edition, OutboxEntry
from publishing.services.publish import delete_page
from tenants.models import LIBRARY_ID, User
from tenants.scope import tenant_scope
from tests.world import GUIDANCE, World

from .test_national_admin import redraft
from .test_national_admin import signed_in as signed_in_to
from .test_national_bulk import address, seen_of


class Ours:
    """Counts the statements that Wagtail's own act would not make: those of our receivers, and of what they leave."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        ours = ("publishing/receivers.py", "publishing/store.py", "publishing/deleting.py")
        if not sql.startswith(("SAVEPOINT", "RELEASE")):
            self.count += any(frame.filename.endswith(ours) for frame in traceback.extract_stack())
        return execute(sql, params, many, context)


def drafts(world: World, count: int, *, is_new: bool) -> list[Any]:
    """As many national terms and pages of guidance with drafts."""
    made = []
    for number in range(count):
        slug = f"p-{count}-{is_new}-{number}"
        if number % 2:
            fields = {**GUIDANCE, "title": f"Texto {slug}", "slug": slug, "roles": ["VICTIM"]}
            page = world.draft(GuidancePage, "NAC", "victima", **fields)
        else:
            page = world.draft(GlossaryTerm, "NAC", "glosario", title=slug, slug=slug, definition="<p>Uno.</p>")
        if is_new:
            page.save_revision()  # as every page has that was written in the administration
        made.append(page if is_new else redraft(world.publish(page), "Dos."))
    return made


@pytest.mark.parametrize("is_new", [True, False], ids=["new pages", "new drafts"])
def test_publishing_many_asks_at_most_two_statements_a_page(world: World, *, is_new: bool) -> None:
    client = signed_in_to(world, "national publisher")
    counts = {}
    for count in (2, 6, 16):
        pages = drafts(world, count, is_new=is_new)
        ours, seen = Ours(), seen_of(client, *pages)
        with connection.execute_wrapper(ours):
            done = client.post(address("publish", *pages), {"seen": seen})
        assert done.status_code == 302
        counts[count] = ours.count

    assert counts[16] - counts[6] <= 2 * 10, counts
    assert counts[2] <= 60, counts
    assert world.differences() == []


@pytest.mark.parametrize("act", ["unpublish", "delete"])
def test_withdrawing_many_asks_at_most_two_statements_a_page(world: World, act: str) -> None:
    client = signed_in_to(world, "national publisher")
    counts = {}
    for count in (2, 6, 16):
        pages = [world.publish(page) for page in drafts(world, count, is_new=True)]
        ours = Ours()
        with connection.execute_wrapper(ours):
            done = client.post(address(act, *pages))
        assert done.status_code == 302
        counts[count] = ours.count

    assert counts[16] - counts[6] <= 2 * 10, counts
    assert counts[2] <= 60, counts
    assert world.differences() == []


def test_deleting_a_subtree_asks_one_statement_a_page(world: World) -> None:
    counts = {}
    for count in (2, 16):
        section = world.new(SectionPage, "NAC", "victima", title="Una", slug=f"p-seccion-{count}")
        pages = [
            world.publish(world.draft_below(section, GlossaryTerm, title=slug, slug=slug, definition="<p>Uno.</p>"))
            for slug in (f"p-{count}-{number}" for number in range(count))
        ]
        ours = Ours()
        with connection.execute_wrapper(ours):
            delete_page(page=section)
        counts[count] = ours.count
        assert world.differences() == []
        assert all(world.view("XNO").item(str(page.translation_key)) is None for page in pages)

    assert counts[16] - counts[2] <= 14, counts
    assert counts[2] <= 60, counts


def test_who_refers_to_what_is_deleted_is_stored_again(world: World) -> None:
    section = world.new(SectionPage, "NAC", "victima", title="Una", slug="p-seccion")
    gone = [
        world.publish(world.draft_below(section, GlossaryTerm, title=slug, slug=slug, definition="<p>Uno.</p>"))
        for slug in ("p-uno", "p-dos")
    ]
    fields = {"title": "Refiere", "slug": "p-refiere", "definition": "<p>Uno.</p>"}
    related = [{"type": "term", "value": page.pk, "id": str(page.pk)} for page in gone]
    page = world.new(GlossaryTerm, "NAC", "glosario", **fields, related_terms=related)
    key = str(page.translation_key)
    before = world.view("XNO").item(key)["relatedKeys"]

    delete_page(page=section)

    assert before == [str(one.translation_key) for one in gone]
    assert world.view("XNO").item(key)["relatedKeys"] == []
    assert world.differences() == []


def test_they_come_under_one_version_each_with_its_own_edition(world: World) -> None:
    client = signed_in_to(world, "national publisher")
    pages = drafts(world, 4, is_new=False)

    client.post(address("publish", *pages), {"seen": seen_of(client, *pages)})

    keys = [str(page.translation_key) for page in pages]
    with tenant_scope([LIBRARY_ID]):
        items = ContentItem.objects.filter(key__in=keys)
        assert len(set(items.values_list("version", flat=True))) == 1
        assert OutboxEntry.objects.filter(key__in=keys, version=items[0].version).count() == 4
        editions = Edition.objects.filter(key__in=keys, number=2)
        assert {(one.key, one.revision_id) for one in editions} == {
            (str(page.translation_key), page.latest_revision_id) for page in pages
        }
        assert {one.published_by_id for one in editions} == {User.objects.get(username="national-publisher").pk}
