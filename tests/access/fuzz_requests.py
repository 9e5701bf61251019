"""Requests at random: real addresses and the fields of real forms, with some of it spoiled."""

from __future__ import annotations

import base64
import json
import random
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from html.parser import HTMLParser
from typing import Any, Self
from urllib.parse import parse_qsl, quote_from_bytes, urlsplit

from django import forms
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page

Pairs = list[tuple[str, str]]

TEXTS = (
    *(
        "",
        " ",
        "a\x00b",
        "\\u0000",
        "\ud800",
        "a\udfffb",
        "\udcff\udcfe",
        "\u202e",
        "\r\nX-A: b",
        "\ufeff",
        "%",
        "%s",
        "%(a)s",
        "{0}",
    ),
    *(
        "A" * 300,
        "A" * 5_000,
        "á" * 1_001,
        "👩" * 256,
        "palabra " * 200,
        "<script>alert(1)</script>",
        "';--",
        "../../x",
    ),
    *("null", "true", "[]", "{}", "{", "[1]", "[[1]]", '{"a": [', '"a"', "[" * 3_000, "1" * 5_000),
    *("0", "-1", "1.5", "1e400", "NaN", "Infinity", "9" * 30, str(2**31), str(2**63), "²", "١٢", "1_0", "+1", "0x1f"),
    *("2026-02-30", "9999-12-31", "0001-01-01", "10000-01-01", "31/02/2026", "25:61", "2026-01-01T99:00", "31/12/9999"),
    *("9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "01/01/0001 00:00", "-292277022399-01-01"),
    *("all", "root", "earliest", "latest", "on", "__all__", "id", "-title", "pk__in", "es-mx", "zz", "xlsx", "csv"),
    *(
        "//evil.example",
        "http://[",
        "http://[::1",
        "javascript:alert(1)",
        "a@b",
        "@",
        "mailto:",
        "?",
        "#",
        "&",
        "=",
        "/",
    ),
    *("00000000-0000-4000-8000-000000000000", "content.GuidancePage", "wagtailcore.page", "NAC", "zzz", "\t"),
)
"""Texts that fit no field or hardly one; half characters stand for bytes that are no UTF-8."""

JSON_VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, 10**30, 1e308, float("nan"), float("inf"), "", "a\x00b", "\ud800", [], {}, [None], [[]]),
    *({"a": {}}, [1, "a", {}], "A" * 5_000, "2026-02-30", {"": 1}),
)

NAMES = (
    *(
        "q",
        "p",
        "page",
        "per_page",
        "ordering",
        "order_by",
        "order",
        "search",
        "search_operator",
        "fields",
        "type",
        "id",
    ),
    *(
        "child_of",
        "descendant_of",
        "ancestor_of",
        "translation_of",
        "html_path",
        "locale",
        "limit",
        "offset",
        "page_type",
    ),
    *("for_explorer", "has_children", "childOf", "target_pages[]", "user_perms", "can_choose_root", "match_subclass"),
    *("allow_external_link", "link_url", "link_text", "position", "next", "export", "label", "object_type", "action"),
    *("timestamp_from", "timestamp_to", "timestamp_after", "timestamp_before", "user", "owner", "edited_by", "site"),
    *("first_published_at", "latest_revision_created_at", "last_published_at_from", "last_published_at_to", "status"),
    *("usage_count_min", "usage_count_max", "collection_id", "tag", "include_descendants", "created_at", "multiple"),
    *("address", "operation", "revision", "difference", "version", "base", "mode", "in_preview_panel", "key", "kind"),
    *("selected", "copy_parents", "text", "values", "terms", "role", "scope", "workflow", "task", "requested_by"),
    *("layout", "differences", "states", "days", "reason", "since", "until", "select_format", "results_only", "uuid"),
)
"""Parameters that screens of the administration read, beside those that their forms and links have."""

TYPES = (
    *("", "text/plain", "application/json", "application/json; charset=zz", "application/json; charset=utf-16"),
    *("application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=zz", "multipart/form-data"),
    *("multipart/form-data; boundary=", "multipart/form-data; boundary=é", "multipart/mixed; boundary=a", "a/b/c", ";"),
)

HEADERS = (
    *(("X_REQUESTED_WITH", "XMLHttpRequest"), ("ACCEPT", "application/json"), ("ACCEPT", "a;q=x"), ("ACCEPT", "\xff")),
    *(("ACCEPT_LANGUAGE", "zz-\xff;q=2"), ("RANGE", "bytes=9-1,a-b"), ("RANGE", "bytes=-"), ("IF_NONE_MATCH", '"\xff')),
    *(("IF_MODIFIED_SINCE", "Mon, 99 Foo 9999 25:61:61 GMT"), ("REFERER", "http://[\xff"), ("ORIGIN", "null")),
    *(
        ("COOKIE", "sessionid=\xff; csrftoken=;=;"),
        ("X_FORWARDED_FOR", "a, ::1%zz"),
        ("ACCEPT_ENCODING", "gzip;q=\xff"),
    ),
    *(("USER_AGENT", "\x01"), ("AUTHORIZATION", "Bearer \xff"), ("X_REQUEST_ID", "\xff" * 9), ("HX_REQUEST", "true")),
    *(
        ("X_CSRFTOKEN", "a"),
        ("CONTENT_ENCODING", "gzip"),
        ("EXPECT", "100-continue"),
        ("X_HTTP_METHOD_OVERRIDE", "PUT"),
    ),
)

METHODS = (
    "GET",
    "GET",
    "GET",
    "POST",
    "POST",
    "POST",
    "POST",
    "POST",
    "HEAD",
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "X",
)

FILES = (
    *(b"", b"x", b"\x89PNG\r\n\x1a\n", b"GIF89a\x01\x00", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.4"),
    *(b"\xff\xd8\xff\xe0\x00\x10JFIF", b"PK\x03\x04", b"msgid \xff", b'{"a": "b"}', b"\x00" * 3_000),
)
FILE_NAMES = (
    "a.png",
    "a.pdf",
    "a.svg",
    "a.po",
    "a.json",
    "",
    "a\x00.png",
    "../a.png",
    "a" * 300 + ".png",
    "ñ\ud800.jpg",
)

_DRAFT = {
    "blocks": [
        {
            "key": "a",
            "type": "unstyled",
            "depth": 0,
            "text": "Pide ayuda ya",
            "inlineStyleRanges": [{"offset": 0, "length": 4, "style": "BOLD"}],
            "entityRanges": [{"offset": 5, "length": 5, "key": 0}],
        }
    ],
    "entityMap": {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "https://example.org", "id": None}}},
}
"""A rich text as the editor sends it."""


@dataclass(frozen=True)
class FuzzRequest:
    """A request, all of it.

    Attributes:
        path, query: percent-encoded.
        body: each character is a byte.
        headers: as WSGI names them, without `HTTP_`.
    """

    who: str
    method: str
    path: str
    query: str = ""
    content_type: str = ""
    body: str = ""
    headers: Mapping[str, str] | None = None

    def packed(self) -> str:
        """Return the request in one word, from which `unpacked` reads it again."""
        return base64.b64encode(zlib.compress(json.dumps(asdict(self)).encode())).decode()

    @classmethod
    def unpacked(cls, word: str) -> Self:
        """Return the request that `packed` wrote."""
        return cls(**json.loads(zlib.decompress(base64.b64decode(word))))

    def __str__(self) -> str:
        sent = f" {self.content_type} {self.body[:1_000]!r}" if self.body or self.content_type else ""
        return f"{self.who}: {self.method} {self.path[:400]}?{self.query[:400]}{sent} {dict(self.headers or {})}"


class PageFields(HTMLParser):
    """The fields of a page's forms, with the values that each may have, and its links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.links: list[str] = []
        self._select = self._textarea = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Note a field, an option of one, or a link."""
        given = {name: value or "" for name, value in attrs}
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._textarea = name
            self.fields.setdefault(name, [""])
        elif tag == "option" and self._select:
            options = self.fields.setdefault(self._select, [])
            options.insert(0 if "selected" in given else len(options), value)
        elif tag in ("input", "button") and name:
            self.fields.setdefault(name, []).append(value)
        self.links += [
            given[name]
            for name in ("href", "action", "data-url", "data-w-swap-src-value", "formaction", "hx-get", "hx-post")
            if given.get(name, "").startswith(("/", "?"))
        ]

    def handle_endtag(self, tag: str) -> None:
        """End a list of options, or a text."""
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        """Take the text of a field of several lines."""
        if self._textarea:
            self.fields[self._textarea] = [data.removeprefix("\n")]


class Spoiler:
    """Makes values and bodies that are wrong somewhere."""

    def __init__(self, chance: random.Random, numbers: Sequence[str]) -> None:
        self.chance = chance
        self._numbers = numbers

    def text(self) -> str:
        """Return what hardly fits any field, or an id."""
        return self.chance.choice(TEXTS if self.chance.random() < 0.85 else self._numbers)

    def pairs(self, pairs: Pairs, more_names: Sequence[str]) -> Pairs:
        """Return the fields of a form of which some are spoiled, gone, doubled or new."""
        spoiled = list(pairs)
        for _ in range(self.chance.choice((0, 1, 1, 1, 2, 3, 8))):
            at = self.chance.randrange(len(spoiled)) if spoiled else None
            act = self.chance.choice(("value", "value", "value", "drop", "double", "new", "name"))
            if at is None or act == "new":
                spoiled.append((self.chance.choice(more_names), self.text()))
            elif act == "value":
                spoiled[at] = (spoiled[at][0], self.text())
            elif act == "drop":
                del spoiled[at]
            elif act == "double":
                spoiled.append((spoiled[at][0], self.text()))
            else:
                spoiled[at] = (self.text() or "x", spoiled[at][1])
        return spoiled

    def json(self, value: Any) -> Any:
        """Return the value with another one somewhere in it."""
        if not isinstance(value, dict | list) or not value or self.chance.random() < 0.25:
            return self.chance.choice((*JSON_VALUES, self.text()))
        at: Any = self.chance.choice(list(value)) if isinstance(value, dict) else self.chance.randrange(len(value))
        if self.chance.random() < 0.15:
            if isinstance(value, dict):
                return {name: each for name, each in value.items() if name != at}
            return [*value[:at], *value[at + 1 :]]
        spoiled: Any = value.copy()
        spoiled[at] = self.json(value[at])
        return spoiled

    def rich_text(self) -> str:
        """Return a rich text as its editor sends it, wrong half of the time."""
        return json.dumps(self.json(_DRAFT) if self.chance.random() < 0.5 else _DRAFT)

    def body(self, pairs: Pairs) -> tuple[str, str]:
        """Return the type and the bytes of a body with these fields."""
        way = self.chance.random()
        if way < 0.6:
            return "application/x-www-form-urlencoded", _urlencoded(pairs)
        if way < 0.8:
            return self._multipart(pairs)
        if way < 0.9:
            text = json.dumps(self.json(dict(pairs)))
            return "application/json", _as_bytes(text if self.chance.random() < 0.8 else text[: len(text) // 2])
        return self.chance.choice(TYPES), _as_bytes(
            self.chance.choice((_urlencoded(pairs), self.text(), "\udcff\udcfe"))
        )

    def _multipart(self, pairs: Pairs) -> tuple[str, str]:
        parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}' for name, value in pairs]
        for name in [name for name, _ in pairs if "file" in name or self.chance.random() < 0.02]:
            content = self.chance.choice(FILES).decode("latin-1")
            kind = self.chance.choice(("image/png", "", "é", "text/x-gettext-translation; charset=zz"))
            disposition = f'form-data; name="{name}"; filename="{self.chance.choice(FILE_NAMES)}"'
            parts.append(f"Content-Disposition: {disposition}\r\nContent-Type: {kind}\r\n\r\n{content}")
        if parts and self.chance.random() < 0.3:
            at = self.chance.randrange(len(parts))
            spoil: Callable[[str], str] = self.chance.choice(
                (
                    lambda part: part.replace("form-data; ", ""),
                    lambda part: part.replace("\r\n\r\n", "\r\n"),
                    lambda part: f"Content-Transfer-Encoding: base64\r\n{part}",
                    lambda part: part.replace('name="', "name*=utf-8''%ff\""),
                    lambda part: f"X: {'a' * 9_000}\r\n{part}",
                )
            )
            parts[at] = spoil(parts[at])
        body = "".join(f"--b\r\n{part}\r\n" for part in parts) + self.chance.choice(
            ("--b--\r\n", "--b--\r\n", "", "--")
        )
        return "multipart/form-data; boundary=b", _as_bytes(body)

    def streams(self, model: type[Page], pks: Sequence[str]) -> Pairs:
        """Return fields for the streams of a page: blocks of types at random."""
        return [
            pair
            for field in model._meta.get_fields()
            if isinstance(field, StreamField)
            for pair in self._of_block(field.stream_block, field.name, pks)
        ]

    def _of_block(
        self, block: blocks.Block, prefix: str, pks: Sequence[str], depth: int = 0
    ) -> Iterator[tuple[str, str]]:
        if isinstance(block, blocks.BaseStreamBlock | blocks.ListBlock):
            count = self.chance.choice((0, 1, 1, 2)) if depth < 4 else 0
            yield f"{prefix}-count", str(count)
            for number in range(count):
                at = f"{prefix}-{number}"
                yield from ((f"{at}-deleted", ""), (f"{at}-order", str(number)), (f"{at}-id", ""))
                child = block.child_block if isinstance(block, blocks.ListBlock) else None
                if isinstance(block, blocks.BaseStreamBlock):
                    name, child = self.chance.choice(list(block.child_blocks.items()))
                    yield f"{at}-type", name
                yield from self._of_block(child, f"{at}-value", pks, depth + 1)
        elif isinstance(block, blocks.BaseStructBlock):
            for name, child in block.child_blocks.items():
                yield from self._of_block(child, f"{prefix}-{name}", pks, depth + 1)
        else:
            yield prefix, self._of_field(block, pks)

    def _of_field(self, block: blocks.Block, pks: Sequence[str]) -> str:
        field = getattr(block, "field", None)
        if isinstance(block, blocks.RichTextBlock):
            return self.rich_text()
        if isinstance(field, forms.ModelChoiceField):
            return self.chance.choice(pks)
        if isinstance(field, forms.ChoiceField):
            values = [str(value) for value, _ in field.widget.choices]
            return self.chance.choice(values or [""])
        return self.chance.choice(("Texto", "1", "08:00", "2026-01-05", "on", ""))


def query_of(pairs: Pairs) -> str:
    """Return the fields as a query."""
    return _urlencoded(pairs)


def quoted(text: str) -> str:
    """Return a text percent-encoded, as a part of a path."""
    return quote_from_bytes(_bytes(text), safe="")


def pairs_of_link(link: str) -> tuple[str, Pairs]:
    """Return the path of a link and its query."""
    parts = urlsplit(link)
    return parts.path, parse_qsl(parts.query, keep_blank_values=True)


def _urlencoded(pairs: Pairs) -> str:
    return "&".join(f"{quote_from_bytes(_bytes(name))}={quote_from_bytes(_bytes(value))}" for name, value in pairs)


def _as_bytes(text: str) -> str:
    """Return the text as UTF-8, a character for each byte."""
    return _bytes(text).decode("latin-1")


def _bytes(text: str) -> bytes:
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
