"""What is asked about telephone numbers within a text."""

from __future__ import annotations

from time import perf_counter

import pytest
from django.utils import translation

from content_models.text_phones import doubts_of_text, numbers_in

MADE_UP = "parece un número inventado, de ejemplo"


@pytest.mark.parametrize(
    ("case", "before", "after", "said"),
    [
        ("nothing", "Llama al 911.", "Llama ya al 911.", []),
        ("the emergency number went", "Llama al 911.", "Llama ya.", ["Ya no nombra el 911"]),
        ("the part that named it went", "Si hay peligro, 911.", "", ["Ya no nombra el 911"]),
        ("its placeholder went", "Llama al {emergency}.", "Llama ya.", ["Ya no nombra el 911"]),
        ("its placeholder came in its place", "Llama al 911.", "Llama al {emergency}.", []),
        ("that of an article came in its place", "Llama al 911.", "Según el artículo 911.", ["Ya no nombra el 911"]),
        ("behind a colon", "Emergencias:911", "Llama ya.", ["Ya no nombra el 911"]),
        ("a figure is no emergency number", "Son 1,911 pesos y 911.50.", "Nada.", []),
        ("ten equal digits", "", "Llama al 5555555555.", ["«5555555555» " + MADE_UP]),
        ("seven equal digits in groups", "", "Llama al 871 000 0000.", ["«871 000 0000» " + MADE_UP]),
        ("no area code", "", "Llama al 700 456 3210.", ["no es una clave lada de México"]),
        ("a number that was there", "Al 871 000 0000.", "Ya, al 871 000 0000.", []),
        ("in other groups", "Al 844 416 3130.", "Al 8444163130.", []),
        ("a number of nobody", "", "También al 844 416 3130.", ["Ninguna oficina del directorio"]),
        ("a number that is known", "", "También al 993 313 6550.", []),
        ("free of charge", "", "Al 800 832 7880.", ["Ninguna oficina del directorio"]),
        ("an account, a date, an amount", "", "Cuenta 12345678901234, 2026-11-30 12:00, $1,234,567,890.00", []),
    ],
)
def test_what_is_asked(case: str, before: str, after: str, said: list[str]) -> None:
    with translation.override("es-mx"):
        doubts = list(doubts_of_text(before, after, known={("9933136550", "")}))

    assert len(doubts) == len(said), (case, doubts)
    assert all(words in doubt for words, doubt in zip(said, doubts, strict=True)), (case, doubts)


@pytest.mark.parametrize(
    ("text", "dialled"),
    [
        ("Tel:7221234567", ["7221234567"]),
        ("Tel.722 123 4567", ["7221234567"]),
        ("722 123 4567: guardia", ["7221234567"]),
        ("55 12 34 56 78", ["5512345678"]),
        ("722 123 45 67", ["7221234567"]),
        ("722 123 4567/68", ["7221234567"]),
        ("01 800 123 4567", ["8001234567"]),
        ("1 722 123 4567", ["7221234567"]),
        ("+52 722 123 4567", ["7221234567"]),
        ("722\u00a0123\u00a04567", ["7221234567"]),
        ("722\u2013123\u20134567", ["7221234567"]),
        ("722 123 4567 722 765 4321", ["7221234567", "7227654321"]),
        ("722 123 4567 24 horas", ["7221234567"]),
        ("+52 1 722 123 4567", ["7221234567"]),
        ("+5217221234567", ["7221234567"]),
        ("+52 (722) 123 4567", ["7221234567"]),
        ("52 55 12 34 56 78", ["5512345678"]),
        ("722 123 4567/722 765 4321", ["7221234567", "7227654321"]),
        ("722 1234567/7227654321", ["7221234567", "7227654321"]),
        ("722 123 4567,722 765 4321", ["7221234567", "7227654321"]),
        ("Tel-722 123 4567", ["7221234567"]),
        ("722 123 4567-guardia", ["7221234567"]),
        ("722 123 4567-68", ["7221234567"]),
        ("Whats #7221234567", ["7221234567"]),
        ("Local 3 722 123 4567", ["7221234567"]),
        ("Local 722 123 4567 ext. 12, o 722 765 4321", ["7221234567", "7227654321"]),
        ("045 722 123 4567", ["7221234567"]),
        ("045722 123 4567", ["7221234567"]),
        ("01722 123 4567", ["7221234567"]),
        ("017221234567", ["7221234567"]),
        ("722  123  4567", ["7221234567"]),
        ("722 123\n4567", ["7221234567"]),
        ("722 12 34 567", ["7221234567"]),
        ("https://wa.me/527221234567", ["7221234567"]),
        ("https://wa.me/5217221234567?text=Hola", ["7221234567"]),
        ("(722) 123-4567", ["7221234567"]),
        ("722.123.4567.", ["7221234567"]),
        ("\uff17\uff12\uff12 123 4567", ["7221234567"]),
        ("+1 722 123 4567", []),
        ("https://ejemplo.gob.mx/nota/7221234567", []),
        ("carpeta 7221234567/2026, folio 722-123-4567-12", []),
        ("$722 123 4567, 1,234,567,890.00, 7221234567%", []),
        ("7221234567-7227654321", ["7221234567", "7227654321"]),
        ("desde 2026-11-30 722 123 4567", ["7221234567"]),
        ("el 30 11 2026 18 h, de 2026-11-30 12:00, cuenta 12-722-123-4567", []),
        ("tarjeta 4152 3136 1234 5678, CLABE 012 345 678 901 234 567", []),
        ("el 12 12 2026 de 10:00 a 15:30", []),
        ("carpeta 7221234567/2024", []),
        ("7221234567/2024", []),
        ("Tel. 7221234567/2024", ["7221234567"]),
        ("llama al 7221234567/2024", ["7221234567"]),
        ("722 123 4567/2024", ["7221234567"]),
        ("722 123 4567/2024/15", ["7221234567"]),
        ("0052 722 123 4567", ["7221234567"]),
        ("00 52 722 123 4567", ["7221234567"]),
        ("00527221234567", ["7221234567"]),
        ("005217221234567", ["7221234567"]),
        ("0052 1 722 123 4567", ["7221234567"]),
        ("722\u200b123\u200b4567", ["7221234567"]),
        ("72\u200d2 123\u2060 45\ufeff67", ["7221234567"]),
        ("\u202a+52 1 722 123 4567\u202c", ["7221234567"]),
        ("722-123-4567-68", ["7221234567"]),
        ("722-123-4567-8", ["7221234567"]),
        ("7221234567-68", ["7221234567"]),
        ("folio 722-123-4567-12", []),
        ("folio 722-123-4567-68-3", []),
    ],
)
def test_numbers_are_found_as_they_are_written(text: str, dialled: list[str]) -> None:
    assert [line[0] for line in numbers_in(text)] == dialled


@pytest.mark.parametrize("piece", ["00 ", "0052 ", "722-123-4567-", "7221234567/2024 ", "\u200b7", "llama al 7"])
def test_a_long_text_takes_no_longer_than_its_length(piece: str) -> None:
    began = perf_counter()

    numbers_in(piece * (20_000 // len(piece)))

    assert perf_counter() - began < 4


def test_a_number_of_nobody_is_asked_about_only_where_the_directory_was_looked_up() -> None:
    assert list(doubts_of_text("", "También al 844 416 3130.")) == []
