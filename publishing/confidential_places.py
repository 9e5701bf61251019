"""Erasing where a confidential office is from everything that is stored."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.admin.models import FormState
from wagtail.models import COMMENTS_RELATION_NAME, Comment, PageLogEntry, Revision, TaskState
from wagtail.search.index import insert_or_update_object
from wagtail_localize.models import String, TranslationSource

from content_models.confidential_places import (
    BLANK,
    FREE_TEXTS,
    REASON,
    without_answers_about_place,
    without_free_texts,
)
from content_models.documents.search_text import search_text
from content_models.models import OfficePage
from tenants.models import LIBRARY_ID
from tenants.scope import tenant_scope

from . import store
from .models import (
    ContentItem,
    Edition,
    OfficeIdentifier,
    OfficeImport,
    OfficeImportRow,
    OutboxEntry,
    PathRedirect,
    RowAct,
)
from .page_rows import tenant_of_page
from .versions import raise_version
from .writes import scope_of

IDS = ("id_source", "external_id")
"""The columns of an imported file whose changes stay: a roll-back needs them, and they say nothing of a place."""


def erase_place(page: OfficePage) -> None:
    """Blank where a confidential office is, in all its languages, wherever it may be stored.

    That is its pages and their revisions, what their forms and translations keep, comments on the fields, what people
    wrote in its history and approvals, the published document, the library's editions, the paths that it has left, and
    the outbox. Names and addresses on the site become the present ones, as earlier ones may say where it is. The place
    itself is kept encrypted (`ConfidentialPlace`).

    Rows of imported files lose what they say of the office, too (`OfficeImportRow`).

    Raises:
        NotInTransaction: pages and store could come apart.
    """
    store.check_transaction()
    tenant_id, key = tenant_of_page(page).pk, str(page.translation_key)
    pages = list(OfficePage.objects.filter(translation_key=page.translation_key))
    ids = [one.pk for one in pages]
    with scope_of(tenant_id):
        _blank_imports(tenant_id, page, _texts_known_of(pages))
    with tenant_scope({LIBRARY_ID, tenant_id}):  # what an administrator has typed is the library's
        for one in pages:
            answers = without_answers_about_place(one.answered_questions)
            OfficePage.objects.filter(pk=one.pk).update(is_confidential=True, answered_questions=answers, **BLANK)
            _blank_revisions(one)
            _blank_history(one)
            insert_or_update_object(OfficePage.objects.get(pk=one.pk))
        _blank_translations(page)
        Comment.objects.filter(page_id__in=ids, contentpath__in=BLANK).delete()
        _forget_forms(pages)
    store.refresh(ids)
    with scope_of(tenant_id):
        _blank_tombstones(tenant_id, key)
        PathRedirect.objects.filter(tenant_id=tenant_id, key=key).delete()
        entries = OutboxEntry.objects.filter(tenant_id=tenant_id)
        entries.filter(Q(key=key) | Q(details__localKey=key)).update(details={})
        if tenant_id == LIBRARY_ID:
            _blank_editions(key, page)


def show_place(page: OfficePage) -> None:
    """Show where an office is, whose place is public again, in the other languages, too."""
    store.check_transaction()
    place = {"is_confidential": False, **{name: getattr(page, name) for name in BLANK}}
    others = OfficePage.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk)
    others.update(**place)
    for other in others.select_related("latest_revision"):
        if other.latest_revision is not None:
            other.latest_revision.content |= place
            other.latest_revision.save(update_fields=["content"])
    store.refresh(list(others.values_list("pk", flat=True)))


def _blank_revisions(page: OfficePage) -> None:
    revisions: Sequence[Revision] = page.revisions.exclude(pk=page.latest_revision_id)
    newest = page.latest_revision
    present = page if newest is None else newest.as_object()
    for revision in revisions:
        revision.content = _blanked(revision.content, present)
        revision.object_str = str(present)
        revision.save(update_fields=["content", "object_str"])
    if newest is not None:
        newest.content = _blanked(newest.content, present)
        newest.save(update_fields=["content"])


def _blanked(content: dict[str, Any], present: OfficePage) -> dict[str, Any]:
    """Return a revision's content without the place, under the name and the address that the page has now."""
    answers = without_answers_about_place(content.get("answered_questions"))
    names: dict[str, Any] = {"title": present.title, "draft_title": present.title, "slug": present.slug, "url_path": ""}
    known = {name: value for name, value in names.items() if name in content}
    if COMMENTS_RELATION_NAME in content:
        comments = content[COMMENTS_RELATION_NAME]
        known[COMMENTS_RELATION_NAME] = [one for one in comments if one["contentpath"] not in BLANK]
    return {**content, **BLANK, **known, "is_confidential": True, "answered_questions": answers}


def _blank_history(page: OfficePage) -> None:
    """Leave out what people wrote in the history and the approvals of a page, and the names that it had.

    A reason for which the place was public may say where it is; that it was made public stays.
    """
    entries = PageLogEntry.objects.filter(page_id=page.pk)
    entries.update(label=page.get_admin_display_title())
    for entry in entries.filter(data__has_any_keys=[*FREE_TEXTS, REASON]):
        entry.data = {name: value for name, value in without_free_texts(entry.data).items() if name != REASON}
        entry.save(update_fields=["data"])
    TaskState.objects.filter(revision__in=page.revisions.values("pk")).update(comment="")


def _blank_translations(page: OfficePage) -> None:
    for source in TranslationSource.objects.filter(object_id=page.translation_key):
        strings = list(source.stringsegment_set.values_list("string_id", flat=True))
        source.content_json = json.dumps(_blanked(json.loads(source.content_json), page))
        source.object_repr = str(page)[:200]
        source.save(update_fields=["content_json", "object_repr"])
        source.refresh_segments()
        String.objects.filter(pk__in=strings, segments=None).delete()


def _forget_forms(pages: Sequence[OfficePage]) -> None:
    """Delete what forms have left for previews: of these pages, and of new ones below the same page."""
    of_offices = FormState.objects.filter(content_type=ContentType.objects.get_for_model(OfficePage))
    of_offices.filter(object_id__in=[str(page.pk) for page in pages]).delete()
    parents = [str(parent.pk) for page in pages if (parent := page.get_parent()) is not None]
    of_offices.filter(object_id="", parent_object_id__in=parents).delete()


def _blank_tombstones(tenant_id: int, key: str) -> None:
    """Give what is left of a withdrawn office a path that nobody asks for."""
    tombstones = ContentItem.objects.for_tenant(tenant_id).filter(key=key, is_live=False).exclude(slug=key)
    if tombstones.exists():
        tombstones.update(slug=key, path=f"/{key}/", sort_key="", version=raise_version(tenant_id))


def _texts_known_of(pages: Sequence[OfficePage]) -> set[str]:
    """Return the names and addresses that an office has had: cells with one of them are about it."""
    names = ("title", "draft_title", "address")
    found = {str(getattr(page, name)).strip() for page in pages for name in names}
    for page in pages:
        for values in page.revisions.values_list(*(f"content__{name}" for name in names)):
            found |= {str(value).strip() for value in values if value}
    return found - {""}


def _blank_imports(tenant_id: int, page: OfficePage, texts: set[str]) -> None:
    """Leave of an office in imported files only which one it is: its key and its ids elsewhere."""
    key = str(page.translation_key)
    identifier = OfficeIdentifier.objects.filter(tenant_id=tenant_id, office_key=key).first()
    ids = [] if identifier is None else [identifier.source, identifier.external_id]
    kept = {key, key.upper(), *ids}
    said = [[key], [key.upper()], *([ids] if ids else []), *([text] for text in sorted(texts))]
    of_none = Q(office_key=None) | Q(act=RowAct.CREATE)
    by_cells = of_none & reduce(or_, (Q(cells__contains=cells) for cells in said))
    rows = OfficeImportRow.objects.filter(tenant_id=tenant_id)
    blanked = list(rows.filter(Q(office_key=key) | by_cells))
    for row in blanked:
        row.cells = [cell if cell in kept else "" for cell in row.cells]
        row.title = page.title[:255] if str(row.office_key) == key or row.title in texts else ""
        row.changes = [change for change in row.changes if change["column"] in IDS]
        row.notes, row.errors, row.questions = [], [], []
    OfficeImportRow.objects.bulk_update(blanked, ["cells", "title", "changes", "notes", "errors", "questions"])
    about_place = list(rows.filter(questions__contains=[{"options": [{"value": key}]}]))
    for row in about_place:
        for question in row.questions:
            for option in question["options"]:
                option["label"] = page.title if option["value"] == key else option["label"]
    OfficeImportRow.objects.bulk_update(about_place, ["questions"])
    for text in sorted((text for text in texts - {page.title} if len(text) > 4), key=len, reverse=True):
        _rename_in_imports(tenant_id, text, page.title)


def _rename_in_imports(tenant_id: int, text: str, title: str) -> None:
    """Let what is said about other rows, and about whole files, call an office by the name that it has now."""
    names = ("notes", "errors", "questions")
    said = reduce(or_, (Q(**{f"{name}__icontains": text}) for name in names))
    rows = list(OfficeImportRow.objects.filter(said, tenant_id=tenant_id))
    for row in rows:
        for name in names:
            setattr(row, name, _renamed(getattr(row, name), text, title))
    OfficeImportRow.objects.bulk_update(rows, names)
    for one in OfficeImport.objects.filter(tenant_id=tenant_id, problem__contains=text):
        OfficeImport.objects.filter(pk=one.pk).update(problem=one.problem.replace(text, title))


def _renamed(value: Any, text: str, title: str) -> Any:
    if isinstance(value, str):
        return value.replace(text, title)
    if isinstance(value, list):
        return [_renamed(each, text, title) for each in value]
    return {name: _renamed(each, text, title) for name, each in value.items()} if isinstance(value, dict) else value


def _blank_editions(key: str, page: OfficePage) -> None:
    """Blank the library's editions, the only change that the database lets anybody make of one."""
    for edition in Edition.objects.filter(tenant_id=LIBRARY_ID, key=key):
        document = {
            **edition.document,
            "isConfidential": True,
            **dict.fromkeys(("address", "municipality", "latitude", "longitude")),
            "title": page.title,
            "name": page.title,
            "slug": page.slug,
        }
        del document["searchText"]
        Edition.objects.filter(pk=edition.pk).update(document={**document, "searchText": search_text(document)})
