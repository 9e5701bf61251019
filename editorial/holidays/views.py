"""Listing, adding, changing and removing the holidays and closures of a state."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from delivery.calendars import NATIONAL
from delivery.state_directory import COMING
from editorial.holidays import services as holidays
from editorial.review.admin.review_scope import review_scope_of
from publishing.errors import DomainError, HolidayChanged, HolidayForbidden, HolidayUnknown
from publishing.models import TenantHoliday
from tenants.days import today_of

from .forms import HolidayForm
from .seen import as_seen, changes, seen_in


class StatesView(WagtailAdminTemplateMixin, TemplateView):
    """The list of states; a user with one only is redirected to it."""

    template_name = "editorial/holidays/states.html"
    page_title = _("Holidays and closures")
    header_icon = "calendar-alt"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """List the states, or go to the only one."""
        states = review_scope_of(request).tenants
        if len(states) == 1:
            return redirect("holidays:list", states[0].code)
        return self.render_to_response(self.get_context_data(states=states, **kwargs))


class OfTenantView(WagtailAdminTemplateMixin, TemplateView):
    """Finds the state; what is another state's does not exist."""

    page_title = _("Holidays and closures")
    header_icon = "calendar-alt"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the state, and what the person may do."""
        super().setup(request, *args, **kwargs)
        self.scope = review_scope_of(request)
        tenant = self.scope.tenant(kwargs["code"])
        if tenant is None:
            raise Http404
        self.tenant = tenant
        self.can_change = holidays.may_change_holidays(tenant, self.scope.user)
        self.list_url = reverse("holidays:list", args=[tenant.code])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [
            *self.breadcrumbs_items,
            {"url": self.list_url, "label": gettext("Holidays and closures")},
            {"url": "", "label": self.tenant.name},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the state, and whether the person may change anything."""
        return {
            **super().get_context_data(**kwargs),
            "state": self.tenant,
            "can_change": self.can_change,
            "list_url": self.list_url,
        }

    def mine(self) -> list[TenantHoliday]:
        """The state's own holidays and closures."""
        return holidays.holidays_of(tenant=self.tenant, by=self.scope.user)

    def one(self, holiday_id: int) -> TenantHoliday:
        """One of them.

        Raises:
            Http404: there is none, or it is another state's.
        """
        found = next((holiday for holiday in self.mine() if holiday.pk == holiday_id), None)
        if found is None:
            raise Http404
        return found


class ListView(OfTenantView):
    """The state's own, and those that are every state's."""

    template_name = "editorial/holidays/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return both lists; what has passed stands last."""
        today = today_of(self.tenant)
        offices = holidays.offices_of(tenant=self.tenant)
        mine = [
            {"holiday": holiday, "office": offices.get(holiday.office_key, ""), "is_past": holiday.ends_on < today}
            for holiday in self.mine()
        ]
        return {
            **super().get_context_data(**kwargs),
            "mine": sorted(mine, key=lambda row: bool(row["is_past"])),
            "by_law": NATIONAL.between(today, today + COMING),
        }


class WritingView(OfTenantView):
    """A screen of those who may change the state's holidays."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Refuse users who do not publish for the state."""
        super().setup(request, *args, **kwargs)
        if not self.can_change:
            raise PermissionDenied


class AboutOneView(WritingView):
    """A screen about one that there is; one that was removed meanwhile is reported as one that never existed."""

    def one_or_none(self, holiday_id: int) -> TenantHoliday | None:
        """Return the state's own with this id."""
        return next((holiday for holiday in self.mine() if holiday.pk == holiday_id), None)

    def gone(self, form: HolidayForm | None = None) -> HttpResponse:
        """Answer that it is not in the list any more.

        Args:
            form: with what was typed: it can be added anew.
        """
        context: dict[str, Any] = {"form": form, "add_url": reverse("holidays:add", args=[self.tenant.code])}
        if form is not None:
            context["fields"] = [(field, {}) for field in form.visible_fields()]
            context["media"] = form.media
        return TemplateResponse(
            self.request,
            "editorial/holidays/gone.html",
            {**OfTenantView.get_context_data(self), **context},
            status=HTTPStatus.NOT_FOUND,
        )


class ChangeView(AboutOneView):
    """The form, for a new one or for one that there is."""

    template_name = "editorial/holidays/form.html"
    changed: Sequence[str] = ()

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find what is to be changed."""
        super().setup(request, *args, **kwargs)
        holiday_id = kwargs.get("holiday_id")
        self.holiday = None if holiday_id is None else self.one_or_none(holiday_id)
        self.is_gone = holiday_id is not None and self.holiday is None
        self.form = self._form(initial=self._initial())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form."""
        return self.gone() if self.is_gone else super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write it; what cannot be stays in the form, with the reason."""
        self.form = self._form(request.POST)
        if self.is_gone:
            return self.gone(self._form(initial=request.POST.dict()))
        if self.form.is_valid():
            holiday_id = self.holiday.pk if self.holiday else None
            who: dict[str, Any] = {"tenant": self.tenant, "by": self.scope.user}
            try:
                given = holidays.HolidayInput(**self.form.cleaned_data)
                seen = None if holiday_id is None else seen_in(request.POST.get("seen", ""))
                saved = holidays.save_holiday(**who, given=given, holiday_id=holiday_id, seen=seen)
            except HolidayUnknown:
                return self.gone(self._form(initial=request.POST.dict()))
            except HolidayChanged as error:
                self._refuse(error)
            except DomainError as error:
                self.form.add_error(None, error.message)
            else:
                messages.success(request, gettext("“%(holiday)s” is published.") % {"holiday": saved.name})
                return redirect(self.list_url)
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form."""
        fields = [(field, self.form.box_at(field.name)) for field in self.form.visible_fields()]
        return {
            **super().get_context_data(**kwargs),
            "form": self.form,
            "fields": fields,
            "holiday": self.holiday,
            "changed": self.changed,
        }

    def _refuse(self, error: HolidayChanged) -> None:
        """Show who changed what; the next try begins from what there is now, and what was typed stays."""
        self.holiday = self.one(self.kwargs["holiday_id"])
        seen, offices = seen_in(self.request.POST.get("seen", "")), holidays.offices_of(tenant=self.tenant)
        self.changed = changes(seen, self.holiday, offices)
        self.form.add_error(None, error.message)
        self.form.data = self.form.data.copy()
        self.form.data["seen"] = as_seen(self.holiday)

    def _form(self, *args: Any, **kwargs: Any) -> HolidayForm:
        offices = holidays.offices_of(tenant=self.tenant)
        return HolidayForm(
            *args,
            tenant=self.tenant,
            by=self.scope.user,
            holiday=self.holiday,
            given=holidays.given_to(tenant=self.tenant, by=self.scope.user),
            offices=offices,
            **kwargs,
        )

    def _initial(self) -> dict[str, Any]:
        if self.holiday is None:
            return {"kind": TenantHoliday._meta.get_field("kind").default}
        fields = {name: getattr(self.holiday, name) for name in self.holiday.facts()}
        return {**fields, "seen": as_seen(self.holiday)}


class RemoveView(AboutOneView):
    """The question before one is removed, and the act."""

    template_name = "editorial/holidays/remove.html"
    refusal = ""
    changed: Sequence[str] = ()

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find what is to be removed."""
        super().setup(request, *args, **kwargs)
        self.holiday = self.one_or_none(kwargs["holiday_id"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask."""
        return self.gone() if self.holiday is None else super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Remove it."""
        if self.holiday is None:
            return self.gone()
        seen = seen_in(request.POST.get("seen", ""))
        one: dict[str, Any] = {"tenant": self.tenant, "by": self.scope.user, "holiday_id": self.holiday.pk}
        try:
            holidays.remove_holiday(**one, seen=seen)
        except HolidayUnknown:
            return self.gone()
        except HolidayForbidden as error:
            raise PermissionDenied from error
        except HolidayChanged as error:
            self.holiday = self.one(self.holiday.pk)
            self.refusal = error.message
            self.changed = changes(seen, self.holiday, holidays.offices_of(tenant=self.tenant))
            return self.render_to_response(self.get_context_data(**kwargs))
        messages.success(request, gettext("“%(holiday)s” is removed.") % {"holiday": self.holiday.name})
        return redirect(self.list_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return which one."""
        return {
            **super().get_context_data(**kwargs),
            "holiday": self.holiday,
            "seen": as_seen(self.holiday) if self.holiday else "",
            "refusal": self.refusal,
            "changed": self.changed,
        }
