TWICE_LOCKED = frozenset(
    f"{group}:{name}" if group else name
    for group, names in {
        "": (
            "tenants.viewsets.files.Documents tenants.viewsets.files.Images tenants.viewsets.reports.LockedPages "
            "tenants.viewsets.reports.SiteHistory tenants.viewsets.reports.WorkflowTasks "
            "tenants.viewsets.reports.Workflows wagtailadmin_choose_page "
            "wagtailadmin_choose_page_search wagtailadmin_explore_root"
        ),
        "adapting": "insert local piece preview schedule try_examples",
        "api_clients": "history history_results new_key revoke_key usage",
        "campaigns": "list states",
        "counts": "page",
        "guidance": "index index_results",
        "holidays": "add change list",
        "matrix": "citations csv mark matrix",
        "national": "editions impact",
        "offices": "index index_results",
        "operators": "person",
        "people": "person",
        "reviews": "accept_all settings task",
        "scripts": "index index_results",
        "service_hours": "channels chat hours",
        "states": "hosts languages launch overview phones place suspend theme",
        "terms": "index index_results",
        "trusted_documents": "list",
        "wagtail_localize": (
            "download_pofile preview_translation submit_page_translation translations_report "
            "translations_report_results update_translations"
        ),
        "wagtailadmin_api:pages": "listing",
        "wagtailadmin_collections": "delete",
        "wagtailadmin_editing_sessions": "ping",
        "wagtailadmin_pages": "convert_alias move_confirm search type_use type_use_results",
        "wagtailadmin_reports": (
            "locked_pages locked_pages_results page_types_usage page_types_usage_results site_history "
            "site_history_results workflow workflow_results workflow_tasks workflow_tasks_results"
        ),
        "wagtaildocs": "add_multiple delete document_usage edit index index_results",
        "wagtaildocs_chooser": "choose_results chosen_multiple",
        "wagtailimages": (
            "add_multiple delete edit image_usage index index_results preview url_generator url_generator_output"
        ),
        "wagtailimages_chooser": "choose_results chosen_multiple select_format",
        "wagtailsettings": "edit preview_on_edit",
    }.items()
    for name in names.split()
)
