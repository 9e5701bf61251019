"""Every address of the administration by the full name of its view, and the rule of each.

No prefix and no wildcard: an address that a new version of Wagtail, or a new screen, brings is nobody's but the
administrators' until it stands here. `tests/access` fails on an address without a rule, and on a rule without an
address.

Where a reason says that something is not named here, the view looks it up itself among what the person may see, and
answers for what is another's as for what is not there.
"""

from __future__ import annotations

from .acts import RECENT_SECONDS, Act
from .rule import Named, Rule, Scope, Variants, in_form, in_path, in_query, rule

CLIENT = "tenants.ApiClient"
COLLECTION = "wagtailcore.Collection"
DOCUMENT = "media.CustomDocument"
IMAGE = "media.CustomImage"
OFFICE_IMPORT = "publishing.OfficeImport"
PAGE = "wagtailcore.Page"
REVISION = "wagtailcore.Revision"
SITE = "wagtailcore.Site"
SUGGESTION = "publishing.ExampleSuggestion"
TAG = "taggit.Tag"
TASK_STATE = "wagtailcore.TaskState"
TENANT = "tenants.Tenant"
TRANSLATION = "wagtail_localize.Translation"
UPLOAD = "wagtailcore.UploadedFile"
USER = "tenants.User"
WORKFLOW_STATE = "wagtailcore.WorkflowState"

LIST = "a list, which shows what the person may see"
TEXT_IN_STATE = "the key of a text is looked up in what the state serves"
NO_IDS = "it takes no ids"
TYPES = "it names types of pages, which all share"


def _page(parameter: str = "page_id", scope: Scope = Scope.OWN) -> Named:
    return in_path(parameter, PAGE, scope)


def _of_page(parameter: str, model: str, field: str, words: frozenset[str] = frozenset()) -> Named:
    """Something of the page that the path names, too."""
    return in_path(parameter, model, within=(field, "page_id"), words=words)


def _state(scope: Scope = Scope.READ) -> Named:
    return in_path("code", TENANT, scope, field="code")


def _image(parameter: str = "image_id", scope: Scope = Scope.OWN) -> Named:
    return in_path(parameter, IMAGE, scope)


def _document(parameter: str = "document_id", scope: Scope = Scope.OWN) -> Named:
    return in_path(parameter, DOCUMENT, scope)


PEOPLE_AND_SITES = (in_query("owner", USER), in_query("edited_by", USER), in_query("site", SITE))
"""What lists of pages are narrowed to."""

OF_STATE = in_query("state", TENANT, Scope.READ, field="code")
KEY_OF_CLIENT = in_path("key_pk", "tenants.ApiKey", within=("client_id", "pk"))
CHOOSING_PAGES = in_query("target_pages[]", PAGE, Scope.CHOSEN)
NO_TAGS = "tags belong to no state: there are none"
BY_TAG = in_query("tag", TAG, Scope.NOBODYS)

_MANY_PAGES = (
    in_query("id", PAGE, words=frozenset({"all"})),
    in_query("childOf", PAGE, Scope.BROWSED),
)
_MANY_IMAGES = in_query("id", IMAGE, words=frozenset({"all"}))
_MANY_DOCUMENTS = in_query("id", DOCUMENT, words=frozenset({"all"}))
_OFFERED_COLLECTIONS = "the form offers the person's own collections"

_IN_API = tuple(
    in_query(name, PAGE, Scope.BROWSED, words=frozenset({"root"}))
    for name in ("id", "child_of", "descendant_of", "ancestor_of", "translation_of")
)

START = {
    "wagtailadmin_home": rule(Act.ENTER, reason=LIST),
    "wagtailadmin_login": rule(Act.ENTER, reason=NO_IDS),
    "wagtailadmin_logout": rule(Act.ENTER, reason=NO_IDS),
    "wagtailadmin_account": rule(Act.ENTER, reason="it is about who is signed in"),
    "account_sessions:list": rule(Act.ENTER, reason="it is about who is signed in"),
    "account_sessions:end": rule(Act.ENTER, reason="a session is looked up among those of who is signed in"),
    "account_sessions:end_others": rule(Act.ENTER, reason="it is about who is signed in"),
    "second_factor:prove": rule(Act.ENTER, reason="it is about who has written a password"),
    "second_factor:set_up": rule(Act.ENTER, reason="it is about the same", code_seconds=RECENT_SECONDS),
    "second_factor:kept": rule(Act.ENTER, reason=NO_IDS),
    "account_second_factor:list": rule(Act.ENTER, reason="it is about who is signed in"),
    "account_second_factor:add": rule(Act.ENTER, reason="it is about who is signed in", code_seconds=RECENT_SECONDS),
    "account_second_factor:remove": rule(
        Act.ENTER, reason="a device is looked up among those of who is signed in", code_seconds=0
    ),
    "account_second_factor:recovery_codes": rule(Act.ENTER, reason="it is about who is signed in", code_seconds=0),
    "wagtailadmin_dismissibles": rule(Act.ENTER, reason="it is about who is signed in"),
    "wagtailadmin_password_reset": rule(Act.ENTER, reason=NO_IDS),
    "wagtailadmin_password_reset_done": rule(Act.ENTER, reason=NO_IDS),
    "wagtailadmin_password_reset_confirm": rule(Act.ENTER, reason="the token proves who it is"),
    "wagtailadmin_password_reset_complete": rule(Act.ENTER, reason=NO_IDS),
    "manual:contents": rule(Act.ENTER, reason="the manual, which has nothing of any state"),
    "manual:page": rule(Act.ENTER, reason="a slug names a page of the manual, which all share"),
    "manual:print": rule(Act.ENTER, reason="the manual, which has nothing of any state"),
    "wagtailadmin_sprite": rule(Act.ENTER, reason="icons"),
    "wagtailadmin_javascript_catalog": rule(Act.ENTER, reason="words of the interface"),
    "django.views.generic.base.TemplateView": rule(Act.ENTER, reason="the page that says that there is nothing"),
    "wagtail.admin.views.home.default": rule(Act.ENTER, reason="any other address: there is nothing"),
    "wagtailadmin_error_test": rule(Act.NOTHING, reason="it fails on purpose"),
}

API_OF_EXPLORER = {
    "wagtailadmin_api:pages:listing": rule(Act.READ, *_IN_API),
    "wagtailadmin_api:pages:detail": rule(Act.READ, _page("pk")),
    "wagtailadmin_api:pages:find": rule(Act.NOTHING, reason="the explorer does not ask it"),
    "wagtailadmin_api:pages:action": rule(Act.NOTHING, reason="acts have screens, which ask and show effects"),
    "wagtailadmin_api:documents:listing": rule(Act.NOTHING, reason="the explorer does not ask it"),
    "wagtailadmin_api:documents:detail": rule(Act.NOTHING, reason="the explorer does not ask it"),
    "wagtailadmin_api:documents:find": rule(Act.NOTHING, reason="the explorer does not ask it"),
    "wagtailadmin_api:images:listing": rule(Act.NOTHING, reason="the explorer does not ask it"),
    "wagtailadmin_api:images:detail": rule(Act.NOTHING, reason="the explorer does not ask it"),
    "wagtailadmin_api:images:find": rule(Act.NOTHING, reason="the explorer does not ask it"),
}

PAGES: dict[str, Rule | Variants] = {
    "wagtailadmin_explore_root": rule(Act.READ, *PEOPLE_AND_SITES),
    "wagtailadmin_explore": rule(Act.READ, _page("parent_page_id", Scope.BROWSED), *PEOPLE_AND_SITES),
    "wagtailadmin_explore_results": rule(Act.READ, _page("parent_page_id", Scope.BROWSED), *PEOPLE_AND_SITES),
    "wagtailadmin_pages:search": rule(Act.READ, *PEOPLE_AND_SITES),
    "wagtailadmin_pages:search_results": rule(Act.READ, *PEOPLE_AND_SITES),
    "wagtailadmin_pages:type_use": rule(Act.READ, *PEOPLE_AND_SITES),
    "wagtailadmin_pages:type_use_results": rule(Act.READ, *PEOPLE_AND_SITES),
    "wagtailadmin_pages:usage": rule(Act.READ, _page()),
    "wagtailadmin_pages:history": rule(Act.READ, _page(), in_query("user", USER)),
    "wagtailadmin_pages:history_results": rule(Act.READ, _page(), in_query("user", USER)),
    "wagtailadmin_pages:workflow_history": rule(Act.READ, _page()),
    "wagtailadmin_pages:workflow_history_detail": rule(
        Act.READ, _page(), _of_page("workflow_state_id", WORKFLOW_STATE, "object_id")
    ),
    "wagtailadmin_pages:revisions_index": rule(Act.READ, _page()),
    "wagtailadmin_pages:revisions_view": rule(Act.READ, _page(), _of_page("revision_id", REVISION, "object_id")),
    "wagtailadmin_pages:revisions_compare": rule(
        Act.READ,
        _page("pk"),
        *(
            in_path(name, REVISION, within=("object_id", "pk"), words=frozenset({"live", "earliest", "latest"}))
            for name in ("revision_id_a", "revision_id_b")
        ),
    ),
    "wagtailadmin_pages:view_draft": rule(Act.READ, _page()),
    "wagtailadmin_pages:add": rule(Act.EDIT, _page("parent_page_id")),
    "wagtailadmin_pages:preview_on_add": rule(Act.EDIT, _page("parent_page_id")),
    "wagtailadmin_pages:add_subpage": rule(Act.EDIT, _page("parent_page_id")),
    "wagtailadmin_pages:choose_parent": rule(Act.EDIT, in_form("parent_page", PAGE)),
    "wagtailadmin_pages:edit": rule(Act.EDIT, _page(), reason="the form looks up what the text refers to"),
    "wagtailadmin_pages:preview_on_edit": rule(Act.EDIT, _page(), reason="the form looks up what the text refers to"),
    "wagtailadmin_pages:delete": rule(Act.EDIT, _page()),
    "wagtailadmin_pages:copy": rule(Act.EDIT, _page(), in_form("new_parent_page", PAGE, is_required=True)),
    "wagtailadmin_pages:move": rule(Act.EDIT, _page("page_to_move_id"), in_form("new_parent_page", PAGE)),
    "wagtailadmin_pages:move_confirm": rule(Act.EDIT, _page("page_to_move_id"), _page("destination_id")),
    "wagtailadmin_pages:set_page_position": rule(Act.PUBLISH, _page("page_to_move_id")),
    "wagtailadmin_pages:unpublish": rule(Act.PUBLISH, _page()),
    "wagtailadmin_pages:lock": rule(Act.PUBLISH, _page()),
    "wagtailadmin_pages:unlock": rule(Act.EDIT, _page(), reason="who locked a page may unlock it"),
    "wagtailadmin_pages:revisions_revert": rule(Act.EDIT, _page(), _of_page("revision_id", REVISION, "object_id")),
    "wagtailadmin_pages:revisions_unschedule": rule(
        Act.PUBLISH, _page(), _of_page("revision_id", REVISION, "object_id")
    ),
    "wagtailadmin_pages:workflow_action": rule(
        Act.EDIT, _page(), _of_page("task_state_id", TASK_STATE, "workflow_state__object_id")
    ),
    "wagtailadmin_pages:collect_workflow_action_data": rule(
        Act.EDIT, _page(), _of_page("task_state_id", TASK_STATE, "workflow_state__object_id")
    ),
    "wagtailadmin_pages:confirm_workflow_cancellation": rule(Act.EDIT, _page()),
    "wagtailadmin_pages:workflow_preview": rule(Act.READ, _page(), in_path("task_id", "wagtailcore.Task")),
    "wagtailadmin_pages:set_privacy": rule(Act.NOTHING, reason="all that is published is public"),
    "wagtailadmin_pages:convert_alias": rule(Act.ADMINISTER, reason="there are no aliases"),
    "wagtailadmin_editing_sessions:ping": Variants(
        ("app_label", "model_name"),
        {
            ("wagtailcore", "page"): rule(Act.EDIT, in_path("object_id", PAGE)),
        },
    ),
    "wagtailadmin_editing_sessions:release": rule(
        Act.EDIT, reason="the view ends a session of who is signed in, and says the same of any other"
    ),
    "wagtailadmin_block_preview": rule(Act.EDIT, reason="it shows an example of a type of block"),
}

_NO_USERS = rule(Act.NOTHING, reason="people have screens of the project's own")

MANY: dict[str, Rule | Variants] = {
    "wagtail_bulk_action": Variants(
        ("app_label", "model_name", "action"),
        {
            ("wagtailcore", "page", "delete"): rule(Act.EDIT, *_MANY_PAGES),
            ("wagtailcore", "page", "move"): rule(Act.EDIT, *_MANY_PAGES, in_form("chooser", PAGE)),
            ("wagtailcore", "page", "publish"): rule(Act.PUBLISH, *_MANY_PAGES),
            ("wagtailcore", "page", "unpublish"): rule(Act.PUBLISH, *_MANY_PAGES),
            ("tenants", "user", "assign_role"): _NO_USERS,
            ("tenants", "user", "delete"): _NO_USERS,
            ("tenants", "user", "set_active_state"): _NO_USERS,
            ("media", "customimage", "add_tags"): rule(Act.NOTHING, reason=NO_TAGS),
            ("media", "customdocument", "add_tags"): rule(Act.NOTHING, reason=NO_TAGS),
            ("media", "customimage", "delete"): rule(Act.EDIT, _MANY_IMAGES),
            ("media", "customimage", "add_to_collection"): rule(Act.EDIT, _MANY_IMAGES, reason=_OFFERED_COLLECTIONS),
            ("media", "customdocument", "delete"): rule(Act.EDIT, _MANY_DOCUMENTS),
            ("media", "customdocument", "add_to_collection"): rule(
                Act.EDIT, _MANY_DOCUMENTS, reason=_OFFERED_COLLECTIONS
            ),
        },
    ),
}

CHOOSERS = {
    "wagtailadmin_choose_page": rule(Act.CHOOSE, CHOOSING_PAGES),
    "wagtailadmin_choose_page_child": rule(Act.CHOOSE, _page("parent_page_id", Scope.CHOSEN), CHOOSING_PAGES),
    "wagtailadmin_choose_page_search": rule(Act.CHOOSE, CHOOSING_PAGES),
    "wagtailadmin_choose_page_chosen_multiple": rule(Act.CHOOSE, in_query("id", PAGE, Scope.CHOSEN)),
    "wagtailadmin_choose_page_external_link": rule(
        Act.CHOOSE, in_query("parent_page_id", PAGE, Scope.CHOSEN), reason="the link that is typed may be any"
    ),
    "wagtailadmin_choose_page_email_link": rule(Act.CHOOSE, in_query("parent_page_id", PAGE, Scope.CHOSEN)),
    "wagtailadmin_choose_page_phone_link": rule(Act.CHOOSE, in_query("parent_page_id", PAGE, Scope.CHOSEN)),
    "wagtailadmin_choose_page_anchor_link": rule(Act.CHOOSE, in_query("parent_page_id", PAGE, Scope.CHOSEN)),
    "wagtailimages_chooser:choose": rule(Act.CHOOSE, BY_TAG, in_query("collection_id", COLLECTION, Scope.CHOSEN)),
    "wagtailimages_chooser:choose_results": rule(
        Act.CHOOSE, BY_TAG, in_query("collection_id", COLLECTION, Scope.CHOSEN)
    ),
    "wagtailimages_chooser:chosen": rule(Act.CHOOSE, _image("pk", Scope.CHOSEN)),
    "wagtailimages_chooser:chosen_multiple": rule(Act.CHOOSE, in_query("id", IMAGE, Scope.CHOSEN)),
    "wagtailimages_chooser:create": rule(Act.CHOOSE, reason=_OFFERED_COLLECTIONS),
    "wagtailimages_chooser:select_format": rule(Act.CHOOSE, _image(scope=Scope.CHOSEN)),
    "wagtaildocs_chooser:choose": rule(Act.CHOOSE, in_query("collection_id", COLLECTION, Scope.CHOSEN)),
    "wagtaildocs_chooser:choose_results": rule(Act.CHOOSE, in_query("collection_id", COLLECTION, Scope.CHOSEN)),
    "wagtaildocs_chooser:chosen": rule(Act.CHOOSE, _document("pk", Scope.CHOSEN)),
    "wagtaildocs_chooser:chosen_multiple": rule(Act.CHOOSE, in_query("id", DOCUMENT, Scope.CHOSEN)),
    "wagtaildocs_chooser:create": rule(Act.CHOOSE, reason=_OFFERED_COLLECTIONS),
    "wagtailadmin_tag_autocomplete": rule(Act.NOTHING, reason=NO_TAGS),
    "wagtailadmin_tag_model_autocomplete": rule(Act.NOTHING, reason=NO_TAGS),
    "wagtailembeds:chooser": rule(Act.CHOOSE, reason=NO_IDS),
    "wagtailembeds:chooser_upload": rule(Act.CHOOSE, reason=NO_IDS),
}

_IN_COLLECTION = in_query("collection_id", COLLECTION)

FILES = {
    # The project's own stand before Wagtail's, at the same addresses.
    "tenants.viewsets.files.Images": rule(Act.READ, BY_TAG, _IN_COLLECTION),
    "tenants.viewsets.files.Documents": rule(Act.READ, BY_TAG, _IN_COLLECTION),
    "wagtailimages:index": rule(Act.READ, BY_TAG, _IN_COLLECTION),
    "wagtailimages:index_results": rule(Act.READ, BY_TAG, _IN_COLLECTION),
    "wagtailimages:add": rule(Act.EDIT, reason=_OFFERED_COLLECTIONS),
    "wagtailimages:edit": rule(Act.EDIT, _image(), reason=_OFFERED_COLLECTIONS),
    "wagtailimages:delete": rule(Act.EDIT, _image()),
    "wagtailimages:image_usage": rule(Act.READ, _image()),
    "wagtailimages:url_generator": rule(Act.EDIT, _image()),
    "wagtailimages:url_generator_output": rule(Act.EDIT, _image()),
    "wagtailimages:preview": rule(Act.EDIT, _image()),
    "wagtailimages:add_multiple": rule(
        Act.EDIT,
        in_query("collection_id", COLLECTION),
        in_form("collection", COLLECTION),
    ),
    "wagtailimages:edit_multiple": rule(Act.EDIT, _image(), reason=_OFFERED_COLLECTIONS),
    "wagtailimages:create_multiple_from_uploaded_image": rule(
        Act.EDIT, in_path("uploaded_file_id", UPLOAD, Scope.SELF), reason=_OFFERED_COLLECTIONS
    ),
    "wagtailimages:delete_multiple": rule(Act.EDIT, _image()),
    "wagtailimages:delete_upload_multiple": rule(Act.EDIT, in_path("uploaded_file_id", UPLOAD, Scope.SELF)),
    "wagtaildocs:index": rule(Act.READ, BY_TAG, _IN_COLLECTION),
    "wagtaildocs:index_results": rule(Act.READ, BY_TAG, _IN_COLLECTION),
    "wagtaildocs:add": rule(Act.EDIT, reason=_OFFERED_COLLECTIONS),
    "wagtaildocs:edit": rule(Act.EDIT, _document(), reason=_OFFERED_COLLECTIONS),
    "wagtaildocs:delete": rule(Act.EDIT, _document()),
    "wagtaildocs:document_usage": rule(Act.READ, _document()),
    "wagtaildocs:add_multiple": rule(
        Act.EDIT,
        in_query("collection_id", COLLECTION),
        in_form("collection", COLLECTION),
    ),
    "wagtaildocs:edit_multiple": rule(Act.EDIT, _document("doc_id"), reason=_OFFERED_COLLECTIONS),
    "wagtaildocs:create_multiple_from_uploaded_document": rule(
        Act.EDIT, in_path("uploaded_file_id", UPLOAD, Scope.SELF), reason=_OFFERED_COLLECTIONS
    ),
    "wagtaildocs:delete_multiple": rule(Act.EDIT, _document("doc_id")),
    "wagtaildocs:delete_upload_multiple": rule(Act.EDIT, in_path("uploaded_file_id", UPLOAD, Scope.SELF)),
}

LISTS = {
    f"{name}:{view}": rule(act, *named)
    for name in ("guidance", "terms", "scripts", "offices")
    for view, act, named in (
        ("index", Act.READ, (*PEOPLE_AND_SITES, OF_STATE)),
        ("index_results", Act.READ, (*PEOPLE_AND_SITES, OF_STATE)),
        ("choose_parent", Act.EDIT, (in_form("parent_page", PAGE),)),
    )
}

_BY_WORKFLOW = (in_query("workflow", "wagtailcore.Workflow"), in_query("task", "wagtailcore.Task"))
_LOCKED = rule(Act.READ, in_query("locked_by", USER))
_WORKFLOW = rule(Act.READ, in_query("requested_by", USER), *_BY_WORKFLOW)
_WORKFLOW_TASKS = rule(Act.READ, *_BY_WORKFLOW)
_SITE_HISTORY = rule(Act.READ, in_query("user", USER))
_AGING_PAGES = rule(Act.READ, reason=LIST)

REPORTS = {
    # The project's own stand before Wagtail's, at the same addresses.
    "tenants.viewsets.reports.LockedPages": _LOCKED,
    "tenants.viewsets.reports.Workflows": _WORKFLOW,
    "tenants.viewsets.reports.WorkflowTasks": _WORKFLOW_TASKS,
    "tenants.viewsets.reports.SiteHistory": _SITE_HISTORY,
    "tenants.viewsets.reports.AgingPages": _AGING_PAGES,
    "wagtailadmin_reports:locked_pages": _LOCKED,
    "wagtailadmin_reports:locked_pages_results": _LOCKED,
    "wagtailadmin_reports:workflow": _WORKFLOW,
    "wagtailadmin_reports:workflow_results": _WORKFLOW,
    "wagtailadmin_reports:workflow_tasks": _WORKFLOW_TASKS,
    "wagtailadmin_reports:workflow_tasks_results": _WORKFLOW_TASKS,
    "wagtailadmin_reports:site_history": _SITE_HISTORY,
    "wagtailadmin_reports:site_history_results": _SITE_HISTORY,
    "wagtailadmin_reports:aging_pages": _AGING_PAGES,
    "wagtailadmin_reports:aging_pages_results": _AGING_PAGES,
}

ADAPTING = {
    "adapting:states": rule(Act.ADAPT, reason=LIST),
    "adapting:list": rule(Act.ADAPT, _state()),
    "adapting:local": rule(Act.ADAPT, _state()),
    "adapting:text": rule(Act.ADAPT, _state(), reason=TEXT_IN_STATE),
    "adapting:piece": rule(Act.ADAPT, _state(), reason=TEXT_IN_STATE),
    "adapting:insert": rule(Act.ADAPT, _state(), reason=TEXT_IN_STATE),
    "adapting:examples": rule(Act.ADAPT, _state(), reason=TEXT_IN_STATE),
    "adapting:try_examples": rule(Act.ADAPT, _state(), reason=TEXT_IN_STATE),
    "adapting:preview": rule(Act.ADAPT, _state(), reason=TEXT_IN_STATE),
    "adapting:schedule": rule(Act.ADAPT, _state(), reason=TEXT_IN_STATE),
    "adapting:history": rule(Act.ADAPT, _state(), reason=TEXT_IN_STATE),
    "adapting:version": rule(Act.ADAPT, _state(), reason=TEXT_IN_STATE),
    "adapting:act": rule(Act.ADAPT, _state(), reason=TEXT_IN_STATE),
    "reviews:list": rule(Act.REVIEW, reason=LIST),
    "reviews:history": rule(Act.REVIEW, reason=LIST),
    "reviews:task": rule(Act.REVIEW, in_path("pk", "publishing.ReviewTask", Scope.READ)),
    "reviews:preview": rule(Act.REVIEW, in_path("pk", "publishing.ReviewTask", Scope.READ)),
    "reviews:act": rule(Act.REVIEW, in_path("pk", "publishing.ReviewTask", Scope.READ)),
    "reviews:accept_all": rule(Act.REVIEW, _state()),
    "reviews:settings": rule(Act.REVIEW, _state()),
    "suggestions:states": rule(Act.SEE_SEARCHES, reason=LIST),
    "suggestions:list": rule(Act.SEE_SEARCHES, _state()),
    "suggestions:add": rule(Act.SEE_SEARCHES, _state(), in_path("pk", SUGGESTION, Scope.READ)),
    "suggestions:act": rule(Act.SEE_SEARCHES, _state(), in_path("pk", SUGGESTION, Scope.READ)),
    "counts:page": rule(Act.SEE_COUNTS, OF_STATE),
    "campaigns:states": rule(Act.MANAGE_SETTINGS, reason=LIST),
    "campaigns:list": rule(Act.MANAGE_SETTINGS, _state(), reason="a campaign is looked up among the state's"),
    "holidays:states": rule(Act.KEEP_CALENDAR, reason=LIST),
    "holidays:list": rule(Act.KEEP_CALENDAR, _state()),
    "holidays:add": rule(Act.KEEP_CALENDAR, _state()),
    "holidays:change": rule(Act.KEEP_CALENDAR, _state(), reason="a holiday is looked up among the state's"),
    "holidays:remove": rule(Act.KEEP_CALENDAR, _state(), reason="a holiday is looked up among the state's"),
    "imports:states": rule(Act.IMPORT_OFFICES, reason="it leads to the person's own state, or lists all"),
    "imports:list": rule(Act.IMPORT_OFFICES, _state()),
    "imports:export": rule(Act.IMPORT_OFFICES, _state(), reason="the format is one of two words"),
    **{
        f"imports:{view}": rule(Act.IMPORT_OFFICES, _state(), in_path("pk", OFFICE_IMPORT, Scope.READ))
        for view in ("import", "columns", "progress", "act")
    },
    "state_offices:states": rule(Act.EDIT, reason=LIST),
    "state_offices:hours": rule(Act.EDIT, reason="it reads hours that somebody types"),
    "state_offices:add": rule(Act.EDIT, _state(), reason="the form offers the state's own organizations"),
    "state_offices:confirm": rule(Act.REVIEW, _state(), reason="an office is looked up among the state's"),
    "glossary_words:on_edit": rule(Act.EDIT, _page()),
    "glossary_words:on_create": rule(Act.EDIT, _page("parent_page_id")),
    "examples:on_edit": rule(Act.EDIT, _page(), OF_STATE),
    "examples:on_create": rule(Act.EDIT, _page("parent_page_id"), OF_STATE),
    "script_forms:form_on_edit": rule(Act.EDIT, _page()),
    "script_forms:form_on_create": rule(Act.EDIT, _page("parent_page_id")),
    "approving:changes": rule(Act.EDIT, _page()),
    "approving:parts_changed": rule(Act.EDIT, _page()),
    "approving:confirmations": rule(Act.PUBLISH, reason="it lists, and decides about, what waits for the person"),
}

_ABOUT_STATE = rule(Act.MANAGE_SETTINGS, _state())
_LAUNCHING = rule(Act.ADMINISTER, _state())
STATES = {
    "states:list": rule(Act.MANAGE_SETTINGS, reason="it leads to the person's own state, or lists all"),
    "states:overview": _ABOUT_STATE,
    "states:place": _ABOUT_STATE,
    "states:hosts": _ABOUT_STATE,
    "states:phones": _ABOUT_STATE,
    "states:theme": rule(Act.MANAGE_SETTINGS, _state(), reason="the form offers the state's own images"),
    "states:languages": _ABOUT_STATE,
    "states:preview": _ABOUT_STATE,
    "states:site_page": rule(
        Act.MANAGE_SETTINGS, _state(), reason="a logo is looked up among the state's images, a page in what it serves"
    ),
    "states:launch": _LAUNCHING,
    "states:suspend": _LAUNCHING,
}

HOURS = {
    "service_hours:states": rule(Act.MANAGE_SETTINGS, reason="it leads to the person's own state, or lists all"),
    "service_hours:channels": _ABOUT_STATE,
    "service_hours:chat": _ABOUT_STATE,
    "service_hours:hours": rule(Act.MANAGE_SETTINGS, _state(), reason="a channel is one of two words"),
}

PEOPLE = {
    "people:list": rule(Act.MANAGE_PEOPLE, reason=LIST),
    "people:invite": rule(Act.MANAGE_PEOPLE, reason="the form offers the person's own states"),
    "people:person": rule(Act.MANAGE_PEOPLE, in_path("pk", USER)),
    "people:act": rule(Act.MANAGE_PEOPLE, in_path("pk", USER)),
}

ANSWERING = {
    "operators:list": rule(Act.ASSIGN, reason=LIST),
    "operators:person": rule(Act.ASSIGN, reason="the person is looked up among those whom one assigns"),
    "operators:end": rule(Act.ASSIGN, reason="the state and its people are looked up among those whom one assigns"),
}

AUDIT = {
    "audit_log:list": rule(Act.SEE_AUDIT, reason=LIST),
    "audit_log:list_results": rule(Act.SEE_AUDIT, reason=LIST),
    "audit_log:check": rule(Act.SEE_AUDIT, reason="it is about the person's own state, or all"),
}

KEYS = {
    "api_clients:index": rule(Act.MANAGE_KEYS, reason=LIST),
    "api_clients:index_results": rule(Act.MANAGE_KEYS, reason=LIST),
    "api_clients:add": rule(Act.MANAGE_KEYS, reason="the form offers the person's own states"),
    "api_clients:edit": rule(Act.MANAGE_KEYS, in_path("pk", CLIENT)),
    "api_clients:history": rule(Act.MANAGE_KEYS, in_path("pk", CLIENT), in_query("user", USER)),
    "api_clients:history_results": rule(Act.MANAGE_KEYS, in_path("pk", CLIENT), in_query("user", USER)),
    "api_clients:usage": rule(Act.MANAGE_KEYS, in_path("pk", CLIENT)),
    "api_clients:new_key": rule(Act.MANAGE_KEYS, in_path("pk", CLIENT)),
    "api_clients:rotate_key": rule(Act.MANAGE_KEYS, in_path("pk", CLIENT), KEY_OF_CLIENT),
    "api_clients:bind_key": rule(Act.MANAGE_KEYS, in_path("pk", CLIENT), KEY_OF_CLIENT),
    "api_clients:revoke_key": rule(Act.MANAGE_KEYS, in_path("pk", CLIENT), KEY_OF_CLIENT),
    "trusted_documents:list": rule(Act.MANAGE_KEYS, in_path("pk", CLIENT)),
    "trusted_documents:delete": rule(
        Act.MANAGE_KEYS, in_path("pk", CLIENT), reason="a document is looked up among the client's"
    ),
}

_UPDATE_TRANSLATIONS = rule(
    Act.TRANSLATE,
    in_path("translation_source_id", "wagtail_localize.TranslationSource"),
    also=(("publish_translations", Act.PUBLISH),),
)

LIBRARY = {
    "matrix:matrix": rule(Act.SEE_ALL_STATES, reason=LIST),
    "matrix:csv": rule(Act.SEE_ALL_STATES, reason=LIST),
    "matrix:citations": rule(Act.SEE_ALL_STATES, reason=LIST),
    "matrix:mark": rule(Act.SEE_ALL_STATES, reason="it names laws, which are public"),
    "national:impact": rule(Act.SEE_ALL_STATES, _page()),
    "national:editions": rule(Act.SEE_ALL_STATES, _page()),
    "wagtail_localize:javascript_catalog": rule(Act.TRANSLATE, reason="words of the interface"),
    # The project's own stand before wagtail-localize's, at the same addresses.
    "tenants.viewsets.translations.SubmitPage": rule(Act.TRANSLATE, _page()),
    "tenants.viewsets.translations.UpdateTranslations": _UPDATE_TRANSLATIONS,
    "wagtail_localize:submit_page_translation": rule(Act.TRANSLATE, _page()),
    "wagtail_localize:update_translations": _UPDATE_TRANSLATIONS,
    "wagtail_localize:edit_string_translation": rule(
        Act.TRANSLATE,
        in_path("translation_id", TRANSLATION),
        in_path(
            "string_segment_id", "wagtail_localize.StringSegment", within=("source__translations", "translation_id")
        ),
    ),
    "wagtail_localize:edit_override": rule(
        Act.TRANSLATE,
        in_path("translation_id", TRANSLATION),
        in_path(
            "overridable_segment_id",
            "wagtail_localize.OverridableSegment",
            within=("source__translations", "translation_id"),
        ),
    ),
    "wagtail_localize:download_pofile": rule(Act.TRANSLATE, in_path("translation_id", TRANSLATION)),
    "wagtail_localize:upload_pofile": rule(Act.TRANSLATE, in_path("translation_id", TRANSLATION)),
    "wagtail_localize:machine_translate": rule(Act.TRANSLATE, in_path("translation_id", TRANSLATION)),
    "wagtail_localize:preview_translation": rule(Act.TRANSLATE, in_path("translation_id", TRANSLATION)),
    "wagtail_localize:stop_translation": rule(Act.TRANSLATE, in_path("translation_id", TRANSLATION)),
    "wagtail_localize:convert_to_alias": rule(Act.NOTHING, reason="there are no aliases"),
}

OF_ALL_STATES = {
    name: rule(Act.ADMINISTER, reason="all states share it")
    for name in (
        "tenants.viewsets.reports.PageTypes",
        "tenants.viewsets.translations.Translations",
        "wagtail_localize:submit_snippet_translation",
        "wagtail_localize:translations_report",
        "wagtail_localize:translations_report_results",
        "wagtail_localize:snippets_api_listing",
        "wagtail_localize:snippets_api_detail",
        "wagtailadmin_collections:add",
        "wagtailadmin_collections:delete",
        "wagtailadmin_collections:edit",
        "wagtailadmin_collections:index",
        "wagtailadmin_collections:set_privacy",
        "wagtailadmin_reports:page_types_usage",
        "wagtailadmin_reports:page_types_usage_results",
        "wagtailadmin_workflows:add",
        "wagtailadmin_workflows:add_task",
        "wagtailadmin_workflows:disable",
        "wagtailadmin_workflows:disable_task",
        "wagtailadmin_workflows:edit",
        "wagtailadmin_workflows:edit_task",
        "wagtailadmin_workflows:enable",
        "wagtailadmin_workflows:enable_task",
        "wagtailadmin_workflows:index",
        "wagtailadmin_workflows:index_results",
        "wagtailadmin_workflows:remove",
        "wagtailadmin_workflows:select_task_type",
        "wagtailadmin_workflows:task_chooser",
        "wagtailadmin_workflows:task_chooser_create",
        "wagtailadmin_workflows:task_chooser_results",
        "wagtailadmin_workflows:task_chosen",
        "wagtailadmin_workflows:task_index",
        "wagtailadmin_workflows:task_index_results",
        "wagtailadmin_workflows:usage",
        "wagtailadmin_workflows:usage_results",
        "wagtailsettings:edit",
        "wagtailsettings:preview_on_edit",
        "wagtailsites:add",
        "wagtailsites:copy",
        "wagtailsites:delete",
        "wagtailsites:edit",
        "wagtailsites:history",
        "wagtailsites:history_results",
        "wagtailsites:index",
        "wagtailsites:index_results",
        "wagtailsites:usage",
        "wagtailsnippets:index",
        "wagtailusers_groups:add",
        "wagtailusers_groups:delete",
        "wagtailusers_groups:edit",
        "wagtailusers_groups:history",
        "wagtailusers_groups:history_results",
        "wagtailusers_groups:index",
        "wagtailusers_groups:index_results",
        "wagtailusers_groups:usage",
    )
}

USERS_OF_WAGTAIL = dict.fromkeys(
    (
        "wagtailusers_users:add",
        "wagtailusers_users:copy",
        "wagtailusers_users:delete",
        "wagtailusers_users:edit",
        "wagtailusers_users:history",
        "wagtailusers_users:history_results",
        "wagtailusers_users:index",
        "wagtailusers_users:index_results",
        "wagtailusers_users:usage",
    ),
    _NO_USERS,
)

TABLE: dict[str, Rule | Variants] = {
    **START,
    **API_OF_EXPLORER,
    **PAGES,
    **MANY,
    **CHOOSERS,
    **FILES,
    **LISTS,
    **REPORTS,
    **ADAPTING,
    **STATES,
    **HOURS,
    **PEOPLE,
    **ANSWERING,
    **AUDIT,
    **KEYS,
    **LIBRARY,
    **OF_ALL_STATES,
    **USERS_OF_WAGTAIL,
}
