"""What people fill in before a conversation and after it; what may be sent is decided by the services."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assistance.call_backs.errors import CallBackRefused
from assistance.call_backs.inputs import read_number
from content_models.choices import Role
from delivery.state_view import StateView

from .errors import NO_ROLE as ROLE_IS_MISSING
from .message_text import LONGEST_TEXT

ROLES = [
    (Role.VICTIM.value, _("Something was done to me: I am a victim")),
    (Role.ACCUSED.value, _("I was arrested, or I am accused")),
    (Role.THIRD_PARTY.value, _("It is about somebody else: I am a relative or a witness")),
    ("-", _("I do not know")),
]
"""As whoever writes says it; the last one is none."""

NO_ROLE = "-"

RATINGS = [
    (5, _("It helped me a lot")),
    (4, _("It helped me")),
    (3, _("So-so")),
    (2, _("It helped me little")),
    (1, _("It did not help me")),
]


class FirstFocused(forms.RadioSelect):
    """Choices of which only the first one has focus."""

    def create_option(self, *arguments: Any, **fields: Any) -> dict[str, Any]:
        """Return an option; what is wrong in all of them is looked at once."""
        option = super().create_option(*arguments, **fields)
        if option["index"] != "0":
            option["attrs"].pop("autofocus", None)
        return option


class AskingForm(forms.Form):
    """A form that comes back with focus on the first field that is wrong."""

    def add_error(self, field: str | None, error: Any) -> None:
        """Show what is wrong with a field, and put focus there."""
        super().add_error(field, error)
        has_focus = any("autofocus" in one.widget.attrs for one in self.fields.values())
        if field in self.fields and not has_focus:
            self.fields[field].widget.attrs["autofocus"] = True


class StartForm(AskingForm):
    """What is asked before somebody is in the queue. Each role has a choice of its own topics, and no other's."""

    role = forms.ChoiceField(
        label=_("Who are you in this?"),
        choices=ROLES,
        widget=FirstFocused,
        error_messages={"required": ROLE_IS_MISSING},
    )
    text = forms.CharField(
        label=_("Tell us what is happening"),
        help_text=_("One sentence is enough. Do not write your name, your CURP or your address."),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        strip=False,
        error_messages={"required": _("Write what is happening, in your own words. One sentence is enough.")},
    )

    def __init__(self, data: Any = None, *, view: StateView, is_danger: bool = False) -> None:
        """Make the form; whoever is in danger need only write, and where they are, should they not be able to call.

        Of whoever writes without choosing a role it is decided by what they write whether they are let in
        (`starting.start`).
        """
        super().__init__(data, auto_id="start-%s", use_required_attribute=False)
        self.longest = LONGEST_TEXT
        self.is_danger = is_danger
        self._topic_fields: dict[str, str] = {}
        if is_danger:
            where = _("If you cannot call, write first where you are. Do not write your name or your CURP.")
            self.fields["text"].help_text = where
            self.fields["text"].widget.attrs["rows"] = 2  # the button stays in sight
            del self.fields["role"]
            return
        self.fields["role"].required = not str((data or {}).get("text", "")).strip()
        for role, topics in _topics_by_role(view):
            name = self._topic_fields[role] = topic_field(role)
            self.fields[name] = forms.ChoiceField(
                label=_("What is it about?"),
                required=False,
                help_text=_("If you are not sure, leave it as it is."),
                choices=[("", _("I do not know, or something else")), *topics],
            )

    def topics(self) -> list[tuple[str, forms.BoundField]]:
        """The choice of topics of each role."""
        return [(role, self[name]) for role, name in self._topic_fields.items()]

    @property
    def role_given(self) -> str:
        """The role that was chosen; empty: not known."""
        role = str(self.cleaned_data.get("role", ""))
        return "" if role == NO_ROLE else role

    @property
    def is_role_missing(self) -> bool:
        """Whether none was chosen, not even that it is not known; whoever is in danger is not asked."""
        return not self.cleaned_data.get("role")

    @property
    def topic_given(self) -> str:
        """The topic that was chosen for the role; empty: none. What another role's choice says does not count."""
        return str(self.cleaned_data.get(topic_field(self.role_given), ""))


class HourForm(AskingForm):
    """What is asked of somebody who is called and wants another hour: the number stays."""

    starts_at = forms.ChoiceField(
        label=_("When?"),
        error_messages={
            "required": _("Choose a day and an hour."),
            "invalid_choice": _("This hour is full by now. Choose another."),
        },
    )

    def __init__(self, data: Any = None, *, choices: list[tuple[str, list[tuple[str, str]]]], chosen: str = "") -> None:
        """Make the form.

        Args:
            choices: the hours by their days.
            chosen: the hour that is chosen at first; empty: none.
        """
        first = {"starts_at": chosen}
        super().__init__(data, auto_id="call-%s", use_required_attribute=False, initial=first)
        self.hours = choices
        field = self.fields["starts_at"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose a day and an hour")), *choices]


class CallForm(HourForm):
    """What is asked of somebody who wants to be called."""

    phone = forms.CharField(
        label=_("Your telephone number"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel", "class": "address"}),
        error_messages={"required": _("Write the number at which you are to be called.")},
    )
    is_safe = forms.BooleanField(
        label=_("It is safe to call me at this number"),
        error_messages={
            "required": _("If it is not safe, do not leave the number: call yourself when you can, or write to us.")
        },
    )

    field_order = ("phone", "starts_at", "is_safe")

    def clean_phone(self) -> str:
        """Return the number as it was typed; one that cannot be called is said with all else that is wrong."""
        typed = str(self.cleaned_data["phone"])
        try:
            read_number(typed)
        except CallBackRefused as refused:
            raise forms.ValidationError(str(refused.message)) from refused
        return typed


def topic_field(role: str) -> str:
    """Return the name of the choice of a role's topics."""
    return f"topic-{role}"


def _topics_by_role(view: StateView) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield each role that has topics, in the order of the state's sections."""
    for role in dict.fromkeys(section["role"] for section in view.sections() if section["role"]):
        topics = view.guidance(role=role)
        if topics:
            yield role, [(topic["key"], topic["title"]) for topic in topics]
