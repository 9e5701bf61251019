"""The address of an office in lines."""

import pytest

from content_models.postal_address import address_in_one_line, address_lines
from content_models.shapes.documents import PlaceFields


def place(text: str, *, colonia: str = "", code: str = "", town: str = "", municipality: str = "") -> PlaceFields:
    return {
        "address": {
            "text": text,
            "neighborhood": colonia or None,
            "postalCode": code or None,
            "locality": town or None,
        },
        "municipality": municipality or None,
        "latitude": None,
        "longitude": None,
    }


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            place("Av. Revolución 12", colonia="Centro", code="86500", municipality="Cárdenas"),
            "Av. Revolución 12, Centro, C.P. 86500, Cárdenas",
        ),
        (place("Av. Lázaro Cárdenas 12", municipality="Cárdenas"), "Av. Lázaro Cárdenas 12, Cárdenas"),
        (
            place("Usumacinta 802", code="86040", town="Villahermosa", municipality="Centro"),
            "Usumacinta 802, C.P. 86040, Villahermosa, Centro",
        ),
        (
            place("Juárez 5 Col. Centro, 86500, Teapa", colonia="centro", code="86500", municipality="Teapa"),
            "Juárez 5 Col. Centro, 86500, Teapa",
        ),
        (place("Juárez 5, col. Centro, Villahermosa", municipality="Centro"), "Juárez 5, col. Centro, Villahermosa"),
        (place("", colonia="Centro", municipality="Centro"), "Centro"),
    ],
    ids=["parts", "street-of-a-name", "town", "said-already", "written-whole", "no-street"],
)
def test_what_was_typed_in_parts_is_put_together(given: PlaceFields, expected: str) -> None:
    assert address_in_one_line(given) == expected


def test_a_confidential_place_has_no_lines() -> None:
    assert address_lines({"address": None, "municipality": None, "latitude": None, "longitude": None}) == ()
