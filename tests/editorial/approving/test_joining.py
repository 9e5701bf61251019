"""What two windows changed of an office, of which a loader stored less than a form does."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from wagtail.test.utils.form_data import streamfield

from content_models.models import OfficePage, OrganizationPage
from tests.editorial.test_confidential_places import edit_url, sent, signed_in
from tests.world import World

KEPT: dict[str, Any] = {
    "hours_text": "Lunes a viernes de 9 a 15",
    "address": "Calle Uno 1",
    **dict.fromkeys(("municipality", "neighborhood", "locality", "postal_code"), ""),
}


@pytest.fixture
def office(world: World) -> OfficePage:
    kind = {"title": "Red", "slug": "p-red", "organization_kind": "CIVIL_SOCIETY"}
    organization = world.new(OrganizationPage, "XNO", "directorio", **kind)
    phones = [{"type": "phone", "value": {"display": "993 315 0000", "label": "", "languages": []}}]
    page = world.draft_below(
        organization, OfficePage, title="Casa", slug="casa", phones=phones, needs_confirmation=True, **KEPT
    )
    world.publish(page)
    return OfficePage.objects.get(pk=page.pk)


def _sent(office: OfficePage, number: str = "993 315 0000", **changes: Any) -> dict[str, Any]:
    phones = streamfield([("phone", {"display": number, "label": "", "languages": streamfield([])})])
    phones["0"]["id"] = office.phones.raw_data[0]["id"]
    return sent(
        office, **{**KEPT, "is_confidential": None, "latitude": "", "longitude": "", "phones": phones, **changes}
    )


def test_what_a_form_only_completes_is_no_change(world: World, office: OfficePage) -> None:
    client = signed_in(world, "XNO publisher")
    of_address = _sent(office, address="Calle Dos 2")
    client.post(edit_url(office), _sent(office, "993 315 9999"))

    answer = client.post(edit_url(office), {**of_address, "keeps_both": "1"})
    shown = answer.context["form"].instance

    assert answer.context["joined"] is not None
    assert ([phone.value["display"] for phone in shown.phones], shown.address) == (["993 315 9999"], "Calle Dos 2")


def test_a_confirmation_of_a_number_that_changed_since_is_not_joined(world: World, office: OfficePage) -> None:
    client = signed_in(world, "XNO publisher")
    today = timezone.localdate().isoformat()
    confirming = _sent(office, needs_confirmation=None, assured_on=today)
    client.post(edit_url(office), _sent(office, "993 315 9999"))

    answer = client.post(edit_url(office), {**confirming, "keeps_both": "1"})

    assert answer.context["joined"] is None
    assert "No se pueden juntar" in answer.content.decode()


def test_the_place_of_a_confidential_office_is_in_no_version_to_join(world: World, office: OfficePage) -> None:
    client = signed_in(world, "XNO publisher")
    client.post(edit_url(office), _sent(office, is_confidential="on"))
    office.refresh_from_db()
    of_hours = _sent(office, is_confidential="on", hours_text="Siempre")
    client.post(edit_url(office), _sent(office, is_confidential="on", address="Calle Dos 2"))

    answer = client.post(edit_url(office), {**of_hours, "keeps_both": "1"})

    assert answer.context["joined"] is None
    assert "No se pueden juntar" in answer.content.decode()
