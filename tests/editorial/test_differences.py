"""How the difference between two texts is marked."""

from __future__ import annotations

import pytest
from django.utils import translation
from django.utils.html import strip_tags

from editorial.differences import marked
from editorial.wording import words_of


def heard(before: str, after: str) -> str:
    """What a screen reader says, in Spanish or English alike: the text without elements."""
    return " ".join(strip_tags(marked(before, after)).split())


def test_what_was_removed_and_added_is_told_in_words() -> None:
    with translation.override("en"):
        said = heard("Tienes cuatro días para acudir.", "Tienes sesenta días para acudir.")

    assert said == "Tienes (removed: cuatro) (added: sesenta) días para acudir."


@pytest.mark.parametrize(
    ("case", "before", "after", "elements"),
    [
        ("equal texts", "Igual.", "Igual.", "Igual."),
        ("a new text", "", "Nuevo.", "<ins>"),
        ("a removed text", "Viejo.", "", "<del>"),
    ],
)
def test_each_kind_of_difference_has_its_element(case: str, before: str, after: str, elements: str) -> None:
    assert elements in marked(before, after)


def test_texts_are_escaped() -> None:
    html = marked("<b>uno</b>", "<script>dos</script>")

    assert "<b>" not in html
    assert "<script>" not in html


def test_a_removed_or_added_space_is_not_announced() -> None:
    assert "<ins>" not in marked("siempre vigente", "siempre  vigente")
    assert "<del>" not in marked("siempre  vigente", "siempre vigente")


def test_lines_that_stay_are_not_mixed_with_those_that_change() -> None:
    marks = marked("Ve a la Fiscalía.\nLey, art. 1", "Llama.\nLey, art. 1")

    assert marks.endswith("\nLey, art. 1")


def test_words_of_a_channel_stand_behind_its_name() -> None:
    option = {"key": "si", "label": "Sí", "to": "fin", "wordings": [{"channel": "WEB", "label": "Sí, quiero"}]}

    with translation.override("es-mx"):
        assert words_of("options", [option]) == "- Sí\n- Sitio web: Sí, quiero\nLleva a: fin"
