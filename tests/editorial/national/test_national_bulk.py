"""Acts on many national pages at once: their effect first, as it then comes; all of them, or none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from wagtail.models import Page, Revision

from content_models.kinds import ItemKind
from content_models.models import GlossaryTerm, NoticePage, OfficePage, SectionPage
from editorial.national import services as national
from editorial.national.admin.bulk import acts
from editorial.national.admin.bulk.effect import effect_of_publishing
from tenants.models import User
from tenants.trees import pages_of
from tests.desk import Desk, desk
from tests.editorial.reviews import adapt_field
from tests.signed_in import browser_of
from tests.thoroughness import tries
from tests.world import World

from .test_national import FAMILY, draft, editor, open_tasks, page_of, publish, reviewing
from .test_national_admin import numbers, redraft, said
from .test_national_admin import signed_in as signed_in_to

__all__ = ["desk"]


def address(act: str, *pages: Page) -> str:
    """Where Wagtail asks about an act on some pages, and is told to do it."""
    ids = "&".join(f"id={page.pk}" for page in pages)
    return reverse("wagtail_bulk_action", args=["wagtailcore", "page", act]) + f"?{ids}"


def asked(client: Client, act: str, *pages: Page) -> str:
    answer = client.get(address(act, *pages))
    assert answer.status_code == 200
    return answer.content.decode()


def effect(client: Client, act: str, *pages: Page) -> Any:
    return client.get(address(act, *pages)).context["effect"]


def seen_of(client: Client, *pages: Page) -> str:
    seen: str = client.get(address("publish", *pages)).context["seen"]
    return seen


def lives(*pages: Page) -> list[bool]:
    return [Page.objects.filter(pk=page.pk, live=True).exists() for page in pages]


@pytest.fixture
def key(desk: Desk) -> str:
    """A national text that Tabasco adapts."""
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    adapt_field(desk, key, "summary", "Resumen de aquí.")
    return key


@pytest.fixture
def terms(world: World) -> list[GlossaryTerm]:
    """Three national terms, published."""
    titles = ("Querella", "Denuncia", "Indicio")
    return [
        world.new(GlossaryTerm, "NAC", "glosario", title=title, slug=f"p-{title.lower()}", definition="<p>Uno.</p>")
        for title in titles
    ]


def test_before_many_are_unpublished_each_is_told_as_when_it_is_alone(desk: Desk, key: str) -> None:
    pages = [page_of(key), page_of(desk.key(ItemKind.TERM, "Amparo"))]
    client = browser_of(editor(desk))

    shown = asked(client, "unpublish", *pages)
    lines = effect(client, "unpublish", *pages).lines
    alone = [client.get(reverse("wagtailadmin_pages:unpublish", args=[page.pk])).content.decode() for page in pages]

    assert [line.short for line in lines] == [
        "31 estados lo muestran tal cual · 1 estado lo ha cambiado · 1 revisión por hacer en los estados",
        "32 estados lo muestran tal cual",
    ]
    for line, one in zip(lines, alone, strict=True):
        sentences = [group.sentence for group in line.groups] + [row.sentence for row in line.opening]
        assert sentences
        assert all(escape(sentence) in one and escape(sentence) in shown for sentence in sentences)
    assert reverse("adapting:text", args=["TAB", key]) in shown


def test_the_reviews_that_are_foreseen_are_those_that_come(desk: Desk, key: str) -> None:
    other = desk.key(ItemKind.TERM, "Amparo")
    adapt_field(desk, other, "title", "Amparo de aquí", code="COA")
    client = browser_of(editor(desk))
    pages = [page_of(key), page_of(other)]

    found = effect(client, "unpublish", *pages)
    opening = [[(row.state, row.sentence) for row in line.opening] for line in found.lines]
    done = client.post(address("unpublish", *pages))
    desk.commit()

    assert [[state for state, _ in of_page] for of_page in opening] == [["Tabasco"], ["Coahuila"]]
    assert [(str(total.label), total.chosen) for total in found.totals] == [
        ("Textos que los estados dejarán de mostrar", 2),
        ("Estados que han cambiado alguno de los textos", 2),
        ("Revisiones que tendrán que atender los estados", 2),
    ]
    assert done.status_code == 302
    assert open_tasks(key) == {("TAB", "withdrawn", ())}
    assert open_tasks(other) == {("COA", "withdrawn", ())}
    assert desk.differences() == []


@pytest.mark.parametrize("with_below", [False, True])
def test_of_a_section_those_below_are_told_apart_and_go_only_if_wanted(desk: Desk, key: str, with_below: bool) -> None:
    page, section = page_of(key), page_of(key).get_parent()
    live_below = list(section.get_descendants().filter(live=True))
    client = browser_of(editor(desk))

    shown = asked(client, "unpublish", section)
    (line,) = (found := effect(client, "unpublish", section)).lines
    client.post(address("unpublish", section), {"include_descendants": "on"} if with_below else {})
    desk.commit()

    assert "También las páginas que están debajo" in shown
    assert f"Con las {len(live_below)} páginas que están debajo" in shown
    (below,) = [one for one in line.below if one.page.pk == page.pk]
    assert [one.page.pk for one in line.below] == [one.pk for one in live_below]
    assert [row.state for row in below.opening] == ["Tabasco"]
    totals = {str(total.label): (total.chosen, total.with_below) for total in found.totals}
    assert totals["Textos que los estados dejarán de mostrar"] == (1, 1 + len(live_below))
    assert totals["Revisiones que tendrán que atender los estados"] == (0, 1)
    assert lives(section, *live_below) == [False, *[not with_below for _ in live_below]]
    assert open_tasks(key) == ({("TAB", "withdrawn", ())} if with_below else set())
    assert desk.differences() == []


def test_deleting_what_states_adapted_is_refused_before_and_when_sent(desk: Desk, key: str) -> None:
    adapted, free = page_of(key), page_of(desk.key(ItemKind.TERM, "Amparo"))
    client = browser_of(editor(desk))

    shown = client.get(address("delete", adapted, free))
    sent = client.post(address("delete", adapted, free))

    assert (shown.status_code, sent.status_code) == (200, 409)
    for answer in (shown, sent):
        text = answer.content.decode()
        assert "está adaptada en: Tabasco." in text
        assert f'href="{escape(address("delete", free))}"' in text
        assert "Sí, borrar" not in text
    assert "No se cambió nada." in sent.content.decode()
    assert lives(adapted, free) == [True, True]
    assert "Sí, borrar" in asked(client, "delete", free)
    assert desk.differences() == []


def test_deleting_the_section_above_an_adapted_text_is_refused_too(desk: Desk, key: str) -> None:
    section = page_of(key).get_parent()
    client = browser_of(editor(desk))

    shown = client.get(address("delete", section))
    sent = client.post(address("delete", section), {"confirm_site_name": shown.context["wagtail_site_name"]})

    assert [page.pk for page in shown.context["effect"].refused] == [section.pk]
    assert shown.context["without_url"] == ""
    assert sent.status_code == 409
    assert lives(section, page_of(key)) == [True, True]


def test_a_page_below_another_that_is_deleted_goes_with_it(world: World, terms: list[GlossaryTerm]) -> None:
    section = world.new(SectionPage, "NAC", "victima", title="Otra", slug="p-otra")
    below, lower = (
        world.publish(world.draft_below(section, SectionPage, title="Más", slug=slug)) for slug in ("p-mas", "p-menos")
    )
    client = signed_in_to(world, "national publisher")
    chosen = (section, below, terms[0])

    found = effect(client, "delete", *chosen)
    done = client.post(address("delete", *chosen))

    assert {line.page.pk: [one.page.pk for one in line.below] for line in found.lines} == {
        section.pk: [lower.pk],
        below.pk: [],
        terms[0].pk: [],
    }
    assert found.totals[0].with_below == 4
    assert [message.strip() for message in said(done)] == ["Se borraron 3 páginas y 1 página de abajo"]
    assert lives(section, below, lower, *terms) == [False, False, False, False, True, True]
    assert world.differences() == []


def test_before_many_are_published_the_effect_of_each_draft_is_shown(desk: Desk, key: str) -> None:
    reviewing(desk, "COA")
    changed, same = draft(key, summary="Otro resumen."), page_of(desk.key(ItemKind.TERM, "Amparo"))
    client = browser_of(editor(desk))

    shown = asked(client, "publish", changed, same)
    found = effect(client, "publish", changed, same)
    seen = seen_of(client, changed, same)
    foreseen = {
        (task.state.code, str(task.reason)) for task in national.impact_of(page=changed, by=editor(desk)).will_open
    }
    client.post(address("publish", changed, same), {"seen": seen})
    desk.commit()

    assert [line.short.split(" · ")[0] for line in found.lines] == ["cambia 1 parte", "dice lo mismo que ahora"]
    assert {row.state for row in found.lines[0].opening} == {"Tabasco", "Coahuila"}
    assert reverse("national:impact", args=[changed.pk]) in shown
    assert f'<input type="hidden" name="seen" value="{seen}">' in shown
    assert str(changed.latest_revision_id) in seen
    assert {(state, reason) for state, reason, _ in open_tasks(key)} == foreseen
    assert foreseen == {("TAB", "changed"), ("COA", "adoption")}
    assert desk.differences() == []


def test_a_draft_that_nobody_has_seen_is_published_with_no_other(world: World, terms: list[GlossaryTerm]) -> None:
    client = signed_in_to(world, "national publisher")
    pages = [redraft(term, "Dos.") for term in terms]
    seen = seen_of(client, *pages)
    redraft(pages[1], "Tres.")

    sent = client.post(address("publish", *pages), {"seen": seen})

    assert sent.status_code == 409
    assert [one.page.title for one in sent.context["refusals"]] == ["Denuncia"]
    assert sent.context["without_url"] == address("publish", pages[0], pages[2])
    assert [numbers(page) for page in pages] == [[1], [1], [1]]


@pytest.mark.parametrize("seen", ["x:y", "1:", ":", "٣:٣", f"{'9' * 5_000}:1", f"1:{'9' * 5_000}"][:: tries(3, long=1)])
def test_what_is_no_draft_among_those_seen_is_nothing(world: World, terms: list[GlossaryTerm], seen: str) -> None:
    client = signed_in_to(world, "national publisher")
    page = redraft(terms[0], "Dos.")

    sent = client.post(address("publish", page), {"seen": seen})

    assert (sent.status_code, numbers(page)) == (409, [1])


def withdraw(page: Any) -> None:
    Page.objects.get(pk=page.pk).specific.unpublish()


def plan(page: Any) -> None:
    draft = Page.objects.get(pk=page.pk).get_latest_revision()
    draft.approved_go_live_at = timezone.now() + timedelta(days=9)
    draft.save(update_fields=["approved_go_live_at"])


def end(page: Any) -> None:
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() + timedelta(days=9))


@pytest.mark.parametrize(
    ("meanwhile", "reason"), [(withdraw, "se retiró desde"), (plan, "El día en que"), (end, "El día en que")]
)
def test_what_stands_otherwise_than_it_was_shown_is_not_published(
    world: World, terms: list[GlossaryTerm], meanwhile: Any, reason: str
) -> None:
    client = signed_in_to(world, "national publisher")
    pages = [redraft(term, "Dos.") for term in terms]
    seen = seen_of(client, *pages)
    meanwhile(pages[1])

    sent = client.post(address("publish", *pages), {"seen": seen})

    assert sent.status_code == 409
    (refusal,) = sent.context["refusals"]
    assert (refusal.page.title, reason in refusal.sentence) == ("Denuncia", True)
    assert [numbers(page) for page in (pages[0], pages[2])] == [[1], [1]]


def test_a_draft_below_that_nobody_has_seen_is_not_published(world: World) -> None:
    client = signed_in_to(world, "national publisher")
    section = world.new(SectionPage, "NAC", "victima", title="Otra", slug="p-otra")
    seen = seen_of(client, section)
    below = world.draft_below(section, GlossaryTerm, title="Debajo", slug="p-debajo", definition="<p>Dos.</p>")

    sent = client.post(address("publish", section), {"include_descendants": "on", "seen": seen})

    assert sent.status_code == 409
    assert [one.page.pk for one in sent.context["refusals"]] == [below.pk]
    assert lives(below) == [False]


def test_what_cannot_be_published_is_named_and_keeps_back_the_others(world: World, terms: list[GlossaryTerm]) -> None:
    client = signed_in_to(world, "national publisher")
    good = redraft(terms[0], "Dos.")
    bad = [
        world.draft(GlossaryTerm, "NAC", section, title=title, slug="p-denuncia", definition="<p>Dos.</p>")
        for section, title in (("victima", "Otra denuncia"), ("tercero", "Una tercera"))
    ]

    shown = client.get(address("publish", good, *bad))
    sent = client.post(address("publish", good, *bad), {"seen": shown.context["seen"]})

    for answer in (shown, sent):
        text = answer.content.decode()
        assert all(page.title in text for page in bad)
        assert "«Denuncia» ya tiene" in text
        assert "Sí, publicar" not in text
        assert answer.context["without_url"] == address("publish", good)
    assert sent.status_code == 409
    assert {one.page.title for one in sent.context["refusals"]} == {"Otra denuncia", "Una tercera"}
    assert (numbers(good), lives(*bad)) == ([1], [False, False])
    assert world.differences() == []


def test_what_is_refused_only_while_it_is_done_is_named_too(world: World) -> None:
    client = signed_in_to(world, "national publisher")
    pages = [
        world.draft(GlossaryTerm, "NAC", section, title=title, slug="p-misma", definition="<p>Dos.</p>")
        for section, title in (("victima", "Una"), ("tercero", "Otra"))
    ]

    shown = client.get(address("publish", *pages))
    sent = client.post(address("publish", *pages), {"seen": shown.context["seen"]})

    assert shown.context["effect"].refused == []
    assert sent.status_code == 409
    assert len(sent.context["refusals"]) == 1
    assert lives(*pages) == [False, False]
    assert world.differences() == []


def test_drafts_below_are_published_with_the_page_above_if_wanted(world: World) -> None:
    client = signed_in_to(world, "national publisher")
    section = world.new(SectionPage, "NAC", "victima", title="Otra", slug="p-otra")
    below = world.draft_below(section, GlossaryTerm, title="Debajo", slug="p-debajo", definition="<p>Dos.</p>")

    found = effect(client, "publish", section)
    seen = seen_of(client, section)
    done = client.post(address("publish", section), {"include_descendants": "on", "seen": seen})

    assert [one.page.pk for one in found.lines[0].below] == [below.pk]
    assert done.status_code == 302
    assert (numbers(section), numbers(below)) == ([1, 2], [1])
    assert world.view("XNO").item(str(below.translation_key))["definition"]["plainText"] == "Dos."
    assert world.differences() == []


def test_a_page_below_that_is_refused_is_named_and_left_out_with_the_one_above(
    world: World, terms: list[GlossaryTerm]
) -> None:
    client = signed_in_to(world, "national publisher")
    section = world.new(SectionPage, "NAC", "victima", title="Otra", slug="p-otra")
    below = world.draft_below(section, GlossaryTerm, title="Debajo", slug="p-denuncia", definition="<p>Dos.</p>")

    shown = client.get(address("publish", section, terms[0]))
    seen = shown.context["seen"]
    sent = client.post(address("publish", section, terms[0]), {"include_descendants": "on", "seen": seen})

    assert "include_descendants" in shown.content.decode()
    assert sent.status_code == 409
    assert [one.page.pk for one in sent.context["refusals"]] == [below.pk]
    assert sent.context["without_url"] == address("publish", terms[0])
    assert (numbers(section), numbers(terms[0])) == ([1], [1])


def test_a_move_that_is_refused_moves_nothing(world: World) -> None:
    pages = [
        world.new(NoticePage, "XNO", "informacion-local", title=title, slug=slug, text="<p>.</p>")
        for title, slug in (("Corte", "corte"), ("Obras", "obras"))
    ]
    taken = world.new(NoticePage, "NAC", "avisos", title="Corte nacional", slug="corte", text="<p>.</p>")
    client = signed_in_to(world, "publisher of a state")
    target = {"chooser": world.section("XNO", "avisos").pk}

    refused = client.post(address("move", *pages), target)
    where = [Page.objects.get(pk=page.pk).get_parent().slug for page in pages]
    done = client.post(address("move", pages[1]), target)

    assert refused.status_code == 409
    assert [one.page.title for one in refused.context["refusals"]] == ["Corte"]
    assert taken.title in refused.content.decode()
    assert where == ["informacion-local", "informacion-local"]
    assert done.status_code == 302
    assert Page.objects.get(pk=pages[1].pk).get_parent().slug == "avisos"
    assert world.differences() == []


@pytest.mark.parametrize("act", ["unpublish", "delete", "publish"])
def test_the_pages_of_a_state_keep_the_ordinary_screen(desk: Desk, act: str) -> None:
    pages = OfficePage.objects.filter(pk__in=pages_of([desk.tenants["TAB"].pk]).values("pk"), live=True)[:2]

    shown = asked(browser_of(desk.people["TAB", "publisher"]), act, *pages)

    assert "national-many" not in shown
    assert all(escape(page.title) in shown for page in pages)
    assert '<button type="submit"' in shown


@pytest.mark.parametrize("is_saved_over", [False, True])
def test_of_a_states_own_pages_only_what_was_shown_is_published(desk: Desk, is_saved_over: bool) -> None:
    by = desk.people["TAB", "publisher"]
    pages = OfficePage.objects.filter(pk__in=pages_of([desk.tenants["TAB"].pk]).values("pk"), live=True)[:2]
    shown, other = (page.get_latest_revision_as_object() for page in pages)
    shown.note = other.note = "Mostrada"
    revision = shown.save_revision(user=by)
    other.save_revision(user=by)
    client = browser_of(by)
    seen = seen_of(client, *pages)
    shown.note = "Nadie la ha visto"
    shown.save_revision(user=by, overwrite_revision=revision if is_saved_over else None)

    unseen = client.post(address("publish", *pages))
    refused = client.post(address("publish", *pages), {"seen": seen})
    notes = [OfficePage.objects.get(pk=page.pk).note for page in pages]
    done = client.post(address("publish", pages[1]), {"seen": seen})

    assert [len(unseen.context["refusals"]), *(one.page.pk for one in refused.context["refusals"])] == [2, shown.pk]
    assert not {"Mostrada", "Nadie la ha visto"} & set(notes)
    assert (done.status_code, OfficePage.objects.get(pk=other.pk).note) == (302, "Mostrada")


@pytest.mark.parametrize("is_saved_over", [False, True])
def test_what_is_saved_while_its_effect_is_computed_is_not_published_unread(
    desk: Desk, key: str, monkeypatch: pytest.MonkeyPatch, is_saved_over: bool
) -> None:
    by = editor(desk)
    shown = draft(key, summary="Lo que se muestra.")
    revision = page_of(key).latest_revision
    Revision.objects.filter(pk=revision.pk).update(user=by)

    def with_a_save_between(*given: Any) -> Any:
        computed = effect_of_publishing(*given)
        shown.summary = "Nadie lo ha leído."
        shown.save_revision(user=by, overwrite_revision=page_of(key).latest_revision if is_saved_over else None)
        return computed

    client = browser_of(by)
    monkeypatch.setattr(acts, "effect_of_publishing", with_a_save_between)
    seen = seen_of(client, page_of(key))
    monkeypatch.undo()

    refused = client.post(address("publish", page_of(key)), {"seen": seen})

    assert [one.page.pk for one in refused.context["refusals"]] == [shown.pk]
    assert page_of(key).summary != "Nadie lo ha leído."


def test_an_administrator_is_told_of_the_national_ones_among_them(desk: Desk, key: str) -> None:
    own = OfficePage.objects.filter(pk__in=pages_of([desk.tenants["TAB"].pk]).values("pk"), live=True)[0]
    client = browser_of(User.objects.create_superuser("raiz", "raiz@example.mx", "x"))

    answer = client.get(address("unpublish", page_of(key), own))

    assert [line.page.pk for line in answer.context["effect"].lines] == [page_of(key).pk]
    assert [item["item"].pk for item in answer.context["others"]] == [own.pk]


def test_of_many_the_same_is_foreseen_as_of_each(desk: Desk, key: str) -> None:
    other = desk.key(ItemKind.GUIDANCE, "No sé dónde tienen")
    reviewing(desk, "COA")
    adapt_field(desk, other, "title", "Amparo de aquí", code="COA")
    publish(desk, draft(key, summary="Otro resumen."))
    publish(desk, draft(other, title="Otro amparo"))
    draft(key, summary="Y otro más.")
    by = editor(desk)
    pages = [page_of(one) for one in (key, other, desk.key(ItemKind.TERM, "Denuncia"))]

    impacts = national.impacts_of(pages=pages, by=by)
    withdrawals = national.withdrawals_of(pages=pages, by=by)

    assert impacts == tuple(national.impact_of(page=page, by=by) for page in pages)
    assert withdrawals == tuple(national.withdrawal_of(page=page, by=by) for page in pages)
    assert [bool(one.will_open) for one in impacts] == [True, True, False]


def test_the_number_of_statements_does_not_grow_with_the_pages(desk: Desk, key: str) -> None:
    pages = [page_of(key), *[page_of(desk.key(ItemKind.TERM, start)) for start in ("Amparo", "Denuncia", "Querella")]]
    by = editor(desk)
    national.withdrawals_of(pages=pages, by=by)

    with CaptureQueriesContext(connection) as one:
        national.withdrawals_of(pages=pages[:1], by=by)
    with CaptureQueriesContext(connection) as many:
        national.withdrawals_of(pages=pages, by=by)

    assert len(many) == len(one)


def test_to_a_states_people_none_of_this_exists(desk: Desk, key: str) -> None:
    by = desk.people["TAB", "publisher"]

    assert national.withdrawals_of(pages=[page_of(key)], by=by) == ()
    assert national.impacts_of(pages=[page_of(key)], by=by) == ()
