"""Rich text holds for any input: it is total, safe to insert, loses no text, and comes back the same."""

import json
import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from content_models.rich_text import (
    Ast,
    Mark,
    from_text,
    mark,
    parse,
    placeholders_in,
    resolve,
    to_html,
    to_plain_text,
)

ALLOWED = {"p", "h3", "h4", "ul", "ol", "li", "blockquote", "strong", "em", "br", "a", "span"}
OPENED = ("p", "h2", "h3", "h4", "b", "i", "em", "ul", "ol", "li", "br", "blockquote", "script")
CLOSED = ("p", "h2", "h3", "h4", "b", "i", "em", "ul", "ol", "li", "a", "blockquote", "script")
KINDS = ("paragraph", "list", "item", "text", "link", "term", "placeholder", "heading", "new")
PIECES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            *(f"<{tag}>" for tag in OPENED),
            *(f"</{tag}>" for tag in CLOSED),
            '<a href="https://gob.mx/?a=1&amp;b=%22">',
            '<a href="javascript:alert(1)">',
            '<a href=" java&#10;script:alert(1)" onclick="x()">',
            '<a linktype="page" id="1">',
            '<a linktype="page" id="2">',
            '<a linktype="document" id="9">',
            '<img src=x onerror="alert(1)">',
            "<!--", "-->", "<![CDATA[", "<!x", "<?", "&lt;script&gt;", "&amp;", "&#0;", "{state}", "{help_line}", "{x}",
            "MP ",
        ]
    ),
)  # fmt: skip
HTML = st.lists(PIECES, max_size=25).map("".join)


def parsed(html: str) -> Ast:
    return parse(html, key_of_page={1: "one"}.get, url_of_document={9: "/archivos/9/a b.pdf"}.get)


class Tags(HTMLParser):
    """What a browser would see: the tags, their attributes and the text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def assert_safe(html: str) -> None:
    seen = Tags(html)
    assert not seen.open
    for tag, attributes in seen.tags:
        assert tag in ALLOWED
        assert set(attributes) <= {"href", "rel", "class", "data-term"}
        if "href" in attributes:
            assert re.match(r"https?://[^/]|mailto:|tel:|/(?![/\\])", attributes["href"] or "")


@given(HTML)
def test_any_html_becomes_safe_html(html: str) -> None:
    ast = parsed(html)

    assert_safe(to_html(ast))
    assert_safe(to_html(resolve(ast, {"state": "<Tabasco>"}, {"one": "/uno/"}.get)))


@given(HTML)
def test_a_tree_can_be_stored(html: str) -> None:
    ast = parsed(html)

    stored = json.dumps(ast, ensure_ascii=False)

    assert json.loads(stored) == ast
    assert "\\u0000" not in stored
    stored.encode()


@given(HTML)
def test_html_comes_back_the_same(html: str) -> None:
    ast = resolve(parsed(html), {"state": "Tabasco", "help_line": "911"}, lambda _: None)
    canonical = parsed(to_html(ast))

    assert parsed(to_html(canonical)) == canonical
    assert to_html(canonical) == to_html(ast)


@given(st.text())
def test_no_word_of_a_plain_text_is_lost(plain: str) -> None:
    words = re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", " ", plain.replace("{", "").replace("\x7f", "")).split()

    ast = from_text(" ".join(words))

    assert to_plain_text(ast).split() == words
    assert Tags(to_html(ast)).text.split() == words


@given(st.lists(st.one_of(st.text(max_size=12), st.sampled_from(["<", "<!", "<!--", "</", "<b ", "<?", "<![", "'"]))))
def test_no_word_is_lost_where_no_tag_ends(pieces: list[str]) -> None:
    words = re.sub(r"[\x00-\x1f\x7f\ud800-\udfff{>]", " ", "".join(pieces)).split()

    ast = parsed(" ".join(words).replace("&", "&amp;"))

    assert to_plain_text(ast).split() == words


@given(HTML)
def test_every_known_placeholder_is_found(html: str) -> None:
    names = placeholders_in(html)

    assert {name for name in ("state", "help_line") if f"{{{name}}}" in to_plain_text(parsed(html))} <= names


class Wild:
    """Marks stretches that hypothesis chose, sensible or not."""

    def __init__(self, stretches: list[tuple[int, int]]) -> None:
        self.stretches = stretches

    def marks(self, _: str) -> list[Mark]:
        return [Mark(start, end, '"<key>', "/a/") for start, end in self.stretches]

    def link(self, key: str) -> bool:
        return False

    def new_section(self) -> None:
        """Sections do not matter here."""


@given(HTML, st.lists(st.tuples(st.integers(-2, 15), st.integers(-2, 15)), max_size=4))
def test_marks_never_change_the_text(html: str, stretches: list[tuple[int, int]]) -> None:
    ast = parsed(html)

    marked = mark(ast, Wild(stretches))

    assert to_plain_text(marked) == to_plain_text(ast)
    assert_safe(to_html(marked))


JSON = st.recursive(
    st.none() | st.booleans() | st.text(max_size=5) | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "children", "text", "url", "path", "key", "name", "level"]), inner)
        | st.fixed_dictionaries(
            {
                "type": st.sampled_from(
                    ["paragraph", "list", "item", "text", "link", "term", "placeholder", "heading", "new"]
                ),
                "children": inner,
            }
        )
    ),
    max_leaves=12,
)


@given(st.lists(st.dictionaries(st.sampled_from(["type", "children", "text", "url", "key"]), JSON), max_size=3))
def test_any_stored_tree_can_be_shown(ast: Ast) -> None:
    resolved = resolve(ast, {}, lambda _: None)

    assert_safe(to_html(resolved))
    assert isinstance(to_plain_text(mark(resolved, Wild([(0, 1)]))), str)
