"""The audit log in the administration: who did what, filtered, exported, and whether it is as it was written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import registry

from tenants.admin_access.acts import Act
from tenants.admin_access.reach import reach_of
from tenants.audit import check_chains
from tenants.models import AuditEntry, StaffRole, Tenant, TenantLanguage, TenantPhone, User
from tenants.models.api_client import Scope
from tenants.models.tenant import Adoption
from tenants.spreadsheets import TextCells

TITLE = _("Audit log")
STACKED = "jpt-stacked"
"""The class of cells that stand one below the other on phones."""

BEFORE_AND_AFTER = 2

NAMES_OF_DETAILS: dict[str, str | Promise] = {
    "by_mail": _("by a link from an e-mail"),
    "changed": _("changed"),
    "count": _("number"),
    "document": _("document"),
    "key": _("key"),
    "pages": _("pages"),
    "role": _("role"),
    "scopes": _("scopes"),
    "sessions": _("sessions"),
    "states": _("states"),
}
"""What stands beside an act; a name that is not here is shown as it is."""


NAMES_OF_VALUES: dict[str, str | Promise] = {
    "administrator": _("National administrator"),
    "adopt": _("adopted"),
    "adoption": _("when national changes are shown"),
    "capital": _("capital"),
    "create": _("new"),
    "hosts": _("addresses"),
    "languages": _("languages"),
    "name": _("name"),
    "official_name": _("official name"),
    "phones": _("telephones"),
    "theme": _("appearance"),
    "time_zone": _("time zone"),
    "update": _("changed"),
    **{value: label for choices in (StaffRole, Scope, Adoption) for value, label in choices.choices},
}
"""What codes in an entry are called; one that is not here is shown as it is."""


def message_of(entry: AuditEntry) -> str:
    """Return in words what was done."""
    formatter = registry.get_formatter(entry)
    return entry.action if formatter is None else str(formatter.message)


def subject_of(entry: AuditEntry) -> str:
    """Return what it was done to: its name then, or its number where no name is kept."""
    return entry.subject or f"{entry.subject_type.rpartition('.')[2]} {entry.subject_id}"


def person_of(entry: AuditEntry) -> str:
    """Return who did it."""
    return entry.person_name or gettext("The service itself")


def details_of(entry: AuditEntry) -> str:
    """Return what stands beside the act, as one line."""
    if not isinstance(entry.details, dict):
        return _plain(entry.details)
    return "; ".join(f"{NAMES_OF_DETAILS.get(name, name)}: {_detail(name, value)}" for name, value in _details(entry))


def _details(entry: AuditEntry) -> Iterator[tuple[str, Any]]:
    for name, value in entry.details.items():
        is_of_settings = name == "changed" and isinstance(value, dict)
        yield name, {of: _readable(of, each) for of, each in value.items()} if is_of_settings else value


def _detail(name: str, value: Any) -> str:
    return _works_as(value) if name == "role" and isinstance(value, str) else _plain(value)


def _works_as(text: str) -> str:
    """Return in words what somebody worked and works as: `TAB editor → JAL publisher`, `administrator`."""
    states = dict(Tenant.objects.values_list("code", "name"))
    parts = [[str(states.get(word) or _name(word)) for word in part.split()] for part in text.split(" → ")]
    return " → ".join(": ".join(words) for words in parts)


def _readable(setting: str, value: Any) -> Any:
    """Return what a setting was and is with names in the place of codes, and of lists only what differs."""
    if not (isinstance(value, list) and len(value) == BEFORE_AND_AFTER and all(isinstance(of, list) for of in value)):
        return value
    before, after = value
    gone, come = [each for each in before if each not in after], [each for each in after if each not in before]
    sides = [gone, come] if gone or come else [before, after]  # only their order has changed
    return [[_item(setting, each) for each in side] for side in sides]


def _item(setting: str, value: Any) -> str:
    if setting == "languages":
        known = TenantLanguage.objects.filter(code=value).values_list("name", flat=True)
        return str(known.first() or value)
    if setting == "phones":
        purpose, _colon, number = str(value).partition(": ")
        return f"{dict(TenantPhone.Purpose.choices).get(purpose, purpose)}: {number}"
    return str(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, dict):
        return "; ".join(f"{_name(name)} {_change(each)}" for name, each in value.items())
    names = value if isinstance(value, list) else [value]
    return ", ".join(map(_name, names))


def _name(value: Any) -> str:
    return str(NAMES_OF_VALUES.get(value, value)) if isinstance(value, str) else str(value)


def _change(value: Any) -> str:
    """Return what something was and is; a plain value as it is."""
    if isinstance(value, list) and len(value) == BEFORE_AND_AFTER:
        return " → ".join(_plain(each) or "—" for each in value)
    return _plain(value)


def _moment(entry: AuditEntry) -> str:
    return date_format(timezone.localtime(entry.at), "DATETIME_FORMAT")


def _entries(user: User) -> QuerySet[AuditEntry]:
    entries = AuditEntry.objects.select_related("tenant")
    return entries if user.is_superuser else entries.filter(tenant=user.tenant_id)


def _actions(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the acts that are in the log that the person sees."""
    assert isinstance(request.user, User)
    found = {entry.action: message_of(entry) for entry in _entries(request.user).order_by("action").distinct("action")}
    return sorted(found.items(), key=lambda choice: choice[1])


class AuditFilters(WagtailFilterSet):
    """By day, act, person, object and, for administrators, state."""

    at = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)
    action = django_filters.ChoiceFilter(label=_("What"))
    person_name = django_filters.CharFilter(label=_("Who"), lookup_expr="icontains")
    subject = django_filters.CharFilter(label=_("On what"), lookup_expr="icontains")
    tenant = django_filters.ModelChoiceFilter(label=_("State"), queryset=Tenant.objects.order_by("name"))

    class Meta:
        model = AuditEntry
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["action"].extra["choices"] = _actions(self.request)
        if not self.request.user.is_superuser:
            del self.filters["tenant"]


class LabelledColumn(Column):
    """A column whose cells have its label beside them on phones, where they stand one below the other."""

    cell_template_name = "tenants/audit/cell.html"

    def __init__(self, name: str, **kwargs: Any) -> None:
        super().__init__(name, classname=STACKED, **kwargs)


class AuditLog(TextCells, ReportView):
    """What was done in the state that the person answers for, or in all."""

    model = AuditEntry
    page_title = TITLE
    header_icon = "history"
    index_url_name = "audit_log:list"
    index_results_url_name = "audit_log:list_results"
    filterset_class = AuditFilters
    default_ordering = "-pk"
    columns = (
        LabelledColumn("at", label=_("Date / Time"), accessor=_moment, width="16%"),
        LabelledColumn("who", label=_("Who"), accessor=person_of, width="20%"),
        LabelledColumn("what", label=_("What"), accessor=message_of),
        LabelledColumn("subject", label=_("On what"), accessor=subject_of),
        LabelledColumn("details", label=_("Details"), accessor=details_of),
        LabelledColumn("tenant", label=_("State"), accessor="tenant.name", width="10%"),
    )
    list_export = ("tenant.code", "number", "at", "person_name", "action", "subject_type", "subject_id", "subject")
    export_headings = {
        "tenant.code": _("State"),
        "number": _("Number"),
        "at": _("Date / Time"),
        "person_name": _("Who"),
        "action": _("What"),
        "subject_type": _("Type"),
        "subject_id": _("ID"),
        "subject": _("On what"),
    }

    def get_queryset(self) -> QuerySet[AuditEntry]:
        """The entries that the person may see, the last first."""
        assert isinstance(self.request.user, User)
        return _entries(self.request.user).order_by("-pk")

    def get_filename(self) -> str:
        """The name of an exported file, without its ending."""
        return f"audit-log-{timezone.localdate():%Y-%m-%d}"

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """Lead to the check."""
        return [HeaderButton(gettext("Check"), url=reverse("audit_log:check"), icon_name="circle-check")]


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Compute the digests of all entries again, and say whether one was changed or is missing."""
    assert isinstance(request.user, User)
    own = request.user.tenant
    found = list(check_chains(None if own is None else {own.code}))
    names = dict(Tenant.objects.values_list("code", "name"))
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": gettext("Home")},
        {"url": reverse("audit_log:list"), "label": TITLE},
        {"url": "", "label": gettext("Check")},
    ]
    context = {
        "checks": [(names[each.code], each) for each in found],
        "broken": [each for each in found if each.broken_at is not None],
        "breadcrumbs_items": crumbs,
        "header_title": gettext("Check of the audit log"),
        "page_title": gettext("Check of the audit log"),
        "header_icon": "history",
    }
    return TemplateResponse(request, "tenants/audit/check.html", context)


class AuditMenuItem(MenuItem):
    """The log among the reports, for those who may see it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person's role sees it."""
        reach = reach_of(request.user)
        return reach is not None and reach.may(Act.SEE_AUDIT)


URLS: list[URLPattern] = [
    path("", AuditLog.as_view(), name="list"),
    path("results/", AuditLog.as_view(results_only=True), name="list_results"),
    path("check/", check, name="check"),
]
