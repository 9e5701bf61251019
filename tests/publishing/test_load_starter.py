"""The starter content is loaded once, completely, and editors' work is never touched."""

from __future__ import annotations

from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from wagtail.models import Page, PageLogEntry

from content_models.models import GlossaryTerm, GuidancePage, HomePage, OfficePage, OrganizationPage, ScriptPage
from content_models.stable_ids import key_of
from content_models.starter_errors import StarterError
from publishing.models import ContentItem
from publishing.services.load_starter import Loaded, load_starter
from publishing.services.publish import delete_page, publish_page, unpublish_page
from publishing.services.verify import verify
from publishing.starter_loading.decisions import Act
from tenants.models import LIBRARY_ID, Tenant, TenantStatus
from tests.content_models.starter_files import StarterCopy

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PAGES = 775


@pytest.fixture
def copy(tmp_path: Path) -> StarterCopy:
    return StarterCopy(tmp_path)


def load(copy: StarterCopy, *, publish_unconfirmed: bool = True) -> Loaded:
    return load_starter(publish_unconfirmed=publish_unconfirmed, folder=copy.folder, deadlines=copy.deadlines)


def record(content: Any, identity: str) -> Any:
    """The record with this id, in any of a file's lists."""
    lists = [value for value in content.values() if isinstance(value, list)]
    return next(
        entry for entries in lists for entry in entries if isinstance(entry, dict) and entry.get("id") == identity
    )


def term(identity: str) -> GlossaryTerm:
    return GlossaryTerm.objects.get(translation_key=key_of("term", identity))


def office(identity: str) -> OfficePage:
    return OfficePage.objects.get(translation_key=key_of("office", identity))


def test_everything_is_there() -> None:
    assert GuidancePage.objects.live().count() == 34
    assert GlossaryTerm.objects.live().count() == 106
    assert ScriptPage.objects.live().count() == 16
    assert OrganizationPage.objects.live().count() == 14 + 14 * 32
    assert OfficePage.objects.live().count() == 149
    assert OfficePage.objects.filter(needs_confirmation=True).count() == 141
    assert HomePage.objects.live().count() == 1
    assert HomePage.objects.count() == 33


def test_four_states_are_launched_and_28_are_drafts() -> None:
    states = Tenant.objects.exclude(pk=LIBRARY_ID)

    launched = states.filter(status=TenantStatus.LAUNCHED).values_list("code", flat=True)

    assert sorted(launched) == ["CMX", "COA", "MEX", "TAB"]
    assert states.filter(status=TenantStatus.DRAFT).count() == 28


def test_every_tenant_has_the_national_numbers() -> None:
    expected = [
        ("emergency", "911", ""),
        ("help_line", "5556581111", "+525556581111"),
        ("help_line", "*0311", ""),
        ("women", "079", ""),
        ("report", "089", ""),
    ]

    for tenant in Tenant.objects.all():
        assert list(tenant.phones.values_list("purpose", "dial", "e164")) == expected


def test_the_store_agrees_with_the_trees() -> None:
    assert verify() == []


def test_the_trees_are_sound() -> None:
    assert Page.find_problems() == ([], [], [], [], [])


def test_a_page_s_history_says_where_it_came_from() -> None:
    entry = PageLogEntry.objects.filter(page=term("amparo")).latest("timestamp")

    with translation.override("en"):
        assert str(entry.message) == "Loaded with the starter content"
    assert entry.revision == term("amparo").latest_revision
    assert entry.user is None


def test_a_page_loaded_in_bulk_is_as_wagtail_would_have_published_it() -> None:
    page = term("amparo")
    before = ContentItem.objects.get(key=str(page.translation_key))

    publish_page(page=page.get_latest_revision_as_object())

    again, after = term("amparo"), ContentItem.objects.get(key=str(page.translation_key))
    assert again.latest_revision_id == again.live_revision_id == page.live_revision_id
    assert (page.live, page.has_unpublished_changes, page.expired) == (True, False, False)
    assert (page.draft_title, page.url_path) == (again.draft_title, again.url_path)
    assert (after.document, after.path, after.sort_key) == (before.document, before.path, before.sort_key)


def test_loading_again_changes_nothing(copy: StarterCopy) -> None:
    before = sorted(Page.objects.values_list("pk", "latest_revision_id", "live"))

    loaded = load(copy)

    assert loaded == Loaded(tenants=0, pages=Counter({Act.LEAVE_SAME: PAGES}))
    assert sorted(Page.objects.values_list("pk", "latest_revision_id", "live")) == before


def test_a_changed_file_updates_a_page_that_nobody_has_edited(copy: StarterCopy) -> None:
    copy.change("glossary.json", lambda content: record(content, "amparo").update(definition="Otra definición."))

    loaded = load(copy)

    assert loaded.pages == Counter({Act.LEAVE_SAME: PAGES - 1, Act.UPDATE: 1})
    assert term("amparo").definition == "<p>Otra definición.</p>"
    assert term("amparo").live
    assert verify() == []


def test_what_an_editor_changed_stays(copy: StarterCopy) -> None:
    page = term("amparo")
    page.definition = "<p>Lo que escribió la editora.</p>"
    page.save_revision()
    publish_page(page=page)
    copy.change("glossary.json", lambda content: record(content, "amparo").update(definition="Otra definición."))

    loaded = load(copy)

    assert loaded.pages == Counter({Act.LEAVE_SAME: PAGES - 1, Act.LEAVE_EDITED: 1})
    assert term("amparo").definition == "<p>Lo que escribió la editora.</p>"


def test_an_editor_s_draft_stays_too(copy: StarterCopy) -> None:
    page = term("amparo")
    page.definition = "<p>Un borrador.</p>"
    page.save_revision()
    copy.change("glossary.json", lambda content: record(content, "amparo").update(definition="Otra definición."))

    load(copy)

    assert term("amparo").get_latest_revision_as_object().definition == "<p>Un borrador.</p>"
    assert "Otra" not in term("amparo").definition


def test_a_page_that_an_editor_deleted_does_not_come_back(copy: StarterCopy) -> None:
    delete_page(page=term("careo"))

    loaded = load(copy)

    assert loaded.pages[Act.LEAVE_DELETED] == 1
    assert not GlossaryTerm.objects.filter(translation_key=key_of("term", "careo")).exists()


def test_an_update_does_not_publish_what_an_editor_withdrew(copy: StarterCopy) -> None:
    unpublish_page(page=term("amparo"))
    copy.change("glossary.json", lambda content: record(content, "amparo").update(definition="Otra definición."))

    load(copy)

    assert not term("amparo").live
    assert term("amparo").get_latest_revision_as_object().definition == "<p>Otra definición.</p>"
    assert verify() == []


@pytest.mark.parametrize(("publish_unconfirmed", "is_live"), [(True, True), (False, False)])
def test_an_office_that_nobody_confirmed_is_published_in_a_demonstration_only(
    copy: StarterCopy, publish_unconfirmed: bool, is_live: bool
) -> None:
    def add(content: Any) -> None:
        known = record(content, "tab-cedh")
        content["national_and_launch_state_offices"].append({**known, "id": "tab-nueva", "name": "Oficina nueva"})

    copy.change("institutions.json", add)

    loaded = load(copy, publish_unconfirmed=publish_unconfirmed)

    assert loaded.pages == Counter({Act.LEAVE_SAME: PAGES, Act.CREATE: 1})
    assert office("tab-nueva").live is is_live
    assert office("tab-nueva").get_latest_revision_as_object().needs_confirmation
    assert verify() == []


def test_a_wrong_file_changes_nothing(copy: StarterCopy) -> None:
    copy.change("glossary.json", lambda content: record(content, "amparo").update(definition="Otra definición."))
    copy.change("scripts.json", lambda content: record(content, "familiar-detenido").update(start="no-existe"))

    with pytest.raises(StarterError) as refusal:
        load(copy)

    assert (refusal.value.code, refusal.value.file, refusal.value.record, refusal.value.field) == (
        "STARTER_TARGET_MISSING",
        "scripts.json",
        "familiar-detenido",
        "start",
    )
    assert "Otra" not in term("amparo").definition


@pytest.mark.parametrize(
    ("file", "identity", "field", "value", "page_field"),
    [
        ("institutions.json", "tab-cedh", "email", "no es un correo", "email"),
        ("institutions.json", "tab-cedh", "website", "sin dirección", "website"),
        ("roles_topics.json", "victima-como-denunciar", "citizen_question", "¿" + "a" * 300 + "?", "question"),
        ("glossary.json", "amparo", "citizen_synonyms", ["{help_line}"], "synonyms"),
    ],
)
def test_what_a_page_would_refuse_is_refused_before_anything_is_changed(
    copy: StarterCopy, file: str, identity: str, field: str, value: object, page_field: str
) -> None:
    copy.change("glossary.json", lambda content: record(content, "careo").update(definition="Otra definición."))
    copy.change(file, lambda content: record(content, identity).update({field: value}))

    with pytest.raises(StarterError) as refusal:
        load(copy)

    error = refusal.value
    assert (error.code, error.file, error.record, error.field) == (
        "STARTER_CONTENT_REFUSED",
        file,
        identity,
        page_field,
    )
    assert error.detail
    assert "Otra" not in term("careo").definition


def test_a_new_page_does_not_push_an_editor_s_page_from_its_place(copy: StarterCopy) -> None:
    glossary = term("amparo").get_parent()
    own = GlossaryTerm(title="Palabra nueva", slug="palabra-nueva", definition="<p>De la editora.</p>")
    glossary.add_child(instance=own)

    def add(content: Any) -> None:
        content["terms"].append({**record(content, "amparo"), "id": "palabra-nueva"})
        content["count"] += 1

    copy.change("glossary.json", add)

    with pytest.raises(StarterError) as refusal:
        load(copy)

    error = refusal.value
    assert (error.code, error.record, error.field) == ("STARTER_CONTENT_REFUSED", "palabra-nueva", "slug")
    assert GlossaryTerm.objects.get(slug="palabra-nueva") == own


def test_a_script_in_a_circle_is_refused(copy: StarterCopy) -> None:
    def circle(content: Any) -> None:
        nodes = {node["id"]: node for node in record(content, "denuncie-y-no-avanza")["nodes"]}
        nodes["a-ver-carpeta"]["options"].append({"label": "Otra vez", "to": "q-notif"})

    copy.change("scripts.json", circle)

    with pytest.raises(StarterError) as refusal:
        load(copy)

    assert (refusal.value.code, refusal.value.record, refusal.value.field) == (
        "STARTER_CONTENT_REFUSED",
        "denuncie-y-no-avanza",
        "nodes",
    )


def test_the_command_says_what_it_did() -> None:
    said = StringIO()

    call_command("load_starter", production=True, stdout=said)

    assert "775" in said.getvalue()


def test_the_command_wants_to_know_which_way() -> None:
    with pytest.raises(CommandError):
        call_command("load_starter")
