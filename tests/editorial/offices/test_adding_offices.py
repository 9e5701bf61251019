"""Adding an office in one step: what is stored, what is refused and asked, and that nothing is lost then."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from content_models.confidential_places import place_of
from content_models.models import OfficePage, OrganizationPage
from tenants.models import StaffRole, User
from tests.content_models.world import block
from tests.module_transaction import anew, made_once
from tests.tenants.factories import member
from tests.world import World

URL = "/admin/oficinas/XNO/agregar/"
TYPED = {
    "title": "Unidad de Atención",
    "phone_1": "993 313 6550",
    "phone_label_1": "Guardia",
    "schedule": "lun a vie 9:00-15:00 y sáb 9-13",
    "holidays": "CLOSED",
    "address": "Paseo Usumacinta 802",
    "source": "Sitio de la fiscalía",
    "languages": ["es-MX"],
}


@made_once
def made_organizations(module_world: World) -> list[OrganizationPage]:
    fields: dict[str, Any] = {"organization_kind": "PROSECUTOR"}
    return [
        module_world.new(
            OrganizationPage, code, "directorio", title=f"Fiscalía {code}", slug=f"f-{code.lower()}", **fields
        )
        for code in ("XNO", "XSU")
    ]


@pytest.fixture
def own(made_organizations: list[OrganizationPage], world: World) -> OrganizationPage:
    return anew(made_organizations[0])


def signed_in(world: World, role: StaffRole) -> tuple[Client, User]:
    user = member(world.tenants["XNO"], role)
    client = Client()
    client.force_login(user)
    return client, user


def errors_of(answer: Any) -> dict[str, list[str]]:
    return {name: [one.code for one in errors.as_data()] for name, errors in answer.context["form"].errors.items()}


def test_an_office_with_hours_is_one_form_and_goes_to_review(world: World, own: OrganizationPage) -> None:
    client, user = signed_in(world, StaffRole.EDITOR)
    led = client.get(reverse("state_offices:states", args=["agregar"]))
    shown = client.get(URL).content.decode()

    answer = client.post(URL, {**TYPED, "organization": own.pk, "was_called": "on", "action-submit": "1"})

    said = client.get(reverse("offices:index")).content.decode()
    assert ("se envió a revisión" in said, "se creó y se envió" in said) == (True, False)
    assert led["Location"] == URL
    assert "Fiscalía XNO" in shown
    assert "Fiscalía XSU" not in shown
    assert (answer.status_code, answer["Location"]) == (302, reverse("offices:index"))
    office = OfficePage.objects.get(title="Unidad de Atención")
    assert (office.get_parent().pk, office.slug, office.live) == (own.pk, "xno-unidad-de-atencion", False)
    assert office.current_workflow_state is not None
    [phone] = office.phones
    assert (phone.value["display"], phone.value["label"]) == ("993 313 6550", "Guardia")
    [schedule] = office.schedule
    week, saturday = schedule.value["periods"]
    assert (len(week["days"]), f"{week['opens_at']:%H:%M}", f"{week['closes_at']:%H:%M}") == (5, "09:00", "15:00")
    assert (list(saturday["days"]), schedule.value["holidays"]) == (["SATURDAY"], "CLOSED")
    assert (office.needs_confirmation, office.assured_by, office.languages) == (False, user, ["es-MX"])
    assert office.assured_on is not None


def test_the_enter_key_saves_no_half_office(world: World, own: OrganizationPage) -> None:
    shown = signed_in(world, StaffRole.EDITOR)[0].get(URL).content.decode()

    form = shown[shown.index('<form class="office-form"') :]
    assert re.findall(r"<button\b[^>]*>", form)[0] == "<button disabled hidden>"


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({}, set()),
        ({"phone_1": "", "schedule": "", "address": ""}, {"Teléfonos", "Horario", "Lugar"}),
        ({"schedule": "", "hours_text": "Solo con cita"}, set()),
        ({"municipality": ""}, {"Lugar"}),
        ({"address": "", "municipality": "", "is_confidential": "on"}, set()),
    ],
)
def test_what_a_new_draft_still_lacks_is_said_and_led_to(
    world: World, own: OrganizationPage, changes: dict[str, str], missing: set[str]
) -> None:
    client, _user = signed_in(world, StaffRole.EDITOR)

    typed = {**TYPED, "municipality": "Centro", "organization": own.pk, **changes}
    saved = client.post(URL, typed, follow=True).content.decode()

    edit = reverse("wagtailadmin_pages:edit", args=[OfficePage.objects.get(title="Unidad de Atención").pk])
    links = dict(re.findall(rf'href="{edit}#([^"]+)"[^>]*>([^<]+)<', saved))
    assert {text.strip() for text in links.values()} == missing
    drawn = [name.removesuffix("-root") for name in links]  # Wagtail's script adds that when it draws the blocks
    assert [f'id="{name}"' in saved for name in drawn] == [True] * len(missing)


def test_the_button_that_adds_a_telephone_has_words(world: World, own: OrganizationPage) -> None:
    client, _user = signed_in(world, StaffRole.EDITOR)
    client.post(URL, {**TYPED, "organization": own.pk, "phone_1": ""})
    office = OfficePage.objects.get(title="Unidad de Atención")

    form = client.get(reverse("wagtailadmin_pages:edit", args=[office.pk])).content.decode()

    panel = re.search(r'<section[^>]* id="[^"]*phones-section"[^>]*>', form)
    assert panel is not None
    assert 'data-add-words="Agregar un teléfono"' in panel[0]


def test_a_publisher_publishes_at_once(world: World, own: OrganizationPage) -> None:
    client, _ = signed_in(world, StaffRole.PUBLISHER)

    client.post(URL, {**TYPED, "organization": own.pk, "action-publish": "1"})
    world.commit()

    office = OfficePage.objects.get(title="Unidad de Atención")
    served = world.view("XNO").item(str(office.translation_key))
    assert served is not None
    assert (served["schedule"]["osm"], served["needsConfirmation"]) == (
        "Mo-Fr 09:00-15:00, Sa 09:00-13:00; PH off",
        True,
    )


@pytest.mark.parametrize(
    ("case", "changes", "expected"),
    [
        ("no institution", {"organization": ""}, {"organization": ["required"]}),
        ("another state's institution", {"organization": "foreign"}, {"organization": ["invalid_choice"]}),
        (
            "hours that are not understood",
            {"schedule": "lun–vie cuando se pueda"},
            {"schedule": ["hours_not_understood"]},
        ),
        ("hours without days", {"schedule": "9–15"}, {"schedule": ["hours_without_days"]}),
        ("days without hours", {"schedule": "lun–vie"}, {"schedule": ["hours_missing"]}),
        ("half of the hours", {"schedule": "lun 8; mar 9–10"}, {"schedule": ["hours_without_end"]}),
        ("an hour that is none", {"schedule": "lun–vie 8–25"}, {"schedule": ["hour_impossible"]}),
        ("from eight to eight", {"schedule": "lun–vie 8–8"}, {"schedule": ["hours_of_twelve"]}),
        ("no time at all", {"schedule": "lun–vie 16–16"}, {"schedule": ["period_empty"]}),
        ("one day twice", {"schedule": "lun–vie 8–16, vie 8–14"}, {"schedule": ["hours_overlap"]}),
        ("an hour of the year 20226", {"schedule": "lun–vie 20226–3"}, {"schedule": ["hours_not_understood"]}),
        ("hours over midnight are asked about", {"schedule": "vie 20–4"}, {"schedule": ["HOURS_OVER_MIDNIGHT"]}),
        ("a number too short", {"phone_1": "993 313 655"}, {"phone_1": ["phone_invalid"]}),
        ("half a point", {"latitude": "17.9"}, {"longitude": ["point_incomplete"]}),
        ("a point in the sea", {"latitude": "40", "longitude": "-92"}, {"latitude": ["point_outside_mexico"]}),
        ("a postal code with letters", {"postal_code": "86O40"}, {"postal_code": ["postal_code"]}),
        ("no name", {"title": ""}, {"title": ["required"]}),
    ],
)
def test_what_cannot_be_stays_typed_with_the_reason_at_its_field(
    world: World,
    own: OrganizationPage,
    made_organizations: list[OrganizationPage],
    case: str,
    changes: dict[str, str],
    expected: dict[str, list[str]],
) -> None:
    client, _ = signed_in(world, StaffRole.EDITOR)
    if changes.get("organization") == "foreign":
        changes = {"organization": str(made_organizations[1].pk)}

    answer = client.post(URL, {**TYPED, "organization": own.pk, **changes, "action-submit": "1"})

    assert errors_of(answer) == expected
    shown = html.unescape(answer.content.decode())
    assert ("Todavía no se envía: corrige" in shown, "No se pudo crear la página" in shown) == (True, False)
    typed = {**TYPED, **changes}
    for name in ("phone_1", "schedule", "address"):
        assert f'value="{typed[name]}"' in shown
    assert not OfficePage.objects.filter(title="Unidad de Atención").exists()


def test_hours_over_midnight_are_taken_once_somebody_says_yes(world: World, own: OrganizationPage) -> None:
    client, _ = signed_in(world, StaffRole.EDITOR)
    data = {**TYPED, "organization": own.pk, "schedule": "vie 20–4"}
    asked = client.post(URL, data)
    box = re.search(r'name="(answer-schedule)" value="([^"]+)"', asked.content.decode())
    assert box is not None

    client.post(URL, {**data, box[1]: html.unescape(box[2])})

    [schedule] = OfficePage.objects.get(title="Unidad de Atención").schedule
    assert f"{schedule.value['periods'][0]['closes_at']:%H:%M}" == "04:00"


@pytest.mark.parametrize(
    ("typed", "field", "asked"),
    [
        ({"phone_1": "+1 212 555 1234"}, "phone_1", "+1 212 555 1234"),
        ({"phone_2": "9931111111"}, "phone_2", "993 111 1111"),
        ({"phone_1": "911", "phone_2": "*1234"}, "phone_1", "911 | *1234"),
        ({"phone_1": "+1 212 555 1234, ext. 5", "phone_2": "911"}, "phone_1", "+1 212 555 1234, ext. 5 | 911"),
        ({"schedule": "lun 9–14, 4–7"}, "schedule", "04:00–07:00"),
    ],
)
def test_a_doubtful_number_is_taken_once_somebody_says_yes(
    world: World, own: OrganizationPage, typed: dict[str, str], field: str, asked: str
) -> None:
    client, _ = signed_in(world, StaffRole.PUBLISHER)
    data = {**TYPED, "organization": own.pk, **typed, "action-publish": "1"}
    doubted = client.post(URL, data)
    box = re.search(rf'name="(answer-{field})" value="([^"]+)"', doubted.content.decode())
    assert box is not None
    assert not OfficePage.objects.filter(title="Unidad de Atención").exists()

    client.post(URL, {**data, box[1]: html.unescape(box[2])})

    office = OfficePage.objects.get(title="Unidad de Atención")
    assert [one["value"] for one in office.answered_questions.values()] == [asked]


@pytest.mark.parametrize(
    ("case", "title", "is_asked"),
    [
        ("without accents and small words", "defensoria publica delegacion Sabinas", True),
        ("one word more", "Defensoría Pública, delegación de Nueva Sabinas", True),
        ("another place", "Defensoría Pública, delegación Parras", False),
        ("another number", "Defensoría Pública 2, delegación Sabinas", False),
    ],
)
def test_a_like_name_of_the_same_institution_is_asked_about_with_its_number(
    world: World, own: OrganizationPage, case: str, title: str, is_asked: bool
) -> None:
    client, _ = signed_in(world, StaffRole.EDITOR)
    phones = [block("phone", {"display": "861 612 2452"})]
    name = "Defensoría Pública, delegación Sabinas"
    there = world.publish(world.draft_below(own, OfficePage, title=name, slug="t-sabinas", phones=phones))
    data = {**TYPED, "organization": own.pk, "title": title, "phone_1": "", "action-submit": "1"}

    answer = client.post(URL, data)

    if is_asked:
        assert errors_of(answer) == {"title": ["OFFICE_LIKE_ANOTHER"]}
        shown = answer.content.decode()
        edit = reverse("wagtailadmin_pages:edit", args=[there.pk])
        assert f'<a href="{edit}" target="_blank" rel="noopener">{name}</a> (861 612 2452)' in shown
        box = re.search(r'name="(answer-title)" value="([^"]+)"', shown)
        assert box is not None
        client.post(URL, {**data, box[1]: html.unescape(box[2])})
    assert OfficePage.objects.filter(title=title).exists()


def test_a_confidential_place_gets_no_point(world: World, own: OrganizationPage) -> None:
    client, _ = signed_in(world, StaffRole.EDITOR)
    point = {"latitude": "25.5", "longitude": "-100.9", "is_confidential": "on"}

    client.post(URL, {**TYPED, "organization": own.pk, **point})

    office = OfficePage.objects.get(title="Unidad de Atención")
    place = place_of(office.translation_key)
    assert (office.is_confidential, office.address, office.latitude) == (True, "", None)
    assert (place["address"], place["latitude"]) == ("Paseo Usumacinta 802", None)


def test_typed_hours_are_drawn_as_they_are_read(world: World) -> None:
    client, _ = signed_in(world, StaffRole.EDITOR)
    url = reverse("state_offices:hours")

    read = client.get(url, {"text": "vie 20-4"}).json()
    wrong = client.get(url, {"text": "9-15"}).json()

    assert read["words"] == "vie 20–4"
    assert {day: spans for day, spans in read["week"].items() if spans} == {
        "FRIDAY": [[1200, 1440]],
        "SATURDAY": [[0, 240]],
    }
    assert read["periods"] == [{"days": ["FRIDAY"], "opens_at": "20:00:00", "closes_at": "04:00:00"}]
    assert set(wrong) == {"error"}


def test_hours_that_are_not_read_are_offered_as_they_were_probably_meant(world: World) -> None:
    client, _ = signed_in(world, StaffRole.EDITOR)

    offered, unknown = (
        client.get(reverse("state_offices:hours"), {"text": typed}).json()
        for typed in ("todos los días de 8 a 8", "cuando se pueda")
    )

    assert (offered["meant"], "8–20" in offered["error"]) == ("todos los días 8–20", True)
    assert set(unknown) == {"error"}


@pytest.mark.parametrize(
    ("typed", "asked", "meant"),
    [
        ("lun–vie 8 a 3", "08:00–03:00", "lun–vie 8–15"),
        ("lun–vie 9–3:30; sáb 10–1", "09:00–03:30", "lun–vie 9–15:30; sáb 10–13"),
        ("vie 20–4", "20:00–04:00", ""),
        ("lun–vie 8–15", "", ""),
        ("24 horas", "", ""),
    ],
)
def test_hours_over_midnight_are_asked_about_while_they_are_typed(
    world: World, typed: str, asked: str, meant: str
) -> None:
    client, _ = signed_in(world, StaffRole.EDITOR)

    read = client.get(reverse("state_offices:hours"), {"text": typed}).json()

    assert (asked in read["question"], bool(read["question"]), read["meant"]) == (True, bool(asked), meant)
