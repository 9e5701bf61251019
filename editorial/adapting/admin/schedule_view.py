"""The screen on which a publisher says from when and until when an adaptation holds."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from editorial.adapting import services as adapt
from publishing.errors import DomainError
from tenants.date_fields import MomentField

from .changes import consequences_of, published_of, unpublished_changes
from .places import address_of
from .times import in_words
from .workbench_view import OfOneText, bench_of


class TimesForm(forms.Form):
    """From when, and until when, by the state's clocks."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    go_live_at = MomentField(required=False, label=_("From"), help_text=_("Leave empty to publish now."))
    expire_at = MomentField(
        required=False,
        is_end=True,
        label=_("Until"),
        help_text=_("Leave empty for no end. After it, the national text is served again, and your text is kept."),
    )

    def __init__(self, *args: Any, zone: ZoneInfo, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            if isinstance(field, MomentField):
                field.zone = zone


class ScheduleView(OfOneText):
    """From when and until when; only publishers decide that."""

    template_name = "editorial/adapting/schedule.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Refuse users who do not publish here."""
        super().setup(request, *args, **kwargs)
        if not (self.editing.rights.can_edit and self.editing.rights.can_publish):
            raise PermissionDenied
        self.form = TimesForm(initial=self._initial(), zone=self._zone)

    def get_page_title(self) -> str:
        """Return what is done here."""
        return gettext("Choose when it is published")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Plan it; what cannot be planned stays in the form, with the reason beside it."""
        self.form = TimesForm(request.POST, zone=self._zone)
        if self.form.is_valid():
            try:
                message = self._plan(self.form.cleaned_data)
            except DomainError as error:
                self._refuse(error)
            else:
                messages.success(request, message)
                return redirect(address_of(self.editing, self.key))
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form, what it is about, and the clock that it means."""
        return {
            **super().get_context_data(**kwargs),
            "form": self.form,
            "changed": unpublished_changes(self.editing, self.bench, published_of(self.bench)),
            "consequences": consequences_of(self.editing, self.bench, published_of(self.bench)),
            "now": in_words(timezone.now(), self.editing.tenant),
            "back_url": address_of(self.editing, self.key),
            "action_url": self.request.get_full_path(),
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]

    def _initial(self) -> dict[str, Any]:
        planned = self.bench.schedule
        begins = planned.go_live_at if planned else None
        ends = planned.expire_at if planned else self.bench.live_until
        return {
            "revision": self.bench.revision,
            "go_live_at": begins,
            "expire_at": ends,
        }

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.editing.tenant.time_zone)

    def _plan(self, times: dict[str, Any]) -> str:
        page = adapt.schedule_adaptation(
            self.editing.target(self.key),
            go_live_at=times["go_live_at"],
            expire_at=times["expire_at"],
            expected_revision=times["revision"],
        )
        begins = page.scheduled_revision.approved_go_live_at if page.scheduled_revision else None
        if begins is not None:
            return gettext("It will be published on %(when)s.") % {"when": in_words(begins, self.editing.tenant)}
        return gettext("Published. It ends on %(when)s.") % {"when": in_words(page.expire_at, self.editing.tenant)}

    def _refuse(self, error: DomainError) -> None:
        """Show the reason, beside the date where it is about one; the next try begins from what there is now."""
        self.form.add_error(error.field or None, error.message)
        self.bench = bench_of(self.editing, self.key)
        typed = self.request.POST.copy()
        typed["revision"] = "" if self.bench.revision is None else str(self.bench.revision)
        self.form.data = typed
