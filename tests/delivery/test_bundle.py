"""Bundles: whoever applies the changes since a version has what whoever takes the whole has."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import orjson
import pytest
from django.db import transaction

from content_models.kinds import ItemKind
from content_models.models import (
    ContentPage,
    GlossaryTerm,
    GuidancePage,
    NoticePage,
    OfficePage,
    OrganizationPage,
    SectionPage,
)
from delivery import bundle, state_view
from delivery.bundle import Bundle, Tombstone, bundle_of
from editorial.adapting import services as adapt
from editorial.adapting.selectors import workbench
from editorial.adapting.types import AdaptationTarget, OperationInput, OperationKind
from publishing.services.change_tenant import change_tenant
from publishing.services.publish import move_page, publish_page, unpublish_page
from tenants.models import TenantLanguage, TenantPhone, TenantStatus
from tests.content_models.world import block
from tests.desk import person
from tests.module_transaction import made_once
from tests.thoroughness import is_long
from tests.world import GUIDANCE, World

Copy = dict[tuple[str, str], Any]
"""What a reader keeps, by kind and key."""


@pytest.fixture(autouse=True)
def process_just_started() -> None:
    """Let this process know no version yet."""
    bundle.reset()


def applied(copy: Copy, given: Bundle) -> Copy:
    """Return a copy after a bundle, as every reader applies one."""
    left = {} if given.is_whole else {place: copy[place] for place in copy if place not in set(given.tombstones)}
    return left | {(item["kind"], item["key"]): item for item in given.items}


@dataclass
class Pages:
    """The pages that the tests change."""

    world: World
    guidance: GuidancePage
    term: GlossaryTerm
    office: OfficePage
    notice: NoticePage
    target: AdaptationTarget

    def whole(self, code: str = "XNO", locale: str | None = None) -> Bundle:
        """All that a state serves."""
        return bundle_of(self.world.view(code, locale))

    def since(self, version: str, code: str = "XNO") -> Bundle:
        """What changed in a state since a version."""
        return bundle_of(self.world.view(code), version)

    def edit(self, page: ContentPage, **fields: Any) -> None:
        """Publish a page with other fields."""
        fresh = type(page).objects.get(pk=page.pk)
        for name, value in fields.items():
            setattr(fresh, name, value)
        self.world.publish(fresh)


@made_once
def made_pages(module_world: World) -> Pages:
    world = module_world
    organization = world.new(
        OrganizationPage, "XNO", "directorio", title="Fiscalía", slug="fiscalia-xno", organization_kind="PROSECUTOR"
    )
    office = world.draft_below(
        organization, OfficePage, title="Centro", slug="centro", address="Calle 1", latitude=19.0, longitude=-99.0
    )
    publisher = person(world.tenants["XNO"], "publisher")
    text = block("text", {"text": "<p>Pide ayuda a la xilema en {state}: {help_line}.</p>"})
    guidance = world.new(
        GuidancePage, "NAC", "victima", title="Robo", slug="robo", roles=["VICTIM"], body=[text], **GUIDANCE
    )
    world.new(SectionPage, "XNO", "informacion-local", title="Local", slug="local")
    return Pages(
        world,
        guidance,
        world.new(GlossaryTerm, "NAC", "glosario", title="Xilema", slug="xilema", definition="<p>Investiga.</p>",
                  stage="ANY"),
        world.publish(office),
        world.new(NoticePage, "XNO", "avisos", title="Cierre", slug="cierre", text="<p>Hoy.</p>"),
        AdaptationTarget(
            tenant=world.tenants["XNO"], key=str(guidance.translation_key), locale="es-MX", by=publisher
        ),
    )  # fmt: skip


@pytest.fixture
def pages(made_pages: Pages, world: World) -> Pages:
    """The pages, published; each test changes them for itself."""
    return replace(made_pages, world=world)


def adapted(pages: Pages, operation: OperationInput) -> None:
    """Let the state change the national text, and publish that."""
    adapt.put_operation(
        pages.target, operation=operation, expected_revision=workbench(pages.target).revision, confirm=True
    )
    adapt.publish_adaptation(pages.target, expected_revision=workbench(pages.target).revision)


def shown(pages: Pages) -> None:
    """Let the state show the national text again."""
    bench = workbench(pages.target)
    if bench.hide_operation_id is not None:
        adapt.undo_operation(pages.target, operation_id=bench.hide_operation_id, expected_revision=bench.revision)
        adapt.publish_adaptation(pages.target, expected_revision=workbench(pages.target).revision)


def acts(pages: Pages) -> dict[str, Callable[[], object]]:
    """What people do, in an order that makes sense; each may be done again."""
    north = pages.world.tenants["XNO"]
    spanish, maya = (TenantLanguage(code=code, name=code, is_served=True) for code in ("es-mx", "yua"))
    line = TenantPhone(purpose=TenantPhone.Purpose.HELP_LINE, label="Ayuda", display="800 111 2222", dial="8001112222")
    return {
        "a national text is edited": lambda: pages.edit(pages.guidance, summary=f"Así {random.random()}."),
        "and is edited again": lambda: pages.edit(pages.guidance, summary="Así."),
        "a term has another name": lambda: pages.edit(pages.term, title="Ykaria"),
        "and its first name again": lambda: pages.edit(pages.term, title="Xilema"),
        "the state hides the text": lambda: adapted(pages, OperationInput(OperationKind.HIDE)),
        "and shows it": lambda: shown(pages),
        "it has a title of its own": lambda: adapted(
            pages, OperationInput(OperationKind.SET, field="title", value="Robo en el Norte")
        ),
        "an office moves": lambda: pages.edit(pages.office, slug=f"centro-{random.randrange(10**9)}"),
        "a notice is withdrawn": lambda: unpublish_page(page=NoticePage.objects.get(pk=pages.notice.pk)),
        "and published": lambda: pages.edit(pages.notice),
        "an own page moves below another": lambda: _move(pages),
        "there is a help line": lambda: change_tenant(tenant=north, phones=[line]),
        "and none": lambda: change_tenant(tenant=north, phones=[]),
        "the state is suspended": lambda: change_tenant(tenant=north, status=TenantStatus.SUSPENDED),
        "and launched again": lambda: change_tenant(tenant=north, status=TenantStatus.LAUNCHED),
        "it has another language": lambda: change_tenant(tenant=north, languages=[spanish, maya]),
        "and has it no more": lambda: change_tenant(tenant=north, languages=[spanish]),
        "the library withdraws the text": lambda: unpublish_page(page=GuidancePage.objects.get(pk=pages.guidance.pk)),
        "and publishes it": lambda: pages.edit(pages.guidance),
        "the office becomes confidential": lambda: pages.edit(
            pages.office, title="Casa", slug="casa", is_confidential=True
        ),
    }


def _move(pages: Pages) -> None:
    notice = NoticePage.objects.get(pk=pages.notice.pk)
    home = notice.get_parent().get_parent()
    slug = "avisos" if notice.get_parent().slug == "local" else "local"
    parent = home.get_descendants().get(slug=slug) if slug == "local" else home.get_children().get(slug=slug)
    move_page(page=notice, target=parent)


def law_holds(pages: Pages, wholes: list[Bundle]) -> None:
    """The law, for all versions that there were before the present one."""
    now = pages.whole()
    copy = applied({}, now)
    for earlier in wholes:
        changes = pages.since(earlier.version)
        assert not changes.is_whole
        assert applied(applied({}, earlier), changes) == copy
        assert changes.version == now.version


def viewed_by_staff(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the tests read as the state's people do, who see a suspended state, too."""
    monkeypatch.setattr(pages.world, "viewer", lambda *codes: World.viewer(pages.world, *codes, kind="user"))


def test_changes_lead_to_the_whole_whatever_was_done(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    viewed_by_staff(pages, monkeypatch)
    wholes = [pages.whole()]

    for act in acts(pages).values():
        act()
        law_holds(pages, wholes)
        wholes.append(pages.whole())

    versions = [one.version for one in wholes]
    assert len(set(versions)) >= 12
    assert versions[1] != versions[0]


def test_changes_lead_to_the_whole_in_any_order(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    viewed_by_staff(pages, monkeypatch)
    wholes, done, chance = [pages.whole()], acts(pages), random.Random(16)

    for name in chance.choices(list(done)[:-1], k=300 if is_long() else 8):
        done[name]()
        law_holds(pages, wholes[-20:])
        wholes.append(pages.whole())


def test_what_is_served_no_more_is_a_tombstone(pages: Pages) -> None:
    before = pages.whole()
    adapted(pages, OperationInput(OperationKind.HIDE))
    unpublish_page(page=NoticePage.objects.get(pk=pages.notice.pk))

    changes = pages.since(before.version)

    assert {*changes.tombstones} == {
        Tombstone("GUIDANCE", str(pages.guidance.translation_key)),
        Tombstone("NOTICE", str(pages.notice.translation_key)),
    }
    assert changes.items == ()
    assert pages.since(before.version, "XSU").is_whole  # of another state nobody has that version


@pytest.mark.parametrize("fields", [{"slug": "otra"}, {"slug": "casa", "is_confidential": True}], ids=str)
def test_what_moved_or_became_confidential_is_deleted_before_it_is_put_anew(
    pages: Pages, fields: dict[str, Any]
) -> None:
    before, key = pages.whole(), str(pages.office.translation_key)

    pages.edit(pages.office, **fields)
    changes = pages.since(before.version)

    assert Tombstone("OFFICE", key) in changes.tombstones
    [office] = [item for item in changes.items if item["key"] == key]
    assert (office["address"] is None) is ("is_confidential" in fields)
    assert (b"Calle 1" in orjson.dumps([*changes.items])) is ("is_confidential" not in fields)


def test_a_change_sends_only_what_changed(pages: Pages) -> None:
    before = pages.whole()

    pages.edit(pages.guidance, summary="Otra cosa.")
    changes = pages.since(before.version)

    assert [item["key"] for item in changes.items] == [str(pages.guidance.translation_key)]
    assert changes.tombstones == ()
    assert pages.since(changes.version) == Bundle(changes.version, (), (), is_whole=False)


def test_a_term_that_is_marked_elsewhere_changes_that_page_too(pages: Pages) -> None:
    before = pages.whole()

    pages.edit(pages.term, title="Ykaria")

    keys = {item["key"] for item in pages.since(before.version).items}
    assert keys >= {str(pages.term.translation_key), str(pages.guidance.translation_key)}


def test_a_rollback_changes_nothing(pages: Pages) -> None:
    before = pages.whole()
    with transaction.atomic():
        fresh = GuidancePage.objects.get(pk=pages.guidance.pk)
        fresh.summary = "Nunca."
        publish_page(page=fresh)
        transaction.set_rollback(True)
    state_view.reset()

    assert pages.whole() == before


def test_after_a_restart_the_version_is_the_same_and_what_changed_since_is_the_whole(pages: Pages) -> None:
    before = pages.whole()
    bundle.reset()
    state_view.reset()
    same = pages.since(before.version)
    pages.edit(pages.guidance, summary="Otra cosa.")
    bundle.reset()

    changed = pages.since(before.version)

    assert same == Bundle(before.version, (), (), is_whole=False)
    assert changed == pages.whole()
    assert applied(applied({}, before), changed) == applied({}, changed)


@pytest.mark.parametrize("since", ["", "0", "x" * 5000, "../../etc/passwd", "\x00"])
def test_a_version_that_nobody_had_gives_the_whole(pages: Pages, since: str) -> None:
    assert pages.since(since) == pages.whole()


def test_each_language_has_its_own(pages: Pages) -> None:
    spanish, english = pages.whole("XSU"), pages.whole("XSU", "en")

    assert spanish.version != english.version
    assert bundle_of(pages.world.view("XSU", "en"), spanish.version).is_whole


def test_a_bundle_has_what_is_published_and_no_more(pages: Pages) -> None:
    draft = GuidancePage.objects.get(pk=pages.guidance.pk)
    draft.summary = "Un borrador"
    draft.save_revision()
    pages.world.draft(NoticePage, "XNO", "avisos", title="Un borrador", slug="nada", text="<p>Nada.</p>")
    pages.world.new(NoticePage, "XSU", "avisos", title="Del sur", slug="sur", text="<p>Sur.</p>")

    whole = pages.whole()
    text = orjson.dumps([*whole.items])

    assert b"borrador" not in text
    assert b"Del sur" not in text
    assert b'"html"' not in text
    assert b'"searchText"' not in text
    view = pages.world.view("XNO")
    served = [item["key"] for kind in ItemKind for item in view.all(kind)]
    assert {item["key"] for item in whole.items} >= set(served)
    assert all(item.get("substitution") for item in whole.items if item["key"] not in set(served))
    assert len({item["key"] for item in whole.items}) == len(whole.items)
