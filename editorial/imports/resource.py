"""The rows of a file, one after the other: what each would do to the directory, and what keeps it from being done.

`django-import-export` goes through the rows, in one transaction that errors roll back; here is what one of its rows
means. The same code checks a file and imports it: only then is each office handed to `save`.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from itertools import chain
from typing import Any
from uuid import UUID, uuid4

import tablib
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource
from import_export.results import Result

from content_models.blocks.contact import stored_numbers
from content_models.models import OfficePage
from content_models.municipalities import listed_municipality
from content_models.office_confirmation import facts_of, missing_to_confirm
from content_models.office_doubts import is_answered, questions_of, values_of, with_answer
from content_models.office_questions import (
    POINT_OF_FORMER_PLACE,
    WORDS_OF_OTHER_HOURS,
    check_point,
    question_about_municipality,
)
from content_models.page_verification import (
    CLAIMS,
    check_day_of_claim,
    records_of,
    stored_fields,
    without_stale_claims,
)
from content_models.phone_questions import displays_of
from content_models.placeholders import check_plain_text
from content_models.questions import Question
from editorial.reviewers import name_of
from publishing.models import RowAct
from tenants.days import day_of

from .columns import COLUMNS, PLACE, STREAMS, Column
from .directory import Directory, ExistingOffice, stored_value
from .downloads import Downloads, in_words, options
from .matching import OfficeMatcher
from .row_plans import CHANGED_SINCE, DRAFT_WAITING, EMPTY, FILE, KEEP, YES, Importing, RowPlan

_CLAIMS = ("needs_confirmation", *sorted(CLAIMS))

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
        self._matcher = OfficeMatcher(directory, importing)
        self._numbers: Sequence[int] = ()
        self._downloads = Downloads(directory, None)
        self._plan = RowPlan(0, {})
        self._before: dict[str, Any] = {}

    def run(self, rows: Sequence[tuple[int, Mapping[str, str]]], *, dry_run: bool, has_versions: bool) -> Result:
        """Check the rows, or import them: all, or none if one of them is refused.

        Args:
            rows: each with its number, and its texts by name of their columns.
            has_versions: whether the file has the column that says of when each row is, perhaps an empty one.
        """
        names = [name for name in COLUMNS if any(name in texts for _number, texts in rows)]
        data = tablib.Dataset(headers=[COLUMNS[name].column_name for name in names])
        for _number, texts in rows:
            data.append([texts.get(name, "") for name in names])
        self._numbers = [number for number, _texts in rows]
        versions = [texts.get("version", "") for _number, texts in rows] if has_versions else None
        self._downloads = Downloads(self.directory, versions)
        return self.import_data(data, dry_run=dry_run, use_transactions=True, rollback_on_validation_errors=True)

    # What import-export asks of one row, in this order.

    def before_import_row(self, row: Mapping[str, str], **kwargs: Any) -> None:
        """Find out which office the row is about."""
        texts = {name: text for name, column in COLUMNS.items() if (text := row.get(column.column_name) or "")}
        number = self._numbers[kwargs["row_number"] - 1]
        self._plan = plan = RowPlan(number, texts, self.importing.answers.get(number, {}))
        self.plans.append(plan)
        plan.title = texts.get("title", "")
        plan.is_excluded = plan.is_left_out
        self._matcher.find_organization(plan)
        self._matcher.find_office(plan)

    def get_or_init_instance(self, instance_loader: Any, row: Any) -> tuple[OfficePage, bool]:
        """Return the office's draft, or a new office."""
        plan = self._plan
        if plan.present is not None:
            version = plan.texts.get("version", "")
            plan.is_outdated = self._downloads.is_outdated(plan.present, version)
            plan.base = self._downloads.office(plan.present, version) if plan.is_outdated else None
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
            if COLUMNS[name].attribute and not plan.stays_withdrawn:
                self._import_cell(plan, instance, name, text)
        self._ask_about_download(plan)
        if plan.stays_withdrawn:
            return
        self._check_identifier(plan)
        self._check_whole(plan, instance)

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        """Whether nothing changes."""
        plan = self._plan
        if plan.is_excluded:
            plan.act, plan.errors, plan.questions = RowAct.UNCHANGED, [], []
            plan.add_exclusion_question()  # the answer stays, and can be taken back
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
                plan.add_question(question.code, question.field, question.value, question.text, _choices_of(question))
        else:
            self._ask(plan, instance)
            self._follow_changes(plan, instance)
            if "phones" in plan.changed and plan.key is not None:
                self.directory.note_numbers(plan.key, instance.title, displays_of(instance.phones))
        if plan.errors:
            if self.importing.can_exclude(plan):
                plan.add_exclusion_question()
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

    # What a cell changes.

    def _import_cell(self, plan: RowPlan, office: OfficePage, heading: str, text: str) -> None:
        column = COLUMNS[heading]
        current = stored_value(office, column.attribute)
        before = column.widget.render(current)
        if before == text or self._is_as_downloaded(plan, column, before, text):
            return
        if plan.present is not None and plan.present.is_confidential and heading in PLACE:
            sentence = _(
                "The place of this office is confidential, and is changed on its own page only. Leave this cell empty."
            )
            plan.refuse(heading, sentence)
            return
        try:
            value = column.widget.clean(text, current=current)
            if heading == "municipality":
                value = listed_municipality(self.directory.tenant.code, value)
            if value == current or self._is_in_conflict(plan, column, before, text):
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

    def _is_as_downloaded(self, plan: RowPlan, column: Column, before: str, text: str) -> bool:
        """Whether a cell says what was downloaded, of what is otherwise by now: nobody has changed it in the file."""
        if plan.base is None or _downloaded(plan.base, column) != text:
            return False
        plan.stayed.append(column.column_name)
        return True

    def _is_in_conflict(self, plan: RowPlan, column: Column, before: str, text: str) -> bool:
        """Whether cell and office were both changed since the download, and nobody says that the file is right."""
        if not plan.is_outdated or (plan.base is not None and _downloaded(plan.base, column) == before):
            return False
        plan.conflicts.append((column.column_name, before, text))
        return not plan.takes_file

    def _withdrawer(self, present: ExistingOffice) -> str:
        """Return who withdrew an office, or approved that it closed, and when."""
        entry = self.directory.withdrawal_of(present)
        if entry is None:
            return self._author(present)
        return f"{name_of(entry.user)}, {self._day(entry.timestamp)}"

    def _author(self, present: ExistingOffice) -> str:
        """Return whose the version of an office is that one has now, and of when."""
        day = self._day(present.draft_at) if present.draft_at is not None else ""
        return ", ".join(part for part in (present.draft_by, day) if part) or _("it is not known whose")

    def _day(self, at: datetime) -> str:
        return date_format(day_of(self.directory.tenant, at), "SHORT_DATE_FORMAT")

    def _ask_about_download(self, plan: RowPlan) -> None:
        """Ask what becomes of what was changed on both sides, and say what stays as it is now."""
        present = plan.present
        if present is None or not plan.is_outdated:
            return
        if present.is_withdrawn:
            sentence = _(
                "This office was withdrawn here after the file was downloaded (%(who)s). Does it stay withdrawn? If "
                "you choose nothing else, it does, and nothing of this row is imported."
            )
            plan.add_question(
                CHANGED_SINCE,
                "title",
                plan.version_now,
                sentence % {"who": self._withdrawer(present)},
                options(
                    keep=KEEP,
                    keep_label=_("Leave it withdrawn"),
                    file=FILE,
                    file_label=_("Publish it again, as the file has it"),
                ),
            )
        elif plan.conflicts:
            plan.add_question(
                CHANGED_SINCE,
                "title",
                plan.version_now,
                in_words(
                    plan.conflicts,
                    who=self._author(present),
                    text=plan.texts.get("version", ""),
                    column=COLUMNS["version"].column_name,
                ),
                options(
                    keep=KEEP,
                    keep_label=_("Leave it as it is now"),
                    file=FILE,
                    file_label=_("Write what the file says"),
                ),
            )
        if plan.stayed:
            sentence = _("Changed here after the file was downloaded (%(who)s), and stays as it is now: %(columns)s.")
            plan.notes.append(sentence % {"who": self._author(present), "columns": ", ".join(plan.stayed)})

    def _checked(self, office: OfficePage, name: str, value: Any) -> Any:
        """A value, as the office's own form would accept it.

        Raises:
            ValidationError: it would not.
        """
        model_field: Any = OfficePage._meta.get_field(name)
        if name in STREAMS:
            with stored_numbers(self._stored_numbers()):
                return model_field.stream_block.clean(model_field.to_python(json.dumps(value)))
        checked = model_field.clean(value, office)
        if isinstance(checked, str):
            check_plain_text(checked)
        if name == "assured_on":
            check_day_of_claim(checked, self.importing.today)
        return checked

    def _stored_numbers(self) -> list[str]:
        """The telephone numbers that the office of this row has already."""
        return displays_of(self._before.get("phones", ()))

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
        self._check_confirmed(plan, office)

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

    def _check_confirmed(self, plan: RowPlan, office: OfficePage) -> None:
        """Refuse to confirm an office of which too little is known, also while the day is still to be corrected."""
        refused = {error["column"] for error in plan.errors}
        if "assured_on" not in plan.changed | refused:
            return
        is_confidential = plan.present.is_confidential if plan.present is not None else False
        for name, text in missing_to_confirm({**facts_of(office), "is_confidential": is_confidential}).items():
            if name not in refused:
                plan.refuse(name, text)

    # What is asked, and what follows.

    def _ask(self, plan: RowPlan, office: OfficePage) -> None:
        answers = dict(office.answered_questions or {})
        asked: set[str] = set()
        # First what may put another municipality into the office: the other questions are about that one.
        for question in chain(self._question_about_municipality(plan, office), self._questions_about(plan, office)):
            if question.code in asked or is_answered(question, answers):
                continue
            asked.add(question.code)
            choices = _choices_of(question)
            said = plan.add_question(question.code, question.field, question.value, question.text, choices)
            if question.code == WORDS_OF_OTHER_HOURS and said == EMPTY:
                self._put(plan, office, "hours_text", "")
            elif said in question.offers:
                self._put(plan, office, question.field, said)
            elif said:
                answers = with_answer(answers, question, **self._who_answered(plan, question.code))
        if plan.present is not None and (plan.present.has_draft or plan.present.is_waiting):
            sentence = (
                _("This office has changes that are not published yet (%(who)s). They are published with the import.")
                if self.importing.publishes
                else _("This office has changes that are not published yet (%(who)s). They are sent with the import.")
            )
            value = plan.version_now
            plan.add_question(DRAFT_WAITING, "title", value, sentence % {"who": self._author(plan.present)})
        office.answered_questions = answers

    def _who_answered(self, plan: RowPlan, code: str) -> dict[str, Any]:
        """Who has answered a question, and when: perhaps another person than imports the file."""
        said = plan.answers[code]
        if "by_id" not in said:  # answered before that was kept
            return {"by": self.importing.author, "on": self.importing.today, "person_id": self.importing.by.pk}
        return {"by": said["by"], "on": date.fromisoformat(said["on"]), "person_id": said["by_id"]}

    def _question_about_municipality(self, plan: RowPlan, office: OfficePage) -> Iterator[Question]:
        is_confidential = plan.present is not None and plan.present.is_confidential
        if "municipality" in plan.changed and not is_confidential:
            question = question_about_municipality(self.directory.tenant.code, office.municipality)
            if question is not None:
                yield question

    def _put(self, plan: RowPlan, office: OfficePage, name: str, text: str) -> None:
        """Let the row say something else of an office than its cell does, as somebody has answered."""
        cell = next((one for one in plan.changes if one["column"] == name), None)
        before = getattr(office, name) if cell is None else cell["before"]
        plan.changes = [one for one in plan.changes if one is not cell]
        plan.changed.discard(name)
        if text != before:
            plan.changed.add(name)
            plan.note_change(name, before, text)
        setattr(office, name, text)

    def _questions_about(self, plan: RowPlan, office: OfficePage) -> Iterator[Question]:
        """What is asked about what the row changes, and about numbers that become public with it."""
        present = plan.present
        known, fields = self._stored_numbers(), set(plan.changed)
        if present is not None and self.importing.publishes and (present.has_draft or not present.page.live):
            known = displays_of(present.page.phones) if present.page.live else []
            fields.add("phones")
        questions = questions_of(
            values_of(office),
            code=self.directory.tenant.code,
            before=self._before,
            former_schedule=self._former_schedule(),
            known=known,
            sharing=partial(self.directory.offices_with, other_than=plan.key),
            state_names=self.directory.state_names,
            answers=office.answered_questions,
            is_confidential=present is not None and present.is_confidential,
        )
        for question in questions:
            about = {"latitude", "longitude"} if question.field == "latitude" else {question.field}
            if question.code == POINT_OF_FORMER_PLACE:
                about = {"municipality"}
            if question.code == WORDS_OF_OTHER_HOURS:
                about = {"schedule", "hours_text"}
            if about & fields:
                yield question

    def _former_schedule(self) -> Any:
        """The opening hours that the office of this row has already."""
        return OfficePage._meta.get_field("schedule").stream_block.to_python(self._before.get("schedule") or [])

    def _follow_changes(self, plan: RowPlan, office: OfficePage) -> None:
        """End the claims that the changes outdate, as the office's form does, and say what else happens."""
        if "assured_on" in plan.changed:
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
            plan.notes.append(
                _("It had been withdrawn: it is published again.")
                if self.importing.publishes
                else _("It had been withdrawn: that it is published again is sent for review.")
            )
        elif present is not None and not present.page.live and self.importing.publishes and plan.changed:
            plan.notes.append(_("It was a draft: it is published now."))


def _choices_of(question: Question) -> list[dict[str, Any]]:
    """What can be answered to a question; nothing where it is only to be confirmed."""
    if question.offers:
        offers = [{"value": each, "label": _("“%(name)s” is meant") % {"name": each}} for each in question.offers]
        return [*offers, {"value": YES, "label": _("It is right as the file has it")}]
    if question.code != WORDS_OF_OTHER_HOURS:
        return []
    return [
        {"value": EMPTY, "label": _("Empty them"), "checked": True},
        {"value": YES, "label": _("They are still true")},
    ]


def _downloaded(base: OfficePage, column: Column) -> str:
    return column.widget.render(stored_value(base, column.attribute))


def _messages(error: Any) -> list[str]:
    """The sentences of an error, those of blocks within blocks too."""
    found: list[str] = []
    inner = getattr(error, "block_errors", None)
    for each in inner.values() if isinstance(inner, Mapping) else inner or ():
        found += _messages(each) if each is not None else []
    for each in getattr(error, "non_block_errors", None) or ():
        found += [each] if isinstance(each, str) else _messages(each)
    return list(dict.fromkeys(found)) or list(error.messages)
