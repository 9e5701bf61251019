"""Telephone numbers in a text, as links that dial them."""

from __future__ import annotations

import pytest

from content_models.rich_text import parse, to_html, to_plain_text
from content_models.rich_text.calls import with_calls


@pytest.mark.parametrize(
    ("case", "html", "shown"),
    [
        ("the emergency number", "<p>Llama al 911.</p>", '<p>Llama al <a href="tel:911">911</a>.</p>'),
        ("in bold", "<p><b>089</b></p>", '<p><a href="tel:089"><strong>089</strong></a></p>'),
        ("in groups", "<p>Al 993 313 6550, ya.</p>", '<p>Al <a href="tel:9933136550">993 313 6550</a>, ya.</p>'),
        ("of a large city", "<p>55 5658 1111</p>", '<p><a href="tel:5556581111">55 5658 1111</a></p>'),
        ("a link stays", '<p><a href="tel:911">911</a></p>', '<p><a href="tel:911">911</a></p>'),
        ("in a list", "<ul><li>911</li></ul>", '<ul><li><a href="tel:911">911</a></li></ul>'),
        ("a year, an hour, money", "<p>2019, 9:11, 911.50 y 1,911</p>", "<p>2019, 9:11, 911.50 y 1,911</p>"),
        ("in brackets", "<p>(993) 313 6550</p>", '<p><a href="tel:9933136550">(993) 313 6550</a></p>'),
        ("with the country", "<p>+52 993 313 6550</p>", '<p>+52 <a href="tel:9933136550">993 313 6550</a></p>'),
        ("two sentences", "<p>Al 911. 24 horas.</p>", '<p>Al <a href="tel:911">911</a>. 24 horas.</p>'),
        *(
            (f"nothing to dial: {text}", f"<p>{text}</p>", f"<p>{text}</p>")
            for text in (
                "+1 520 623 7874",
                "001 212 555 1234",
                "1 800 343 7827",
                "12 3456 7890 1234",
                "4152 3136 5501 2345",
                "800 911 20001",
                "Art. 911 del código",
                "artículo 911",
                "$911 pesos",
                "folio 911",
                "20 2023 1111",
                "012 345 6789",
            )
        ),
        ("an article", "<p>CNPP 217 y 48 horas</p>", "<p>CNPP 217 y 48 horas</p>"),
    ],
)
def test_what_dials(case: str, html: str, shown: str) -> None:
    ast = parse(html, key_of_page=lambda _pk: None, url_of_document=lambda _pk: None)

    assert to_html(with_calls(ast)) == shown, case
    assert to_plain_text(with_calls(ast)) == to_plain_text(ast)
