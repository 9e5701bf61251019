"""Flat lists of pages by type, with the columns and filters editors work by."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import CharField, JSONField, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Length, Substr
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, CharFilter, ChoiceFilter, ModelChoiceFilter
from wagtail.admin.active_filters import ActiveFilter, BaseFilterAdapter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn, ParentPageColumn
from wagtail.admin.views.pages.choose_parent import ChooseParentView
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Page

from tenants.admin_access.acts import Act, may
from tenants.admin_access.filters import OwnFilters
from tenants.date_fields import DayRangeFilter
from tenants.models import Tenant, TenantLanguage, User
from tenants.spreadsheets import TextCells
from tenants.trees import is_below, tree_paths
from tenants.viewsets.pages import NOT_ON_PHONES

from .choices import Channel, OrganizationKind, Role, SourceQuality, Stage, Urgency
from .models import GlossaryTerm, GuidancePage, OfficePage, OrganizationPage, ScriptPage
from .office_confirmation import to_confirm


def with_organization_kind(offices: QuerySet[OfficePage]) -> QuerySet[OfficePage]:
    """Annotate offices with `kind_of_organization`, that of the page above, in the same query."""
    parent = OrganizationPage.objects.filter(path=Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen))
    kind = Subquery(parent.values("organization_kind")[:1], output_field=CharField())
    return offices.annotate(kind_of_organization=kind)


class ChosenColumn(Column):
    """Shows the label of a choice, or of several."""

    def __init__(self, name: str, choices: Any, **options: Any) -> None:
        super().__init__(name, **options)
        self.labels = dict(choices)

    def get_value(self, instance: Any) -> str:
        """Return the labels of what was chosen."""
        value = super().get_value(instance)
        chosen = value if isinstance(value, list) else [value] if value else []
        return ", ".join(str(self.labels.get(one, one)) for one in chosen)


class ConfirmationColumn(Column):
    """Shows in words whether somebody called: a green tick at “needs confirmation” would read as the opposite."""

    def get_value(self, instance: OfficePage) -> str:
        """Return what is to be said of an office."""
        return gettext("to confirm") if instance.needs_confirmation else gettext("confirmed")


class TelephonesColumn(Column):
    """Shows each number on a line of its own: whoever is to change one finds it here, and whether that was done."""

    def get_value(self, instance: Any) -> SafeString:
        """Return the numbers as people read them; and that others wait for approval, where some do."""
        numbers = _displayed(instance.stored_phones)
        shown = format_html_join("", '<span class="jpt-telephone">{}</span>', ((number,) for number in numbers))
        waits = instance.workflow_in_progress and _displayed(json.loads(instance.newest_phones or "[]")) != numbers
        return shown + format_html('<span class="jpt-soft">{}</span>', CHANGE_WAITS) if waits else shown


CHANGE_WAITS = _("A change of them waits for approval")


def _displayed(phones: list[dict[str, Any]]) -> list[str]:
    return [one["value"]["display"] for one in phones]


class DayColumn(Column):
    """A calendar day as it is typed: 30/11/2026."""

    def get_value(self, instance: Any) -> str:
        """Return the day; nothing where there is none."""
        day = super().get_value(instance)
        return date_format(day, "SHORT_DATE_FORMAT") if day else ""


class HasChoiceFilter(ChoiceFilter):
    """Keeps pages that have the choice among several."""

    def filter(self, queryset: Any, value: str) -> Any:
        """Return the pages whose list contains the value."""
        return queryset.filter(**{f"{self.field_name}__contains": [value]}) if value else queryset


class GuidanceFilters(WagtailFilterSet):
    """Filters on guidance pages."""

    roles = HasChoiceFilter(label=_("Role"), choices=Role.choices)
    stage = ChoiceFilter(label=_("Stage"), choices=Stage.choices)
    urgency = ChoiceFilter(label=_("Urgency"), choices=Urgency.choices)
    review_due_on = DayRangeFilter(label=_("Review due"))

    class Meta:
        model = GuidancePage
        fields: list[str] = []


class TermFilters(WagtailFilterSet):
    """Filters on glossary terms."""

    stage = ChoiceFilter(label=_("Stage"), choices=Stage.choices)
    review_due_on = DayRangeFilter(label=_("Review due"))

    class Meta:
        model = GlossaryTerm
        fields: list[str] = []


class ScriptFilters(WagtailFilterSet):
    """Filters on scripts."""

    role = ChoiceFilter(label=_("Role"), choices=Role.choices)
    urgency = ChoiceFilter(label=_("Urgency"), choices=Urgency.choices)
    channels = HasChoiceFilter(label=_("Channel"), choices=Channel.choices)
    review_due_on = DayRangeFilter(label=_("Review due"))

    class Meta:
        model = ScriptPage
        fields: list[str] = []


class StateFilter(ModelChoiceFilter):
    """Keeps the pages of one state, in all its languages."""

    def __init__(self) -> None:
        states = Tenant.objects.states().order_by("name")
        super().__init__(label=_("State"), queryset=states, to_field_name="code")

    def filter(self, queryset: QuerySet[Any], value: Tenant | None) -> QuerySet[Any]:
        """Return the pages in the state's trees."""
        return queryset if value is None else queryset.filter(is_below(tree_paths([value.pk])))


class OfficeFilters(WagtailFilterSet):
    """Filters on offices; what was published once, and is not now, is in the list only if it is asked for."""

    state = StateFilter()
    kind_of_organization = ChoiceFilter(label=_("Kind"), choices=OrganizationKind.choices)
    municipality = CharFilter(label=_("Municipality"), lookup_expr="icontains")
    needs_confirmation = BooleanFilter(label=_("Needs confirmation"), method="confirmation")
    assured_on = DayRangeFilter(label=_("Confirmed on"))
    is_withdrawn = BooleanFilter(label=_("Taken off the site"), method="withdrawn")

    class Meta:
        model = OfficePage
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[OfficePage]) -> QuerySet[OfficePage]:
        """Return the offices that fit; without a choice those that are not withdrawn."""
        offices = super().filter_queryset(queryset)
        return offices if self.form.cleaned_data.get("is_withdrawn") else self.withdrawn(offices, "", value=False)

    def withdrawn(self, offices: QuerySet[OfficePage], _name: str, value: bool) -> QuerySet[OfficePage]:
        """Return the offices that were taken off the site, or the others."""
        are_withdrawn = Q(live=False, first_published_at__isnull=False)
        return offices.filter(are_withdrawn if value else ~are_withdrawn)

    def confirmation(self, offices: QuerySet[OfficePage], _name: str, value: bool) -> QuerySet[OfficePage]:
        """Return the offices to call, or those that somebody has confirmed."""
        return offices.filter(to_confirm() if value else Q(needs_confirmation=False))


def has_several_languages(user: Any) -> bool:
    """Whether pages are marked with their language: not where a person's state, or any state, has one only."""
    tenant = user.tenant if isinstance(user, User) else None
    of_own = {} if tenant is None or tenant.is_library else {"tenant": tenant}
    return TenantLanguage.objects.filter(is_served=True, **of_own).order_by().values("code").distinct().count() > 1


def _labels(choices: Any) -> dict[str, Callable[[Any], str]]:
    """How an exported field names what was chosen: by its label, as the screen does, and not by its code."""
    named = {value: str(label) for value, label in choices}

    def in_words(value: Any) -> str:
        chosen = value if isinstance(value, list) else [value] if value else []
        return ", ".join(named.get(one, str(one)) for one in chosen)

    return {"csv": in_words, "xlsx": in_words}


def _yes_or_no(value: Any) -> str:
    return gettext("yes") if value else gettext("no")


class SwitchFilterAdapter(BaseFilterAdapter):
    """Shows of a filter by yes or no which of them is chosen; Wagtail's shows “True” or “False”."""

    def get_active_filters(self) -> Iterator[ActiveFilter]:
        """Return the one that is chosen."""
        for active in super().get_active_filters():
            yield active._replace(value=_yes_or_no(self.value))


class ContentIndexView(TextCells, OwnFilters, IndexView):
    """A list whose export reads as the list does."""

    results_template_name = "content_models/listing_results.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return also whether the library has such texts, which a state adapts."""
        tenant = getattr(self.request.user, "tenant", None)
        is_of_state = tenant is not None and not tenant.is_library
        has_national_texts = is_of_state and self.model in {GuidancePage, GlossaryTerm, ScriptPage}
        return {**super().get_context_data(**kwargs), "has_national_texts": has_national_texts}

    @cached_property
    def show_locale_labels(self) -> bool:
        """Whether each page is marked with its language."""
        return has_several_languages(self.request.user)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return nothing where a filter is not understood: the error stands at the filter."""
        if self.filters and not self.filters.is_valid():
            return queryset.none()
        return super().filter_queryset(queryset)

    export_headings = {"kind_of_organization": _("Kind"), "phones": _("Telephones")}

    @property
    def custom_field_preprocess(self) -> dict[str, dict[str, Callable[[Any], str]]]:
        """Return how codes, switches and telephones are written, in the reader's language."""
        return {
            "roles": _labels(Role.choices),
            "role": _labels(Role.choices),
            "stage": _labels(Stage.choices),
            "urgency": _labels(Urgency.choices),
            "channels": _labels(Channel.choices),
            "kind_of_organization": _labels(OrganizationKind.choices),
            "source_quality": _labels(SourceQuality.choices),
            "needs_confirmation": {"csv": _yes_or_no, "xlsx": _yes_or_no},
            "phones": {"csv": _numbers, "xlsx": _numbers},
        }


def _numbers(phones: Any) -> str:
    return ", ".join(phone.value["display"] for phone in phones)


class OfficeIndexView(ContentIndexView):
    """The list of offices, with the kinds of their organizations."""

    add_item_label = _("Add an office")

    def get_base_queryset(self) -> QuerySet[OfficePage]:
        """Return the offices this editor may see, with `stored_phones`: a list leaves stream fields out.

        `newest_phones` are those of the newest version, as it stores them: JSON, as text.
        """
        offices: QuerySet[OfficePage] = super().get_base_queryset()
        return with_organization_kind(offices).annotate(
            stored_phones=Cast("phones", JSONField()),
            newest_phones=KeyTextTransform("phones", "latest_revision__content"),
        )

    def get_add_url(self) -> str | None:
        """Return the form in which an office is added in one step."""
        return reverse("state_offices:states", args=["agregar"]) if self.user_has_permission("add") else None

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """The way to add an office, and to confirm those that nobody has called."""
        calls = HeaderButton(
            _("Confirm by telephone"),
            url=reverse("state_offices:states", args=["confirmar"]),
            icon_name="clipboard-list",
        )
        return [*super().header_buttons, *([calls] if may(self.request.user, Act.REVIEW) else [])]


FIRST_COLUMNS = [
    BulkActionsColumn("bulk_actions"),
    PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title"),
]
LAST_COLUMNS = [PageStatusColumn("status", label=_("Status"), sort_key="live", width="12%")]
BELOW_ON_PHONES = "jpt-below-on-phones"
"""The class of columns that stand on a telephone below the one before."""
REVIEW_COLUMN = DateColumn("review_due_on", label=_("Review due"), sort_key="review_due_on", classname=NOT_ON_PHONES)


class GuidanceListing(PageListingViewSet):
    """All guidance pages."""

    model = GuidancePage
    name = "guidance"
    icon = "doc-full"
    menu_label = _("Guidance")
    index_view_class = ContentIndexView
    filterset_class = GuidanceFilters
    columns = [
        *FIRST_COLUMNS,
        ParentPageColumn("parent", label=_("Section"), classname=NOT_ON_PHONES),
        ChosenColumn("roles", Role.choices, label=_("Roles"), classname=NOT_ON_PHONES),
        ChosenColumn("stage", Stage.choices, label=_("Stage"), sort_key="stage", classname=NOT_ON_PHONES),
        ChosenColumn("urgency", Urgency.choices, label=_("Urgency"), sort_key="urgency", classname=NOT_ON_PHONES),
        REVIEW_COLUMN,
        *LAST_COLUMNS,
    ]
    list_export = ["title", "roles", "stage", "urgency", "question", "in_force_on", "reviewed_on", "review_due_on"]
    export_filename = "guidance"


class TermListing(PageListingViewSet):
    """All glossary terms."""

    model = GlossaryTerm
    name = "terms"
    icon = "openquote"
    menu_label = _("Glossary")
    index_view_class = ContentIndexView
    filterset_class = TermFilters
    ordering = "title"
    columns = [
        *FIRST_COLUMNS,
        ChosenColumn("stage", Stage.choices, label=_("Stage"), sort_key="stage", classname=NOT_ON_PHONES),
        REVIEW_COLUMN,
        *LAST_COLUMNS,
    ]
    list_export = ["title", "definition", "stage", "in_force_on", "reviewed_on", "review_due_on"]
    export_filename = "glossary"


class BesideOthers(ChooseParentView):
    """Where a new page stands: with the others of its type, if all of them stand in one section; else that is asked."""

    def get_valid_parent_pages(self, user: Any) -> Any:
        """Return the sections that have pages of this type; all where there are none yet."""
        sections = super().get_valid_parent_pages(user)
        paths = self.model.objects.annotate(above=Substr("path", 1, Length("path") - Page.steplen)).values("above")
        beside = sections.filter(path__in=paths)
        return beside if beside.exists() else sections


class ScriptListing(PageListingViewSet):
    """All scripts."""

    model = ScriptPage
    name = "scripts"
    icon = "comment"
    menu_label = _("Scripts")
    index_view_class = ContentIndexView
    choose_parent_view_class = BesideOthers
    filterset_class = ScriptFilters
    columns = [
        *FIRST_COLUMNS,
        ChosenColumn("role", Role.choices, label=_("Role"), sort_key="role", classname=NOT_ON_PHONES),
        ChosenColumn("urgency", Urgency.choices, label=_("Urgency"), sort_key="urgency", classname=NOT_ON_PHONES),
        ChosenColumn("channels", Channel.choices, label=_("Channels"), classname=NOT_ON_PHONES),
        REVIEW_COLUMN,
        *LAST_COLUMNS,
    ]
    list_export = ["title", "role", "urgency", "channels", "in_force_on", "reviewed_on", "review_due_on"]
    export_filename = "scripts"


class OfficeListing(PageListingViewSet):
    """All offices."""

    model = OfficePage
    name = "offices"
    icon = "home"
    menu_label = _("Offices")
    index_view_class = OfficeIndexView
    filterset_class = OfficeFilters
    ordering = "title"
    columns = [
        *FIRST_COLUMNS,
        TelephonesColumn("phones", label=_("Telephones"), classname="jpt-telephones"),
        ParentPageColumn("parent", label=_("Organization"), classname=NOT_ON_PHONES),
        Column("municipality", label=_("Municipality"), sort_key="municipality", classname=NOT_ON_PHONES),
        ConfirmationColumn(
            "needs_confirmation",
            label=_("Confirmation"),
            sort_key="needs_confirmation",
            classname=NOT_ON_PHONES,
        ),
        DayColumn("assured_on", label=_("Confirmed on"), sort_key="assured_on", classname=NOT_ON_PHONES),
        PageStatusColumn("status", label=_("Status"), sort_key="live", width="12%", classname=BELOW_ON_PHONES),
    ]
    list_export = [
        "title",
        "kind_of_organization",
        "municipality",
        "address",
        "phones",
        "email",
        "website",
        "hours_text",
        "needs_confirmation",
        "assured_on",
        "source",
        "source_quality",
    ]
    export_filename = "offices"


class ContentListings(ViewSetGroup):
    """The lists, together in the menu."""

    menu_label = _("Content lists")
    menu_icon = "list-ul"
    menu_order = 150
    items = (GuidanceListing("guidance"), TermListing("terms"), ScriptListing("scripts"), OfficeListing("offices"))
