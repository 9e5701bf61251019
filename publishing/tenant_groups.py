"""A tenant's groups and what each may do: on its trees and its collection; and its workflow."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from tenants.models import LIBRARY_ID, Tenant

EDITORS_ON_PAGES = ("add_page", "change_page")
PUBLISHERS_ON_PAGES = (*EDITORS_ON_PAGES, "publish_page", "bulk_delete_page", "lock_page", "unlock_page")
ON_OWN_COLLECTION = (
    "wagtailimages.add_image",
    "wagtailimages.change_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.change_document",
    "wagtaildocs.choose_document",
)
TRANSLATORS_ON_OWN_COLLECTION = ("wagtailimages.choose_image", "wagtaildocs.choose_document")
ON_LIBRARYS_COLLECTION = TRANSLATORS_ON_OWN_COLLECTION
LIBRARYS = ("wagtail_localize.submit_translation",)


def make_groups(tenant: Tenant) -> None:
    """Set the tenant's groups, made when missing, without saving the tenant."""
    if tenant.editors is None:
        tenant.editors = Group.objects.create(name=f"{tenant.code} · editores")
    if tenant.publishers is None:
        tenant.publishers = Group.objects.create(name=f"{tenant.code} · publicadores")
    if tenant.translators is None:
        tenant.translators = Group.objects.create(name=f"{tenant.code} · traductores")


def grant_rights(tenant: Tenant, homes: Iterable[Page], *, library_collection: Collection) -> None:
    """Give a tenant's groups the rights they lack. Rights that an administrator added stay.

    Translators write in the trees of all languages but the first, which the others are translated from.
    """
    editors, publishers, translators, own = tenant.editors, tenant.publishers, tenant.translators, tenant.collection
    if editors is None or publishers is None or translators is None or own is None:
        raise ValueError(f"{tenant.code} has no groups or no collection yet.")
    for home in homes:
        _on_pages(editors, home, EDITORS_ON_PAGES)
        _on_pages(publishers, home, PUBLISHERS_ON_PAGES)
        if home.pk != tenant.root_page_id:
            _on_pages(translators, home, EDITORS_ON_PAGES)
    _on_collection(translators, own, TRANSLATORS_ON_OWN_COLLECTION)
    for group in (editors, publishers):
        _on_collection(group, own, ON_OWN_COLLECTION)
    for group in (editors, publishers, translators):
        if tenant.pk != LIBRARY_ID:
            _on_collection(group, library_collection, ON_LIBRARYS_COLLECTION)
        if tenant.pk == LIBRARY_ID:
            group.permissions.add(*_permissions(LIBRARYS))


def make_workflow(tenant: Tenant, homes: Iterable[Page]) -> None:
    """Let what a tenant's editors submit be approved by its own publishers.

    Wagtail writes the workflow's name on the button: “Enviar a revisión de Tabasco”. Its only step is called the same.
    """
    if tenant.publishers is None:
        raise ValueError(f"{tenant.code} has no groups yet.")
    task = GroupApprovalTask.objects.filter(groups=tenant.publishers).first()
    workflow = Workflow.objects.filter(workflow_tasks__task=task).first() if task is not None else None
    if workflow is None:
        name = f"revisión de {tenant.name}"
        workflow, task = Workflow.objects.create(name=name), GroupApprovalTask.objects.create(name=name)
        task.groups.add(tenant.publishers)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    for home in homes:
        WorkflowPage.objects.get_or_create(page_id=home.pk, defaults={"workflow": workflow})


def _on_pages(group: Group, home: Page, codenames: Iterable[str]) -> None:
    GroupPagePermission.objects.bulk_create(
        [
            GroupPagePermission(group=group, page_id=home.pk, permission=permission)
            for permission in _permissions(f"wagtailcore.{codename}" for codename in codenames)
        ],
        ignore_conflicts=True,
    )


def _on_collection(group: Group, collection: Collection, names: Iterable[str]) -> None:
    GroupCollectionPermission.objects.bulk_create(
        [
            GroupCollectionPermission(group=group, collection=collection, permission=permission)
            for permission in _permissions(names)
        ],
        ignore_conflicts=True,
    )


def _permissions(names: Iterable[str]) -> list[Permission]:
    """Return the permissions called `app.codename`.

    Raises:
        LookupError: one is missing, as when the migrations have not all been applied.
    """
    wanted = set(names)
    found = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.filter(
            content_type__app_label__in={name.partition(".")[0] for name in wanted},
            codename__in={name.partition(".")[2] for name in wanted},
        ).select_related("content_type")
    }
    if missing := wanted - found.keys():
        raise LookupError(f"Permissions are missing: {', '.join(sorted(missing))}.")
    return [found[name] for name in sorted(wanted)]
