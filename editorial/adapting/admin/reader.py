"""How a piece of a text reads: its document in words, without the names that programs use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content_models.deadline_words import event_in_words
from content_models.rich_text import resolve, to_html
from content_models.shapes.blocks import DeadlineBlock
from delivery.state_view import StateView
from delivery.tenant_info import substitutes
from editorial.wording import CHOICES, duration, label_of, reading_order, words_of_choice

HEADINGS = frozenset({"heading", "title", "question", "label"})
NOT_READ = frozenset(
    {
        "kind",
        "id",
        "key",
        "type",
        "locale",
        "isFallback",
        "origin",
        "verified",
        "amountMax",
        "unit",
        "dial",
        "e164",
        "isDialledByHand",
        "mimeType",
    }
)
"""What readers do not see, or see with another field."""

LABELS: Mapping[str, Any] = {
    "event": _("Counted from"),
    "whoMustAct": _("Who must act"),
    "consequence": _("What happens if it passes"),
    "organizationKind": _("Kind of office"),
    "to": _("Leads to"),
    "caption": _("Caption"),
    "transcript": _("Transcript"),
    "channel": _("Channel"),
}


class Reader:
    """Puts documents into words, as one state serves them."""

    def __init__(
        self,
        view: StateView,
        origin: str = "",
        nodes: Mapping[str, str] | None = None,
        deadlines: Mapping[str, DeadlineBlock] | None = None,
    ) -> None:
        """Read as a state serves.

        Args:
            origin: where its portal is, for links within texts.
            nodes: what the nodes of the script that is read are called, by key.
            deadlines: those of its topic, by id.
        """
        self._deadlines = deadlines or {}
        self._nodes = nodes
        self._view = view
        self._origin = origin
        self._substitutes = substitutes(view.tenant, None)

    def value(self, name: str, value: Any) -> SafeString:
        """A field, block, node or list item as HTML; empty when it says nothing."""
        if value is None or value in ("", [], {}):
            return SafeString()
        if isinstance(value, bool):
            return SafeString(gettext("Yes") if value else gettext("No"))
        if isinstance(value, Mapping):
            return self._rich(value) if "ast" in value else self._document(value)
        if isinstance(value, list):
            return self._list(name, value)
        return format_html("<p>{}</p>", self._word(name, value))

    def _word(self, name: str, value: Any) -> str:
        if name in {"to", "start"}:
            return self._node(str(value))
        if name in CHOICES and value in CHOICES[name].values:
            return str(CHOICES[name](value).label)
        if name == "deadlines":
            return self._deadline(self._deadlines.get(str(value)))
        if name.endswith(("Keys", "Key")):
            item = self._view.item(str(value))
            return str(item["title"]) if item else str(value)
        return str(value)

    def _rich(self, value: Mapping[str, Any]) -> SafeString:
        html = value.get("html") or to_html(resolve(value["ast"], self._substitutes, self._view.path_of))
        return mark_safe(html.replace('href="/', f'href="{self._origin}/'))  # written by content_models.rich_text

    def _list(self, name: str, values: list[Any]) -> SafeString:
        if name == "legalReferences":
            return self._sources(values)
        if all(isinstance(value, Mapping) for value in values):
            items = [self._entry(name, value) for value in values]
        else:
            items = [format_html("{}", self._word(name, value)) for value in values]
        tag = "ol" if name == "steps" else "ul"
        return format_html(
            "<{0}>{1}</{0}>", SafeString(tag), format_html_join("", "<li>{}</li>", ((i,) for i in items))
        )

    def _entry(self, name: str, entry: Mapping[str, Any]) -> SafeString:
        if name == "options":
            return format_html("{} <span class='adapting-soft'>→ {}</span>", entry["label"], self._node(entry["to"]))
        if name == "wordings":
            words = entry.get("label") or entry.get("text") or ""
            shown = self._rich(words) if isinstance(words, Mapping) else words
            return format_html(
                "<span class='adapting-soft'>{}:</span> {}", self._word("channel", entry["channel"]), shown
            )
        if name == "phones":
            return format_html("{} {}", entry["display"], entry.get("label") or "")
        if name == "glossaryChoices":
            return format_html("{}", words_of_choice(entry, self._title))
        return self._document(entry)

    def _node(self, key: str) -> str:
        if self._nodes is None:
            return "…"
        return self._nodes.get(key) or gettext("leads nowhere yet")

    def _deadline(self, deadline: DeadlineBlock | None) -> str:
        if deadline is None:
            return gettext("Deadline: the topic’s page does not have it any more")
        text = " ".join(deadline["text"]["plainText"].split())
        if not deadline["amount"] or not deadline["unit"]:
            return gettext("Deadline: %(text)s") % {"text": text}
        return gettext("Deadline: %(duration)s · %(text)s") % {"duration": duration(deadline), "text": text}

    def _title(self, key: str) -> str | None:
        item = self._view.item(key)
        return str(item["title"]) if item else None

    def _sources(self, references: list[Mapping[str, Any]]) -> SafeString:
        texts = "; ".join(reference["text"] for reference in references)
        return format_html("<p class='adapting-source'>{} {}</p>", gettext("Legal basis:"), texts)

    def _document(self, document: Mapping[str, Any]) -> SafeString:
        return format_html_join("", "{}", ((part,) for part in self._parts(document)))

    def _parts(self, document: Mapping[str, Any]) -> Iterator[SafeString]:
        for name in sorted(document, key=reading_order):
            value = document[name]
            if name in NOT_READ or value in (None, "", [], {}) or isinstance(value, bool):
                continue
            if name == "amount":
                yield format_html("<p><strong>{}</strong></p>", duration(document))
            elif name in HEADINGS:
                yield format_html("<p><strong>{}</strong></p>", value)
            elif name in {"url", "sizeBytes", "durationSeconds"}:
                yield format_html("<p class='adapting-soft'>{}</p>", value)
            elif name == "image":
                yield format_html("<p><img src='{}' alt='{}' class='adapting-image'></p>", value["url"], value["alt"])
            elif name == "event":
                yield format_html(
                    "<p><span class='adapting-soft'>{}:</span> {}</p>",
                    label_of(name, document, LABELS),
                    event_in_words(document),
                )
            elif name in LABELS:
                yield format_html(
                    "<p><span class='adapting-soft'>{}:</span> {}</p>",
                    label_of(name, document, LABELS),
                    self._plain(name, value),
                )
            else:
                yield self.value(name, value)

    def _plain(self, name: str, value: Any) -> Any:
        return self._rich(value) if isinstance(value, Mapping) else self._word(name, value)
