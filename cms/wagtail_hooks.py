"""The admin as a whole: start page, menus, style."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.models import Page

from content_models.models import ContentPage, OfficePage
from content_models.page_verification import EndedClaim
from editorial.unlisted import draft_section_above
from tenants.admin_access.acts import Act, may

from . import menu
from .dashboard.panels import panels_for
from .manual import views as manual
from .pages_api import PagesAPI

LAST = 1000
"""After the hooks of all other applications, whose items these arrange."""

REPLACED = frozenset({"recent_edits"})
"""Wagtail's panels whose place the project's own take."""

BEFORE_OTHERS = 50
"""What waits for one's approval, or was sent back, holds up others: it stands right below what one begins with."""


@hooks.register("construct_homepage_panels", order=LAST)
def put_panels_on_start_page(request: HttpRequest, panels: list[Component]) -> None:
    """Show the project's panels, and then Wagtail's others, which are about texts."""
    reads = may(request.user, Act.READ)
    kept = [panel for panel in panels if reads and getattr(panel, "name", "") not in REPLACED]
    for panel in kept:
        if isinstance(panel, (WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel)):
            panel.order = BEFORE_OTHERS
    panels[:] = [*panels_for(request), *kept]


@hooks.register("construct_homepage_summary_items", order=LAST)
def leave_out_summary(request: HttpRequest, items: list[SummaryItem]) -> None:
    """Leave out Wagtail's totals, which are not separated by state."""
    items.clear()


@hooks.register("register_admin_menu_item")
def register_start_page() -> MenuItem:
    """Lead back to the start page."""
    return MenuItem(_("Start page"), reverse("wagtailadmin_home"), name="start", icon_name="home", order=10)


@hooks.register("construct_admin_api")
def register_pages(router: WagtailAPIRouter) -> None:
    """The administration's API of pages, in the place of Wagtail's."""
    router.register_endpoint("pages", PagesAPI)


@hooks.register("register_admin_urls")
def register_manual() -> list[URLPattern | URLResolver]:
    """Put the manual below `ayuda/`."""
    return [path("ayuda/", include(manual))]


@hooks.register("register_admin_menu_item")
def register_manual_menu_item() -> MenuItem:
    """Lead to the manual, in the place of Wagtail's menu of its own news."""
    return MenuItem(_("Help"), reverse("manual:contents"), name="manual", icon_name="help", order=11000)


@hooks.register("construct_main_menu", order=LAST)
def arrange_main_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    """Put the menu in the order of a working day."""
    menu.arrange(items)


@hooks.register("after_publish_page")
def warn_of_draft_section(request: HttpRequest, page: Page) -> None:
    """Warn that readers find no way to what was just published, and show where to make one."""
    section = draft_section_above(page) if isinstance(page, ContentPage) else None
    if section is not None:
        messages.warning(
            request,
            _(
                "“%(section)s” is still a draft, so this page stands in no menu of the portal: only search and links "
                "lead to it. Publish the section too."
            )
            % {"section": section.title},
            buttons=[messages.button(reverse("wagtailadmin_pages:edit", args=(section.pk,)), _("Open the section"))],
        )


LOST_REFERENCE = _(
    "The draft is saved. Something that “%(field)s” links to is no longer there: choose it again, or take the link "
    "out, before you publish the page."
)


TO_DO = frozenset({EndedClaim.CONFIRMATION, EndedClaim.OUT_OF_DATE})
"""Claims whose end leaves something to do at once; that of others is told as it happens, and needs nobody's care."""


@hooks.register("before_publish_page", order=-20)  # what keeps it from being published has saved it, too
@hooks.register("after_edit_page")
def name_ended_claims(request: HttpRequest, page: Page) -> None:
    """Name what the page claimed before, and does not any more because of what was changed.

    Publishing reads the page anew once it has saved it, so only the first of the two hooks has what the form found.
    What saves itself names them within its answer.
    """
    if request.accepts("text/html"):
        for ended in page.ended_claims if isinstance(page, ContentPage) else ():
            show = messages.warning if ended in TO_DO else messages.info
            show(request, ended.label)


@hooks.register("before_publish_page", order=-20)
@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def explain_marking(request: HttpRequest, page: Page) -> None:
    """Show what is public of an office that has just been marked as confidential; what saves itself shows it itself."""
    if request.accepts("text/html") and isinstance(page, OfficePage) and page.marking_told:
        messages.warning(request, page.marking_told)
        page.marking_told = ""


@hooks.register("after_edit_page")
def name_lost_references(request: HttpRequest, page: Page) -> None:
    """Name the fields of a draft that link to what is not there any more: until they are mended it is not published."""
    if request.accepts("text/html"):
        for field in page.fields_with_lost_references if isinstance(page, ContentPage) else ():
            messages.warning(request, LOST_REFERENCE % {"field": field})


@hooks.register("insert_global_admin_js")
def admin_scripts() -> SafeString:
    """Mend what Wagtail's forms do: each script says what."""
    names = ("dates", "names", "typed", "corrected", "locked", "missing", "comments")
    scripts = ((static(f"cms/{name}.js"),) for name in names)
    return format_html_join("", '<script src="{}"></script>', scripts)


@hooks.register("insert_editor_js")
def verification_script() -> SafeString:
    """Clear what says that a text is verified as soon as somebody changes it, and say so of the page as a whole."""
    return format_html(
        '<script src="{}" data-page-ended="{}"></script>', static("cms/verification.js"), EndedClaim.VERIFIED.label
    )


@hooks.register("insert_editor_js")
def newer_version_script() -> SafeString:
    """Let a save over a newer version name it, once somebody has said so, in words that say whose work it replaces."""
    return format_html(
        '<script src="{}" data-own-title="{}" data-replace="{}" data-replace-own="{}" '
        'data-keep-both="{}" data-parts-changed="{}" data-not-known="{}"></script>',
        static("cms/newer_version.js"),
        _("You saved a new version in another window"),  # how Wagtail's dialog is called then
        _("Replace what %(name)s saved"),
        _("Replace what the other window saved"),
        _("Keep both"),
        reverse("approving:parts_changed", args=[0]),
        _(
            "What the newer version changes is not known: your session ended, or the connection is down. What you "
            "wrote is still here. Open the newest version (in another tab), sign in if you are asked to, close this, "
            "and save again."
        ),
    )


@hooks.register("insert_global_admin_css")
def admin_style() -> SafeString:
    """The project's colours, and the start page's tables."""
    return format_html('<link rel="stylesheet" href="{}">', static("cms/admin.css"))
