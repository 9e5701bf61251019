"""The screens of offices at work: adding one in one step, and confirming them one after the other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, time
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.create import CreateView

from content_models.blocks import derived_dial
from content_models.hours_text import DAYS, MINUTES_OF_DAY, Hours, hours_in_words, likely_hours, twice_open
from content_models.loaded_versions import MOST_DIGITS_OF_ID
from content_models.models import OfficePage, OrganizationPage
from content_models.municipalities import municipalities_of
from content_models.office_panels import map_of
from content_models.office_questions import (
    question_about_hours,
    question_about_municipality,
    with_afternoon_hours,
)
from content_models.phone_questions import numbers_in
from content_models.schedules import Period
from editorial.adapting.rights import rights_of
from editorial.numbers import number_in
from editorial.refused_forms import RefusedInOwnWords
from editorial.review.admin.review_scope import ReviewScope, review_scope_of
from editorial.reviewers import show_reviewers
from publishing.errors import DomainError
from tenants.built_frontend import is_built
from tenants.days import today_of
from tenants.models import Tenant
from tenants.phones import in_groups, with_plain_digits

from . import confirming, reservations, rounds, selectors
from .confirming import Heard, Result
from .doubts import NUMBER
from .errors import OfficeChanged, OfficeConfirmed, OfficeDoubted, OfficeLocked, OfficePlaceDoubted, OfficeUnknown
from .fields import MOST_LETTERS, hours_typed, stored_period
from .forms import PARTS, ConfirmingForm, NumberForm, entry_form_class, parts_in_error
from .frontend import frontend_words
from .selectors import PLACE_FIELDS, NumberToCall, OfficeToCall

SCREENS = {
    "agregar": ("state_offices:add", _("Add an office")),
    "confirmar": ("state_offices:confirm", _("Offices to confirm")),
}
"""The screens of one state, by the last part of their address."""

ADD_SCRIPT = "src/offices/add.ts"
CONFIRM_SCRIPT = "src/offices/confirm.ts"

HEARD = ("hours", "number", "position", "place_asked", "number_asked", "hours_asked", *PLACE_FIELDS)
"""The fields of what a call told otherwise, as `Heard` has them."""

TYPED = ("assured_on", "hours", *PLACE_FIELDS, "is_without_place", *(f"is_{part}_right" for part in PARTS))
"""The fields that stay as they were sent when only the number is saved."""

NOT_TO_CONFIRM = _(
    "“%(office)s” is not to be confirmed now: somebody has locked it, or sent a change of it to review. Nothing of "
    "yours was saved. Here is the next one."
)


STILL_LACKING = _("Whoever looks for “%(office)s” will need these, too, which are not written yet:")


class StatesView(WagtailAdminTemplateMixin, TemplateView):
    """The list of states; a user with one only is redirected to its screen."""

    template_name = "editorial/offices/states.html"
    header_icon = "home"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """List the states, or go to the only one."""
        if kwargs["act"] not in SCREENS:
            raise Http404
        name, self.page_title = SCREENS[kwargs["act"]]
        states = review_scope_of(request).tenants
        if len(states) == 1:
            return redirect(f"{reverse(name, args=[states[0].code])}?{request.GET.urlencode()}".rstrip("?"))
        links = [(state, reverse(name, args=[state.code])) for state in states]
        return self.render_to_response(self.get_context_data(links=links, **kwargs))


def _needed_facts(office: OfficePage) -> Iterator[tuple[str, str, bool]]:
    """Yield what people need of an office: where it stands in the whole form, its name there, and if it is said."""
    yield "phones-root", gettext("Telephones"), bool(office.phones)
    yield "office-hours", gettext("Hours"), bool(office.schedule or office.hours_text)
    yield "id_address", gettext("Place"), office.is_confidential or bool(office.address and office.municipality)


class HoursView(View):
    """What hours mean that somebody has typed so far, for the week beside them and the blocks that store them."""

    def get(self, request: HttpRequest) -> JsonResponse:
        """Return them in one form, with the minutes of each day and their periods; or what is not understood."""
        text = request.GET.get("text", "")[:MOST_LETTERS]
        try:
            typed = hours_typed(text)
        except ValidationError as error:
            likely = likely_hours(text)
            offered = hours_in_words(likely) if likely is not None and twice_open(likely.periods) is None else ""
            return JsonResponse({"error": " ".join(error.messages), **({"meant": offered} if offered else {})})
        periods = (Period(DAYS, time(0), time(0)),) if typed.is_always_open else typed.periods
        words = hours_in_words(typed) if periods else ""
        question, meant = question_about_hours(typed.periods), with_afternoon_hours(typed.periods)
        return JsonResponse(
            {
                "words": words,
                "week": _week(periods),
                "periods": [stored_period(one) for one in typed.periods],
                "is_always_open": typed.is_always_open,
                "question": question,
                "meant": hours_in_words(Hours(meant)) if question and meant != typed.periods else "",
            }
        )


class AddView(RefusedInOwnWords, CreateView):
    """An office in one step. It is Wagtail's view for a new page, with a form that also names the page above it."""

    template_name = "editorial/offices/add.html"
    page_title = _("Add an office")
    header_icon = "home"

    def dispatch(self, request: HttpRequest, code: str) -> Any:
        """Find the state and its organizations; the page above is the chosen one, or the first until one is chosen."""
        self.tenant = tenant = _state_of(review_scope_of(request), code)
        self.organizations = _organizations_of(tenant, request.user)
        if not self.organizations:
            return self._without_organizations(request)
        named = request.POST.get("organization") or request.GET.get("institucion", "")
        self.chosen = next((one for one in self.organizations if str(one.pk) == named), None)
        above = self.chosen or self.organizations[0]
        return super().dispatch(request, OfficePage._meta.app_label, OfficePage._meta.model_name, above.pk)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form."""
        self._use_form()
        return super().get(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Save what was sent; what cannot be stays in the form, with the reason at its field."""
        self._use_form()
        return super().post(request)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form with its map."""
        context: dict[str, Any] = super(CreateView, self).get_context_data(**kwargs)
        return {
            **context,
            **map_of(self.tenant.code),
            "form": self.form,
            "media": self.form.media,
            "state": self.tenant,
            "box_at": {name: self.form.box_at(name) for name in self.form.fields},
            "can_publish": self.parent_page_perms.can_publish_subpage(),
            "has_workflow": self.parent_page.has_workflow,
            "list_url": reverse("offices:index"),
            "week": {"url": reverse("state_offices:hours")},
            "words": frontend_words(),
            "is_built": is_built(ADD_SCRIPT),
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("offices:index"), "label": gettext("Offices")},
            {"url": "", "label": self.page_title, "sublabel": self.tenant.name},
        ]

    def get_page_subtitle(self) -> str:
        """Return the state's name."""
        return self.tenant.name

    def save_action(self) -> HttpResponse:
        """Save a draft, and say what it still lacks: its whole form, which follows, has many more fields."""
        answer: HttpResponse = super().save_action()
        lacking = [(anchor, label) for anchor, label, is_said in _needed_facts(self.page) if not is_said]
        if lacking and not self.expects_json_response:
            edit = self.get_edit_url()
            links = [messages.button(f"{edit}#{anchor}", label) for anchor, label in lacking]
            messages.warning(self.request, STILL_LACKING % {"office": self.page.title}, buttons=links)
        return answer

    def submit_action(self) -> HttpResponse:
        """Send the office for review, and say who reads it."""
        answer: HttpResponse = super().submit_action()
        show_reviewers(self.request, self.page)
        return answer

    def redirect_away(self) -> HttpResponse:
        """Go back to the list; from there the next one is added."""
        return redirect("offices:index")

    def _use_form(self) -> None:
        organizations = self.organizations

        def form(*args: Any, **options: Any) -> Any:
            initial = {"organization": self.chosen.pk} if self.chosen else {}
            return entry_form_class()(*args, organizations=organizations, initial=initial, **options)

        self.form_class = form

    def _without_organizations(self, request: HttpRequest) -> HttpResponse:
        self.request = request
        context = super(CreateView, self).get_context_data()
        return self.render_to_response({**context, "state": self.tenant, "list_url": reverse("offices:index")})


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
        tenant = _state_of(scope, kwargs["code"])
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
            self._undo()
        elif page_id is None or str(page_id) != request.POST.get("office"):
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
        today = today_of(self.tenant)
        number_form = self.number_form or self.confirming_form
        taken = self._number_taken(number_form)
        confirming_form = self.confirming_form or self._form_to_fill(office, today)
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
            "last": _outcome_sentence(last) if last and not is_refused else "",
            "can_undo": bool(last),
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

    def _form_to_fill(self, office: OfficeToCall | None, today: date) -> ConfirmingForm:
        """Return the form; with what was typed already when only the number was saved."""
        if office is None:
            return ConfirmingForm(initial={"assured_on": today})
        typed = rounds.typed_for(self.request, self.tenant.code, office.page_id)
        return ConfirmingForm(initial={"assured_on": today, **_place(office), **typed})

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
        """Keep what was typed of a refused act for whoever comes back to the screen; of the place what was touched."""
        form = self.confirming_form
        if form is None:
            return
        names = [name for name in TYPED if name not in PLACE_FIELDS or name in form.changed_data]
        rounds.keep_typed(self.request, self.tenant.code, page_id, {name: form.data.get(name, "") for name in names})

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
        rounds.keep_typed(
            self.request, self.tenant.code, page_id, {name: self.request.POST.get(name, "") for name in TYPED}
        )
        self._step(page_id, "correct", done)

    def _step(self, page_id: int, act: str, done: confirming.Done | None) -> None:
        self.round.steps.append(rounds.Step(page_id, act, done))
        if act != "correct":
            reservations.release(by=self.user, page_id=page_id)
        rounds.store_round(self.request, self.tenant.code, self.round)

    def _undo(self) -> None:
        if not self.round.steps:
            return
        step = self.round.steps.pop()
        if step.done is not None:
            try:
                latest = confirming.undo(tenant=self.tenant, by=self.user, page_id=step.page_id, done=step.done)
                self.round.came_back(step.page_id, latest)
                text = gettext("It was undone: “%(office)s” is as it was before.")
                messages.success(self.request, text % {"office": step.done.office})
            except DomainError:
                text = gettext("It could not be undone: somebody changed the office since. It stays as it is now.")
                messages.error(self.request, text)
        rounds.store_round(self.request, self.tenant.code, self.round)


ACTS = {
    "confirm": ConfirmView._confirm,
    "no_answer": ConfirmView._no_answer,
    "skip": ConfirmView._skip,
    "check": ConfirmView._check,
    "correct": ConfirmView._correct,
    "closed": ConfirmView._close,
}


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


def _outcome_sentence(step: rounds.Step) -> str:
    """What was done last, in words."""
    name = {"office": step.done.office if step.done else ""}
    sentences = {
        ("confirm", Result.PUBLISHED): gettext("“%(office)s” is confirmed and published."),
        ("confirm", Result.SENT): gettext(
            "“%(office)s” is confirmed. It was sent to review: it is published when approved."
        ),
        ("confirm", Result.DRAFT): gettext(
            "“%(office)s” is confirmed in its draft, which says other things, too: it is sent or published from its "
            "form."
        ),
        ("confirm", Result.WITH_IMPORT): gettext(
            "“%(office)s” is confirmed in its draft, which belongs to an import that was sent back: it is sent with it."
        ),
        ("closed", Result.WITHDRAWN): gettext("“%(office)s” was withdrawn: citizens do not see it any more."),
        ("closed", Result.SENT): gettext(
            "That “%(office)s” closed was sent to review: it is withdrawn when approved. Until then citizens see it."
        ),
        ("closed", Result.DRAFT): gettext("That “%(office)s” closed stands in its draft: send it from its form."),
        ("closed", Result.WITH_IMPORT): gettext(
            "That “%(office)s” closed stands in its draft, which belongs to an import that was sent back: it is sent "
            "with it."
        ),
        ("correct", Result.PUBLISHED): gettext("The number of “%(office)s” is corrected and published."),
        ("correct", Result.DRAFT): gettext(
            "The number of “%(office)s” is corrected in its draft. It is sent on once you confirm the office."
        ),
        ("no_answer", Result.NOTED): gettext("“%(office)s” did not answer: it is kept in its history."),
    }
    if step.done is None:
        return gettext("You skipped an office.")
    said = [sentences[step.act, step.done.result] % name]
    if step.done.words_left_out:
        text = gettext("Its words for the hours were left out, for they said other ones: “%(words)s”.")
        said.append(text % {"words": step.done.words_left_out})
    if step.done.are_holidays_unknown:
        said.append(gettext("Whether it opens on public holidays is not known any more: write it in its form."))
    if step.done.numbers_in_draft:
        text = gettext(
            "%(numbers)s stays in its draft, unconfirmed: whoever publishes the office publishes it, too. If it is "
            "wrong, correct it in its form."
        )
        said.append(text % {"numbers": step.done.numbers_in_draft})
    return " ".join(said)


def _state_of(scope: ReviewScope, code: str) -> Tenant:
    """Return a state whose offices somebody edits.

    Raises:
        Http404: there is none, or they only read it.
    """
    tenant = scope.tenant(code)
    if tenant is None or not rights_of(tenant=tenant, by=scope.user).can_edit:
        raise Http404
    return tenant


def _organizations_of(tenant: Tenant, user: Any) -> list[OrganizationPage]:
    """The tenant's organizations in its first language below which somebody may add an office, by name."""
    if tenant.root_page is None:
        return []
    found = OrganizationPage.objects.filter(path__startswith=tenant.root_page.path).order_by("title")
    return [one for one in found if one.permissions_for_user(user).can_add_subpage()]


def _week(periods: Any) -> dict[str, list[list[int]]]:
    """From and until when it is open on each day, in minutes; what lasts over midnight goes on on the next day."""
    week: dict[str, list[list[int]]] = {day: [] for day in DAYS}
    for period in periods:
        opens = period.opens_at.hour * 60 + period.opens_at.minute
        closes = period.closes_at.hour * 60 + period.closes_at.minute
        for day in period.days:
            if closes > opens or closes == 0:
                week[day].append([opens, closes or MINUTES_OF_DAY])
            else:
                week[day].append([opens, MINUTES_OF_DAY])
                week[DAYS[(DAYS.index(day) + 1) % len(DAYS)]].append([0, closes])
    return week
