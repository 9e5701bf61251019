"""The error of a starter file: it names the file, the record and the field, and has a stable code."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class StarterErrorCode(StrEnum):
    """What is wrong with a starter file. Codes never change."""

    FILE_MISSING = "STARTER_FILE_MISSING"
    FILE_MALFORMED = "STARTER_FILE_MALFORMED"
    FIELD_MISSING = "STARTER_FIELD_MISSING"
    FIELD_UNKNOWN = "STARTER_FIELD_UNKNOWN"
    TYPE_WRONG = "STARTER_TYPE_WRONG"
    VALUE_EMPTY = "STARTER_VALUE_EMPTY"
    VALUE_UNKNOWN = "STARTER_VALUE_UNKNOWN"
    TARGET_MISSING = "STARTER_TARGET_MISSING"
    ID_REPEATED = "STARTER_ID_REPEATED"
    COUNT_WRONG = "STARTER_COUNT_WRONG"
    CONTENT_REFUSED = "STARTER_CONTENT_REFUSED"


PROBLEMS = {
    StarterErrorCode.FILE_MISSING: _("the file does not exist"),
    StarterErrorCode.FILE_MALFORMED: _("the file is not valid JSON: %(detail)s"),
    StarterErrorCode.FIELD_MISSING: _("the field is missing"),
    StarterErrorCode.FIELD_UNKNOWN: _("no such field is expected here"),
    StarterErrorCode.TYPE_WRONG: _("expected %(detail)s"),
    StarterErrorCode.VALUE_EMPTY: _("the value is empty"),
    StarterErrorCode.VALUE_UNKNOWN: _("“%(detail)s” is not understood"),
    StarterErrorCode.TARGET_MISSING: _("“%(detail)s” does not exist"),
    StarterErrorCode.ID_REPEATED: _("“%(detail)s” is used twice"),
    StarterErrorCode.COUNT_WRONG: _("the number of records differs: %(detail)s"),
    StarterErrorCode.CONTENT_REFUSED: _("%(detail)s"),
}


class StarterError(Exception):
    """A starter file cannot be loaded. Nothing was changed.

    Attributes:
        code: a stable code for programs.
        file: name of the file, such as `glossary.json`; empty where the refusal is not about one file.
        record: id of the record within it, such as `amparo` or `familiar-detenido/q-donde`; empty for the file itself.
        field: name of the field, with position in lists: `related[1]`; empty for the record itself.
        detail: the value or the reason that the sentence mentions.
    """

    def __init__(
        self, code: StarterErrorCode, *, file: str, record: str = "", field: str = "", detail: object = ""
    ) -> None:
        super().__init__(code, file, record, field, detail)
        self.code = code
        self.file = file
        self.record = record
        self.field = field
        self.detail = detail

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.file, self.record, self.field) if part)
        problem = PROBLEMS[self.code] % {"detail": self.detail}
        text = f"{place}: {problem}" if place else str(problem)
        return str(_("%(problem)s. Nothing was changed.") % {"problem": text.rstrip(".")})
