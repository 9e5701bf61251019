"""An office's document, exactly; and what never enters it."""

from datetime import date
from typing import Any

from content_models.documents import document_of
from content_models.models import (
    OfficePage,
)
from tests.content_models.expected import common
from tests.content_models.world import World, add, block, block_id, item

OFFICE: dict[str, Any] = {
    "title": "Unidad Centro",
    "slug": "unidad-centro",
    "services": [block("service", {"name": "Denuncia", "description": ""}, "service")],
    "address": "Paseo Usumacinta 802",
    "postal_code": "86040",
    "neighborhood": "Gil y Sáenz",
    "locality": "Villahermosa",
    "municipality": "Centro",
    "latitude": 17.98694,
    "longitude": -92.93028,
    "phones": [block("phone", {"display": "993 313 6550", "label": "Guardia", "languages": ["es-MX"]}, "phone")],
    "email": "guardia@example.org",
    "schedule": [
        block(
            "schedule",
            {
                "is_always_open": False,
                "periods": [item({"days": ["FRIDAY"], "opens_at": "22:00", "closes_at": "02:00"}, "period")],
                "holidays": "CLOSED",
            },
            "schedule",
        )
    ],
    "languages": ["es-MX", "chf"],
    "accessibility": [block("feature", "Rampa")],
    "areas_served": [block("area", "Nacajuca")],
    "note": "Lleva tu INE.",
    "needs_confirmation": False,
    "assured_on": date(2026, 11, 1),
    "source": "https://www.fiscaliatabasco.gob.mx",
    "source_quality": "OFFICIAL",
    "verified": True,
}


def test_office(world: World) -> None:
    office = add(world.tabasco.organization, OfficePage(**OFFICE))

    assert document_of(office) == common(
        office,
        "OFFICE",
        name="Unidad Centro",
        organizationKey=str(world.tabasco.organization.translation_key),
        organizationKind="PROSECUTOR",
        services=[{"id": block_id("service"), "name": "Denuncia", "description": None}],
        address={
            "text": "Paseo Usumacinta 802",
            "postalCode": "86040",
            "neighborhood": "Gil y Sáenz",
            "locality": "Villahermosa",
        },
        municipality="Centro",
        latitude=17.98694,
        longitude=-92.93028,
        phones=[
            {
                "display": "993 313 6550",
                "dial": "9933136550",
                "e164": "+529933136550",
                "extension": None,
                "isDialledByHand": False,
                "label": "Guardia",
                "languages": ["es-MX"],
            }
        ],
        email="guardia@example.org",
        website=None,
        timeZone=world.tabasco.tenant.time_zone,
        schedule={
            "isAlwaysOpen": False,
            "periods": [{"days": ["FRIDAY"], "opensAt": "22:00", "closesAt": "02:00"}],
            "holidays": "CLOSED",
            "osm": "Fr 22:00-02:00; PH off",
        },
        hoursText=None,
        languages=["es-MX", "chf"],
        accessibility=["Rampa"],
        areasServed=["Nacajuca"],
        note="Lleva tu INE.",
        isConfidential=False,
        needsConfirmation=False,
        assuredOn="2026-11-01",
        source="https://www.fiscaliatabasco.gob.mx",
        sourceQuality="OFFICIAL",
        verified=True,
        searchText=(
            "Unidad Centro\nDenuncia\nPaseo Usumacinta 802\nGil y Sáenz\nVillahermosa\nCentro\n993 313 6550\nGuardia\n"
            "Rampa\nNacajuca\nLleva tu INE."
        ),
    )


def test_a_confidential_place_is_nowhere_in_its_document(world: World) -> None:
    office = add(world.tabasco.organization, OfficePage(**OFFICE, is_confidential=True))

    document = document_of(office)

    assert [document[name] for name in ("address", "municipality", "latitude", "longitude")] == [None] * 4
    written = str(document)
    for secret in ("Usumacinta", "86040", "Gil y Sáenz", "Villahermosa", "Centro\n", "17.98", "92.93"):
        assert secret not in written
    assert document["phones"][0]["dial"] == "9933136550"


def test_an_office_with_few_facts(world: World) -> None:
    document = document_of(world.jalisco.office)

    assert document["address"] is document["schedule"] is document["sourceQuality"] is None
    assert document["needsConfirmation"] is True
    assert document["phones"] == document["languages"] == document["services"] == []


def test_an_office_may_have_its_own_time_zone(world: World) -> None:
    world.jalisco.office.time_zone = "America/Bahia_Banderas"

    assert document_of(world.jalisco.office)["timeZone"] == "America/Bahia_Banderas"
