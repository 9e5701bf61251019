"""Rich text: what each feature of the editor becomes, and what a reader gets of it."""

import pytest

from content_models.rich_text import (
    Ast,
    Mark,
    Substitute,
    from_text,
    keys_in,
    mark,
    parse,
    placeholders_in,
    resolve,
    safe_url,
    to_html,
    to_plain_text,
)

PAGES = {7: "key-of-seven"}
DOCUMENTS = {3: "/documents/3/formato.pdf"}


def parsed(html: str) -> Ast:
    return parse(html, key_of_page=PAGES.get, url_of_document=DOCUMENTS.get)


def paragraph(*children: dict) -> dict:
    return {"type": "paragraph", "children": list(children)}


def text(words: str, **styles: bool) -> dict:
    return {"type": "text", "text": words, **styles}


@pytest.mark.parametrize(
    ("html", "ast"),
    [
        ("<p>Ve al <b>MP</b>.</p>", [paragraph(text("Ve al "), text("MP", bold=True), text("."))]),
        ("<p><b><i>Ya</i></b></p>", [paragraph(text("Ya", bold=True, italic=True))]),
        ("<p>Uno<br/>dos</p>", [paragraph(text("Uno"), {"type": "break"}, text("dos"))]),
        ("<h3>Antes</h3>", [{"type": "heading", "level": 3, "children": [text("Antes")]}]),
        ("<h4>Después</h4>", [{"type": "heading", "level": 4, "children": [text("Después")]}]),
        ("<h2>Antes</h2>", [{"type": "heading", "level": 3, "children": [text("Antes")]}]),
        ("<blockquote>Toda persona</blockquote>", [{"type": "quote", "children": [text("Toda persona")]}]),
        (
            "<blockquote><p>Toda</p><p>persona</p></blockquote>",
            [{"type": "quote", "children": [text("Toda"), {"type": "break"}, text("persona")]}],
        ),
        (
            "<ol><li>Uno</li><li>Dos</li></ol>",
            [
                {
                    "type": "list",
                    "ordered": True,
                    "children": [
                        {"type": "item", "children": [text("Uno")]},
                        {"type": "item", "children": [text("Dos")]},
                    ],
                }
            ],
        ),
        (
            '<p><a linktype="page" id="7">Cómo denunciar</a></p>',
            [paragraph({"type": "link", "key": "key-of-seven", "children": [text("Cómo denunciar")]})],
        ),
        ('<p><a linktype="page" id="8">Ya no está</a></p>', [paragraph(text("Ya no está"))]),
        ('<p><a linktype="page" id="no">Sin número</a></p>', [paragraph(text("Sin número"))]),
        (
            '<p><a linktype="document" id="3">Formato</a></p>',
            [paragraph({"type": "link", "url": "/documents/3/formato.pdf", "children": [text("Formato")]})],
        ),
        (
            '<p>Llama al <a href="tel:911">911</a></p>',
            [paragraph(text("Llama al "), {"type": "link", "url": "tel:911", "children": [text("911")]})],
        ),
        ('<p><a href="javascript:alert(1)">Abre</a></p>', [paragraph(text("Abre"))]),
        (
            "<p>Marca a <b>{help_line}</b>.</p>",
            [paragraph(text("Marca a "), {"type": "placeholder", "name": "help_line", "bold": True}, text("."))],
        ),
        ("<p>{nombre}</p>", [paragraph(text("{nombre}"))]),
        ("<marquee>Hola</marquee>", [paragraph(text("Hola"))]),
        ("<p>  muchos \n espacios </p>", [paragraph(text("muchos espacios"))]),
        ("<p></p><ul><li></li></ul>", []),
        ("<p>a</p><![x", [paragraph(text("a")), paragraph(text("<![x"))]),
        ("", []),
    ],
)
def test_parses_each_feature_of_the_editor(html: str, ast: Ast) -> None:
    assert parsed(html) == ast


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>a <![x]> b</p>", "a <![x]> b"),
        ("<p>a <!-- b", "a <!-- b"),
        ("<p>a <!b", "a <!b"),
        ("<p>a <?b", "a <?b"),
        ("<p>a <", "a <"),
        ("<p>a </", "a </"),
        ("<p>a </b", "a </b"),
        ("<p>a </3 b</p>", "a </3 b"),
        ("<p>a < b > c</p>", "a < b > c"),
        ('<p>a <b c="d', 'a <b c="d'),
        ("<p>a <b<i>c</i></p>", "a <b*c*"),
        ("<p>a<!-- b <i> -->c</p>", "ac"),
        ("<!DOCTYPE html><?xml version='1.0'?><p>a</p>", "a"),
        ("<p>&lt;b&gt; &amp;amp; &#36;&nbsp;&aacute;</p>", "<b> &amp; $\xa0á"),
        ("<script>a<i>b</i></script>", "a*b*"),
        ("<p>a<script>b", "ab"),
        ("<p><textarea>a<i>b</i></textarea>", "a*b*"),
        ("<title>a<i>b</i></title>", "a*b*"),
        ("<noscript><iframe>a<i>b</i>", "a*b*"),
        ("<plaintext>a<i>b</i>", "a*b*"),
        ("<P CLASS=c>a<BR/><I>b</I ></P\n>", "a|*b*"),
    ],
)
def test_what_is_no_whole_tag_or_comment_is_text_on_every_python(html: str, words: str) -> None:
    [block] = parsed(html)

    shown = {"break": "|"}
    assert words == "".join(
        shown.get(child["type"]) or (f"*{child['text']}*" if child.get("italic") else child["text"])
        for child in block["children"]
    )


@pytest.mark.parametrize(
    ("attributes", "url"),
    [
        ('href="https://gob.mx/?a=1&amp;b=%22"', "https://gob.mx/?a=1&b=%22"),
        ('href="https://gob.mx/?a=1&copy=2&lt"', "https://gob.mx/?a=1&copy=2&lt"),
        ("title=\"'>\" HREF = '/a' rel", "/a"),
        ("rel href=/a/", "/a/"),
        ("data-href='/b'/href='/a'/", "/a"),
        ('href="/a&#x26;b"', "/a&b"),
        ("href", None),
        ('href=""', None),
    ],
)
def test_a_link_s_address_is_read_alike_on_every_python(attributes: str, url: str | None) -> None:
    link = {"type": "link", "url": url, "children": [text("a")]}

    assert parsed(f"<p><a {attributes}>a</a></p>") == [paragraph(link if url else text("a"))]


def test_a_nested_list_stays_in_its_item() -> None:
    ast = parsed("<ul><li>Uno<ol><li>Dos</li></ol></li><li>Tres</li></ul>")

    assert to_html(ast) == "<ul><li>Uno<ol><li>Dos</li></ol></li><li>Tres</li></ul>"
    assert to_plain_text(ast) == "- Uno\n  1. Dos\n- Tres"


def test_lists_nested_without_end_are_flattened() -> None:
    ast = parsed("<ul><li>x" * 2000)

    assert to_html(ast).count("<ul>") == 6
    assert to_html(ast).count("x") == 2000


def test_plain_text_becomes_paragraphs_and_breaks() -> None:
    ast = from_text("Uno\ndos\n\nEn {state} <b>")

    assert to_html(ast) == "<p>Uno<br>dos</p><p>En {state} &lt;b&gt;</p>"


def test_finds_known_and_unknown_placeholders() -> None:
    assert placeholders_in("<p>{state} {<b>x</b>} {otra_cosa} <b>{help_line}</b></p>") == {
        "state",
        "otra_cosa",
        "help_line",
    }


def test_resolves_placeholders_and_references() -> None:
    ast = parsed('<p>En <b>{state}</b> marca {help_line} o lee <a linktype="page" id="7">esto de {state}</a>.</p>')

    resolved = resolve(
        ast,
        {"state": "Tabasco", "help_line": Substitute("*0311", "tel:*0311")},
        {"key-of-seven": "/victima/denunciar/"}.get,
    )

    assert to_html(resolved) == (
        '<p>En <strong>Tabasco</strong> marca <a href="tel:*0311">*0311</a> o lee '
        '<a href="/victima/denunciar/">esto de Tabasco</a>.</p>'
    )
    assert to_plain_text(resolved) == "En Tabasco marca *0311 o lee esto de Tabasco."


def test_a_reference_that_leads_nowhere_keeps_its_text() -> None:
    resolved = resolve(parsed('<p><a linktype="page" id="7">Lee esto</a></p>'), {}, lambda _: None)

    assert to_html(resolved) == "<p>Lee esto</p>"


def test_a_placeholder_without_value_stays_visible() -> None:
    assert to_html(resolve(parsed("<p>{help_line}</p>"), {}, lambda _: None)) == "<p>{help_line}</p>"


def test_links_to_other_sites_are_cut_off_from_the_opener() -> None:
    assert to_html(parsed('<p><a href="https://gob.mx/a?b=1&amp;c=2">x</a></p>')) == (
        '<p><a href="https://gob.mx/a?b=1&amp;c=2" rel="noopener">x</a></p>'
    )


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://gob.mx", "https://gob.mx"),
        ("HTTP://gob.mx", "HTTP://gob.mx"),
        ("mailto:a@b.mx", "mailto:a@b.mx"),
        ("tel:*0311", "tel:*0311"),
        ("/victima/", "/victima/"),
        ("//evil.example", None),
        ("/\\evil.example", None),
        ("/\t/evil.example", None),
        ("java\nscript:alert(1)", None),
        ("data:text/html,x", None),
        ("victima", None),
        ("https:evil", None),
        (None, None),
    ],
)
def test_only_these_addresses_are_safe(url: str | None, safe: str | None) -> None:
    assert safe_url(url) == safe


class EveryCase:
    """Marks each “MP”, and counts the sections."""

    def __init__(self) -> None:
        self.sections = 1

    def marks(self, text: str) -> list[Mark]:
        start = text.find("MP")
        return [Mark(start, start + 2, "key-mp", "/glosario/mp/")] if start >= 0 else []

    def link(self, key: str) -> bool:
        return False

    def new_section(self) -> None:
        self.sections += 1


def test_marks_words_but_never_in_headings_or_links() -> None:
    marker = EveryCase()

    marked = mark(parsed('<h3>El MP</h3><p><b>El MP va</b> <a href="/mp/">al MP</a></p>'), marker)

    assert to_html(marked) == (
        "<h3>El MP</h3><p><strong>El </strong>"
        '<a class="term" data-term="key-mp" href="/glosario/mp/"><strong>MP</strong></a><strong> va</strong> '
        '<a href="/mp/">al MP</a></p>'
    )
    assert keys_in(marked) == {"key-mp"}
    assert marker.sections == 2
