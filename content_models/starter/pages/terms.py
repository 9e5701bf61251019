"""Terms of the glossary as pages."""

from __future__ import annotations

from content_models.kinds import ItemKind
from content_models.stable_ids import key_of, section_key
from content_models.starter.law_versions import REVIEW_DUE_ON, in_force_on
from content_models.starter.reading import TERMS
from content_models.starter.records import GlossaryForms, Term
from content_models.starter.sensitive import is_sensitive_term
from tenants.models import LIBRARY_CODE

from .blocks import block, example_stream, paragraph, reference_stream, sentences
from .content import PageContent, PageKey


def term_page(term: Term, forms: GlossaryForms) -> PageContent:
    """One term."""
    key = key_of("term", term.id)
    return PageContent(
        tenant=LIBRARY_CODE,
        key=key,
        kind=ItemKind.TERM,
        parent=section_key(LIBRARY_CODE, "glosario"),
        slug=term.id,
        title=term.term,
        file=TERMS,
        record=term.id,
        values={
            "definition": paragraph(term.definition),
            "stage": term.stage,
            "is_sensitive": is_sensitive_term(term.id),
            "in_force_on": in_force_on(term.legal_references),
            "review_due_on": REVIEW_DUE_ON,
        },
        streams={
            "synonyms": sentences("synonym", term.synonyms, key, "synonyms"),
            "ambiguous_forms": sentences("form", forms.ambiguous.get(term.id, ()), key, "ambiguous_forms"),
            "legal_references": reference_stream(term.legal_references, key),
            "examples": example_stream(term.examples, key),
            "related_terms": [
                block("term", PageKey(key_of("term", related)), key, "related", related) for related in term.related
            ],
        },
    )
