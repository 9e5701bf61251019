"""Placeholders are allowed in rich text only, and only those that something fills in."""

import pytest
from django.core.exceptions import ValidationError

from content_models.placeholders import check_plain_text, check_rich_text


@pytest.mark.parametrize(
    "html", ["<p>En {state} llama a {help_line}.</p>", "<p>{emergency}, {state_official}</p>", "<p>{ }</p>", ""]
)
def test_accepts_known_placeholders_and_mere_braces(html: str) -> None:
    check_rich_text(html)


@pytest.mark.parametrize(
    ("html", "name"),
    [
        ("<p>En {estado}</p>", "{estado}"),
        ("<p>En {State}</p>", "{State}"),
        ("<p>En {st<b>ado</b>}</p>", "{stado}"),
        ("<p>{línea}</p>", "{línea}"),
    ],
)
def test_refuses_an_unknown_placeholder_and_names_the_known(html: str, name: str) -> None:
    with pytest.raises(ValidationError) as caught:
        check_rich_text(html)

    assert caught.value.code == "unknown_placeholder"
    assert caught.value.params == {"unknown": name, "known": "{emergency}, {help_line}, {state}, {state_official}"}


def test_refuses_any_placeholder_in_plain_text() -> None:
    with pytest.raises(ValidationError) as caught:
        check_plain_text("Denuncia en {state}")

    assert caught.value.code == "placeholder_in_plain_text"
    assert "{state}" in caught.value.messages[0]


def test_plain_text_without_placeholders_is_fine() -> None:
    check_plain_text("¿A dónde voy? {} { 1 }")
