"""Which office of the directory a row of a file is about."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .columns import COLUMNS
from .directory import Directory, ExistingOffice
from .doubles import KnownOffices, features_of_row, known_offices
from .row_plans import DOUBLE, DOUBLE_IN_FILE, NEW, Importing, RowPlan


class OfficeMatcher:
    """Finds institution and office of one row after the other; no two rows are about the same office."""

    def __init__(self, directory: Directory, importing: Importing) -> None:
        self._directory, self._importing = directory, importing
        self._known: KnownOffices | None = None
        self._withdrawn: KnownOffices | None = None
        self._rows_by_office: dict[UUID, int] = {}
        self._rows_by_identifier: dict[tuple[str, str], int] = {}

    def find_organization(self, plan: RowPlan) -> None:
        """Find the institution that the row names, among the state's own."""
        text = plan.texts.get("organization")
        if text is None:
            return
        plan.organization = self._directory.organization(text)
        if plan.organization is None:
            sentence = _("There is no institution “%(text)s” in the directory, or several. There are: %(names)s.")
            values = {"text": text[:80], "names": self._directory.names_of_organizations() or _("none")}
            plan.refuse("organization", sentence % values)

    def find_office(self, plan: RowPlan) -> None:
        """Find the office by its clave, by its external id, or by what somebody answered; never by its name alone."""
        pair = self._pair_of(plan)
        if "key" in plan.texts:
            self._find_by_key(plan, plan.texts["key"])
        elif pair is not None and pair in self._directory.identifiers:
            plan.present = self._directory.offices.get(self._directory.identifiers[pair])
        plan.is_excluded = plan.is_excluded and self._importing.can_exclude(plan)
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
        plan.present = self._directory.offices.get(key)
        if plan.present is None:
            sentence = _(
                "%(state)s has no office with this clave. For a new office leave the cell empty; for one that is "
                "there, copy its clave from an export."
            )
            plan.refuse("key", sentence % {"state": self._directory.tenant.name})

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
        if self._known is None or self._withdrawn is None:
            self._known, self._withdrawn = (known_offices(self._directory, withdrawn=each) for each in (False, True))
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
        rows = [key.removeprefix("row ") for key in alike if key.startswith("row ")]
        there += self._withdrawn.like(features) if features.name else []
        is_new = not there or self._is_another(plan, [self._directory.offices[UUID(key)] for key in there])
        if is_new and rows:
            sentence = _("It is like row %(row)s: the same name, telephone or place. Are they different offices?")
            plan.add_question(DOUBLE_IN_FILE, "title", rows[0], sentence % {"row": rows[0]})

    def _is_another(self, plan: RowPlan, there: Sequence[ExistingOffice]) -> bool:
        """Ask which office of the directory a row is about; whether somebody has said that it is none of them."""
        value = " ".join(str(one.key) for one in there)
        options = [{"value": str(one.key), "label": self._proposed(one)} for one in there]
        options.append({"value": NEW, "label": _("It is another office: add it")})
        sentence = _("An office like this is in the directory already. Which one is it?")
        answer = plan.add_question(DOUBLE, "title", value, sentence, options)
        if answer and answer != NEW:
            plan.present = next((one for one in there if str(one.key) == answer), None)
        return answer == NEW

    def _proposed(self, present: ExistingOffice) -> str:
        """The answer that the row is about an office that is there."""
        if not present.is_withdrawn:
            sentence = _("It is “%(office)s”: change that one")
        elif self._importing.publishes:
            sentence = _("It is “%(office)s”, which is withdrawn: publish that one again")
        else:
            sentence = _("It is “%(office)s”, which is withdrawn: send for review that it is published again")
        return sentence % {"office": _described(present)}


def _described(present: ExistingOffice) -> str:
    parts = [present.draft.title, present.draft.address if not present.is_confidential else "", ""]
    return ", ".join(part for part in parts if part)
