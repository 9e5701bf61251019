"""What a page may refer to: its own state's and the library's pages, images and files."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Set
from typing import Any

from django.db.models import Model
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page
from wagtail.rich_text import RichText, extract_references_from_rich_text

from tenants.models import LIBRARY_ID, Tenant
from tenants.trees import HOME_DEPTH, is_below, tree_paths, with_library

from .blocks.identifiers import UNAVAILABLE
from .paths import root_path_of
from .trees import tenant_of

Reference = tuple[type[Model], str]
IsUnavailable = Callable[[Reference], bool]

NO_ID = "0"
"""The id of no row."""

_TAG = re.compile(r"<(?:a|embed)\b[^>]*>")
_ID = re.compile(r'\bid="[^"]*"')


def foreign_references(place: Page, references: Set[Reference]) -> set[Reference]:
    """Return those references that point outside {own state, library}. What no longer exists is not foreign.

    Args:
        place: the page itself, or the page above it when it is new.
        references: pairs of model and primary key.
    """
    return foreign_and_lost_references(place, references)[0]


def foreign_and_lost_references(place: Page, references: Set[Reference]) -> tuple[set[Reference], set[Reference]]:
    """Return those references that point outside {own state, library}, and those that lead to nothing any more."""
    paths = _paths_of(references)
    lost = {reference for reference in references if _is_checked(reference[0])} - paths.keys()
    return (_foreign(place, paths) if paths else set()), lost


def _foreign(place: Page, paths: Mapping[Reference, str]) -> set[Reference]:
    tenant = tenant_of(place)
    allowed = with_library(tenant.pk if tenant else None)
    roots = tuple(tree_paths(allowed) | {root_path_of(place)})
    collections = Collection.objects.filter(pk__in=Tenant.objects.filter(pk__in=allowed).values("collection"))
    own = tuple(collections.values_list("path", flat=True))
    return {
        (model, pk)
        for (model, pk), path in paths.items()
        if not path.startswith(roots if issubclass(model, Page) else own)
    }


def unavailable_references(place: Page, references: Set[Reference]) -> set[Reference]:
    """Return those references that lead to nothing the page may refer to: to what is foreign, or to nothing at all.

    An editor sees no difference between the two. Choosers are no boundary: they show what the form
    then refuses.
    """
    foreign, lost = foreign_and_lost_references(place, {one for one in references if _is_checked(one[0])})
    return foreign | lost


def unpublished_of_library(place: Page, references: Set[Reference]) -> set[Reference]:
    """Return those references that lead to a page of the library which is not published: its people's alone.

    Homes are exempt: they say only which tree it is.
    """
    tenant, paths = tenant_of(place), tree_paths([LIBRARY_ID])
    pages = {(model, pk) for model, pk in references if issubclass(model, Page) and pk.isdecimal()}
    if not pages or tenant is None or tenant.is_library:
        return set()
    drafts = Page.objects.filter(is_below(paths), live=False, depth__gt=HOME_DEPTH, pk__in={pk for _model, pk in pages})
    unpublished = set(map(str, drafts.values_list("pk", flat=True)))
    return {(model, pk) for model, pk in pages if pk in unpublished}


def new_unavailable(place: Page, references: Set[Reference], known: Set[Reference] = frozenset()) -> set[Reference]:
    """Return those references that a text may not begin to have: what is unavailable, or the library's draft.

    Args:
        known: what it has had before.
    """
    new = references - known
    return unavailable_references(place, new) | unpublished_of_library(place, new)


def without_unavailable(block: Any, value: Any, is_unavailable: IsUnavailable) -> Any:
    """Return a block's value as a form sent it, in which what is unavailable is replaced by a reference to nothing."""
    if isinstance(block, blocks.ChooserBlock):
        return UNAVAILABLE if any(map(is_unavailable, references_in(block, value))) else value
    if isinstance(value, RichText):
        return RichText(without_unavailable_links(value.source, is_unavailable))
    if isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            value[name] = without_unavailable(child, value.get(name), is_unavailable)
    elif isinstance(block, blocks.StreamBlock):
        for part in value:
            part.value = without_unavailable(part.block, part.value, is_unavailable)
    elif isinstance(block, blocks.ListBlock):
        for part in value.bound_blocks:
            part.value = without_unavailable(part.block, part.value, is_unavailable)
    return value


def without_unavailable_links(html: str, is_unavailable: IsUnavailable) -> str:
    """Return rich text in which links to what is unavailable lead to nothing."""

    def checked(tag: re.Match[str]) -> str:
        references = [(model, str(pk)) for model, pk, *_paths in extract_references_from_rich_text(tag[0])]
        return _ID.sub(f'id="{NO_ID}"', tag[0]) if any(map(is_unavailable, references)) else tag[0]

    return _TAG.sub(checked, html)


def references_in(source: Any, value: Any) -> set[Reference]:
    """Return what a value refers to.

    Args:
        source: the model field, or the block, whose value it is.
    """
    if not value or not hasattr(source, "extract_references"):
        return set()
    return {(model, str(pk)) for model, pk, *_paths in source.extract_references(value)}


def _paths_of(references: Set[Reference]) -> dict[Reference, str]:
    """Where what exists stands: the tree path of a page, and of the collection of an image or file."""
    found: dict[Reference, str] = {}
    by_model: dict[type[Model], dict[str, int]] = defaultdict(dict)
    for model, pk in references:
        if _is_checked(model):
            try:
                by_model[model][pk] = int(pk)
            except ValueError:
                continue
    for model, numbers in by_model.items():
        path = "path" if issubclass(model, Page) else "collection__path"
        rows = model._default_manager.filter(pk__in=set(numbers.values()))
        paths = dict(rows.values_list("pk", path))
        found |= {(model, pk): paths[number] for pk, number in numbers.items() if number in paths}
    return found


def _is_checked(model: type[Model]) -> bool:
    return issubclass(model, (Page, get_image_model(), get_document_model()))
