"""What documents say, in plain words: as one text that can be read aloud, compared, or sent in a message.

Choices stand with their labels, placeholders with their names in the reader's language, references with their titles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content_models.choices import (
    Channel,
    HolidayRule,
    NodeKind,
    OrganizationKind,
    Role,
    Severity,
    SourceQuality,
    Stage,
    Urgency,
    Voice,
    Weekday,
)
from content_models.deadline_words import amount_in_words, counts_back, event_in_words
from content_models.languages import content_languages
from content_models.rich_text import Ast, to_plain_text
from content_models.rich_text.nodes import Node, children_of, kind_of, text_node

from .time_zones import ZONES

TitleOf = Callable[[str], str | None]
"""From an item's key to its title; None where there is none."""

CHOICES: Mapping[str, Any] = {
    "role": Role,
    "roles": Role,
    "servesRoles": Role,
    "stage": Stage,
    "urgency": Urgency,
    "officeKinds": OrganizationKind,
    "organizationKind": OrganizationKind,
    "channel": Channel,
    "channels": Channel,
    "severity": Severity,
    "kind": NodeKind,
    "holidays": HolidayRule,
    "days": Weekday,
    "sourceQuality": SourceQuality,
}
"""Fields, and parts of pieces, whose values are names of a closed list."""

PLACEHOLDERS: Mapping[str, Any] = {
    "state": gettext_lazy("state"),
    "state_official": gettext_lazy("official name of the state"),
    "help_line": gettext_lazy("help line"),
    "emergency": gettext_lazy("emergency number"),
}
"""What editors call what each state fills in."""

LABELS: Mapping[str, Any] = {
    "event": gettext_lazy("Counted from"),
    "whoMustAct": gettext_lazy("Who must act"),
    "consequence": gettext_lazy("What happens if it passes"),
    "organizationKind": gettext_lazy("Kind of office"),
    "to": gettext_lazy("Leads to"),
    "caption": gettext_lazy("Caption"),
    "transcript": gettext_lazy("Transcript"),
    "image": gettext_lazy("Image"),
    "postalCode": gettext_lazy("Postal code"),
    "legalReferences": gettext_lazy("Legal basis"),
}
"""Parts of pieces that are not understood without a name before them."""

FLAGS: Mapping[str, Any] = {
    "verified": gettext_lazy("Compared with its source"),
    "isRequired": gettext_lazy("Required"),
    "countsBack": gettext_lazy("Counted back from what is to come"),
    "needsConfirmation": gettext_lazy("Confirmation"),
}
"""Marks of pieces and of offices: said only where they differ."""

IN_ORDER = (
    "kind",
    "heading",
    "name",
    "title",
    "question",
    "label",
    "channel",
    "amount",
    "image",
    "text",
    "answer",
    "description",
    "caption",
    "event",
    "whoMustAct",
    "consequence",
    "organizationKind",
    "wordings",
    "options",
    "phones",
    "url",
    "transcript",
    "neighborhood",
    "postalCode",
    "locality",
    "to",
)
"""In which order the parts of a piece are read: stored documents have their names in no order."""

NOT_SAID = frozenset(
    {
        "id",
        "key",
        "type",
        "locale",
        "origin",
        "amountMax",
        "unit",
        "dial",
        "e164",
        "isDialledByHand",
        "answers",
        "deadlines",
        "end",
        "mimeType",
        "sizeBytes",
    }
)
"""Parts of pieces that are not shown, or are shown with another part."""

DAYS = frozenset({"inForceOn", "reviewedOn", "reviewDueOn", "assuredOn"})
INSTANTS = frozenset({"startsAt", "endsAt"})


def words_of(name: str, value: Any, title_of: TitleOf | None = None) -> str:
    """A field of a document, or a piece (`name` is then the list's), in words; empty when it says nothing.

    Args:
        title_of: gives references their titles; without it, their keys stand.
    """
    return "\n".join(_lines(name, value, title_of or _nobody))


def flags_that_differ(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, str]:
    """The marks in which two pieces differ, in words: of the one and of the other."""
    names = [name for name in FLAGS if bool(before.get(name)) != bool(after.get(name))]
    texts = [
        "\n".join(f"{FLAGS[name]}: {_truth(bool(piece.get(name)))}" for name in names) for piece in (before, after)
    ]
    return texts[0], texts[1]


def plain_text(ast: Ast, title_of: TitleOf | None = None) -> str:
    """A rich text with its placeholders named and its links written out."""
    return to_plain_text([_with_named_placeholders(node, title_of or _nobody) for node in ast])


def _lines(name: str, value: Any, title_of: TitleOf) -> Iterator[str]:
    if value is None or value in ("", [], {}):
        return
    if isinstance(value, Mapping):
        yield from _of_mapping(name, value, title_of)
    elif isinstance(value, list):
        yield from _of_list(name, value, title_of)
    else:
        yield _word(name, value, title_of)


def _of_mapping(name: str, value: Mapping[str, Any], title_of: TitleOf) -> Iterator[str]:
    if "ast" in value:
        yield from filter(None, [plain_text(value["ast"], title_of)])
    elif "periods" in value:
        yield from _hours(value)
    elif "renditions" in value:
        yield str(value["alt"])
    elif "display" in value:
        yield _phone(value)
    elif name == "wordings":
        words = "\n".join(_lines("text", value.get("label") or value.get("text"), title_of))
        yield f"{_word('channel', value['channel'], title_of)}: {words}"
    elif name == "legalReferences":
        yield _source(value)
    elif name == "glossaryChoices":
        yield words_of_choice(value, title_of)
    elif name == "examples":
        yield from _example_lines(value)
    else:
        yield from _of_piece(value, title_of)


def _of_list(name: str, values: list[Any], title_of: TitleOf) -> Iterator[str]:
    if name in CHOICES:
        yield ", ".join(_word(name, value, title_of) for value in values)
        return
    for number, value in enumerate(values, start=1):
        bullet = f"{number}. " if name == "steps" else "- " if name in {"items", "options", "wordings"} else ""
        yield bullet + "\n".join(_lines(name, value, title_of))


def _of_piece(piece: Mapping[str, Any], title_of: TitleOf) -> Iterator[str]:
    for name in sorted(piece, key=reading_order):
        value = piece[name]
        if name in NOT_SAID or isinstance(value, bool) or value in (None, "", [], {}):
            continue
        if name == "amount":
            yield duration(piece)
        elif name == "event":
            yield f"{label_of(name, piece, LABELS)}: {event_in_words(piece)}"
        elif name in LABELS:
            yield f"{label_of(name, piece, LABELS)}: " + "\n".join(_lines(name, value, title_of))
        else:
            yield from _lines(name, value, title_of)


def label_of(name: str, piece: Mapping[str, Any], labels: Mapping[str, Any]) -> str:
    """What editors call a part of a piece: time that is counted back is counted from nothing."""
    return _("When") if name == "event" and counts_back(piece) else str(labels[name])


def _word(name: str, value: Any, title_of: TitleOf) -> str:
    if isinstance(value, bool):
        return _confirmation(value) if name == "needsConfirmation" else _truth(value)
    if name in CHOICES and value in CHOICES[name].values:
        return str(CHOICES[name](value).label)
    if name == "languages":
        return str(dict(content_languages()).get(value, value))
    if name == "timeZone":
        return str(dict(ZONES).get(value, value))
    if name.endswith(("Keys", "Key")) or name in {"to", "start"}:
        return title_of(str(value)) or str(value)
    return _moment(name, value) if name in DAYS | INSTANTS else str(value)


def _moment(name: str, value: str) -> str:
    if name in DAYS:
        return date_format(date.fromisoformat(value))
    return date_format(timezone.localtime(datetime.fromisoformat(value)), "DATETIME_FORMAT")


def duration(deadline: Mapping[str, Any]) -> str:
    """The time of a deadline: “72 to 144 hours”."""
    return amount_in_words(deadline["unit"], deadline["amount"], deadline.get("amountMax"))


def _phone(phone: Mapping[str, Any]) -> str:
    languages = ", ".join(_word("languages", tag, _nobody) for tag in phone.get("languages") or ())
    extension = _("extension %(number)s") % {"number": phone["extension"]} if phone.get("extension") else ""
    written = extension if extension and str(phone["extension"]) not in phone["display"] else ""
    dialled = _("dials %(number)s") % {"number": phone["dial"]} if phone.get("isDialledByHand") else ""
    return ", ".join(filter(None, [phone["display"], dialled, written, phone.get("label"), languages]))


def reading_order(name: str) -> tuple[bool, int]:
    """The sort key of a part of a piece: parts that `IN_ORDER` does not name come after it, legal references last."""
    return name == "legalReferences", IN_ORDER.index(name) if name in IN_ORDER else len(IN_ORDER)


def words_of_choice(choice: Mapping[str, Any], title_of: TitleOf) -> str:
    """What a word of a text means: “impugnar”: Apelación."""
    term = _word("termKey", choice["termKey"], title_of) if choice["termKey"] else _("not marked")
    return f"“{choice['form']}”: {term}"


def _example_lines(group: Mapping[str, Any]) -> Iterator[str]:
    voice = str(Voice(group["voice"]).label)
    yield f"{voice} · {_('Somebody is in danger now')}" if group["isDanger"] else voice
    yield from (f"- {phrase}" for phrase in group["phrases"])


def _source(reference: Mapping[str, Any]) -> str:
    text = str(reference["text"])
    missing = [part for part in (reference.get("law"), reference.get("article")) if part and part not in text]
    return f"{text} ({', '.join(missing)})" if missing else text


def _hours(schedule: Mapping[str, Any]) -> Iterator[str]:
    if schedule["isAlwaysOpen"]:
        yield _("Open day and night")
    for period in schedule["periods"]:
        closes = _("midnight") if period["closesAt"] == "00:00" else period["closesAt"]
        yield f"{_days_in_words(period['days'])}: {period['opensAt']}–{closes}"
    holidays = _word("holidays", schedule["holidays"], _nobody)
    is_known = schedule["holidays"] != HolidayRule.UNKNOWN
    yield holidays if is_known else f"{_('On public holidays')}: {holidays}"


def _days_in_words(days: Sequence[str]) -> str:
    """Days as people say them: three or more in a row are “from Monday to Friday”."""
    runs: list[list[str]] = []
    for day in sorted(days, key=Weekday.values.index):
        is_next = bool(runs) and Weekday.values.index(day) == Weekday.values.index(runs[-1][-1]) + 1
        if is_next:
            runs[-1].append(day)
        else:
            runs.append([day])
    found: list[str] = []
    for run in runs:
        names = _list_of("days", run)
        is_long = len(run) > 2
        found += [_("%(first)s to %(last)s") % {"first": names[0], "last": names[-1]}] if is_long else names
    return ", ".join(found)


def _list_of(name: str, values: Iterable[Any]) -> list[str]:
    return [_word(name, value, _nobody) for value in values]


def _with_named_placeholders(node: Node, title_of: TitleOf) -> Node:
    """The node with its placeholders named, and behind a link's text where it leads."""
    if kind_of(node) == "placeholder":
        name = str(node.get("name"))
        return text_node(f"{{{PLACEHOLDERS.get(name, name)}}}")
    if "children" not in node:
        return node
    children = [_with_named_placeholders(child, title_of) for child in children_of(node)]
    if kind_of(node) == "link":
        target = title_of(str(node["key"])) if node.get("key") else node.get("url")
        children = [*children, text_node(f" [{target}]")] if target else children
    return {**node, "children": children}


def _truth(value: bool) -> str:
    return _("Yes") if value else _("No")


def _confirmation(is_needed: bool) -> str:
    """Return whether an office is confirmed, in words: “needs confirmation: yes → no” has to be read twice."""
    return _("to confirm") if is_needed else _("confirmed")


def _nobody(_key: str) -> None:
    return None


def sentences_of(error: ValidationError) -> list[str]:
    """Return what is wrong with what was typed, in blocks within blocks, too."""
    blocks = getattr(error, "block_errors", None)
    if blocks:
        inner = blocks.values() if isinstance(blocks, dict) else [one for one in blocks if one]
        return [sentence for one in inner for sentence in sentences_of(one)]
    others = getattr(error, "non_block_errors", None)
    if others:
        return [sentence for one in others.as_data() for sentence in sentences_of(one)]
    return [str(message) for message in error.messages]
