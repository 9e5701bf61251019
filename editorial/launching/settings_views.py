"""The settings of a state, a form a step: what a change does, what is asked first, and what another person saved."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from functools import cached_property
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from wagtail.admin import messages

from media.models.theme import LEAST_FOR_TEXT
from publishing.errors import DomainError
from publishing.services.change_tenant import settings_of
from tenants.hostnames import LOCAL
from tenants.models import Tenant, TenantStatus

from . import services
from .affected import Affected, affected_in, of_readers
from .errors import SettingsChanged
from .forms import HostsForm, LanguagesForm, PhonesFormSet, PlaceForm, ThemeForm, phones_form_set
from .of_state import STEPS, OfState
from .preview_views import SAVED, site_url
from .resolving import unresolved_of


class SettingsView(OfState):
    """One step: a form, what it changes, and the next step."""

    template_name = "editorial/launching/settings.html"
    step: ClassVar[str]
    names: ClassVar[tuple[str, ...]]
    form: forms.BaseForm | PhonesFormSet
    refusal = ""
    is_changed = False
    loss = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form."""
        self.form = self.make_form(None)
        return self.render_to_response(self.get_context_data(**kwargs))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save; what cannot be saved stays in the form, with the reason."""
        self.form = self.make_form(request.POST)
        if not self.form.is_valid():
            return self._again(HTTPStatus.OK)
        self.loss = self.loss_to_confirm()
        if self.loss and "is_sure" not in request.POST:
            return self._again(HTTPStatus.OK)
        try:
            seen = request.POST.get("seen", "")
            services.change_settings(code=self.tenant.code, by=self.user, seen=seen, **self.given())
        except SettingsChanged as error:
            self.tenant = Tenant.objects.select_related("site", "theme__logo", "collection").get(pk=self.tenant.pk)
            self.refusal, self.is_changed = error.message, True
            return self._again(HTTPStatus.CONFLICT)
        except DomainError as error:
            self.refusal = error.message
            return self._again(HTTPStatus.OK)
        messages.success(request, f"{self.saved()} {self._who_notices()}")
        names = [step.name for step in STEPS]
        following = names[names.index(self.step) + 1 :]
        if "go_on" in request.POST and following:
            return redirect(f"states:{following[0]}", self.tenant.code)
        return redirect("states:overview", self.tenant.code)

    @abstractmethod
    def make_form(self, data: Any) -> Any:
        """Return the form, with what was typed or what there is."""

    @abstractmethod
    def given(self) -> dict[str, Any]:
        """Return what is to be changed."""

    def saved(self) -> str:
        """Return what is said first once it is saved."""
        return gettext("Saved.")

    def _who_notices(self) -> str:
        if self.tenant.status == TenantStatus.LAUNCHED:
            return gettext("Readers notice within a few seconds.")
        return gettext("Nobody sees it yet: citizens see it once the state is launched.")

    def loss_to_confirm(self) -> str:
        """Return what is asked before a change that citizens would notice as a loss; nothing for most."""
        return ""

    @abstractmethod
    def effects(self, affected: Affected) -> list[str]:
        """Return in sentences what a change does, and how much it reaches."""

    @cached_property
    def affected(self) -> Affected:
        """What depends on the settings of the state."""
        return affected_in(self.tenant, by=self.user)

    def present(self) -> list[str]:
        """Return in words what is saved now, to be compared with what was typed."""
        present = settings_of(self.tenant, self.names)
        labels = {name: field.label for name, field in getattr(self.form, "fields", {}).items()}
        return [
            f"{labels.get(name, name)}: {', '.join(map(str, value)) if isinstance(value, list) else value}"
            for name, value in present.items()
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form and what it does."""
        return {
            **super().get_context_data(**kwargs),
            "form": self.form,
            "form_media": self.form.media,
            "current": self.step,
            "step_label": next(step.label for step in STEPS if step.name == self.step),
            "is_last": self.step == STEPS[-1].name,
            "effects": self.effects(self.affected),
            "seen": self._seen(),
            "refusal": self.refusal,
            "loss": self.loss,
            "errors": list(_errors_of(self.form)),
            "present": self.present() if self.is_changed else [],
        }

    def _seen(self) -> str:
        """Return what the person has seen: a form that comes back with errors or a question shows nothing newer."""
        if self.request.method == "POST" and not self.is_changed:
            return self.request.POST.get("seen", "")
        return services.digest_of(self.tenant, self.names)

    def _again(self, status: HTTPStatus) -> HttpResponse:
        response = self.render_to_response(self.get_context_data())
        response.status_code = status
        return response


def _errors_of(form: forms.BaseForm | PhonesFormSet) -> Iterator[tuple[str, str, str]]:
    """Yield each error: the field's id and its name, both empty for one of the whole form, and the sentence."""
    rows = form.forms if isinstance(form, PhonesFormSet) else [form]
    if isinstance(form, PhonesFormSet):
        yield from (("", "", str(error)) for error in form.non_form_errors())
    for row in rows:
        yield from (("", "", str(error)) for error in row.non_field_errors())
        for field in row.visible_fields():
            yield from ((field.id_for_label, _called(row, str(field.label)), str(error)) for error in field.errors)


def _called(row: forms.BaseForm, label: str) -> str:
    """Return what a field is called in a list of errors: with its row's number where there are several rows."""
    return label if row.prefix is None else f"{row['display'].value() or gettext('Another number')} · {label}"


class PlaceView(SettingsView):
    """What the state is called, and its time zone."""

    step = "place"
    names = ("name", "official_name", "capital", "time_zone")

    def make_form(self, data: Any) -> PlaceForm:
        """Return the form."""
        present = settings_of(self.tenant, self.names)
        return PlaceForm(data, tenant=self.tenant, may_rename=self.user.is_superuser, initial=present)

    def given(self) -> dict[str, Any]:
        """Return what is to be changed."""
        assert isinstance(self.form, PlaceForm)
        return dict(self.form.cleaned_data)

    def effects(self, affected: Affected) -> list[str]:
        """Return what shows the name, and what the time zone decides."""
        shown = ngettext("%(count)d page shows the name.", "%(count)d pages show the name.", affected.pages)
        counted = ngettext(
            "By the time zone it is told whether %(count)d office is open, and when deadlines end.",
            "By the time zone it is told whether %(count)d offices are open, and when deadlines end.",
            affected.offices,
        )
        return [shown % {"count": affected.pages}, counted % {"count": affected.offices}, of_readers(affected)]


class HostsView(SettingsView):
    """Where the site is found, and what goes into DNS."""

    step = "hosts"
    names = ("hosts",)

    def make_form(self, data: Any) -> HostsForm:
        """Return the form."""
        [hosts] = settings_of(self.tenant, self.names).values()
        return HostsForm(data, initial={"hosts": "\n".join(hosts)})

    def given(self) -> dict[str, Any]:
        """Return what is to be changed."""
        assert isinstance(self.form, HostsForm)
        return {"hosts": self.form.cleaned_data["hosts"]}

    def loss_to_confirm(self) -> str:
        """Ask before an address is removed, and show which ones are understood."""
        [present] = settings_of(self.tenant, self.names).values()
        removed = sorted(set(present) - set(self.given()["hosts"]))
        return f"{self._what_goes(removed)} {self._what_is_saved()}" if removed else ""

    def saved(self) -> str:
        """Return what is said afterwards, with the addresses as they were understood."""
        return gettext("Saved: %(hosts)s.") % {"hosts": ", ".join(self.given()["hosts"])}

    def _what_is_saved(self) -> str:
        return gettext("What will be saved: %(hosts)s.") % {"hosts": ", ".join(self.given()["hosts"])}

    def _what_goes(self, removed: list[str]) -> str:
        if self.tenant.status == TenantStatus.DRAFT:
            return gettext("%(hosts)s stops being an address of the state.") % {"hosts": ", ".join(removed)}
        sentence = ngettext(
            "Citizens use %(hosts)s now. Whoever has that address finds nothing there: %(count)d page stops opening.",
            "Citizens use %(hosts)s now. Whoever has that address finds nothing there: %(count)d pages stop opening.",
            self.affected.pages,
        )
        return sentence % {"hosts": ", ".join(removed), "count": self.affected.pages}

    def effects(self, affected: Affected) -> list[str]:
        """Return what is found at the addresses."""
        found = ngettext(
            "%(count)d page is found at %(hosts)s.", "%(count)d pages are found at %(hosts)s.", affected.pages
        )
        return [
            found % {"count": affected.pages, "hosts": ", ".join(affected.hosts) or "—"},
            gettext("An address that you remove leads nowhere at once: links and bookmarks to it break."),
            gettext("Keys go on reading: the API has an address of its own."),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what goes into DNS, too."""
        [hosts] = settings_of(self.tenant, self.names).values()
        public = [host for host in hosts if not host.endswith(LOCAL)]
        service = urlsplit(settings.PUBLIC_URL).hostname or ""
        return {
            **super().get_context_data(**kwargs),
            "dns_hosts": public,
            "service_host": service,
            "unresolved": [one.sentence for one in unresolved_of(self.tenant)],
        }


class PhonesView(SettingsView):
    """The numbers on every page."""

    step = "phones"
    names = ("phones",)

    def make_form(self, data: Any) -> PhonesFormSet:
        """Return the form."""
        return phones_form_set(data, tenant=self.tenant)

    def given(self) -> dict[str, Any]:
        """Return what is to be changed."""
        assert isinstance(self.form, PhonesFormSet)
        return {"phones": self.form.phones()}

    def effects(self, affected: Affected) -> list[str]:
        """Return what shows the numbers."""
        pages = ngettext("%(count)d page shows these numbers.", "%(count)d pages show these numbers.", affected.pages)
        scripts = ngettext(
            "%(count)d script of operators can name them.",
            "%(count)d scripts of operators can name them.",
            affected.scripts,
        )
        return [pages % {"count": affected.pages}, scripts % {"count": affected.scripts}, of_readers(affected)]

    def present(self) -> list[str]:
        """Return the numbers that are saved now."""
        return [f"{phone.get_purpose_display()}: {phone.label} {phone.display}" for phone in self.tenant.phones.all()]


class ThemeView(SettingsView):
    """Colours and logo."""

    step = "theme"
    names = ("theme",)

    def make_form(self, data: Any) -> ThemeForm:
        """Return the form."""
        theme = self.tenant.theme
        initial = {"primary_color": theme.primary_color, "secondary_color": theme.secondary_color, "logo": theme.logo}
        return ThemeForm(data, tenant=self.tenant, initial=initial)

    def given(self) -> dict[str, Any]:
        """Return what is to be changed."""
        assert isinstance(self.form, ThemeForm)
        return {"theme": dict(self.form.cleaned_data)}

    def effects(self, affected: Affected) -> list[str]:
        """Return what looks like this."""
        pages = ngettext(
            "%(count)d page is served with these colours and this logo; no text changes.",
            "%(count)d pages are served with these colours and this logo; no text changes.",
            affected.pages,
        )
        return [pages % {"count": affected.pages}, of_readers(affected)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the contrast that is needed and where the preview is, too."""
        context = {"least_contrast": LEAST_FOR_TEXT, "site_url": site_url(self.tenant.code), "saved_look": SAVED}
        return {**super().get_context_data(**kwargs), **context}


class LanguagesView(SettingsView):
    """The languages in which citizens read."""

    step = "languages"
    names = ("languages",)

    def make_form(self, data: Any) -> LanguagesForm:
        """Return the form."""
        [served] = settings_of(self.tenant, self.names).values()
        return LanguagesForm(data, tenant=self.tenant, written=self.affected.written, initial={"served": served})

    def given(self) -> dict[str, Any]:
        """Return what is to be changed."""
        assert isinstance(self.form, LanguagesForm)
        return {"languages": self.form.cleaned_data["served"]}

    def effects(self, affected: Affected) -> list[str]:
        """Return how much there is to translate, and who reads it."""
        pages = ngettext("The site has %(count)d page.", "The site has %(count)d pages.", affected.pages)
        return [
            pages % {"count": affected.pages},
            gettext(
                "What nobody has translated yet is shown in Spanish; what is written in a language that you leave out "
                "stays, and nobody sees it."
            ),
            of_readers(affected),
        ]
