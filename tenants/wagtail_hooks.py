"""What the tenants add to Wagtail's admin: registration only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Group
from django.db.models import DateField, DateTimeField
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms.models import register_form_field_override
from wagtail.models import Collection, Locale, Site, Task, Workflow
from wagtail.permissions import register_permission_policy

from . import account_views, admin_rules
from .date_fields import DayField, MomentField
from .models import ApiClient, User
from .permissions import AdministratorsPolicy, ApiClientPermissionPolicy
from .second_factor import views
from .viewsets import audit, people
from .viewsets.api_clients import ApiClientViewSet
from .viewsets.files import DocumentsAPI, ImagesAPI

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from wagtail.api.v2.router import WagtailAPIRouter
    from wagtail.log_actions import LogActionRegistry
    from wagtail.models import Page

register_permission_policy(ApiClient, ApiClientPermissionPolicy(ApiClient))
for shared in (Collection, Group, Locale, Site, Task, User, Workflow):
    register_permission_policy(shared, AdministratorsPolicy(shared))
register_form_field_override(DateField, override={"form_class": DayField, "widget": DayField.widget})
register_form_field_override(DateTimeField, override={"form_class": MomentField, "widget": MomentField.widget})


@hooks.register("register_admin_viewset")
def register_api_clients() -> ApiClientViewSet:
    """The menu of API clients."""
    return ApiClientViewSet()


@hooks.register("register_admin_urls")
def register_sessions() -> list[URLPattern | URLResolver]:
    """The pages of one's own sessions."""
    return [path("account/sessions/", include((account_views.URLS, "account_sessions")))]


@hooks.register("register_admin_urls")
def register_audit_log() -> list[URLPattern | URLResolver]:
    """The pages of the audit log."""
    return [path("reports/audit/", include((audit.URLS, "audit_log")))]


@hooks.register("register_reports_menu_item")
def register_audit_menu_item() -> audit.AuditMenuItem:
    """The audit log among the reports."""
    return audit.AuditMenuItem(
        audit.TITLE, reverse("audit_log:list"), name="audit-log", icon_name="history", order=1200
    )


@hooks.register("register_admin_urls")
def register_second_factor() -> list[URLPattern | URLResolver]:
    """The pages of one's own second factor."""
    return [path("account/second-factor/", include((views.ACCOUNT_URLS, "account_second_factor")))]


@hooks.register("register_account_menu_item")
def link_to_second_factor(request: HttpRequest) -> dict[str, Any]:
    """Lead from one's account to one's devices."""
    return {"url": reverse("account_second_factor:list"), "label": views.TITLE, "help_text": views.HELP}


@hooks.register("register_account_menu_item")
def link_to_sessions(request: HttpRequest) -> dict[str, Any]:
    """Lead from one's account to one's sessions."""
    return {"url": reverse("account_sessions:list"), "label": account_views.TITLE, "help_text": account_views.HELP}


@hooks.register("construct_admin_api", order=1)  # after Wagtail's, in whose place it stands
def register_files(router: WagtailAPIRouter) -> None:
    """The administration's API of images and files."""
    router.register_endpoint("images", ImagesAPI)
    router.register_endpoint("documents", DocumentsAPI)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name what the history shows of clients, keys and accounts."""
    actions.register_action("tenants.client.create", _("Create API client"), _("API client created"))
    actions.register_action("tenants.client.edit", _("Edit API client"), _("API client edited"))
    actions.register_action("tenants.key.issue", _("Make API key"), _("API key made"))
    actions.register_action("tenants.key.revoke", _("Revoke API key"), _("API key revoked"))
    actions.register_action("tenants.key.bind", _("Bind API key"), _("API key bound to trusted documents"))
    actions.register_action("tenants.key.release", _("Release API key"), _("API key released for all queries"))
    actions.register_action("tenants.user.invite", _("Invite user"), _("User invited"))
    actions.register_action("tenants.user.withdraw", _("Withdraw invitation"), _("Invitation withdrawn"))
    actions.register_action("tenants.user.role", _("Change role"), _("Role changed"))
    actions.register_action("tenants.user.reactivate", _("Open account again"), _("Account opened again"))
    actions.register_action("tenants.user.deactivate", _("Close account"), _("Account closed"))
    actions.register_action("tenants.user.password", _("Choose a password"), _("Password chosen"))
    actions.register_action("tenants.session.begin", _("Sign in"), _("Signed in"))
    for name, label, said in (
        ("enrol", _("Set up second factor"), _("Second factor set up")),
        ("remove", _("Remove second factor"), _("Second factor removed")),
        ("codes", _("Make recovery codes"), _("Recovery codes made")),
        ("recover", _("Use recovery code"), _("Recovery code used")),
        ("refuse", _("Refuse code"), _("Code of the second factor refused")),
        ("abandon", _("Give no code"), _("Right password, no code followed")),
        ("reset", _("Reset second factor"), _("Second factor reset")),
    ):
        actions.register_action(f"tenants.second_factor.{name}", label, said)
    actions.register_action("tenants.session.end", _("End sessions"), _("Sessions ended"))


@hooks.register("construct_page_chooser_queryset")
def choose_among_own_pages(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Offer one's own state's pages and the library's."""
    return admin_rules.choosable(pages, request)


for menu in ("main", "reports", "settings", "help"):
    hooks.register(f"construct_{menu}_menu", admin_rules.hide_closed_items)


@hooks.register("before_delete_page")
@hooks.register("before_move_page")
def refuse_to_move_home(request: HttpRequest, page: Page, *args: Any) -> HttpResponse | None:
    """Keep the home of a tree where it is."""
    return admin_rules.refusal_to_touch_homes(request, [page])


@hooks.register("before_bulk_action")
def refuse_in_bulk(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> HttpResponse | None:
    """Hold the same rules when many are chosen at once."""
    return admin_rules.refusal_in_bulk(request, action_type, objects)


@hooks.register("register_admin_urls")
def register_people() -> list[URLPattern | URLResolver]:
    """The screens of people's accounts."""
    return [path("people/", include((people.URLS, "people")))]


@hooks.register("register_admin_menu_item")
def register_people_menu_item() -> people.PeopleMenuItem:
    """Lead to the people who work for a state."""
    return people.PeopleMenuItem(people.TITLE, reverse("people:list"), name="people", icon_name="group", order=320)


@hooks.register("construct_search")
def hide_search_among_users(request: HttpRequest, search_areas: list[Any]) -> None:
    """Leave out the search among Wagtail's screens of users."""
    search_areas[:] = [area for area in search_areas if area.name != "users"]
