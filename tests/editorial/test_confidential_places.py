"""The form of a confidential office: who sees the place, who may make it public, and what the form leaves behind."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from wagtail.admin.models import FormState
from wagtail.log_actions import log
from wagtail.models import PageLogEntry
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from content_models.confidential_places import LIFTED, MARKED, is_marked, place_of
from content_models.models import OfficePage, OrganizationPage
from editorial.adapting import services as adapt
from editorial.adapting.errors import NotAdaptable
from editorial.adapting.types import AdaptationTarget, OperationInput, OperationKind
from tenants.keyring import new_key
from tenants.models import StaffRole, User
from tenants.scope import tenant_scope
from tenants.second_factor.forms import CODE
from tests.module_transaction import anew, made_once
from tests.publishing.test_confidential_places import MARK, PLACE, WORDS, tables_with
from tests.tenants.factories import member
from tests.tenants.second_factors import age_proof, code_of, enrolled, held, signed_in_long_ago
from tests.world import World

STREAMS = ("services", "phones", "schedule", "accessibility", "areas_served")
PUBLISH = {"action-publish": "1"}


@made_once
def made_office(module_world: World) -> OfficePage:
    organization = module_world.new(
        OrganizationPage, "XNO", "directorio", title="Red", slug="p-red", organization_kind="CIVIL_SOCIETY"
    )
    page = module_world.draft_below(organization, OfficePage, title="Casa", slug="casa", **PLACE)
    return module_world.publish(page)


@pytest.fixture
def office(made_office: OfficePage, world: World) -> OfficePage:
    """A published office of the North."""
    return anew(made_office)


def signed_in(world: World, who: str) -> Client:
    client = Client()
    if who == "administrator":
        client.force_login(User.objects.create_superuser("raiz", "raiz@example.mx", "x"))
    else:
        code, role = who.split()
        client.force_login(member(world.tenants[code], StaffRole(role)))
    return client


def edit_url(office: OfficePage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[office.pk])


def sent(office: OfficePage, **changes: Any) -> dict[str, Any]:
    """What a browser sends of the form."""
    latest = OfficePage.objects.get(pk=office.pk).get_latest_revision()
    assert latest is not None
    data = {
        "title": "Casa",
        "slug": "casa",
        "order": 0,
        "needs_confirmation": "on",
        "is_confidential": "on",
        **PLACE,
        **{name: streamfield([]) for name in STREAMS},
        "comments": inline_formset([]),
        "loaded_revision_id": latest.pk,
        "loaded_revision_created_at": latest.created_at.isoformat(),
        **changes,
    }
    return {name: value for name, value in nested_form_data(data).items() if value is not None}


def field_errors(response: Any) -> dict[str, list[str]]:
    return {
        name: [error.code for error in errors.as_data()] for name, errors in response.context["form"].errors.items()
    }


def mark(world: World, office: OfficePage, client: Client, **changes: Any) -> None:
    assert client.post(edit_url(office), sent(office, **changes)).status_code == 302
    world.commit()


@pytest.mark.parametrize("role", ["editor", "publisher"])
def test_whoever_edits_it_marks_a_place_which_only_the_form_shows_then(
    world: World, office: OfficePage, role: str
) -> None:
    client = signed_in(world, f"XNO {role}")
    mark(world, office, client)

    assert tables_with(*WORDS) == set()
    assert world.view("XNO").item(str(office.translation_key))["address"] is None
    shown = client.get(edit_url(office)).content.decode()
    assert f'value="{PLACE["address"]}"' in shown
    assert str(PLACE["latitude"]) in shown


def test_marking_and_making_public_ask_for_a_code_and_lose_nothing(world: World, office: OfficePage) -> None:
    user = member(world.tenants["XNO"], StaffRole.PUBLISHER)
    enrolled(user)
    client = signed_in_long_ago(user)
    asked = client.post(edit_url(office), sent(office))
    kept, revisions = is_marked(office.translation_key), office.revisions.count()
    steps = iter(range(3))

    def answered(question: Any) -> Any:
        answer = client.post(edit_url(office), {**held(question), CODE: code_of(steps=next(steps) - 1)})
        world.commit()
        return answer

    assert (asked.status_code, kept, revisions) == (403, False, 1)
    assert answered(asked).status_code == 302
    assert place_of(office.translation_key)["address"] == PLACE["address"]
    age_proof(client)
    reason = {"is_confidential": None, "confidential_reason": "El refugio cerró."}
    asked = client.post(edit_url(office), sent(office, **reason, address="Plaza 1", municipality="", **PUBLISH))
    assert (asked.status_code, is_marked(office.translation_key)) == (403, True)
    assert answered(asked).status_code == 302
    assert not is_marked(office.translation_key)


def test_a_preview_asks_for_no_code(world: World, office: OfficePage) -> None:
    user = member(world.tenants["XNO"], StaffRole.PUBLISHER)
    enrolled(user)
    client = signed_in_long_ago(user)
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[office.pk])

    assert client.post(preview, sent(office)).status_code == 200
    assert client.get(preview).status_code == 200


@pytest.mark.parametrize("act", [{}, PUBLISH], ids=["saved", "published"])
def test_marking_says_what_is_hidden_and_what_stays_public(
    world: World, office: OfficePage, act: dict[str, str]
) -> None:
    client = signed_in(world, "XNO publisher")

    marked = client.post(edit_url(office), sent(office, **act))
    again = client.post(edit_url(office), sent(office, **act))

    told = [str(each) for each in get_messages(marked.wsgi_request)]
    assert len([each for each in told if "Desde ahora el lugar de «Casa» es confidencial" in each]) == 1
    assert "Siguen siendo públicos su nombre, teléfonos" in " ".join(told)
    assert "confidencial" not in " ".join(str(each) for each in list(get_messages(again.wsgi_request))[len(told) :])


def test_marking_is_told_by_a_form_that_saves_itself(world: World, office: OfficePage) -> None:
    client = signed_in(world, "XNO publisher")

    saved = client.post(edit_url(office), sent(office), headers={"Accept": "application/json"})

    assert "Desde ahora el lugar de «Casa» es confidencial" in saved.json()["html"]


def test_a_form_changes_the_place_and_empties_it(world: World, office: OfficePage) -> None:
    client = signed_in(world, "XNO publisher")
    mark(world, office, client)
    mark(world, office, client, address=f"Otra {MARK}", municipality="", latitude="", longitude="", **PUBLISH)

    place = place_of(office.translation_key)
    assert (place["address"], place["municipality"], place["latitude"]) == (f"Otra {MARK}", "", None)
    assert tables_with(*WORDS) == set()
    assert PageLogEntry.objects.filter(page=office.pk, action=MARKED).count() == 1


def test_saving_without_a_change_is_none(world: World, office: OfficePage) -> None:
    client = signed_in(world, "XNO publisher")
    mark(world, office, client, **PUBLISH)
    mark(world, office, client, **PUBLISH)

    published = PageLogEntry.objects.filter(page=office.pk, action="wagtail.publish").order_by("pk")
    assert [one.content_changed for one in published][-2:] == [True, False]


@pytest.mark.parametrize("who", ["administrator"])
def test_nobody_else_sees_the_place_and_saving_keeps_it(world: World, office: OfficePage, who: str) -> None:
    mark(world, office, signed_in(world, "XNO editor"))
    client = signed_in(world, who)

    shown = client.get(edit_url(office)).content.decode()
    mark(world, office, client, note="Otra nota.", address="Calle inventada 1")

    assert MARK not in shown
    assert 'name="address"' not in shown
    assert place_of(office.translation_key) == PLACE


def test_without_its_key_the_place_is_not_shown_and_stays(world: World, office: OfficePage, settings: Any) -> None:
    client, keys = signed_in(world, "XNO editor"), settings.ENCRYPTION_KEYS
    mark(world, office, client)
    settings.ENCRYPTION_KEYS = [new_key()]

    shown = client.get(edit_url(office))
    mark(world, office, client, note="Otra nota.")

    assert shown.status_code == 200
    assert "cifrado con una clave" in shown.content.decode()
    settings.ENCRYPTION_KEYS = keys
    assert place_of(office.translation_key) == PLACE


@pytest.mark.parametrize(
    ("case", "who", "changes", "codes"),
    [
        ("an editor", "XNO editor", {"confidential_reason": "Se mudó.", **PUBLISH}, ["lifted_by_publishers"]),
        ("no reason", "XNO publisher", {**PUBLISH}, ["lifted_without_reason"]),
        ("blanks for a reason", "XNO publisher", {"confidential_reason": "  ", **PUBLISH}, ["lifted_without_reason"]),
        ("a draft", "XNO publisher", {"confidential_reason": "Se mudó."}, ["lifted_in_draft"]),
        (
            "sent for approval",
            "XNO publisher",
            {"confidential_reason": "M.", "action-submit": "1"},
            ["lifted_in_draft"],
        ),
        (
            "for later",
            "XNO publisher",
            {"confidential_reason": "M.", "go_live_at": "01/01/2099 10:00", **PUBLISH},
            ["lifted_in_draft"],
        ),
        (
            "somebody of no state",
            "administrator",
            {"confidential_reason": "Se mudó.", **PUBLISH},
            ["lifted_by_publishers"],
        ),
    ],
)
def test_what_does_not_make_a_place_public(
    world: World, office: OfficePage, case: str, who: str, changes: dict[str, str], codes: list[str]
) -> None:
    mark(world, office, signed_in(world, "XNO editor" if who == "XNO publisher" else "XNO publisher"))
    response = signed_in(world, who).post(edit_url(office), sent(office, is_confidential=None, **changes))

    assert field_errors(response) == {"is_confidential": codes}
    assert is_marked(office.translation_key)
    assert tables_with(*WORDS) == set()


def test_a_publisher_makes_it_public_for_a_reason(world: World, office: OfficePage) -> None:
    client = signed_in(world, "XNO publisher")
    mark(world, office, client)
    reason = {"is_confidential": None, "confidential_reason": "El refugio cerró."}
    response = client.post(edit_url(office), sent(office, **reason, address="Plaza 1", municipality="", **PUBLISH))
    world.commit()

    assert response.status_code == 302
    served = world.view("XNO").item(str(office.translation_key))
    assert (served["isConfidential"], served["address"]["text"]) == (False, "Plaza 1")
    assert not is_marked(office.translation_key)
    history = client.get(reverse("wagtailadmin_pages:history", args=[office.pk])).content.decode()
    assert "El lugar ya no es confidencial: El refugio cerró." in history
    assert PageLogEntry.objects.get(page=office.pk, action=LIFTED).user.username == "publisher-xno"


def test_a_preview_keeps_nothing_of_the_place(world: World, office: OfficePage) -> None:
    client = signed_in(world, "XNO editor")
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[office.pk])
    client.post(url, sent(office, is_confidential=None, municipality=""))
    assert "wagtailadmin_formstate" in tables_with(MARK)

    answer = client.post(url, sent(office)).json()
    with tenant_scope([world.tenants["XNO"].pk]):
        kept = FormState.objects.get().data
    shown = client.get(f"{url}?mode=XNO").content.decode()

    assert answer == {"is_valid": True, "is_available": True}
    assert MARK not in kept
    assert MARK not in shown
    assert not is_marked(office.translation_key)  # a preview changes nothing
    mark(world, office, client)
    assert tables_with(*WORDS) == set()


@pytest.mark.parametrize("case", ["made public", "with a comment"])
def test_a_preview_of_a_confidential_office_keeps_nothing_of_the_place(
    world: World, office: OfficePage, case: str
) -> None:
    client = signed_in(world, "XNO publisher")
    mark(world, office, client)
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[office.pk])
    lifting = {"is_confidential": None, "confidential_reason": f"No en {MARK}.", "municipality": "", **PUBLISH}
    answer = client.post(url, sent(office, **(lifting if case == "made public" else remark("address")))).json()

    assert answer == {"is_valid": True, "is_available": True}
    with tenant_scope([world.tenants["XNO"].pk]):
        kept = parse_qs(FormState.objects.get().data)
    assert "confidential_reason" not in kept
    assert tables_with(*WORDS) == set()
    assert "Casa" in client.get(f"{url}?mode=XNO").content.decode()
    assert is_marked(office.translation_key)


def test_the_form_asks_nothing_about_a_place_of_which_no_answer_may_be_kept(world: World, office: OfficePage) -> None:
    client = signed_in(world, "XNO editor")

    mark(world, office, client, municipality="Nacajucka", postal_code="99999")

    assert place_of(office.translation_key)["postal_code"] == "99999"


def test_history_and_comparisons_show_nothing_of_it(world: World, office: OfficePage) -> None:
    client = signed_in(world, "XNO publisher")
    mark(world, office, client, note="Una.")
    mark(world, office, client, note="Otra.", **PUBLISH)
    pages = [
        reverse("wagtailadmin_pages:history", args=[office.pk]),
        reverse("wagtailadmin_pages:revisions_compare", args=[office.pk, "earliest", "latest"]),
        reverse("wagtailadmin_pages:view_draft", args=[office.pk]),
        *(reverse("wagtailadmin_pages:revisions_view", args=[office.pk, one.pk]) for one in office.revisions.all()),
    ]

    answers = [client.get(url) for url in pages]

    assert {answer.status_code for answer in answers} == {200}
    assert [url for url, answer in zip(pages, answers, strict=True) if MARK in answer.content.decode()] == []


def remark(field: str, **more: Any) -> dict[str, Any]:
    """A comment that names the place."""
    formset = inline_formset([{"text": f"¿{MARK}?", "contentpath": field, "resolved": "", **more}])
    return {"comments": {**formset, "0-replies": inline_formset([])}}


def test_no_comment_is_kept_in_the_history(world: World, office: OfficePage) -> None:
    client = signed_in(world, "XNO publisher")
    mark(world, office, client, is_confidential=None, municipality="", **remark("address"))
    page, rejection = OfficePage.objects.get(pk=office.pk), {"comment": f"No en {MARK}."}
    workflow = page.get_workflow().start(page, page.owner)
    workflow.current_task_state.reject(**rejection)
    assert tables_with(MARK) >= {"wagtailcore_pagelogentry", "wagtailcore_taskstate"}

    mark(world, office, client, **remark("postal_code"))
    assert tables_with(*WORDS) == set()
    mark(world, office, client, **remark("locality"), **PUBLISH)
    log(instance=page, action="wagtail.workflow.reject", data=rejection)

    assert tables_with(*WORDS) == set()
    raiz = signed_in(world, "administrator")
    history = reverse("wagtailadmin_pages:history", args=[office.pk])
    shown = [one.get(url) for one in (client, raiz) for url in (history, reverse("wagtailadmin_reports:site_history"))]
    assert [MARK in answer.content.decode() for answer in shown] == [False] * 4
    assert "wagtail.comments.create" in PageLogEntry.objects.filter(page=office.pk).values_list("action", flat=True)


@pytest.mark.parametrize("field", ["isConfidential", "address"])
def test_no_state_changes_where_a_national_office_is(world: World, field: str) -> None:
    organization = world.new(
        OrganizationPage, "NAC", "directorio", title="Red", slug="p-red", organization_kind="CIVIL_SOCIETY"
    )
    office = world.draft_below(organization, OfficePage, title="Casa", slug="casa", is_confidential=True, **PLACE)
    key = str(world.publish(office).translation_key)
    by = member(world.tenants["XNO"], StaffRole.PUBLISHER)
    target = AdaptationTarget(tenant=world.tenants["XNO"], key=key, locale="es-MX", by=by)

    with pytest.raises(NotAdaptable):
        adapt.put_operation(
            target,
            operation=OperationInput(OperationKind.SET, field=field, value=False),
            expected_revision=None,
            confirm=True,
        )

    assert world.view("XNO").item(key)["isConfidential"] is True


def test_going_back_in_the_history_keeps_it_confidential(world: World, office: OfficePage) -> None:
    client = signed_in(world, "XNO publisher")
    first = office.revisions.order_by("pk").first()
    mark(world, office, client, **PUBLISH)
    url = reverse("wagtailadmin_pages:revisions_revert", args=[office.pk, first.pk])

    form = client.get(url).context["form"]

    assert form["is_confidential"].value() is True
    assert place_of(office.translation_key) == PLACE
