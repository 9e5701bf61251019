"""What the Enter key does in a field of a form: it presses the first button of the form, in the order of the page."""

from __future__ import annotations

from html.parser import HTMLParser

ACTS = (
    "action-publish",
    "action-submit",
    "action-workflow-action",
    "action-restart-workflow",
    "action-cancel-workflow",
    "replaces",
)
"""Names of buttons that send, publish, decide, take back from review or overwrite; saving a draft has no name."""

DISABLED = "disabled"
"""In the place of the name of a button that is disabled: if it is the first one, the Enter key does nothing."""

_WITHOUT_ENTER = ("hidden", "checkbox", "radio", "file", "submit", "button", "image", "reset", "range", "color")


class _Forms(HTMLParser):
    """Collects the buttons of each form in their order, and which forms have a field that takes the Enter key."""

    def __init__(self) -> None:
        super().__init__()
        self.buttons: dict[str, list[str]] = {}
        self.typed: set[str] = set()
        self._open = ""
        self._count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._count += 1
            self._open = of.get("id") or f"form {self._count}"
            return
        form = of.get("form") or self._open
        kind = of.get("type", "").lower()
        if not form:
            return
        if (tag == "button" and kind in ("", "submit")) or (tag == "input" and kind in ("submit", "image")):
            # Wagtail's script sends what such a button decides.
            decides = "action-workflow-action" if "data-workflow-action-name" in of else ""
            self.buttons.setdefault(form, []).append(DISABLED if "disabled" in of else of.get("name") or decides)
        elif tag == "input" and kind not in _WITHOUT_ENTER:
            self.typed.add(form)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = ""


def acts_on_enter(html: str) -> dict[str, str]:
    """Return the forms, by their id, in whose fields the Enter key does more than to save; and the button's name."""
    parser = _Forms()
    parser.feed(html)
    return {form: names[0] for form, names in parser.buttons.items() if names[0] in ACTS and form in parser.typed}


def forms_saved_on_enter(html: str) -> list[str]:
    """Return the forms, by their id, in whose fields the Enter key presses a button at all."""
    parser = _Forms()
    parser.feed(html)
    return [form for form, names in parser.buttons.items() if names[0] != DISABLED and form in parser.typed]
