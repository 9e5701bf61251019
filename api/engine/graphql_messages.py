"""What graphql-core finds wrong, in words of our own: each finding has a code, and a hint that can be translated.

graphql-core says it in English only. Its sentences are recognised here, never shown. A hint may name types and fields
that the query did not name: `api/refusals.py` keeps those from keys of production.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from api.errors.codes import ErrorCode


@dataclass(frozen=True, slots=True)
class Finding:
    """What one sentence of graphql-core's comes to.

    Args:
        hint: with the names of the pattern's groups as placeholders; None: the general one of the code.
        code: in place of that of the rule that found it.
    """

    hint: Promise | None
    code: ErrorCode | None = None


NAME = r"'\$?(?P<name>[^']+)'"
TYPE = r"'(?P<type>[^']+)'"
BOOLEAN = _("“true” or “false” belongs here.")

FINDINGS: tuple[tuple[re.Pattern[str], Finding], ...] = tuple(
    (re.compile(pattern), Finding(hint, code))
    for pattern, hint, code in (
        (rf"^Cannot query field {NAME} on type {TYPE}", _("The type “%(type)s” has no such field."), None),
        (rf"^Unknown argument {NAME} on (?:field|directive) {TYPE}", _("“%(type)s” has no such argument."), None),
        (rf"^Directive {NAME} may not be used on", None, ErrorCode.MISPLACED_DIRECTIVE),
        (rf"^Field {NAME} must not have a selection", None, ErrorCode.UNEXPECTED_SELECTION),
        (
            rf"^(?:Field|Directive) '(?P<of>[^']+)' argument '(?P<argument>[^']+)' of type {TYPE} is required",
            _("Give the argument “%(argument)s” of the type “%(type)s”."),
            None,
        ),
        (
            rf"^Variable {NAME} of type {TYPE} used in position expecting type '(?P<expected>[^']+)'",
            _("It is declared as “%(type)s”; its place takes “%(expected)s”."),
            None,
        ),
        (
            rf"objects of type {TYPE} can never be of type '(?P<other>[^']+)'",
            _("An object of the type “%(type)s” is never of the type “%(other)s”."),
            None,
        ),
        (
            rf"^Variable {NAME} of (?:required|non-null) type {TYPE}",
            _("Send a value of the type “%(type)s” for it; it may not be null."),
            ErrorCode.MISSING_VARIABLE,
        ),
        (
            r"[Ff]ield '(?:[^'.]+\.)?(?P<input>[^']+)' of required type '(?P<type>[^']+)' was not provided",
            _("The field “%(input)s” of the type “%(type)s” is missing."),
            None,
        ),
        (rf"Field '(?P<input>[^']+)' is not defined by type {TYPE}", _("“%(type)s” has no field “%(input)s”."), None),
        (r"Expected non-nullable type '(?P<type>[^']+)' not to be None", _("“%(type)s” may not be null."), None),
        (rf"^Argument '[^']+' of non-null type {TYPE} must not be null", _("“%(type)s” may not be null."), None),
        (rf"Expected value of type {TYPE}", _("A value of the type “%(type)s” belongs here."), None),
        (rf"Expected type {TYPE} to be a mapping", _("An object of the type “%(type)s” belongs here."), None),
        (r"does not exist in '(?P<type>[^']+)' enum", _("The enum “%(type)s” has no such value."), None),
        (
            r"Enum '(?P<type>[^']+)' cannot represent non-enum value: \"(?P<in_quotes>\w+)\"",
            _("A name of the enum “%(type)s” belongs here, without quotes."),
            None,
        ),
        (r"Enum '(?P<type>[^']+)' cannot represent", _("A name of the enum “%(type)s” belongs here."), None),
        (
            r"Int cannot represent non 32",
            _("A whole number between -2147483648 and 2147483647 belongs here."),
            None,
        ),
        (r"Int cannot represent", _("A whole number belongs here."), None),
        (r"Float cannot represent", _("A number belongs here."), None),
        (r"(?:String cannot represent|Expected a string)", _("A text belongs here, in double quotes."), None),
        (r"Boolean cannot represent", BOOLEAN, None),
        (r"ID cannot represent", _("An id belongs here, in double quotes."), None),
        (r"Expected an instant with offset", _("Write the instant with its offset: 2026-11-23T12:00:00-06:00."), None),
        (r"Expected an instant within", _("Write an instant within the years from 1 to 9999."), None),
        (r"Expected an instant such", _("Write an instant such as 2026-11-23T18:00:00Z."), None),
        (r"Expected a day such", _("Write a day such as 2026-11-23."), None),
        (rf"Expected type {TYPE}", _("A value of the type “%(type)s” belongs here."), None),
    )
)

AT_END = _("the end of the query")
NAMELESS: dict[str, Promise] = {
    "<EOF>": AT_END,
    "Name": _("a name"),
    "Int": _("a whole number"),
    "Float": _("a number"),
    "String": _("a text"),
    "BlockString": _("a text"),
}
"""What graphql-core calls the parts of a query."""

KIND_AND_VALUE = re.compile(r"^(?:Name|Int|Float|String|BlockString) (?P<value>'.*')$", re.DOTALL)
SYNTAX: tuple[tuple[re.Pattern[str], Promise], ...] = tuple(
    (re.compile(pattern, re.DOTALL), hint)
    for pattern, hint in (
        (r"^Expected (?P<expected>.+), found (?P<found>.+)\.$", _("Expected %(expected)s; found %(found)s.")),
        (r"^Unexpected single quote", _("Write texts in double quotes.")),
        (r"^Unexpected character: (?P<found>.+)\.$", _("This character does not belong here: %(found)s.")),
        (r"^Invalid character: (?P<found>.+)\.$", _("This character does not belong here: %(found)s.")),
        (r"^Invalid character within String: (?P<found>.+)\.$", _("A text may not have this character: %(found)s.")),
        (r"^Unterminated string", _("A text has no closing quote.")),
        (r"^Invalid number", _("A number is not written as GraphQL writes it.")),
        (r"^Invalid (?:Unicode|character) escape sequence: (?P<found>.+)\.$", _("This is no escape: %(found)s.")),
        (r"^Unexpected variable (?P<found>.+) in constant value", _("No variable may stand here: %(found)s.")),
        (r"nested too deeply", _("The query is nested too deeply to be read.")),
        (r"^Unexpected (?P<found>.+)\.$", _("This does not belong here: %(found)s.")),
    )
)
LONGEST_SHOWN = 60


def finding_of(message: str) -> tuple[Finding, dict[str, str]]:
    """Return what a sentence of graphql-core's comes to, and the values for its hint; an empty one for all others."""
    for pattern, finding in FINDINGS:
        found = pattern.search(message)
        if found is not None:
            return finding, {name: value for name, value in found.groupdict().items() if name != "name"}
    return Finding(None), {}


def syntax_hint(description: str) -> tuple[Promise | None, dict[str, Any]]:
    """Return a hint for graphql-core's description of a syntax error, and its values; None for all others."""
    for pattern, hint in SYNTAX:
        found = pattern.search(description)
        if found is not None:
            return hint, {name: _part(value) for name, value in found.groupdict().items()}
    return None, {}


def _part(description: str) -> object:
    """Return what a part of a query is called: by its kind, or as it stands there."""
    written = KIND_AND_VALUE.match(description)
    shown = written["value"] if written is not None else description
    return NAMELESS.get(description, shown if len(shown) <= LONGEST_SHOWN else f"{shown[:LONGEST_SHOWN]}…")
