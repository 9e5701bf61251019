"""The form of an office: it refuses what cannot be, asks about what hardly can, and keeps who confirmed it and when."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CharField, Textarea, TextInput
from django.forms.formsets import INITIAL_FORM_COUNT, TOTAL_FORM_COUNT
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenants.keyring import KeyMissing
from tenants.models import LIBRARY_CODE
from tenants.phones import with_plain_digits

from .blocks.contact import stored_numbers
from .confidential_places import BLANK, Lifting, Place, is_marked, place_of, set_aside, wait_for_others
from .forms import ContentForm
from .languages import LANGUAGES_HELP, content_languages
from .municipalities import listed_municipality, municipalities_of
from .office_confirmation import FACTS, missing_to_confirm
from .office_doubts import ASKED_ABOUT, answers_of, is_answered, questions_of, values_of, with_answer
from .office_questions import HOURS_EARLY, WORDS_OF_OTHER_HOURS, hours_of, spans_of
from .phone_questions import FIELD, answer_that_holds, displays_of, sharing_in
from .questions import Answer, Question, QuestionedForm
from .searched_lists import SearchedSelectMultiple
from .trees import tenant_of

REASON = "confidential_reason"
"""The name of the field for why a place is public from now on."""

MARKING_TOLD = gettext_lazy(
    "The place of “%(title)s” is confidential from now on: its address, municipality and point are shown nowhere, and "
    "were taken out of earlier versions, comments and the search. Public are its name, telephones, opening hours, "
    "services, areas served and notes: see that none of them tells where it is."
)


class MunicipalityInput(TextInput):
    """A text field that proposes a state's municipalities while somebody types; anything else can be typed as well."""

    template_name = "content_models/municipality_input.html"
    municipalities: tuple[str, ...] = ()

    class Media:
        """The script of the buttons that take what was probably meant."""

        js = ("content_models/question_answer.js",)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return also the names to propose."""
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}-list"
        context["widget"]["attrs"]["list"] = list_id
        return {**context, "list_id": list_id, "municipalities": self.municipalities}


class OfficeForm(QuestionedForm, ContentForm):
    """The form of an office: an answer to a question is kept with a name and a day."""

    answer_salt = "content_models.office_form.answer"

    confidential_reason = CharField(
        label=gettext_lazy("Why the place is public from now on"),
        required=False,
        max_length=500,
        widget=Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "Only to make a confidential place public: clear the box above, write the reason, and publish. Publishers "
            "only; the reason is kept in the page’s history."
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        place = self.parent_page or self.instance
        self.tenant = tenant = tenant_of(place)
        self.code = tenant.code if tenant is not None else LIBRARY_CODE
        self._was_confirmed = not self._before.get("needs_confirmation", self.instance.needs_confirmation)
        if "title" in self.fields:
            self.fields["title"].help_text = _("As people know it.")
        municipality = self.fields.get("municipality")
        if municipality is not None and self.code != LIBRARY_CODE:
            municipality.widget = MunicipalityInput(attrs=municipality.widget.attrs)
            municipality.widget.municipalities = municipalities_of(self.code)
        languages = self.fields.get("languages")
        if languages is not None:
            languages.widget = SearchedSelectMultiple(choices=content_languages())
            languages.help_text = LANGUAGES_HELP
        if self.instance.pk and self.is_bound:
            wait_for_others(self.instance.translation_key)
        self._was_confidential = bool(self.instance.pk) and is_marked(self.instance.translation_key)
        if self._was_confidential:
            self._show_place()
        else:
            self.fields.pop(REASON, None)

    def _show_place(self) -> None:
        """Show the place of a confidential office to its state's people; nobody else's form has the fields."""
        place = self._readable_place()
        if place is None:
            for name in BLANK:
                self.fields.pop(name, None)
        else:
            self.initial |= place
            self._before |= place
            self._now |= place

    def _readable_place(self) -> Place | None:
        if self.for_user is None or self.tenant is None or self.for_user.tenant_id != self.tenant.pk:
            return None
        try:
            return place_of(self.instance.translation_key)
        except KeyMissing:
            self.fields["is_confidential"].help_text = _(
                "The place is encrypted with a key that this installation does not have now: it stays as it is. Tell "
                "who runs it."
            )
            return None

    def _clean_fields(self) -> None:
        """Check the fields; a telephone number that is stored as it was sent stays what it is."""
        with stored_numbers(self._stored_numbers()):
            super()._clean_fields()

    def _stored_numbers(self) -> list[str]:
        return [*displays_of(self._before.get(FIELD, ())), *displays_of(self._now.get(FIELD, ()))]

    def clean(self) -> dict[str, Any]:
        """Return the cleaned data; errors and open questions stand at their fields."""
        cleaned = super().clean()
        self._keep_confirmation(cleaned)
        if self._was_confidential and not cleaned.get("is_confidential", True):
            try:
                self._check_lifting(cleaned)
            except ValidationError as error:
                self.add_error("is_confidential", error)
        return cleaned

    def _check_lifting(self, cleaned: dict[str, Any]) -> None:
        """Refuse to make a confidential place public unless a publisher of the state does, who gives the reason.

        Raises:
            ValidationError: which of these is missing.
        """
        if "address" not in self.fields or not self._may_publish():
            text = _("Only publishers of this state may say that its place is not confidential any more.")
            raise ValidationError(text, code="lifted_by_publishers")
        if not cleaned.get(REASON, "").strip():
            text = _("Write below why: a confidential place becomes public only for a reason, kept in the history.")
            raise ValidationError(text, code="lifted_without_reason")
        goes_live_at = cleaned.get("go_live_at", self.instance.go_live_at)
        if not self.data.get("action-publish") or (goes_live_at is not None and goes_live_at > timezone.now()):
            text = _("Publish the page in the same step: a draft does not make a confidential place public.")
            raise ValidationError(text, code="lifted_in_draft")

    def clean_postal_code(self) -> str:
        """Return the code in plain digits."""
        return with_plain_digits(self.cleaned_data["postal_code"] or "")

    def clean_municipality(self) -> str:
        """Return the name as INEGI's list has it, where only accents, capitals or gaps differ."""
        return listed_municipality(self.code, self.cleaned_data["municipality"] or "")

    def _post_clean(self) -> None:
        """Ask questions once everything else is valid: an open question does not suppress other checks."""
        super()._post_clean()
        cleaned = self.cleaned_data
        self._answers_before = answers = self.instance.answered_questions or {}
        kept = answer_that_holds(answers, displays_of(self.instance.phones))
        if self._publishes_now:
            answers = self._own_answers(answers)
            kept = self._own_answers(kept, public=self._known_numbers())
        for question in self._questions(cleaned):
            if question.is_answered_in(answers):
                kept[question.code] = answers[question.code]
            elif is_answered(question, kept) or self._is_of_before(question, cleaned):
                continue
            elif self._was_published_with(question):
                kept[question.code] = self._answers_before[question.code]
            elif self.is_answered(question):
                kept = with_answer(
                    kept, question, by=self.author, on=self.today, person_id=self.for_user.pk if self.for_user else None
                )
            elif question.field not in self.open_questions:
                self.ask(self._with_who_answered(question))
        self.instance.answered_questions = kept
        if not self.errors:
            self._protect_place()

    @property
    def _publishes_now(self) -> bool:
        """Whether somebody publishes here what the draft says: they answer what others have answered, once.

        Whoever approves a draft is shown its questions and answers beside its changes.
        """
        return bool(self.data.get("action-publish"))

    def _own_answers(self, answers: Mapping[str, Answer], *, public: Collection[str] = ()) -> dict[str, Answer]:
        """The answers that nobody but the person who fills in the form has given; of public numbers anybody's."""
        return answers_of(answers, self.for_user.pk, public=public) if self.for_user is not None else {}

    @cached_property
    def _questions_about_published(self) -> list[Question]:
        """What would be asked about what the public sees: it was decided when that was published."""
        if self._published is None:
            return []
        values = {**values_of(self._published), FIELD: ()}
        return list(questions_of(values, code=self.code, before={}, is_confidential=self._published.is_confidential))

    def _was_published_with(self, question: Question) -> bool:
        """Whether what is asked about is public already, with the answer of whoever."""
        is_known = self._publishes_now and question.is_answered_in(self._answers_before)
        return is_known and question in self._questions_about_published

    def _with_who_answered(self, question: Question) -> Question:
        """A question with who has said that it is correct, where that was another person."""
        if not self._publishes_now or not is_answered(question, self._answers_before):
            return question
        answer = self._answers_before[question.code]
        said = _("%(name)s said on %(day)s that it is correct. It stands in the draft, which people do not see yet.")
        day = date_format(date.fromisoformat(answer["on"]), "SHORT_DATE_FORMAT")
        return replace(question, text=f"{question.text} {said % {'name': answer['by'], 'day': day}}")

    def _protect_place(self) -> None:
        """Leave the place out of the page and of what the form has sent."""
        if self.instance.is_confidential:
            if not self._was_confidential:
                self.instance.marked_by = self.for_user
            if "address" in self.fields:
                set_aside(self.instance)
            if not self._was_confidential:
                self.instance.marking_told = MARKING_TOLD % {"title": self.instance.title}
        elif self._was_confidential:
            self.instance.lifting = Lifting(by=self.for_user, reason=self.cleaned_data[REASON])
        if self.instance.is_confidential or self._was_confidential:
            self._forget_what_was_sent()

    def _forget_what_was_sent(self) -> None:
        """Leave the place, the reason and comments out of the form's data, which a preview keeps for a day.

        What is kept is confidential: without the place there is nothing else to show.
        """
        _ = self.changed_data  # read and cached by Django, for as long as it can be compared with what was sent
        self.data = self.data.copy()
        comments, secret = self.add_prefix("comments-"), {self.add_prefix(name) for name in (*BLANK, REASON)}
        for name in [name for name in self.data if name in secret or name.startswith(comments)]:
            del self.data[name]
        self.data[self.add_prefix("is_confidential")] = "on"
        for count in (TOTAL_FORM_COUNT, INITIAL_FORM_COUNT):
            self.data[f"{comments}{count}"] = "0"

    def _questions(self, cleaned: dict[str, Any]) -> Iterator[Question]:
        """What is asked; nothing about what is refused anyway, nor about what no answer may be kept of."""
        is_secret = cleaned.get("is_confidential", self.instance.is_confidential)
        values = {name: self._value(cleaned, name) for name in ASKED_ABOUT if name != FIELD}
        found = questions_of(
            {**values, FIELD: displays_of(self.instance.phones)},
            code=self.code,
            before=self._before,
            former_schedule=self._former_schedule(),
            known=self._known_numbers(),
            sharing=sharing_in(
                self.tenant.root_page if self.tenant is not None else None,
                self._meta.model,
                self.instance.translation_key,
            ),
            answers=self._answers_that_count(),
            is_confidential=is_secret,
        )
        return (question for question in found if question.field not in self.errors)

    def _answers_that_count(self) -> Mapping[str, Answer]:
        answers = self.instance.answered_questions or {}
        return self._own_answers(answers) if self._publishes_now else answers

    @cached_property
    def _published(self) -> Any:
        """What citizens see of the office now; null where they do not see it."""
        stored = self._meta.model._default_manager.filter(pk=self.instance.pk, live=True)
        return stored.first() if self.instance.pk else None

    def _known_numbers(self) -> list[str]:
        """The numbers that are not asked about: the office’s own; where it leads to publication those of the public."""
        if not self._leads_to_publication():
            return self._stored_numbers()
        return displays_of(self._published.phones) if self._published is not None else []

    def _is_of_before(self, question: Question, cleaned: dict[str, Any]) -> bool:
        """Whether a question about hours is about what the office says already, or the public sees."""
        if question.code not in {HOURS_EARLY, WORDS_OF_OTHER_HOURS}:
            return False
        schedule, words = self._value(cleaned, "schedule"), self._value(cleaned, "hours_text") or ""
        if question.code == WORDS_OF_OTHER_HOURS:
            now = (hours_of(schedule), words.strip())
            return any((hours_of(former), said.strip()) == now for former, said in self._former_hours())
        return any(spans_of(former) == spans_of(schedule) for former, _said in self._former_hours())

    def _former_schedule(self) -> Any:
        """The hours that the public sees; of an office that it does not see, those that it has already."""
        if self._published is not None:
            return self._published.schedule
        return next((schedule for schedule, _said in self._former_hours()), None)

    def _former_hours(self) -> list[tuple[Any, str]]:
        """Hours, and words for them, that the office has already; on the way to the public, those that it sees."""
        if self._leads_to_publication():
            return [(self._published.schedule, self._published.hours_text)] if self._published is not None else []
        block = self._meta.model._meta.get_field("schedule").stream_block
        stored = [fields for fields in (self._before, self._now) if fields]
        return [(block.to_python(fields["schedule"]), fields["hours_text"] or "") for fields in stored]

    def field_of(self, name: str) -> str:
        """Return the field of this form that has a field of the office."""
        return name

    def _value(self, cleaned: dict[str, Any], name: str) -> Any:
        if name in self.errors:
            return None
        return cleaned.get(name, getattr(self.instance, name))

    def subject(self) -> list[Any]:
        """Return the office, or where it is about to stand, and who fills in the form."""
        return [self.instance.pk or f"{self.parent_page.pk}/new", self.for_user.pk]

    def _keep_confirmation(self, cleaned: dict[str, Any]) -> None:
        """A confirmation has its day, in the state's time zone, and somebody who confirmed."""
        if "needs_confirmation" not in self.fields or "assured_on" in self.errors:
            return
        today = self.today
        day = cleaned.get("assured_on")
        if cleaned.get("needs_confirmation"):
            return
        is_typed = (
            day is not None
            and day != self._before.get("assured_on", self.initial.get("assured_on"))
            and not self.is_out_of_date
        )
        if not self._was_confirmed and not is_typed:
            cleaned["assured_on"] = today
        elif day is None:
            text = _("This office is marked as confirmed, without a day. Did you call it today and confirm everything?")
            question = Question("needs_confirmation", "CONFIRMED_WITHOUT_DAY", str(today), text)
            if not self.is_answered(question):
                self.ask(question)
                return
            cleaned["assured_on"] = today
        elif self._was_confirmed and not is_typed:
            return
        for name, text in missing_to_confirm({name: self._value(cleaned, name) for name in FACTS}).items():
            field = self.field_of(name)
            if field in self.fields and field not in self.errors:
                self.add_error(field, ValidationError(text, code=f"{name}_missing"))
        self.instance.assured_by = self.for_user
