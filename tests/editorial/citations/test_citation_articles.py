"""What is meant by an article as people type it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial.citations.articles import means, normalized_article, shown_article


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("187", "187"),
        ("  187 ", "187"),
        ("art. 187", "187"),
        ("Artículo 187", "187"),
        ("arts. 187", "187"),
        ("113  fraccion iv", "113 fracción IV"),
        ("113 IV", "113 fracción IV"),
        ("20-B", "20 apartado B"),
        ("20-b ii", "20 apartado B fracción II"),
        ("20 apartado A fracción IX", "20 apartado A fracción IX"),
        ("187 BIS", "187 Bis"),
        ("187 quáter", "187 Quáter"),
        ("2 párrafo tercero", "2 párrafo tercero"),
        ("", ""),
    ],
)
def test_an_article_has_one_form_however_it_is_typed(typed: str, shown: str) -> None:
    assert shown_article(normalized_article(typed)) == shown
    assert normalized_article(shown) == normalized_article(typed)


@pytest.mark.parametrize(
    ("asked", "written", "is_meant"),
    [
        ("187", "187", True),
        ("187", "187 fracción II", True),
        ("187", "187 apartado B", True),
        ("187", "187, párrafo segundo", True),
        ("187", "187-B", True),
        ("187", "187 (reformado)", True),
        ("187", "1187", False),
        ("187", "18", False),
        ("187", "1870", False),
        ("187", "187 Bis", False),
        ("187", "187 Quáter fracción I", False),
        ("187", "20 fracción 187", False),
        ("187", "", False),
        ("187 Bis", "187 bis fracción I", True),
        ("187 Bis", "187", False),
        ("109 fracción I", "109 fracción I", True),
        ("109 fracción I", "109 fracción IX", False),
        ("109 IX", "109 Fraccion IX", True),
        ("20 apartado B", "20 apartado B fracción II", True),
        ("20 apartado B", "20 apartado A", False),
        ("18.7", "1887", False),
        ("", "187", True),
        ("", "", True),
    ],
)
def test_an_article_means_itself_and_its_parts(asked: str, written: str, is_meant: bool) -> None:
    assert means(normalized_article(asked), written) is is_meant


@given(typed=st.text(max_size=20), written=st.text(max_size=20))
def test_nothing_that_is_typed_breaks_the_search(typed: str, written: str) -> None:
    asked = normalized_article(typed)

    assert means(asked, written) in (True, False)
    assert normalized_article(shown_article(asked)) == asked


@given(number=st.integers(1, 999), other=st.integers(1, 999))
def test_one_number_never_means_another(number: int, other: int) -> None:
    assert means(str(number), str(other)) is (number == other)
    assert means(str(number), f"{other} fracción II") is (number == other)
