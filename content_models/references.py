"""What a page may refer to: its own state's and the library's pages, images and files."""

from typing import Any

from django.db.models import Model
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page

from tenants.models import Tenant
from tenants.trees import tree_paths, with_library

from .paths import root_path_of
from .trees import tenant_of

Reference = tuple[type[Model], str]


def foreign_references(place: Page, references: set[Reference]) -> dict[Reference, str]:
    """Return those references that point outside {own state, library}, with their names.

    Choosers are no boundary: they show what the form then refuses.

    Args:
        place: the page itself, or the page above it when it is new.
        references: pairs of model and primary key. What no longer exists is not foreign.
    """
    if not references:
        return {}
    tenant = tenant_of(place)
    allowed = with_library(tenant.pk if tenant else None)
    return {
        **_foreign_pages({ref for ref in references if issubclass(ref[0], Page)}, place, allowed),
        **_foreign_media(get_image_model(), references, allowed),
        **_foreign_media(get_document_model(), references, allowed),
    }


def _foreign_pages(references: set[Reference], place: Page, allowed: set[int]) -> dict[Reference, str]:
    if not references:
        return {}
    roots = tree_paths(allowed) | {root_path_of(place)}
    pages = Page.objects.in_bulk([int(pk) for _model, pk in references])
    return {
        (model, pk): pages[int(pk)].title
        for model, pk in references
        if int(pk) in pages and root_path_of(pages[int(pk)]) not in roots
    }


def _foreign_media(model: Any, references: set[Reference], allowed: set[int]) -> dict[Reference, str]:
    of_model = {ref for ref in references if issubclass(ref[0], model)}
    if not of_model:
        return {}
    collections = Collection.objects.filter(pk__in=Tenant.objects.filter(pk__in=allowed).values("collection"))
    own = tuple(collections.values_list("path", flat=True))
    items = model._default_manager.select_related("collection").in_bulk([int(pk) for _model, pk in of_model])
    return {
        (kind, pk): str(items[int(pk)])
        for kind, pk in of_model
        if int(pk) in items and not items[int(pk)].collection.path.startswith(own)
    }
