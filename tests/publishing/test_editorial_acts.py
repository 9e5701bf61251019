"""After every kind of editorial act, store and trees agree, and readers see what they should."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page

from content_models.models import GlossaryTerm, GuidancePage, NoticePage, OfficePage, OrganizationPage, SectionPage
from publishing.models import ContentItem, Edition
from publishing.services.change_tenant import change_tenant
from publishing.services.publish import delete_page, move_page, publish_page, unpublish_page
from publishing.services.scheduled import publish_due
from tenants.models import LIBRARY_ID, TenantPhone
from tenants.scope import tenant_scope
from tests.world import GUIDANCE, World


def guidance(
    world: World, title: str = "Cómo denunciar", slug: str = "prueba-denunciar", code: str = "NAC"
) -> GuidancePage:
    section = "victima" if code == "NAC" else "informacion-local"
    return world.new(GuidancePage, code, section, title=title, slug=slug, roles=["VICTIM"], **GUIDANCE)


def test_a_published_page_is_served_in_every_state(world: World) -> None:
    page = guidance(world)

    for code in ("XNO", "XSU"):
        item = world.view(code).by_slug("GUIDANCE", "prueba-denunciar")
        assert item is not None
        assert (item["title"], item["path"], item["origin"]) == (
            "Cómo denunciar",
            "/victima/prueba-denunciar/",
            "LIBRARY",
        )
        assert item["key"] == str(page.translation_key)
    assert world.differences() == []


def test_a_draft_is_served_nowhere(world: World) -> None:
    page = guidance(world)
    page.title = "Otro título"
    page.save_revision()
    world.commit()

    assert world.view("XNO").item(str(page.translation_key))["title"] == "Cómo denunciar"
    assert world.differences() == []


def test_the_system_withdraws_a_page_with_all_below_it(world: World) -> None:
    page = guidance(world)
    section = page.get_parent()

    unpublish_page(page=section, with_descendants=True)

    assert world.view("XNO").item(str(page.translation_key)) is None
    assert not Page.objects.filter(pk__in=[section.pk, page.pk], live=True).exists()
    assert world.differences() == []


def test_what_is_published_again_is_served_again(world: World) -> None:
    page = guidance(world)
    before = world.view("XNO").item(str(page.translation_key))
    page.title = "Denunciar paso a paso"
    world.publish(page)

    after = world.view("XNO").item(str(page.translation_key))
    assert after["title"] == "Denunciar paso a paso"
    assert after["version"] != before["version"]
    assert before["title"] == "Cómo denunciar"
    assert world.differences() == []


def test_an_unpublished_page_is_told_to_be_gone(world: World) -> None:
    page = guidance(world)
    unpublish_page(page=page)

    view = world.view("XNO")
    assert view.item(str(page.translation_key)) is None
    assert view.resolve("/victima/prueba-denunciar/").is_gone
    assert not view.resolve("/victima/nunca-hubo/").is_gone
    assert world.differences() == []


def test_a_scheduled_page_is_published_when_it_is_due(world: World) -> None:
    page = world.draft(NoticePage, "XNO", "avisos", title="Cierre", slug="cierre", text="<p>Hoy no.</p>")
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    assert world.view("XNO").by_slug("NOTICE", "cierre") is None

    assert publish_due(timezone.now()) == 0
    Page.objects.filter(pk=page.pk).update(go_live_at=timezone.now() - timedelta(minutes=1))
    revision = page.get_latest_revision()
    revision.content = {**revision.content, "go_live_at": (timezone.now() - timedelta(minutes=1)).isoformat()}
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()
    assert publish_due() == 1

    assert world.view("XNO").by_slug("NOTICE", "cierre") is not None
    assert world.differences() == []


def test_an_expired_page_is_withdrawn(world: World) -> None:
    page = world.new(NoticePage, "XNO", "avisos", title="Cierre", slug="cierre", text="<p>Hoy no.</p>")
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))

    assert publish_due() == 1

    assert world.view("XNO").by_slug("NOTICE", "cierre") is None
    assert Page.objects.get(pk=page.pk).expired
    assert world.differences() == []


def test_a_revision_that_fails_keeps_back_no_other(world: World) -> None:
    guidance(world, slug="prueba-igual")
    minute_ago = timezone.now() - timedelta(minutes=1)
    broken = world.draft(
        GuidancePage, "NAC", "tercero", title="Rota", slug="prueba-igual", roles=["VICTIM"], **GUIDANCE
    )
    whole = world.draft(GuidancePage, "NAC", "tercero", title="Sana", slug="prueba-sana", roles=["VICTIM"], **GUIDANCE)
    for page in (broken, whole):
        revision = page.save_revision()
        revision.approved_go_live_at = minute_ago
        revision.save()

    assert publish_due() == 1

    view = world.view("XNO")
    assert view.resolve("/tercero/prueba-igual/").item is None
    assert view.by_slug("GUIDANCE", "prueba-sana") is not None
    assert not Page.objects.get(pk=broken.pk).live
    assert world.differences() == []


def test_a_moved_page_leaves_a_redirect(world: World) -> None:
    page = guidance(world)
    move_page(page=page, target=world.section("NAC", "tercero"))

    view = world.view("XNO")
    assert view.item(str(page.translation_key))["path"] == "/tercero/prueba-denunciar/"
    assert view.resolve("/victima/prueba-denunciar").redirect_to == "/tercero/prueba-denunciar/"
    assert world.differences() == []


def test_a_renamed_section_takes_its_pages_along(world: World) -> None:
    page = guidance(world)
    section = world.section("NAC", "victima")
    section.slug = "victimas"
    world.publish(section)

    view = world.view("XSU")
    assert view.item(str(page.translation_key))["path"] == "/victimas/prueba-denunciar/"
    assert view.resolve("/victima/").redirect_to == "/victimas/"
    assert view.resolve("/victima/prueba-denunciar/").redirect_to == "/victimas/prueba-denunciar/"
    assert world.differences() == []


def test_a_renamed_draft_section_takes_its_pages_along(world: World) -> None:
    page = guidance(world, code="XNO")
    section = world.section("XNO", "informacion-local")
    section.slug = "en-el-norte"
    section.save()
    world.commit()

    view = world.view("XNO")
    assert view.item(str(page.translation_key))["path"] == "/en-el-norte/prueba-denunciar/"
    assert view.resolve("/informacion-local/prueba-denunciar/").redirect_to == "/en-el-norte/prueba-denunciar/"
    assert world.differences() == []


def test_a_moved_draft_section_takes_its_pages_along(world: World) -> None:
    parent = world.draft(SectionPage, "NAC", "victima", title="Aparte", slug="prueba-aparte")
    page = world.publish(
        world.draft_below(parent, GuidancePage, title="Dentro", slug="prueba-dentro", roles=["VICTIM"], **GUIDANCE)
    )
    move_page(page=Page.objects.get(pk=parent.pk), target=world.section("NAC", "tercero"))

    assert world.view("XNO").item(str(page.translation_key))["path"] == "/tercero/prueba-aparte/prueba-dentro/"
    assert world.differences() == []


def test_a_copied_page_is_another_item(world: World) -> None:
    page = guidance(world)
    copied = page.copy(update_attrs={"slug": "prueba-copia", "title": "Copia"}, keep_live=True)
    world.commit()

    view = world.view("XNO")
    assert view.by_slug("GUIDANCE", "prueba-copia")["key"] == str(copied.translation_key)
    assert copied.translation_key != page.translation_key
    assert world.differences() == []


def test_a_deleted_subtree_is_gone(world: World) -> None:
    parent = world.new(SectionPage, "NAC", "victima", title="Aparte", slug="prueba-aparte")
    page = world.publish(
        world.draft_below(parent, GuidancePage, title="Dentro", slug="prueba-dentro", roles=["VICTIM"], **GUIDANCE)
    )
    delete_page(page=Page.objects.get(pk=parent.pk))

    view = world.view("XNO")
    assert view.item(str(page.translation_key)) is None
    assert view.resolve("/victima/prueba-aparte/prueba-dentro/").is_gone
    assert world.differences() == []


def test_whoever_referred_to_a_deleted_page_no_longer_does(world: World) -> None:
    term = world.new(GlossaryTerm, "NAC", "glosario", title="Zeta", slug="prueba-zeta", definition="<p>Z.</p>")
    other = world.new(
        GlossaryTerm,
        "NAC",
        "glosario",
        title="Equis",
        slug="prueba-equis",
        definition=f'<p>Ve <a linktype="page" id="{term.pk}">zeta</a>.</p>',
    )
    assert 'href="/glosario/prueba-zeta/"' in world.view("XNO").item(str(other.translation_key))["definition"]["html"]

    delete_page(page=Page.objects.get(pk=term.pk))

    assert "<a" not in world.view("XNO").item(str(other.translation_key))["definition"]["html"]
    assert world.differences() == []


def test_a_section_made_sensitive_makes_its_pages_sensitive(world: World) -> None:
    page = guidance(world)
    section = world.section("NAC", "victima")
    section.is_sensitive = True
    world.publish(section)

    assert world.view("XNO").item(str(page.translation_key))["isSensitive"] is True
    assert world.differences() == []


def test_a_sensitive_section_of_the_library_makes_the_states_own_pages_sensitive(world: World) -> None:
    section = world.section("NAC", "victima")
    hanger = world.draft_below(
        Page.objects.get(pk=world.tenants["XNO"].root_page_id), SectionPage, title="Víctima", slug="victima"
    )
    own = world.publish(
        world.draft_below(hanger, GuidancePage, title="Propia", slug="propia", roles=["VICTIM"], **GUIDANCE)
    )
    elsewhere = guidance(world, code="XNO")

    def served() -> list[bool]:
        view = world.view("XNO")
        return [view[str(page.translation_key)]["isSensitive"] for page in (own, elsewhere)]

    before, version = served(), world.view("XNO")[str(own.translation_key)]["version"]
    section.is_sensitive = True
    world.publish(section)
    after = served()

    assert (before, after) == ([False, False], [True, False])
    assert world.view("XNO")[str(own.translation_key)]["version"] != version
    section.is_sensitive = False
    world.publish(section)
    assert served() == before
    assert world.differences() == []


def test_a_states_own_section_in_the_place_of_a_sensitive_one_uncovers_nothing(world: World) -> None:
    home = Page.objects.get(pk=world.tenants["XNO"].root_page_id)
    covering = world.publish(world.draft_below(home, SectionPage, title="Aquí", slug="violencia"))
    own = world.publish(
        world.draft_below(covering, GuidancePage, title="Propia", slug="propia", roles=["VICTIM"], **GUIDANCE)
    )
    national = Page.objects.get(pk=world.tenants["NAC"].root_page_id)
    world.publish(world.draft_below(national, SectionPage, title="Violencia", slug="violencia", is_sensitive=True))

    view = world.view("XNO")

    assert view.resolve("/violencia/").item == view[str(covering.translation_key)]
    assert [view[str(page.translation_key)]["isSensitive"] for page in (covering, own)] == [True, True]


def test_an_organization_of_another_kind_changes_its_offices(world: World) -> None:
    organization = world.new(
        OrganizationPage, "XNO", "directorio", title="Fiscalía", slug="fiscalia-xno", organization_kind="PROSECUTOR"
    )
    office = world.publish(
        world.draft_below(organization, OfficePage, title="Unidad", slug="unidad-xno", needs_confirmation=False)
    )
    organization.organization_kind = "COURT"
    world.publish(organization)

    assert world.view("XNO").item(str(office.translation_key))["organizationKind"] == "COURT"
    assert world.differences() == []


def test_changed_settings_are_served_at_once(world: World) -> None:
    term = world.new(GlossaryTerm, "NAC", "glosario", title="Zeta", slug="prueba-zeta", definition="<p>En {state}.</p>")
    organization = world.new(
        OrganizationPage, "XNO", "directorio", title="Fiscalía", slug="fiscalia-xno", organization_kind="PROSECUTOR"
    )
    office = world.publish(
        world.draft_below(organization, OfficePage, title="Unidad", slug="unidad-xno", needs_confirmation=False)
    )
    assert world.view("XNO").item(str(term.translation_key))["definition"]["plainText"] == "En Norte."

    change_tenant(
        tenant=world.tenants["XNO"],
        name="Norte Grande",
        time_zone="America/Tijuana",
        phones=[TenantPhone(purpose="help_line", label="Ayuda", display="*0311")],
    )

    view = world.view("XNO")
    assert view.tenant.name == "Norte Grande"
    assert [phone["display"] for phone in view.tenant.phones] == ["*0311"]
    assert view.item(str(term.translation_key))["definition"]["plainText"] == "En Norte Grande."
    assert view.item(str(office.translation_key))["timeZone"] == "America/Tijuana"
    assert world.view("XSU").item(str(term.translation_key))["definition"]["plainText"] == "En Sur."
    assert world.differences() == []


def test_a_page_moved_to_another_state_leaves_the_first(world: World) -> None:
    page = world.new(NoticePage, "XNO", "avisos", title="Cierre", slug="cierre", text="<p>Hoy no.</p>")
    move_page(page=page, target=world.section("XSU", "avisos"))

    assert world.view("XNO").item(str(page.translation_key)) is None
    assert world.view("XSU").item(str(page.translation_key)) is not None
    assert world.differences() == []


def test_a_library_publish_writes_one_row_and_one_edition(world: World) -> None:
    page = guidance(world)
    with tenant_scope([tenant.pk for tenant in world.tenants.values()]):
        rows, editions = ContentItem.objects.count(), Edition.objects.count()
        versions = dict(ContentItem.objects.values_list("pk", "version"))

        page.title = "De nuevo"
        publish_page(page=page)

        assert ContentItem.objects.count() == rows
        assert Edition.objects.count() == editions + 1
        changed = [pk for pk, version in ContentItem.objects.values_list("pk", "version") if versions[pk] != version]
        assert len(changed) == 1
        assert Edition.objects.filter(tenant_id=LIBRARY_ID, key=str(page.translation_key)).count() == 2


@pytest.mark.parametrize("act", ["update", "delete"])
def test_an_edition_is_never_changed(world: World, act: str) -> None:
    from django.db import IntegrityError, transaction

    guidance(world)
    with tenant_scope([LIBRARY_ID]):
        editions = Edition.objects.filter(tenant_id=LIBRARY_ID)

        with pytest.raises(IntegrityError), transaction.atomic():
            _ = editions.update(number=9) if act == "update" else editions.delete()
