"""Publishing in the Wagtail admin: what cannot be published stays a draft, with the reason beside it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from content_models.models import AdaptationsPage, ContentPage
from content_models.trees import tenant_of
from publishing.adapting_states import states_affected_by
from publishing.errors import DomainError, LibraryPageAdapted
from publishing.services.change_tenant import SETTINGS_CHANGED
from publishing.services.launch_state import LAUNCHED, SUSPENDED
from publishing.services.load_starter import IMPORTED
from publishing.starter_loading.ledger import ACTION as LOADED
from publishing.store import check_publishable

from .adapting.admin.hooks import register_adapting, register_menu_item
from .approving.action_menu import arrange as arrange_page_actions
from .approving.hooks import changes_button, register_approving
from .approving.viewsets import page_views
from .examples.hooks import register_examples
from .examples.views import name_repeated_phrases
from .glossary_words.hooks import register_glossary_words
from .holidays.hooks import register_holidays, register_holidays_menu_item
from .imports.hooks import name_import_acts, register_imports, register_imports_menu_item
from .launching.hooks import register_states, register_states_menu_item
from .logged_acts import register as register_logged_acts
from .matrix.admin.hooks import register_citations_menu_item, register_matrix, register_matrix_menu_item
from .national.admin.bulk.acts import bulk_acts
from .national.admin.hooks import header_buttons, register_national, show_effect_first
from .national.admin.withdrawal_effect import effect_of, sentences_of
from .national.urgent_reasons import register_urgent
from .national.withdrawal_impact import states_after_withdrawal
from .offices.hooks import calling_button, register_confirming_menu_item, register_office_actions, register_offices
from .refusal_links import buttons_for
from .review.account import review_digest_panel
from .review.admin.hooks import register_menu_item as register_reviews_menu_item
from .review.admin.hooks import register_reviews
from .review.adoption import LOGGED as ADOPTED
from .review.history import register as register_review_actions
from .scripts.hooks import one_save_at_a_time, preview_script, register_scripts, walks_style
from .sender_messages import register_messages
from .suggestions.hooks import register_suggestions, register_suggestions_menu_item

hooks.register("register_log_actions", register_review_actions)
hooks.register("register_log_actions", register_logged_acts, order=1000)  # after Wagtail's, in whose place they stand
hooks.register("register_account_settings_panel", review_digest_panel)
hooks.register("register_admin_urls", register_adapting)
hooks.register("register_admin_menu_item", register_menu_item)
hooks.register("register_admin_urls", register_reviews)
hooks.register("register_admin_menu_item", register_reviews_menu_item)
hooks.register("register_admin_urls", register_glossary_words)
hooks.register("register_admin_urls", register_scripts)
hooks.register("register_admin_urls", register_examples)
hooks.register("after_create_page", name_repeated_phrases)
hooks.register("after_edit_page", name_repeated_phrases)
hooks.register("register_admin_urls", register_approving)
hooks.register("register_page_header_buttons", changes_button)
hooks.register("register_page_header_buttons", calling_button)
hooks.register("construct_page_action_menu", arrange_page_actions, order=1000)  # after what others add
hooks.register("register_admin_viewset", page_views, order=1)  # after Wagtail's, in whose place they stand
hooks.register("register_admin_urls", register_matrix)
hooks.register("register_admin_urls", register_holidays)
hooks.register("register_admin_menu_item", register_holidays_menu_item)
hooks.register("register_admin_urls", register_imports)
hooks.register("register_admin_menu_item", register_imports_menu_item)
hooks.register("register_log_actions", name_import_acts)
hooks.register("register_admin_urls", register_suggestions)
hooks.register("register_admin_urls", register_offices)
hooks.register("register_admin_menu_item", register_confirming_menu_item)
hooks.register("register_log_actions", register_office_actions)
hooks.register("register_log_actions", register_messages)
hooks.register("register_log_actions", register_urgent)
hooks.register("register_admin_menu_item", register_suggestions_menu_item)
hooks.register("register_admin_menu_item", register_matrix_menu_item)
hooks.register("register_admin_menu_item", register_citations_menu_item)
hooks.register("register_admin_urls", register_national)
hooks.register("register_admin_urls", register_states)
hooks.register("insert_editor_js", preview_script)
hooks.register("insert_editor_js", one_save_at_a_time)
hooks.register("insert_global_admin_css", walks_style)  # Wagtail has none for editors of its own
hooks.register("register_admin_menu_item", register_states_menu_item)
hooks.register("register_page_header_buttons", header_buttons)
hooks.register("before_publish_page", show_effect_first, order=10)  # after what refuses
for act in bulk_acts():
    hooks.register("register_bulk_action", act, order=10)  # in the place of Wagtail's, which come first


@hooks.register("before_publish_page", order=-10)  # before what refuses or asks
def begin_as_draft(request: HttpRequest, page: Page) -> None:
    """Let a page that is made and published in one go be a draft until it is published.

    Wagtail's form for a new page saves it as live, and a hook that keeps it from being published would leave it so.
    """
    if page.live and page.first_published_at is None and isinstance(page, ContentPage):
        page.live, page.has_unpublished_changes = False, True
        Page.objects.filter(pk=page.pk).update(live=False, has_unpublished_changes=True)


@hooks.register("before_publish_page")
def refuse_what_cannot_be_published(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Show the reason in the editor; the draft has just been saved and stays."""
    if not isinstance(page, ContentPage):
        return None
    tenant = tenant_of(page)
    is_national = tenant is not None and tenant.is_library  # its effect is shown first, and says which walks it breaks
    try:
        check_publishable(page, is_urgent=is_national)
    except DomainError as error:
        messages.error(request, error.message, buttons=buttons_for(error, page))
        return redirect("wagtailadmin_pages:edit", page.pk)
    return None


@hooks.register("before_delete_page", order=-10)  # before what refuses otherwise
@hooks.register("before_unpublish_page", order=-10)
@hooks.register("before_move_page", order=-10)
def refuse_for_all_adaptations(
    request: HttpRequest, page: Page, _destination: Page | None = None
) -> HttpResponse | None:
    """Keep the place where a state's adaptations stand: with it all of them would go, planned and live ones, too."""
    if not isinstance(page.specific, AdaptationsPage):
        return None
    messages.error(request, _("The adaptations of a state stand here: withdraw or discard them one by one."))
    return redirect("wagtailadmin_explore", page.pk)


@hooks.register("before_bulk_action")
def refuse_for_all_adaptations_among_many(
    request: HttpRequest, _act: str, objects: list[Any], _action: Any
) -> HttpResponse | None:
    """Hold the same rule when many are chosen at once."""
    pages = [one for one in objects if isinstance(one, Page)]
    return next((refusal for one in pages if (refusal := refuse_for_all_adaptations(request, one))), None)


@hooks.register("before_delete_page")
def refuse_to_delete_adapted(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Name the states that have adapted a national text, and what to do instead, before the confirmation."""
    states = states_affected_by(page)
    if not states:
        return None
    messages.error(request, LibraryPageAdapted(title=page.title, states=states).message)
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_delete_page", order=10)  # after what refuses
def show_effect_of_deleting(request: HttpRequest, page: Page) -> None:
    """Show what deleting a national text does in the states, on the screen that asks for confirmation."""
    effect = effect_of(page, request.user) if request.method == "GET" else None
    sentences = sentences_of(effect) if effect is not None else []
    if sentences:
        messages.warning(request, " ".join(sentences))


@hooks.register("after_unpublish_page")
def warn_of_adaptations(request: HttpRequest, page: Page) -> None:
    """Name the states whose changes of a national text are no longer served."""
    tenant = tenant_of(page) if isinstance(page, ContentPage) else None
    if not isinstance(page, ContentPage) or tenant is None or not tenant.is_library:
        return
    adapting, reviewing = states_after_withdrawal(page)
    if not adapting:
        return
    sentence = _(
        "These states had adapted the text: %(states)s. They keep what they changed, but nobody reads it until the "
        "page is published again."
    )
    sentences = [sentence % {"states": ", ".join(adapting)}]
    if reviewing:
        sentence = _("A review of what they had written waits in: %(states)s.")
        sentences.append(sentence % {"states": ", ".join(reviewing)})
    else:
        sentences.append(str(_("No state has anything to review.")))
    messages.warning(request, " ".join(sentences))


@hooks.register("register_log_actions")
def name_acts(actions: LogActionRegistry) -> None:
    """Name what a page's history shows besides Wagtail's own: its content was loaded; its state adopted an edition."""
    actions.register_action(LOADED, _("Load starter content"), _("Loaded with the starter content"))
    actions.register_action(IMPORTED, _("Import starter content"), _("Starter content imported"))
    actions.register_action(SETTINGS_CHANGED, _("Change settings of a state"), _("Settings of the state changed"))
    actions.register_action(LAUNCHED, _("Launch state"), _("State launched"))
    actions.register_action(SUSPENDED, _("Suspend state"), _("State suspended"))
    actions.register_action(ADOPTED, _("Adopt a national edition"), _("New national edition of the text adopted"))
