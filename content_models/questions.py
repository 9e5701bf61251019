"""Questions of a form about values that are possible, and more often a slip than the truth.

A question stands at its field until somebody answers it with “Yes, that is correct”.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from django.core import signing
from django.core.exceptions import ValidationError
from django.forms import Media
from wagtail.admin.panels import FieldPanel
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

ANSWER_PREFIX = "answer-"
ANSWER_GOOD_FOR = timedelta(days=1)
"""From when the question was shown: what somebody saw then may not be so any more, and they are asked again."""

Place = tuple[int | str, ...]
"""Where a value stands in a stream: the block's number, then names of fields and numbers in lists, from outside in."""

Answer = dict[str, str]
"""`value`: what was said to be correct; `by`: a name; `on`: a day, as `YYYY-MM-DD`."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question about one field of a form.

    Attributes:
        field: name of the field it stands beside.
        code: stable, for programs.
        value: what is asked about; an answer holds for exactly this.
        text: the question, in the active language.
        place: where in the field's blocks the value stands, if it is a stream; empty: it is about the whole field.
        offers: the values that were probably meant instead, the likeliest first.
    """

    field: str
    code: str
    value: str
    text: str
    place: Place = ()
    offers: tuple[str, ...] = ()

    def is_answered_in(self, answers: Mapping[str, Answer] | None) -> bool:
        """Return whether this value was confirmed, with who and when."""
        answer = (answers or {}).get(self.code)
        return (
            isinstance(answer, Mapping)
            and answer.get("value") == self.value
            and all(answer.get(name) for name in ("by", "on"))
        )

    def answered(self, *, by: str, on: date) -> Answer:
        """Return what is stored when somebody says yes."""
        return {"value": self.value, "by": by, "on": on.isoformat()}

    @property
    def error(self) -> ValidationError:
        """The question as the form's error: at its place, where it has one."""
        return _error_at(self.place, ValidationError(self.text, code=self.code))

    @property
    def html_id(self) -> str:
        """The id of what the form shows at the place; nothing where the question is about the whole field."""
        if not self.place:
            return ""
        parts = (f"-{step}-value" if isinstance(step, int) else f"-{step}" for step in self.place)
        return self.field + "".join(parts)


class QuestionedForm:
    """Makes a form ask, at most one question a field at a time; goes before the form's own class.

    An answer is a ticked box whose value is signed: what was asked, about what, and whom. So it answers only a question
    that was shown, for a day, and holds for no other value. It stays in the form until that is saved, so that whatever
    is asked next at the same field does not ask it anew.
    """

    answer_salt: ClassVar[str]
    data: Any

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.open_questions: dict[str, Question] = {}
        self._answers_given: dict[str, list[str]] = {}

    def subject(self) -> list[Any]:
        """Return what is asked about and who is asked, as keys."""
        raise NotImplementedError

    def answer_to(self, question: Question) -> str:
        """Return the value of the box that answers a question in this form."""
        return signing.dumps(self._signed_content(question), salt=self.answer_salt)

    def is_answered(self, question: Question) -> bool:
        """Whether the box of a question that was shown came back ticked, within a day."""
        for answer in self.data.getlist(self._name_of_box(question.field)):
            try:
                signed: list[Any] = signing.loads(answer, salt=self.answer_salt, max_age=ANSWER_GOOD_FOR)
            except signing.BadSignature:
                continue
            if signed == self._signed_content(question):
                self._answers_given.setdefault(question.field, []).append(answer)
                return True
        return False

    def ask(self, question: Question) -> None:
        """Put a question at its field; the form is not valid until it is answered."""
        self.open_questions[question.field] = question
        form: Any = self
        form.add_error(question.field, question.error)

    def box_at(self, field: str) -> dict[str, Any]:
        """Return the question at a field, the name and value of its box, and the answers given there already.

        Nothing where nothing is or was asked.
        """
        question, given = self.open_questions.get(field), list(dict.fromkeys(self._answers_given.get(field, ())))
        if question is None and not given:
            return {}
        answer = "" if question is None else self.answer_to(question)
        return {"question": question, "answer": answer, "answer_name": self._name_of_box(field), "given": given}

    def _signed_content(self, question: Question) -> list[Any]:
        return [question.code, question.value, *self.subject()]

    def _name_of_box(self, field: str) -> str:
        form: Any = self
        return str(form.add_prefix(ANSWER_PREFIX + field))


class QuestionedPanel(FieldPanel):
    """A field that may be asked about; the box that answers stands right under it, while there is a question.

    Where the question is about a place within the field's blocks, a script puts the box there.
    """

    class BoundPanel(FieldPanel.BoundPanel):
        """The field in one form."""

        template_name = "content_models/questioned_field.html"

        @property
        def media(self) -> Media:
            """The script that puts the box at its place."""
            return super().media + Media(js=["content_models/question_answer.js"])

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Return also the question, and the name and value of its box."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            if not isinstance(self.form, QuestionedForm):
                return context
            return {**context, **self.form.box_at(self.field_name)}


def _error_at(place: Place, error: ValidationError) -> ValidationError:
    """Return an error of a stream that shows `error` at a place in it."""
    found = error
    for depth, step in reversed(list(enumerate(place))):
        if isinstance(step, str):
            found = StructBlockValidationError(block_errors={step: found})
        else:
            found = (ListBlockValidationError if depth else StreamBlockValidationError)(block_errors={step: found})
        found.code = error.code
    return found
