"""Confirming offices by telephone, one after the other."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from content_models.blocks import derived_dial
from content_models.loaded_versions import MOST_DIGITS_OF_ID
from content_models.municipalities import municipalities_of
from content_models.office_questions import question_about_municipality
from content_models.phone_questions import numbers_in
from editorial.numbers import number_in
from editorial.review.admin.review_scope import review_scope_of
from publishing.errors import DomainError
from tenants.built_frontend import is_built
from tenants.days import today_of
from tenants.phones import in_groups, with_plain_digits

from . import confirming, reservations, rounds, selectors
from .confirming import Heard, Since
from .doubts import NUMBER
from .errors import (
    OfficeChanged,
    OfficeConfirmed,
    OfficeDecided,
    OfficeDoubted,
    OfficeLocked,
    OfficePlaceDoubted,
    OfficeUnknown,
)
from .forms import PARTS, ConfirmingForm, NumberForm, parts_in_error
from .selectors import PLACE_FIELDS, NumberToCall, OfficeToCall
from .states_view import state_of
from .words import outcome_sentence

CONFIRM_SCRIPT = "src/offices/confirm.ts"

HEARD = ("hours", "number", "position", "place_asked", "number_asked", "hours_asked", *PLACE_FIELDS)
"""The fields of what a call told otherwise, as `Heard` has them."""

TYPED = ("assured_on", "number", "position", "hours", *PLACE_FIELDS, "is_without_place")
"""The fields in which something is written beside a call."""

MARKS = tuple(f"is_{part}_right" for part in PARTS)
"""What is marked; kept only while the same call goes on."""

NOT_TO_CONFIRM = _(
    "“%(office)s” is not to be confirmed now: somebody has locked it, or sent a change of it to review. Nothing of "
    "yours was saved. Here is the next one."
)


class ConfirmView(WagtailAdminTemplateMixin, TemplateView):
    """One office after the other, each with the number to call."""

    template_name = "editorial/offices/confirm.html"
    page_title = _("Offices to confirm")
    header_icon = "clipboard-list"
    number_form: NumberForm | None = None
    confirming_form: ConfirmingForm | None = None
    refusal = ""
    also_by = ""
    place_asked = ""
    doubted: Mapping[str, str] = {}
    is_number_checked = False

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the state, and the round of calls; begin one where there is none."""
        super().setup(request, *args, **kwargs)
        scope = review_scope_of(request)
        tenant = state_of(scope, kwargs["code"])
        self.tenant, self.user = tenant, scope.user
        self.url = reverse("state_offices:confirm", args=[tenant.code])
        self.to_confirm = selectors.offices_to_confirm(tenant=tenant, by=scope.user)
        self.round = rounds.round_in(request, tenant.code) or rounds.begin(request, tenant.code, self.to_confirm)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the office to call now."""
        named = request.GET.get("oficina", "")
        if named.isdecimal() and len(named) <= MOST_DIGITS_OF_ID:
            self.round.begin_with(int(named))
            rounds.store_round(request, self.tenant.code, self.round)
            return redirect(self.url)
        self._pass_over_what_is_confirmed()
        self._reserve()
        return self.render_to_response(self.get_context_data(**kwargs))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do what was pressed, and go on to the next office."""
        act = request.POST.get("act", "")
        page_id = self.round.current
        if act == "begin":
            rounds.begin(request, self.tenant.code, self.to_confirm)
        elif act == "undo":
            self._keep_written()
            self._undo()
        elif page_id is None or str(page_id) != request.POST.get("office"):
            self._keep_written()
            messages.warning(request, gettext("That office had been dealt with already. Here is the next one."))
        elif act in ACTS:
            self._do(act, page_id)
            if self.refusal or self.number_form is not None:
                self._keep_typed(page_id)
                answer = self.render_to_response(self.get_context_data(**kwargs))
                answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
                return answer
            if self.is_number_checked:
                return self.render_to_response(self.get_context_data(**kwargs))
        else:
            raise Http404
        return redirect(self.url)

    def _do(self, act: str, page_id: int) -> None:
        """Do what was pressed; what refuses it is said at the office, or above the next one."""
        try:
            ACTS[act](self, page_id)
        except OfficeUnknown as error:
            messages.warning(self.request, error.message)
            self._step(page_id, "gone", None)
        except OfficeConfirmed as error:
            messages.warning(self.request, error.message)
        except (OfficeChanged, OfficeLocked) as error:
            if page_id not in self.to_confirm:
                messages.warning(self.request, NOT_TO_CONFIRM % {"office": error.details["office"]})
                self.round.named = None
                rounds.store_round(self.request, self.tenant.code, self.round)
            else:
                self.refusal = error.message
                self._what_was_sent(unmarked=PARTS)
        except OfficeDoubted as error:
            self.refusal, self.doubted = error.message, {error.details["part"]: error.details["value"]}
            self._what_was_sent()
        except OfficePlaceDoubted as error:
            self.refusal, self.place_asked = error.message, error.details["place"]
            self._what_was_sent(unmarked=["address"])
        except DomainError as error:
            self.refusal = error.message

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("offices:index"), "label": gettext("Offices")},
            {"url": "", "label": gettext("Offices to confirm"), "sublabel": self.tenant.name},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the office, how far the round is, and what was done last."""
        office, steps, total = self._office(), self.round.steps, len(self.round.offices)
        is_over = office is None
        number = len(set(self.round.finished)) + (0 if is_over else 1)
        last = steps[-1] if steps else None
        became = self._became(last)
        today = today_of(self.tenant)
        kept = rounds.typed_for(self.request, self.tenant.code, office.page_id) if office is not None else {}
        number_form = (
            self.number_form or self.confirming_form or (ConfirmingForm(initial=kept) if "number" in kept else None)
        )
        taken = self._number_taken(number_form)
        confirming_form = self.confirming_form or self._form_to_fill(office, today, kept)
        is_refused = bool(self.refusal) or self.number_form is not None
        return {
            **super().get_context_data(**kwargs),
            "state": self.tenant,
            "office": office,
            "number": number,
            "total": total,
            "progress": round(100 * len(set(self.round.finished)) / total) if total else 100,
            "remaining": len(self.to_confirm),
            "counts": self.round.counts,
            "is_undoing": self.round.is_undoing,
            "has_written_before": not is_refused and any(kept.get(name) for name in TYPED),
            "is_day_typed": str(confirming_form["assured_on"].value()) not in {str(today), f"{today:%d/%m/%Y}"},
            "last": outcome_sentence(last, became) if last and not is_refused else "",
            "can_undo": self._undoable() is not None,
            "today": today,
            "confirming_form": confirming_form,
            "is_place_typed": office is not None and _is_another_place(confirming_form, office),
            "number_form": number_form,
            "is_number_typed": number_form is not None and _is_another_number(number_form, office),
            "refusal": self.refusal,
            "also_by": self.also_by,
            "place_asked": self.place_asked,
            "doubted": self.doubted,
            "number_taken": taken,
            "phones_shown": _with_taken(office, number_form, taken) if office is not None else (),
            "number_shown": ", ".join(numbers_in(self._number_asked(number_form))),
            "municipalities_meant": self._municipalities_meant(confirming_form),
            "municipalities": () if self.tenant.is_library else municipalities_of(self.tenant.code),
            "hours_url": reverse("state_offices:hours"),
            "is_built": is_built(CONFIRM_SCRIPT),
            "list_url": reverse("offices:index"),
            "edit_url": reverse("wagtailadmin_pages:edit", args=[office.page_id]) if office else "",
        }

    def _municipalities_meant(self, form: ConfirmingForm) -> Sequence[str]:
        """What the municipality that was asked about may mean; nothing where none was."""
        typed = str(form["municipality"].value() or "")
        question = question_about_municipality(self.tenant.code, typed) if self.place_asked else None
        return question.offers if question is not None else ()

    def _number_taken(self, form: NumberForm | None) -> str:
        """The number that was looked at and is to be saved with the confirmation; empty: none was."""
        return str(form["number"].value() or "") if form is not None and self.is_number_checked else ""

    def _number_asked(self, form: NumberForm | None) -> str:
        """What is asked about the number, or was and is answered."""
        return self.doubted.get(NUMBER) or str((form["number_asked"].value() if form is not None else "") or "")

    def _form_to_fill(self, office: OfficeToCall | None, today: date, kept: Mapping[str, str]) -> ConfirmingForm:
        """Return the form with what was written of the office already."""
        place = _place(office) if office is not None else {}
        return ConfirmingForm(initial={"assured_on": today, **place, **kept})

    def _undoable(self) -> rounds.Step | None:
        """The last step of which others have made nothing since; None: there is none."""
        return next((step for step in reversed(self.round.steps) if self._became(step) is Since.NOTHING), None)

    def _became(self, step: rounds.Step | None) -> Since:
        """What others have made of a step since."""
        if step is None or step.done is None:
            return Since.NOTHING
        return confirming.what_became_of(tenant=self.tenant, page_id=step.page_id, done=step.done)

    def _office(self) -> OfficeToCall | None:
        page_id = self.round.current
        if page_id is None:
            return None
        return selectors.office_to_call(tenant=self.tenant, by=self.user, page_id=page_id)

    def _pass_over_what_is_confirmed(self) -> None:
        """Leave out offices that somebody else has confirmed, or deleted, since the round began."""
        waiting = {*self.to_confirm, *self._named()}
        left = [one for one in self.round.offices if one in waiting or one in self.round.finished]
        if left != self.round.offices:
            self.round.offices = left
            rounds.store_round(self.request, self.tenant.code, self.round)
        if not self.round.offices and self.to_confirm:
            self.round = rounds.begin(self.request, self.tenant.code, self.to_confirm)

    def _named(self) -> set[int]:
        """Return the office that somebody came for, if there is one."""
        named = self.round.named
        if named is None or named in self.to_confirm:
            return set()
        try:
            selectors.office_to_call(tenant=self.tenant, by=self.user, page_id=named)
        except OfficeUnknown:
            self.round.named = None
            return set()
        return {named}

    def _reserve(self) -> None:
        """Let others begin with another office; what they have on screen comes last here, and it is said who has it."""
        finished = set(self.round.finished)
        left = [one for one in self.round.offices if one not in finished]
        ordered, self.also_by = reservations.reserve(tenant=self.tenant, by=self.user, page_ids=left)
        if ordered != left:
            self.round.offices = [*(one for one in self.round.offices if one in finished), *ordered]
            rounds.store_round(self.request, self.tenant.code, self.round)

    def _confirm(self, page_id: int) -> None:
        form = self._what_was_sent()
        if not form.is_valid():
            self.refusal = " ".join(str(message) for errors in form.errors.values() for message in errors)
            self._what_was_sent(unmarked=parts_in_error(form))
            return
        given = form.cleaned_data
        done = confirming.confirm_office(
            tenant=self.tenant,
            by=self.user,
            page_id=page_id,
            seen=given["seen"],
            on=given["assured_on"],
            heard=Heard(**{name: given[name] for name in HEARD}),
        )
        self._step(page_id, "confirm", done)

    def _what_was_sent(self, *, unmarked: Collection[str] = (), marked: Collection[str] = ()) -> ConfirmingForm:
        """Return the form as it was sent.

        Args:
            unmarked: parts that are not shown as marked: they may say something else by now, or be wrong.
            marked: parts that are, whether they were or not.
        """
        marks = [f"is_{part}_right" for part in unmarked]
        sent = {name: text for name, text in self.request.POST.items() if name not in marks}
        sent |= {f"is_{part}_right": "on" for part in marked}
        typed = ConfirmingForm(sent).changed_data
        office = self._office()
        for name, text in _place(office).items() if office is not None else ():
            # What was not touched is shown as it is by now, which another person may have changed.
            sent |= {f"initial-{name}": text, **({} if name in typed else {name: text})}
        self.confirming_form = ConfirmingForm(sent)
        return self.confirming_form

    def _keep_typed(self, page_id: int) -> None:
        """Keep what was typed and marked of a refused act for whoever comes back to the screen."""
        form = self.confirming_form
        marks = {name: form.data[name] for name in MARKS if name in form.data} if form is not None else {}
        rounds.keep_typed(self.request, self.tenant.code, page_id, {**self._written(page_id), **marks})

    def _keep_written(self) -> None:
        """Keep what was written of the office on the screen, which is left without an act of its own."""
        sent = number_in(self.request.POST.get("office", ""))
        if sent in self.round.offices:
            rounds.keep_typed(self.request, self.tenant.code, sent, self._written(sent))

    def _written(self, page_id: int) -> dict[str, str]:
        """Return what somebody wrote beside a call, as it was sent: not what the form came with, nor the marks."""
        try:
            office = selectors.office_to_call(tenant=self.tenant, by=self.user, page_id=page_id)
        except OfficeUnknown:
            return {}
        sent = self.request.POST
        changed = ConfirmingForm(sent, initial={"assured_on": today_of(self.tenant)}).changed_data
        written = {name: sent[name] for name in TYPED if name in changed and name in sent}
        is_known = written.get("number", "") in {"", *(phone.display for phone in office.phones)}
        return _without_number(written) if is_known else written

    def _no_answer(self, page_id: int) -> None:
        self._step(page_id, "no_answer", confirming.note_no_answer(tenant=self.tenant, by=self.user, page_id=page_id))

    def _skip(self, page_id: int) -> None:
        self._step(page_id, "skip", None)

    def _close(self, page_id: int) -> None:
        seen = self.request.POST.get("seen", "")
        done = confirming.close_office(tenant=self.tenant, by=self.user, page_id=page_id, seen=seen)
        self._step(page_id, "closed", done)

    def _number_sent(self) -> NumberForm | None:
        """Return the number that was sent; None where it is none, which the screen says."""
        self._what_was_sent(unmarked=["phone"])
        form = NumberForm(self.request.POST)
        if not form.is_valid():
            self.number_form = form
            return None
        return form

    def _check(self, page_id: int) -> None:
        """Look at the number that was typed, and save nothing: it goes with the confirmation."""
        form = self._number_sent()
        if form is None:
            return
        confirming.check_number(tenant=self.tenant, by=self.user, page_id=page_id, **form.cleaned_data)
        office = self._office()
        is_only = office is not None and len(office.phones) <= 1
        self._what_was_sent(marked=["phone"] if is_only else [])
        self.is_number_checked = True

    def _correct(self, page_id: int) -> None:
        form = self._number_sent()
        if form is None:
            return
        done = confirming.correct_number(tenant=self.tenant, by=self.user, page_id=page_id, **form.cleaned_data)
        self._step(page_id, "correct", done)

    def _step(self, page_id: int, act: str, done: confirming.Done | None) -> None:
        written = self._written(page_id)
        self.round.steps.append(rounds.Step(page_id, act, done, written))
        self.round.is_undoing = False
        if act == "correct":  # the call goes on, with what was marked
            sent = {**_without_number(written), **{name: self.request.POST.get(name, "") for name in MARKS}}
        else:
            sent = written if act in LEFT else {}
            reservations.release(by=self.user, page_id=page_id)
        rounds.keep_typed(self.request, self.tenant.code, page_id, sent)
        rounds.store_round(self.request, self.tenant.code, self.round)

    def _undo(self) -> None:
        step = self._undoable()
        if step is None:
            step = self.round.steps[-1] if self.round.steps else None  # it is said why it cannot be
        if step is None:
            return
        latest = self._undone(step.page_id, step.done) if step.done is not None else ""
        if latest is None:
            return
        self.round.steps.remove(step)
        self.round.is_undoing = True
        if latest:
            self.round.came_back(step.page_id, latest)
        since = rounds.typed_for(self.request, self.tenant.code, step.page_id)
        rounds.keep_typed(self.request, self.tenant.code, step.page_id, {**step.typed, **since})
        rounds.store_round(self.request, self.tenant.code, self.round)

    def _undone(self, page_id: int, done: confirming.Done) -> str | None:
        """Take an act back, and return the version from now on; None: it was refused, and is said why."""
        try:
            latest = confirming.undo(tenant=self.tenant, by=self.user, page_id=page_id, done=done)
        except OfficeDecided as error:
            messages.error(self.request, error.message)
            return None
        except DomainError:
            text = gettext("It could not be undone: somebody changed the office since. It stays as it is now.")
            messages.error(self.request, text)
            return None
        text = gettext("It was undone: “%(office)s” is as it was before.")
        messages.success(self.request, text % {"office": done.office})
        return latest


LEFT = {"skip", "no_answer"}
"""The acts that leave an office as it was: what was written of it is kept for the next call."""

ACTS = {
    "confirm": ConfirmView._confirm,
    "no_answer": ConfirmView._no_answer,
    "skip": ConfirmView._skip,
    "check": ConfirmView._check,
    "correct": ConfirmView._correct,
    "closed": ConfirmView._close,
}


def _without_number(written: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in written.items() if name not in {"number", "position"}}


def _is_another_number(form: NumberForm, office: OfficeToCall | None) -> bool:
    known = {phone.display for phone in office.phones} if office else set()
    return bool(form["number"].errors) or (form["number"].value() or "") not in {"", *known}


def _with_taken(office: OfficeToCall, form: NumberForm | None, taken: str) -> tuple[NumberToCall, ...]:
    """The numbers of an office, with the one that was taken in the place of the one that it corrects."""
    position = number_in(str(form["position"].value() or "0")) if form is not None and taken else None
    if position is None:
        return office.phones
    phones = list(office.phones)
    label = phones[position].label if position < len(phones) else ""
    display = in_groups(with_plain_digits(taken.strip()))
    phones[position : position + 1] = [NumberToCall(display, label, derived_dial(display) or "")]
    return tuple(phones)


def _place(office: OfficeToCall) -> dict[str, str]:
    return {name: getattr(office, name) for name in PLACE_FIELDS}


def _is_another_place(form: ConfirmingForm, office: OfficeToCall) -> bool:
    typed = {name: form[name].value() or "" for name in PLACE_FIELDS}
    return typed != _place(office) or bool(form["is_without_place"].value())
