"""Rules about the glossary's words: what is said of them is said of words and terms that there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from content_models.documents.search_text import search_text
from content_models.glossary_marks import Glossary, TermWords, bare_phrases
from content_models.models import ContentPage, GlossaryTerm, GuidancePage, ScriptPage
from content_models.surroundings import path_of
from publishing.models import ContentItem
from tenants.models import Tenant

from .finding import Finding, Severity


def choices_are_of_what_there_is(page: ContentPage, tenant: Tenant) -> Iterator[Finding]:
    """Find choices of a term that is gone, and of a word that is no longer in the text."""
    if not isinstance(page, GuidancePage | ScriptPage) or not page.glossary_choices.raw_data:
        return
    stored = ContentItem.objects.for_tenant(tenant.pk).live().filter(page_id=page.pk)
    document = stored.values_list("document", flat=True).first() or {}
    where = f"{path_of(page)} · glossaryChoices"
    for choice in page.glossary_choices.raw_data:
        value = choice["value"]
        if value.get("term") and not GlossaryTerm.objects.filter(pk=value["term"]).live().exists():
            message = _("The term that “%(form)s” shall name here is gone. Choose another one, or remove the choice.")
            yield Finding(
                Severity.CONFIRM, "GLOSSARY_CHOICE_WITHOUT_TERM", tenant.code, where, message % {"form": value["form"]}
            )
        if not _stands_in(value["form"], _text(document, value.get("block") or "")):
            message = _("“%(form)s” does not stand in this text any more. Correct the choice, or remove it.")
            yield Finding(
                Severity.CONFIRM, "GLOSSARY_CHOICE_WITHOUT_WORD", tenant.code, where, message % {"form": value["form"]}
            )


def ambiguous_forms_are_forms(page: ContentPage, tenant: Tenant) -> Iterator[Finding]:
    """Find ambiguous words of a term that are neither its name nor its synonyms any more."""
    if not isinstance(page, GlossaryTerm):
        return
    names = (page.title, *(block.value for block in page.synonyms))
    phrases = {phrase for name in names for phrase in bare_phrases(name)}
    for block in page.ambiguous_forms:
        if not phrases.issuperset(bare_phrases(block.value)):
            message = _("“%(form)s” is neither the name nor a synonym of this term. Correct it, or remove it.")
            where = f"{path_of(page)} · ambiguousForms"
            yield Finding(
                Severity.CONFIRM, "AMBIGUOUS_FORM_UNKNOWN", tenant.code, where, message % {"form": block.value}
            )


def _stands_in(form: str, text: str) -> bool:
    return any(Glossary([TermWords("form", "", form)]).forms_in(text))


def _text(document: Mapping[str, Any], block: str) -> str:
    """The words of a document, or of one block or node of it; none where there is no such block."""
    if not block:
        return search_text(dict(document))
    pieces = [piece for name in ("body", "preamble", "nodes") for piece in document.get(name, ())]
    return "\n".join(search_text(piece) for piece in pieces if block in (piece.get("id"), piece.get("key")))
