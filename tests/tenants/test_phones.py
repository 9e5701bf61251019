"""Telephone numbers as people write them."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from content_models.json_fields import DATA
from tenants.models import TenantPhone
from tenants.phones import (
    Phone,
    e164_of,
    in_groups,
    is_short,
    read_phone,
    read_typed_phone,
    tel_address,
    tel_address_of,
)

VECTORS = Path(__file__).resolve().parents[2] / "frontend" / "src" / "desk" / "vectors_phones.json"
"""Numbers that the desk in TypeScript reads out in groups; what is dialled is decided here."""


@pytest.mark.parametrize(
    ("display", "dial", "e164", "extension"),
    [
        ("993 313 6550", "9933136550", "+529933136550", None),
        ("  55  5658 1111 ", "5556581111", "+525556581111", None),
        ("(55) 5658-1111", "5556581111", "+525556581111", None),
        ("+52 993 313 6550", "9933136550", "+529933136550", None),
        ("800 224 2426", "8002242426", "+528002242426", None),
        ("844 434 6586 ext. 5030", "8444346586", "+528444346586", "5030"),
        ("844 434 6586, extensión 12", "8444346586", "+528444346586", "12"),
        ("01 993 313 6550", "9933136550", "+529933136550", None),
        ("(01 993) 313-6550", "9933136550", "+529933136550", None),
        ("52 993 313 6550", "9933136550", "+529933136550", None),
        ("+52 1 993 313 6550", "9933136550", "+529933136550", None),
        ("Lada 993, 313 6550", "9933136550", "+529933136550", None),
        ("lada sin costo 01 800 224 2426", "8002242426", "+528002242426", None),
        ("800 224 2426 opción 2", "8002242426", "+528002242426", None),
        ("079, opción 1", "079", None, None),
        ("911 Emergencias", "911", None, None),
        ("+1 202 555 0143", "+12025550143", "+12025550143", None),
        ("911", "911", None, None),
        ("089", "089", None, None),
        ("*0311", "*0311", None, None),
        ("*1111", "*1111", None, None),
        ("079 opción 1", "079", None, None),
    ],
)
def test_reads_numbers_as_people_write_them(display: str, dial: str, e164: str | None, extension: str | None) -> None:
    assert read_phone(display) == Phone(" ".join(display.split()), dial, e164, extension)


@pytest.mark.parametrize("vector", json.loads(VECTORS.read_text()), ids=lambda vector: vector["display"])
def test_what_the_desk_reads_out_is_what_is_dialled(vector: dict[str, Any]) -> None:
    phone = read_phone(vector["display"])

    assert (phone.dial, phone.extension) == (vector["dial"], vector["extension"])
    assert "".join(vector["groups"]).replace(" ", "") == phone.dial
    if vector["option"]:
        assert read_phone(vector["display"].replace(vector["option"], "")).dial == phone.dial


@pytest.mark.parametrize(
    ("display", "sentence"),
    [
        *(
            (
                display,
                f"«{display}»: 044 y 045 ya no se marcan desde 2019. Escribe solo las diez cifras, como 993 000 0000.",
            )
            for display in ("044 993 313 6550", "(045) 9933136550", "0449933136550")
        ),
        (
            "911 ext 5",
            "Un número corto como 911 no tiene extensión. Escribe el número de la oficina, o quítala.",
        ),
    ],
)
def test_refuses_what_nobody_dials_so_any_more(display: str, sentence: str) -> None:
    with translation.override("es-mx"), pytest.raises(ValidationError) as caught:
        read_typed_phone(display)

    assert caught.value.messages == [sentence]


@pytest.mark.parametrize("display", ["9" + "," * 60_000 + "9", "911" + "," * 60_000 + "9", "ext " * 20_000])
def test_what_is_far_too_long_is_refused_at_once(display: str) -> None:
    began = time.thread_time()
    with pytest.raises(ValidationError):
        read_typed_phone(display)
    assert time.thread_time() - began < 0.05


@pytest.mark.parametrize("display", ["９９３ ３１３ ６５５０", "٩٩٣ ٣١٣ ٦٥٥٠"])
def test_digits_of_other_scripts_become_plain_ones(display: str) -> None:
    assert read_typed_phone(display) == Phone("993 313 6550", "9933136550", "+529933136550", None)


@pytest.mark.parametrize("display", ["993 313 6550 ext. 044", "045", "993 044 6550"])
def test_what_only_looks_like_an_abolished_prefix_is_read_as_before(display: str) -> None:
    assert read_typed_phone(display) == read_phone(display)


@pytest.mark.parametrize(
    ("display", "sentence"),
    [
        ("993 313 655", "«993 313 655» tiene 9 cifras; falta una. Así se ve uno completo: 993 000 0000."),
        ("5658 1111", "«5658 1111» tiene 8 cifras; faltan 2. Así se ve uno completo: 993 000 0000."),
        (
            "123 456 7890",
            "«123 456 7890» no se puede marcar: ninguna clave lada de México empieza con 0 o 1. Un número completo se "
            "ve así: 993 000 0000.",
        ),
        ("911 911", "«911 911» tiene 6 cifras; faltan 4. Así se ve uno completo: 993 000 0000."),
        ("993 313 65501", "«993 313 65501» tiene 11 cifras; sobra una. Así se ve uno completo: 993 000 0000."),
        ("993 313 6550 6550", "«993 313 6550 6550» tiene 14 cifras; sobran 4. Así se ve uno completo: 993 000 0000."),
        *(
            (
                display,
                f"«{display}» no es un número de teléfono. Escribe diez cifras, como 993 000 0000, "
                "o un número corto, como 911 o *0311.",
            )
            for display in ("", "llámanos", "993-MUJERES", "911 o 089")
        ),
    ],
)
def test_says_what_is_wrong_with_a_number_that_cannot_be_dialled(display: str, sentence: str) -> None:
    with translation.override("es-mx"), pytest.raises(ValidationError) as caught:
        read_phone(display)

    assert caught.value.code == "phone_invalid"
    with translation.override("es-mx"):
        assert caught.value.messages == [sentence]


@pytest.mark.parametrize(
    "begins",
    ["9" + "," * 60_000, "9" + "(" * 60_000, "ext 1" + " 1y" * 20_000],
    ids=["commas", "brackets", "an extension"],
)
def test_a_long_text_is_refused_before_a_pattern_looks_at_it(begins: str) -> None:
    with pytest.raises(ValidationError) as caught:
        read_typed_phone(f"{begins}9")

    assert caught.value.code == "phone_invalid"
    assert len(caught.value.messages[0]) < 200


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("9933100000", "993 310 0000"),
        ("5555331111", "55 5533 1111"),
        ("993-310-0000", "993-310-0000"),
        ("911", "911"),
        ("Lada 9933100000", "Lada 9933100000"),
    ],
)
def test_ten_digits_in_one_are_written_in_groups(typed: str, shown: str) -> None:
    assert in_groups(typed) == shown


def test_short_numbers_have_no_international_form() -> None:
    assert is_short("911")
    assert is_short("*0311")
    assert not is_short("9933136550")
    assert e164_of("911") is None


def test_every_number_of_the_directory_can_be_dialled() -> None:
    directory = json.loads((DATA / "institutions.json").read_text())
    offices = [office for value in directory.values() if isinstance(value, list) for office in value]
    displays = {display for office in offices for display in office.get("phones", [])}

    read = [read_phone(display) for display in sorted(displays)]

    assert len(read) > 100
    assert {phone.dial for phone in read if phone.e164 is None} == {"911", "089", "079", "*0311"}
    assert all(phone.e164 == f"+52{phone.dial}" for phone in read if phone.e164)


def test_a_number_in_words_leads_where_the_phone_itself_does() -> None:
    directory = json.loads((DATA / "institutions.json").read_text())
    offices = [office for value in directory.values() if isinstance(value, list) for office in value]
    displays = {display for office in offices for display in office.get("phones", [])}

    for display in displays:
        phone = read_phone(display)
        itself = tel_address({"dial": phone.dial, "e164": phone.e164, "extension": phone.extension})
        assert tel_address_of(display) == itself, display
    assert tel_address_of("079 opción 1") == "tel:079"
    assert [tel_address_of(words) for words in ("", "llámanos", "993-MUJERES")] == ["", "", ""]


def test_a_form_says_once_that_a_number_is_missing() -> None:
    phone = TenantPhone(label="Locatel", display="")

    with pytest.raises(ValidationError) as caught:
        phone.clean_fields(exclude={"tenant", "purpose"})

    assert {field: len(said) for field, said in caught.value.message_dict.items()} == {"display": 1}
    phone.clean_fields(exclude={"tenant", "purpose", "display"})  # of which the form has said it
