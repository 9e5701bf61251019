"""What is dialled follows what is shown, however often that changes, and numbers that dial another one are found."""

from __future__ import annotations

import json
from typing import Any

import pytest

from content_models.models import OfficePage, OrganizationPage
from editorial.content_checks import Finding, check_content
from portal.templatetags.portal import dial
from publishing.errors import TenantInvalid
from publishing.models import ContentItem
from publishing.services.change_tenant import change_tenant
from publishing.services.publish import publish_page
from tenants.models import TenantPhone
from tenants.scope import tenant_scope
from tests.content_models.world import block
from tests.world import World


@pytest.fixture
def office(world: World) -> OfficePage:
    """A published office whose telephone was stored before what is dialled was derived."""
    organization = world.new(
        OrganizationPage, "XNO", "directorio", title="Fiscalía", slug="fiscalia-xno", organization_kind="PROSECUTOR"
    )
    old = {"display": "993 313 6550", "dial": "9933136550", "e164": "+529933136550", "extension": ""}
    page = world.draft_below(organization, OfficePage, title="Unidad", slug="unidad-xno", phones=stored(old))
    published: OfficePage = world.publish(page)
    return published


def stored(phone: dict[str, Any]) -> str:
    """One telephone as a page stores it."""
    return json.dumps([block("phone", {"label": "", "languages": [], **phone}, "phone")])


def show(page: OfficePage, display: str, **more: str) -> OfficePage:
    """Publish the office with another number, as the form leaves it: nothing else is written."""
    fresh = OfficePage.objects.get(pk=page.pk)
    phones = fresh.phones.get_prep_value()
    phones[0]["value"].update(display=display, **more)
    fresh.phones = json.dumps(phones)
    fresh.save_revision()
    publish_page(page=fresh)
    return fresh


def served(world: World, office: OfficePage) -> Any:
    """The office's telephone as the state serves it."""
    return world.view("XNO").item(str(office.translation_key))["phones"][0]


def findings(code: str) -> list[Finding]:
    """What a check of the state finds about its numbers."""
    return [one for one in check_content(codes=[code]) if one.code.startswith("PHONE_")]


def test_every_correction_is_dialled(world: World, office: OfficePage) -> None:
    for display, expected, link in (
        ("993 352 2700", "9933522700", "tel:+529933522700"),
        ("01 800 224 2426", "8002242426", "tel:+528002242426"),
        ("844 434 6586 ext. 5030", "8444346586", "tel:+528444346586,5030"),
        ("911", "911", "tel:911"),
        ("*0311", "*0311", "tel:*0311"),
        ("079 opción 1", "079", "tel:079"),
    ):
        office = show(office, display)
        phone = served(world, office)

        assert (phone["display"], phone["dial"]) == (display, expected)
        assert dial(phone) == link
    assert findings("XNO") == []
    assert world.differences() == []


def test_a_number_confirmed_by_hand_holds_only_for_what_was_shown(world: World, office: OfficePage) -> None:
    office = show(office, "LOCATEL", manual_dial="5556581111", confirmed_dial="LOCATEL → 5556581111")
    by_hand = served(world, office)
    found = findings("XNO")
    office = show(office, "993 352 2700")

    assert (by_hand["dial"], by_hand["e164"]) == ("5556581111", "+525556581111")
    assert [(one.severity, one.code) for one in found] == [("confirm", "PHONE_DIALLED_BY_HAND")]
    assert served(world, office)["dial"] == "9933522700"


def test_a_stored_number_that_dials_another_one_is_found(world: World, office: OfficePage) -> None:
    with tenant_scope([world.tenants["XNO"].pk]):
        item = ContentItem.objects.get(page_id=office.pk)
        item.document["phones"][0]["dial"] = "9930000000"
        item.save()

    (found,) = findings("XNO")

    assert (found.severity, found.code) == ("error", "PHONE_DIALS_ANOTHER")
    assert found.where.endswith("/unidad-xno/ · phones.0")


def test_a_states_own_numbers_are_derived_too(world: World) -> None:
    state = world.tenants["XNO"]
    wrong = TenantPhone(purpose="help_line", label="Ayuda", display="55 5658 1111", dial="911", e164="+529933136550")

    change_tenant(tenant=state, phones=[wrong])

    (phone,) = world.view("XNO").tenant.phones
    assert (phone["dial"], phone["e164"], phone["isDialledByHand"]) == ("5556581111", "+525556581111", False)
    with pytest.raises(TenantInvalid):
        change_tenant(tenant=state, phones=[TenantPhone(purpose="help_line", label="Ayuda", display="993 313 655")])


def test_a_states_stored_number_that_dials_another_one_is_found(world: World) -> None:
    state = world.tenants["XNO"]
    change_tenant(tenant=state, phones=[TenantPhone(purpose="help_line", label="Ayuda", display="55 5658 1111")])
    TenantPhone.objects.filter(tenant=state).update(dial="911")
    change_tenant(tenant=state, name=state.name)

    assert [(one.code, one.where) for one in findings("XNO")] == [("PHONE_DIALS_ANOTHER", "phones.0")]
