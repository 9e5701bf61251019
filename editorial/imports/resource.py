"""The rows of a file, one after the other: what each would do to the directory, and what keeps it from being done.

`django-import-export` goes through the rows, in one transaction that errors roll back; here is what one of its rows
means. The same code checks a file and imports it: only then is each office handed to `save`.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import tablib
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource
from import_export.results import Result

from content_models.confidential_places import QUESTIONS_ABOUT_PLACE
from content_models.models import OfficePage, OrganizationPage
from content_models.office_confirmation import is_street_missing, street_missing
from content_models.office_questions import check_point, questions_about
from content_models.page_verification import (
    CLAIMS,
    check_day_of_claim,
    records_of,
    stored_fields,
    without_stale_claims,
)
from content_models.placeholders import check_plain_text
from content_models.questions import Question
from publishing.models import RowAct
from tenants.models import User

from .columns import COLUMNS, PLACE, STREAMS
from .directory import Directory, ExistingOffice, stored_value
from .doubles import KnownOffices, features_of_row, known_of

DOUBLE = "LIKELY_DOUBLE"
DOUBLE_IN_FILE = "LIKELY_DOUBLE_IN_FILE"
DRAFT_WAITING = "DRAFT_WAITING"
LEFT_OUT = "LEFT_OUT"
"""The question whether a row that is refused is left out, and the others imported."""
YES = "yes"
NO = "no"
"""What is said where an answer is taken back."""
NEW = "new"
"""The answer that an office is none of those that it is like."""

Answers = Mapping[str, Mapping[str, str]]
"""By code of a question: the value that it was about, and what was answered."""

_CLAIMS = ("needs_confirmation", *sorted(CLAIMS))


@dataclass(slots=True)
class RowPlan:
    """What one row of the file does.

    Attributes:
        number: as the spreadsheet counts.
        texts: its cells that are not empty, by name of their column.
        identifier: the source and external id that the office gets, if it gets others.
        changed: the fields of the office that change.
        revision_before, live_revision_before, revision_after: of an import that was saved (`OfficeImportRow`).
        is_excluded: whether somebody leaves the row out of the import.
    """

    number: int
    texts: Mapping[str, str]
    act: RowAct = RowAct.UNCHANGED
    key: UUID | None = None
    title: str = ""
    changes: list[dict[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    errors: list[dict[str, str]] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    present: ExistingOffice | None = None
    organization: OrganizationPage | None = None
    identifier: tuple[str, str] | None = None
    changed: set[str] = field(default_factory=set)
    revision_before: int | None = None
    live_revision_before: int | None = None
    revision_after: int | None = None
    is_excluded: bool = False

    @property
    def is_revived(self) -> bool:
        """Whether the office had been withdrawn: a file that lists it publishes it again."""
        return self.present is not None and self.present.is_withdrawn

    def refuse(self, column: str, text: str) -> None:
        """Note what is wrong with a cell."""
        self.errors.append({"column": column, "text": text})

    def note_change(self, column: str, before: str, after: str) -> None:
        """Note what becomes of a cell."""
        self.changes.append({"column": column, "before": before, "after": after})

    @property
    def open_questions(self) -> list[dict[str, Any]]:
        """Those that nobody has answered."""
        return open_questions(self.questions)


def open_questions(questions: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return those that nobody has answered; that a refused row can be left out waits for no answer."""
    return [one for one in questions if not one["answer"] and one["code"] != LEFT_OUT]


@dataclass(frozen=True, slots=True)
class Importing:
    """Who imports, and when.

    Attributes:
        publishes: whether what is imported is published, or else sent to review.
        answers: what was said to the questions of each row, by its number.
        step: called after each row.
        is_complete_list: whether the offices that the file lacks are withdrawn.
    """

    by: User
    today: date
    publishes: bool
    answers: Mapping[int, Answers] = field(default_factory=dict)
    step: Callable[[], None] = lambda: None
    is_complete_list: bool = False

    @property
    def author(self) -> str:
        """The name of who imports."""
        return str(self.by.get_full_name() or self.by.get_username())


Save = Callable[[RowPlan, OfficePage], None]


class OfficeResource(Resource):
    """The offices of one state, as rows."""

    class Meta:
        model = OfficePage
        import_id_fields = ()
        instance_loader_class = BaseInstanceLoader
        skip_diff = True
        clean_model_instances = False
        report_skipped = True

    def __init__(self, directory: Directory, importing: Importing, *, save: Save | None = None) -> None:
        super().__init__()
        self.fields = OrderedDict(COLUMNS)
        self.directory, self.importing, self.save = directory, importing, save
        self.plans: list[RowPlan] = []
        self._known: KnownOffices | None = None
        self._rows_by_office: dict[UUID, int] = {}
        self._rows_by_identifier: dict[tuple[str, str], int] = {}
        self._numbers: Sequence[int] = ()
        self._plan = RowPlan(0, {})
        self._before: dict[str, Any] = {}

    def run(self, rows: Sequence[tuple[int, Mapping[str, str]]], *, dry_run: bool) -> Result:
        """Check the rows, or import them: all, or none if one of them is refused.

        Args:
            rows: each with its number, and its texts by name of their columns.
        """
        names = [name for name in COLUMNS if any(name in texts for _number, texts in rows)]
        data = tablib.Dataset(headers=[COLUMNS[name].column_name for name in names])
        for _number, texts in rows:
            data.append([texts.get(name, "") for name in names])
        self._numbers = [number for number, _texts in rows]
        return self.import_data(data, dry_run=dry_run, use_transactions=True, rollback_on_validation_errors=True)

    # What import-export asks of one row, in this order.

    def before_import_row(self, row: Mapping[str, str], **kwargs: Any) -> None:
        """Find out which office the row is about."""
        texts = {name: text for name, column in COLUMNS.items() if (text := row.get(column.column_name) or "")}
        self._plan = plan = RowPlan(self._numbers[kwargs["row_number"] - 1], texts)
        self.plans.append(plan)
        plan.title = texts.get("title", "")
        plan.is_excluded = self._is_excluded(plan)
        self._find_organization(plan)
        self._find_office(plan)

    def get_or_init_instance(self, instance_loader: Any, row: Any) -> tuple[OfficePage, bool]:
        """Return the office's draft, or a new office."""
        plan = self._plan
        if plan.present is not None:
            plan.act, plan.key, plan.title = RowAct.CHANGE, plan.present.key, plan.present.draft.title
            self._before = stored_fields(plan.present.draft)
            return plan.present.draft, False
        plan.act, plan.key = RowAct.CREATE, uuid4()
        self._before = {}
        root = self.directory.tenant.root_page
        locale = plan.organization.locale if plan.organization is not None else root.locale if root else None
        page = OfficePage(
            translation_key=plan.key, live=False, has_unpublished_changes=True, locale=locale, owner=self.importing.by
        )
        return page, True

    def import_instance(self, instance: OfficePage, row: Any, **kwargs: Any) -> None:
        """Put the cells into the office; what cannot be, and what changes, is noted."""
        plan = self._plan
        if plan.is_excluded:
            return
        for name, text in plan.texts.items():
            if COLUMNS[name].attribute:
                self._import_cell(plan, instance, name, text)
        self._check_identifier(plan)
        self._check_whole(plan, instance)

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        """Whether nothing changes."""
        plan = self._plan
        if plan.is_excluded:
            self._exclude(plan)
            return True
        is_unchanged = not (plan.changes or plan.errors or plan.is_revived)
        if is_unchanged:
            plan.act = RowAct.UNCHANGED
        return is_unchanged

    def validate_instance(
        self, instance: OfficePage, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """Ask what is to be asked, and refuse the row if something is wrong with it.

        What could be read of a refused row is asked about, too: one upload corrects both.

        Raises:
            ValidationError: by column.
        """
        plan = self._plan
        if plan.errors:
            for question in self._questions_about(plan, instance):
                self._add_question(plan, question.code, question.field, question.value, question.text)
        else:
            self._ask(plan, instance)
            self._follow_changes(plan, instance)
        if plan.errors:
            if self._can_be_excluded(plan):
                self._add_exclusion_question(plan)
            found: dict[str, list[str]] = {}
            for error in plan.errors:
                found.setdefault(error["column"], []).append(error["text"])
            raise ValidationError(found)

    def do_instance_save(self, instance: OfficePage, is_create: bool) -> None:
        """Save the office where the file is imported; a check saves nothing."""
        if self.save is not None:
            self.save(self._plan, instance)

    def after_import_row(self, row: Any, row_result: Any, **kwargs: Any) -> None:
        """Count it."""
        self.importing.step()

    # Which office a row is about.

    def _find_organization(self, plan: RowPlan) -> None:
        text = plan.texts.get("organization")
        if text is None:
            return
        plan.organization = self.directory.organization(text)
        if plan.organization is None:
            sentence = _("There is no institution “%(text)s” in the directory, or several. There are: %(names)s.")
            values = {"text": text[:80], "names": self.directory.names_of_organizations() or _("none")}
            plan.refuse("organization", sentence % values)

    def _find_office(self, plan: RowPlan) -> None:
        """By its clave, by its external id, or by what somebody answered; never by its name alone."""
        pair = self._pair_of(plan)
        if "key" in plan.texts:
            self._find_by_key(plan, plan.texts["key"])
        elif pair is not None and pair in self.directory.identifiers:
            plan.present = self.directory.offices.get(self.directory.identifiers[pair])
        plan.is_excluded = plan.is_excluded and self._can_be_excluded(plan)
        if plan.is_excluded:
            return
        if plan.present is None and not any(error["column"] == "key" for error in plan.errors):
            self._compare(plan)
        self._note_rows(plan, pair)

    def _find_by_key(self, plan: RowPlan, text: str) -> None:
        try:
            key = COLUMNS["key"].widget.clean(text)
        except ValidationError as error:
            plan.refuse("key", " ".join(error.messages))
            return
        plan.present = self.directory.offices.get(key)
        if plan.present is None:
            sentence = _(
                "%(state)s has no office with this clave. For a new office leave the cell empty; for one that is "
                "there, copy its clave from an export."
            )
            plan.refuse("key", sentence % {"state": self.directory.tenant.name})

    def _pair_of(self, plan: RowPlan) -> tuple[str, str] | None:
        source, external_id = plan.texts.get("id_source", ""), plan.texts.get("external_id", "")
        if not external_id:
            return None
        if not source:
            sentence = _(
                "An external clave needs its source: write in the column “fuente de la clave” which register has "
                "given it."
            )
            plan.refuse("external_id", sentence)
            return None
        return source, external_id

    def _note_rows(self, plan: RowPlan, pair: tuple[str, str] | None) -> None:
        """Refuse a second row about the same office, or with the same external id."""
        if plan.present is not None:
            first = self._rows_by_office.setdefault(plan.present.key, plan.number)
            if first != plan.number:
                column = "key" if "key" in plan.texts else "external_id" if pair else "title"
                sentence = _("Row %(row)s is about the same office, “%(title)s”. Leave one of the two.")
                plan.refuse(column, sentence % {"row": first, "title": plan.present.draft.title})
                return
        if pair is not None:
            first = self._rows_by_identifier.setdefault(pair, plan.number)
            if first != plan.number:
                sentence = _(
                    "Row %(row)s has the same external clave. Each office has its own: correct one of the two."
                )
                plan.refuse("external_id", sentence % {"row": first})

    def _compare(self, plan: RowPlan) -> None:
        """Ask about a new office that is like one that is there, or like a row before."""
        if self._known is None:
            self._known = known_of(self.directory)
        texts = plan.texts
        features = features_of_row(
            f"row {plan.number}",
            organization=plan.organization,
            title=texts.get("title", ""),
            phones=texts.get("phones", ""),
            latitude=texts.get("latitude", ""),
            longitude=texts.get("longitude", ""),
        )
        alike = self._known.like(features) if features.name else []
        self._known.add(features)
        there = [key for key in alike if not key.startswith("row ")]
        if there:
            self._ask_if_duplicate(plan, [self.directory.offices[UUID(key)] for key in there])
        elif alike:
            sentence = _("It is like row %(row)s: the same name, telephone or place. Are they different offices?")
            row = alike[0].removeprefix("row ")
            self._add_question(plan, DOUBLE_IN_FILE, "title", row, sentence % {"row": row})

    def _ask_if_duplicate(self, plan: RowPlan, there: Sequence[ExistingOffice]) -> None:
        value = " ".join(str(one.key) for one in there)
        options = [
            {"value": str(one.key), "label": _("It is “%(office)s”: change that one") % {"office": _described(one)}}
            for one in there
        ]
        options.append({"value": NEW, "label": _("It is another office: add it")})
        sentence = _("An office like this is in the directory already. Which one is it?")
        answer = self._add_question(plan, DOUBLE, "title", value, sentence, options)
        if answer and answer != NEW:
            plan.present = next((one for one in there if str(one.key) == answer), None)

    # Which rows are left out.

    def _is_excluded(self, plan: RowPlan) -> bool:
        said = self.importing.answers.get(plan.number, {}).get(LEFT_OUT, {})
        return said.get("answer") == YES

    def _can_be_excluded(self, plan: RowPlan) -> bool:
        """Whether the others can be imported without it: the office of a complete list would else count as lacking."""
        return plan.present is not None or not self.importing.is_complete_list

    def _exclude(self, plan: RowPlan) -> None:
        """Let nothing come of a row; the answer stays, and can be taken back."""
        plan.act, plan.errors, plan.questions = RowAct.UNCHANGED, [], []
        self._add_exclusion_question(plan)

    def _add_exclusion_question(self, plan: RowPlan) -> None:
        self._add_question(plan, LEFT_OUT, "title", LEFT_OUT, _("Leave this row out of the import"))

    # What a cell changes.

    def _import_cell(self, plan: RowPlan, office: OfficePage, heading: str, text: str) -> None:
        column = COLUMNS[heading]
        current = stored_value(office, column.attribute)
        before = column.widget.render(current)
        if before == text:
            return
        if plan.present is not None and plan.present.is_confidential and heading in PLACE:
            sentence = _(
                "The place of this office is confidential, and is changed on its own page only. Leave this cell empty."
            )
            plan.refuse(heading, sentence)
            return
        try:
            value = column.widget.clean(text, current=current)
            if value == current:
                return
            stored = self._checked(office, column.attribute, value)
        except ValidationError as error:
            plan.refuse(heading, " ".join(_messages(error)))
            return
        setattr(office, column.attribute, stored)
        after = column.widget.render(stored_value(office, column.attribute))
        if after == before:
            return
        plan.changed.add(column.attribute)
        plan.note_change(heading, before, after)
        if heading == "postal_code" and after != text:
            plan.notes.append(_("“%(text)s” was read as postal code %(code)s.") % {"text": text, "code": after})

    def _checked(self, office: OfficePage, name: str, value: Any) -> Any:
        """A value, as the office's own form would accept it.

        Raises:
            ValidationError: it would not.
        """
        model_field: Any = OfficePage._meta.get_field(name)
        if name in STREAMS:
            return model_field.stream_block.clean(model_field.to_python(json.dumps(value)))
        checked = model_field.clean(value, office)
        if isinstance(checked, str):
            check_plain_text(checked)
        if name == "assured_on":
            check_day_of_claim(checked, self.importing.today)
        return checked

    def _check_identifier(self, plan: RowPlan) -> None:
        """Note the external id that the office gets; another office's is refused."""
        source, external_id = plan.texts.get("id_source", ""), plan.texts.get("external_id", "")
        if not (source and external_id):
            return
        pair = (source, external_id)
        owner = self.directory.offices.get(self.directory.identifiers.get(pair) or UUID(int=0))
        if owner is not None and (plan.present is None or owner.key != plan.present.key):
            sentence = _("This external clave is that of “%(office)s”. Correct it, or the clave of this row.")
            plan.refuse("external_id", sentence % {"office": owner.draft.title})
            return
        before = self.directory.identifier_of(plan.present.key) if plan.present is not None else None
        if before == pair:
            return
        plan.identifier = pair
        for name, old, new in zip(("id_source", "external_id"), before or ("", ""), pair, strict=True):
            if old != new:
                plan.note_change(name, old, new)

    def _check_whole(self, plan: RowPlan, office: OfficePage) -> None:
        """What no single cell shows."""
        present = plan.present
        if any(error["column"] == "key" for error in plan.errors):
            return  # which office it is about is to be corrected first
        if present is None:
            for name in ("organization", "title"):
                if name not in plan.texts:
                    sentence = _("A new office needs what stands in the column “%(column)s”. Write it here.")
                    plan.refuse(name, sentence % {"column": COLUMNS[name].column_name})
            if plan.organization is not None:
                plan.note_change("organization", "", plan.organization.title)
        else:
            self._check_changeable(plan, present)
        if {"latitude", "longitude"} & plan.changed:
            self._check_point(plan, office)

    def _check_changeable(self, plan: RowPlan, present: ExistingOffice) -> None:
        now = self.directory.organization_of(present.page)
        if plan.organization is not None and now is not None and plan.organization.pk != now.pk:
            sentence = _(
                "This office is one of “%(now)s”. An import does not move offices: move its page, or leave this cell "
                "empty."
            )
            plan.refuse("organization", sentence % {"now": now.title})
        if not (plan.changes or plan.errors):
            return
        lock = present.page.locked and present.page.locked_by_id != self.importing.by.pk
        if lock:
            plan.refuse("title", _("The page of this office is locked. Whoever locked it, or a publisher, unlocks it."))
        elif present.is_waiting and not self.importing.publishes:
            sentence = _(
                "Changes of this office wait for approval already. Wait until they are decided, or leave out this row."
            )
            plan.refuse("title", sentence)

    def _check_point(self, plan: RowPlan, office: OfficePage) -> None:
        for name, error in check_point(office.latitude, office.longitude).items():
            plan.refuse(name, " ".join(error.messages))
        if {error["column"] for error in plan.errors} & {"latitude", "longitude"}:
            return  # one of both was refused, and is not missing
        for name, other in (("latitude", "longitude"), ("longitude", "latitude")):
            if getattr(office, name) is None and getattr(office, other) is not None:
                plan.refuse(name, _("A point needs latitude and longitude."))

    # What is asked, and what follows.

    def _ask(self, plan: RowPlan, office: OfficePage) -> None:
        answers = dict(office.answered_questions or {})
        for question in self._questions_about(plan, office):
            heading = question.field
            if question.is_answered_in(answers):
                continue
            if self._add_question(plan, question.code, heading, question.value, question.text):
                answers[question.code] = question.answered(by=self.importing.author, on=self.importing.today)
        if plan.present is not None and (plan.present.has_draft or plan.present.is_waiting):
            sentence = (
                _("This office has changes that are not published yet (%(who)s). They are published with the import.")
                if self.importing.publishes
                else _("This office has changes that are not published yet (%(who)s). They are sent with the import.")
            )
            value = str(plan.present.page.latest_revision_id)
            self._add_question(plan, DRAFT_WAITING, "title", value, sentence % {"who": _author(plan.present)})
        office.answered_questions = answers

    def _questions_about(self, plan: RowPlan, office: OfficePage) -> Iterator[Question]:
        asked = questions_about(
            code=self.directory.tenant.code,
            municipality=office.municipality,
            postal_code=office.postal_code,
            latitude=office.latitude,
            longitude=office.longitude,
            schedule=office.schedule,
        )
        is_secret = plan.present is not None and plan.present.is_confidential
        for question in asked:
            of_point = {"latitude", "longitude"} if question.field == "latitude" else {question.field}
            if of_point & plan.changed and not (is_secret and question.code in QUESTIONS_ABOUT_PLACE):
                yield question

    def _add_question(
        self,
        plan: RowPlan,
        code: str,
        column: str,
        value: str,
        text: str,
        options: Sequence[Mapping[str, str]] = (),
    ) -> str:
        """Ask, and return what was answered; empty: nothing yet."""
        said = self.importing.answers.get(plan.number, {}).get(code, {})
        choices = [option["value"] for option in options] or [YES]
        answer = said.get("answer", "") if said.get("value") == value else ""
        answer = answer if answer in choices else ""
        plan.questions.append(
            {
                "code": code,
                "column": column,
                "value": value,
                "text": text,
                "options": [dict(option) for option in options],
                "answer": answer,
            }
        )
        return answer

    def _follow_changes(self, plan: RowPlan, office: OfficePage) -> None:
        """End the claims that the changes outdate, as the office's form does, and say what else happens."""
        if "assured_on" in plan.changed:
            is_confidential = plan.present.is_confidential if plan.present is not None else False
            if is_street_missing(address=office.address, is_confidential=is_confidential):
                plan.refuse("address", street_missing())
            office.needs_confirmation = False
            office.assured_by = self.importing.by
        if plan.changed and self._before:
            was_confirmed = not office.needs_confirmation
            names = plan.changed | {name for name in _CLAIMS if name in self._before}
            cleaned = {name: getattr(office, name) for name in names}
            for name, value in without_stale_claims(OfficePage, self._before, cleaned).items():
                setattr(office, name, value)
            if was_confirmed and office.needs_confirmation:
                plan.notes.append(_("It is not confirmed any more: its data change. Call it, and confirm it again."))
        if plan.changed:
            office.verification_records = records_of(
                office, self._before, by=self.importing.author, on=self.importing.today
            )
        present = plan.present
        if plan.is_revived:
            plan.notes.append(_("It had been withdrawn: it is published again."))
        elif present is not None and not present.page.live and self.importing.publishes and plan.changed:
            plan.notes.append(_("It was a draft: it is published now."))


def texts_of(cells: Sequence[str], mapping: Mapping[str, int]) -> dict[str, str]:
    """Return the texts of a row that are not empty, by name of their column."""
    return {name: cells[index] for name, index in mapping.items() if name in COLUMNS and cells[index]}


def _described(present: ExistingOffice) -> str:
    parts = [present.draft.title, present.draft.address if not present.is_confidential else "", ""]
    return ", ".join(part for part in parts if part)


def _author(present: ExistingOffice) -> str:
    day = date_format(present.draft_at, "SHORT_DATE_FORMAT") if present.draft_at is not None else ""
    return ", ".join(part for part in (present.draft_by, day) if part) or _("it is not known whose")


def _messages(error: Any) -> list[str]:
    """The sentences of an error, those of blocks within blocks too."""
    found: list[str] = []
    inner = getattr(error, "block_errors", None)
    for each in inner.values() if isinstance(inner, Mapping) else inner or ():
        found += _messages(each) if each is not None else []
    for each in getattr(error, "non_block_errors", None) or ():
        found += _messages(each)
    return list(dict.fromkeys(found)) or list(error.messages)
