"""A place that was marked as confidential stays so, and is nowhere but in one encrypted column."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from wagtail.models import Comment, Locale, Page, PageLogEntry, Revision
from wagtail_localize.models import TranslationSource

from content_models.confidential_places import LIFTED, MARKED, Lifting, is_marked, place_of
from content_models.models import ConfidentialPlace, OfficePage, OrganizationPage
from editorial.national.services import roll_back
from publishing.models import Edition, OutboxEntry, PathRedirect
from publishing.services.publish import delete_page, move_page, publish_page, unpublish_page
from publishing.services.rebuild import rebuild
from tenants.keyring import new_key
from tenants.models import LIBRARY_ID, AuditEntry, Tenant, User
from tenants.scope import scope_of_all_tenants, tenant_scope
from tests.module_transaction import anew, made_once
from tests.world import World

pytestmark = pytest.mark.usefixtures("search_index")

MARK = "zqxpalm"
"""A word whose stem it is itself, so that the index of words shows it, too."""
POINT = (17.9876543, -92.1234567)
PLACE = {
    "address": f"Calle {MARK} 7",
    "postal_code": "86123",
    "neighborhood": f"Colonia {MARK}",
    "locality": f"Pueblo {MARK}",
    "municipality": f"Municipio {MARK}",
    "latitude": POINT[0],
    "longitude": POINT[1],
}


@pytest.fixture(scope="module", params=["XNO", "NAC"], ids=["a state's", "a national one"])
def code(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def office_in(world: World, code: str) -> OfficePage:
    """A published office that has had two names, with a draft, a comment and a translation that know the place."""
    organization = world.new(
        OrganizationPage, code, "directorio", title="Red", slug="p-red", organization_kind="CIVIL_SOCIETY"
    )
    office: OfficePage = world.draft_below(
        organization, OfficePage, title=f"Casa {MARK}", slug=f"casa-{MARK}-1", note="Llama antes de ir.", **PLACE
    )
    office = world.publish(office)
    office.slug, office.note = f"casa-{MARK}-2", "Llama y espera."
    office = world.publish(office)
    author = User.objects.create_user("editora")
    with tenant_scope([world.tenants[code].pk]):
        Comment.objects.create(page=office, user=author, text=f"¿{MARK}?", contentpath="address")
    office.answered_questions = {"MUNICIPALITY_UNKNOWN": {"value": MARK}, "HOURS_OVER_MIDNIGHT": {"value": "22:00"}}
    office.save_revision()
    TranslationSource.update_or_create_from_instance(office)
    return office


@made_once
def made_office(module_world: World, code: str) -> OfficePage:
    return office_in(module_world, code)


@pytest.fixture
def office(made_office: OfficePage, world: World) -> OfficePage:
    """The office as its draft says."""
    draft: OfficePage = anew(made_office).get_latest_revision_as_object()
    return draft


def marked(world: World, office: OfficePage) -> OfficePage:
    """The office under a name that says nothing, as a confidential place."""
    office.title, office.slug, office.is_confidential = "Casa segura", "casa-segura", True
    return world.publish(office)


def tables_with(*words: str) -> set[str]:
    """The tables in which a word is, of all tenants."""
    with tenant_scope(Tenant.objects.values_list("pk", flat=True)), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        found = set()
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'SELECT 1 FROM "{table}" t WHERE t::text ILIKE ANY (%s) LIMIT 1', [[f"%{word}%" for word in words]]
            )
            if cursor.fetchone():
                found.add(table)
        return found


WORDS = (MARK, *map(str, POINT))


def test_nothing_that_is_stored_says_where_a_confidential_place_is(world: World, code: str) -> None:
    office = office_in(world, code)
    before = tables_with(*WORDS)
    marked(world, office)

    assert before >= {
        "content_officepage",
        "publishing_contentitem",
        "publishing_outboxentry",
        "publishing_pathredirect",
        "wagtail_localize_translationsource",
        "wagtailcore_comment",
        "wagtailcore_pagelogentry",
        "wagtailcore_revision",
        "wagtailsearch_indexentry",
    }
    assert ("publishing_edition" in before) is (code == "NAC")
    assert tables_with(*WORDS) == set()
    assert place_of(office.translation_key) == PLACE
    assert world.differences() == []


def test_the_draft_of_an_editor_marks_it_at_once(world: World, code: str) -> None:
    office = office_in(world, code)
    office.is_confidential = True
    office.save_revision()

    live = OfficePage.objects.get(pk=office.pk)
    served = world.view("XNO").item(str(office.translation_key))
    assert (live.is_confidential, live.address, live.latitude, live.municipality) == (True, "", None, "")
    assert [served[name] for name in ("isConfidential", "address", "latitude", "municipality")] == [
        True,
        None,
        None,
        None,
    ]
    with tenant_scope([office_tenant(world, code)]):
        entries = OutboxEntry.objects.filter(key=str(office.translation_key), is_urgent=True)
        assert [entry.details for entry in entries] == [{}]
    assert Revision.objects.filter(content__address__contains=MARK).count() == 0


def test_it_is_marked_once_and_said_so_in_its_history(world: World, code: str) -> None:
    office = marked(world, office_in(world, code))
    office.note = "Otra nota."
    world.publish(office)

    entries = PageLogEntry.objects.filter(page=office.pk, action=MARKED)
    assert len(entries) == 1
    assert MARK not in str(entries[0].data)


@pytest.mark.parametrize("way", ["an old revision", "a save", "a publication", "an import", "a rebuild", "a move"])
def test_nothing_but_a_decision_makes_it_public(world: World, office: OfficePage, way: str) -> None:
    old = office.revisions.order_by("pk").first()
    earlier_content = dict(old.content)
    office = marked(world, office)
    again = OfficePage.objects.get(pk=office.pk)
    if way == "an old revision":
        Revision.objects.filter(pk=old.pk).update(content=earlier_content)  # as from a backup
        Revision.objects.get(pk=old.pk).publish()
    elif way == "a save":
        again.is_confidential, again.address = False, PLACE["address"]
        with transaction.atomic():
            again.save()
    elif way == "a publication":
        again.is_confidential, again.address = False, PLACE["address"]
        publish_page(page=again)
    elif way == "an import":
        again.is_confidential, again.address = False, PLACE["address"]
        again.save_revision(clean=False).publish()
    elif way == "a move":
        move_page(page=again, target=Page.objects.get(pk=again.get_parent().pk), position="first-child")
    rebuild(codes=world.tenants)
    world.commit()

    served = world.view("XNO").item(str(office.translation_key))
    assert (served["isConfidential"], served["address"], served["municipality"]) == (True, None, None)
    assert is_marked(office.translation_key)
    assert place_of(office.translation_key) == PLACE
    if way != "an old revision":
        assert tables_with(*WORDS) == set()


def test_going_back_to_an_edition_does_not_make_it_public(world: World) -> None:
    office = marked(world, office_in(world, "NAC"))

    roll_back(page=office, by=User.objects.create_superuser("raiz", "raiz@example.mx", "x"), number=1)

    served = world.view("XNO").item(str(office.translation_key))
    assert (served["isConfidential"], served["address"]) == (True, None)
    assert tables_with(*WORDS) == set()


def test_translations_and_copies_are_confidential_too(world: World) -> None:
    office = marked(world, office_in(world, "XNO"))
    english, _ = Locale.objects.get_or_create(language_code="en")

    translated = office.copy_for_translation(english, copy_parents=True)
    copied = office.copy(update_attrs={"slug": "otra", "title": "Otra"})

    assert translated.specific.is_confidential
    assert is_marked(copied.translation_key)
    assert place_of(copied.translation_key)["address"] == ""
    assert tables_with(*WORDS) == set()


def test_a_marked_translation_marks_the_office_in_all_languages(world: World) -> None:
    office = office_in(world, "XSU")
    english = office.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True).specific
    english.title, english.slug, english.is_confidential = "Safe house", "safe-house", True
    english.save_revision()

    assert OfficePage.objects.get(pk=office.pk).address == ""
    assert place_of(office.translation_key)["address"] == PLACE["address"]


def test_a_decision_makes_it_public_and_is_in_its_history(world: World, code: str) -> None:
    office = marked(world, office_in(world, code))
    by = User.objects.create_user("publica")
    office.is_confidential, office.address = False, "Plaza Mayor 1"
    office.lifting = Lifting(by=by, reason="El refugio se mudó.")
    office = world.publish(office)

    served = world.view("XNO").item(str(office.translation_key))
    assert (served["isConfidential"], served["address"]["text"]) == (False, "Plaza Mayor 1")
    entry = PageLogEntry.objects.get(page=office.pk, action=LIFTED)
    assert (entry.user, entry.data, entry.message) == (
        by,
        {"reason": "El refugio se mudó."},
        "El lugar ya no es confidencial: El refugio se mudó.",
    )
    assert not is_marked(office.translation_key)


def test_it_is_public_again_in_all_languages(world: World) -> None:
    office = marked(world, office_in(world, "XSU"))
    english = office.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True).specific
    world.publish(english)
    office = OfficePage.objects.get(pk=office.pk)
    office.is_confidential, office.address = False, "Plaza Mayor 1"
    office.lifting = Lifting(by=User.objects.create_user("publica"), reason="El refugio se mudó.")
    world.publish(office)

    served = world.view("XSU", "en").item(str(office.translation_key))
    assert (served["isConfidential"], served["address"]["text"]) == (False, "Plaza Mayor 1")
    english = OfficePage.objects.get(pk=english.pk)
    assert not english.get_latest_revision_as_object().is_confidential
    world.publish(english)
    assert not is_marked(office.translation_key)
    assert world.differences() == []


def test_an_old_revision_that_marks_it_again_loses_no_place(world: World) -> None:
    office = marked(world, office_in(world, "XNO"))
    old = office.get_latest_revision()
    office.is_confidential, office.address = False, "Plaza Mayor 1"
    office.lifting = Lifting(by=User.objects.create_user("publica"), reason="El refugio se mudó.")
    office = world.publish(office)

    old.publish()

    assert place_of(office.translation_key)["address"] == "Plaza Mayor 1"
    assert OfficePage.objects.get(pk=office.pk).address == ""
    assert PageLogEntry.objects.filter(page=office.pk, action=MARKED).count() == 2
    assert not PageLogEntry.objects.filter(page=office.pk, data__reason__icontains="mudó").exists()
    with scope_of_all_tenants():
        logged = AuditEntry.objects.filter(subject_id=str(office.pk)).order_by("pk")
        acts = list(logged.values_list("tenant__code", "action", "person_name", "subject", "details"))
    assert acts == [
        ("XNO", MARKED, "", "", {}),
        ("XNO", LIFTED, "publica", "", {}),
        ("XNO", MARKED, "", "", {}),
    ]


def test_a_draft_that_is_not_published_is_marked_again_without_losing_the_place(world: World) -> None:
    office = marked(world, office_in(world, "XNO"))
    office.is_confidential, office.address = False, "Plaza Mayor 1"
    office.lifting = Lifting(by=User.objects.create_user("publica"), reason="El refugio se mudó.")
    office.save_revision()

    with transaction.atomic():
        OfficePage.objects.get(pk=office.pk).save()  # the published page, which is confidential

    assert place_of(office.translation_key)["address"] == "Plaza Mayor 1"


def test_what_was_marked_before_places_were_encrypted_is_protected_by_a_rebuild(world: World) -> None:
    office = office_in(world, "XNO")
    OfficePage.objects.filter(pk=office.pk).update(is_confidential=True, title="Casa", slug="casa", draft_title="Casa")

    rebuild(codes=world.tenants)

    assert place_of(office.translation_key) == PLACE
    assert "content_officepage" not in tables_with(MARK)


def test_a_deleted_office_leaves_no_place(world: World) -> None:
    office = marked(world, office_in(world, "XNO"))

    delete_page(page=office)

    assert not ConfidentialPlace.objects.exists()


def test_the_path_that_it_left_leads_nowhere(world: World) -> None:
    office = marked(world, office_in(world, "XNO"))
    paths = [f"/directorio/p-red/casa-{MARK}-{number}/" for number in (1, 2)]

    found = [world.view("XNO").resolve(path) for path in paths]
    assert [(one.item, one.redirect_to, one.is_gone) for one in found] == [(None, None, False)] * 2
    office.slug = "casa-otra"
    world.publish(office)
    with tenant_scope([world.tenants["XNO"].pk]):
        assert not PathRedirect.objects.filter(key=str(office.translation_key)).exists()


def test_what_is_left_of_a_withdrawn_office_says_nothing(world: World, code: str) -> None:
    office = office_in(world, code)
    unpublish_page(page=office)
    office = OfficePage.objects.get(pk=office.pk)
    office.title, office.slug, office.is_confidential = "Casa segura", "casa-segura", True
    with transaction.atomic():
        office.save_revision()
        office.save()

    assert tables_with(*WORDS) == set()
    assert world.differences() == []


def test_of_an_edition_only_the_place_may_be_taken_out(world: World) -> None:
    office = marked(world, office_in(world, "NAC"))
    edition = Edition.objects.filter(key=str(office.translation_key)).order_by("number").first()
    assert edition is not None
    changes: list[dict[str, Any]] = [
        {"document": {**edition.document, "note": "Otra."}},
        {"document": {**edition.document, "address": {"text": "Calle 2"}}},
        {"document": {**edition.document, "isConfidential": False}},
        {"document": edition.document, "number": 99},
    ]

    for change in changes:
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), tenant_scope([LIBRARY_ID]):
            Edition.objects.filter(pk=edition.pk).update(**change)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), tenant_scope([LIBRARY_ID]):
        Edition.objects.filter(pk=edition.pk).delete()


def test_a_new_key_encrypts_what_is_kept_anew(world: World, settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    office = marked(world, office_in(world, "XNO"))
    before = ConfidentialPlace.objects.get().place
    old, new = settings.ENCRYPTION_KEYS[0], new_key()
    settings.ENCRYPTION_KEYS = [new, old]
    call_command("keyring", "rotate")
    call_command("keyring", "rotate")
    settings.ENCRYPTION_KEYS = [new]

    assert ConfidentialPlace.objects.get().place != before
    assert place_of(office.translation_key) == PLACE
    assert capsys.readouterr().out.splitlines() == [
        "1 textos cifrados con la clave más nueva; 0 ya lo estaban.",
        "0 textos cifrados con la clave más nueva; 1 ya lo estaban.",
    ]


def test_what_no_key_reads_is_named_and_stays(world: World, settings: Any) -> None:
    office = marked(world, office_in(world, "XNO"))
    before = ConfidentialPlace.objects.get().place
    settings.ENCRYPTION_KEYS = [new_key()]

    with pytest.raises(Exception, match=str(office.translation_key)) as failure:
        call_command("keyring", "rotate")

    assert failure.value.returncode == 1  # type: ignore[attr-defined]
    assert ConfidentialPlace.objects.get().place == before


def office_tenant(world: World, code: str) -> int:
    return world.tenants[code].pk
