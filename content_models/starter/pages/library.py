"""All pages of the national library, parents before children."""

from __future__ import annotations

from collections.abc import Iterator

from content_models.kinds import ItemKind
from content_models.stable_ids import home_key, section_key
from content_models.starter.directory import NATIONAL_TIME_ZONE
from content_models.starter.reading import DIRECTORY, SCRIPTS, TERMS, TOPICS
from content_models.starter.records import Reference
from tenants.models import LIBRARY_CODE

from .blocks import paragraph
from .content import PageContent
from .directory import kind_page, office_page, organization_key
from .guidance import ORDER_STEP, guidance_pages
from .scripts import script_page
from .terms import term_page

LIBRARY_SLUG = "nacional"
HOME_TITLE = "Justicia para Ti"
HOME_INTRODUCTION = (
    "Te decimos qué hacer cuando un proceso penal te toca de cerca: como víctima, como persona detenida o acusada, "
    "o como familiar o testigo. Esta orientación es gratuita. Aquí no se reciben denuncias ni se dan pronósticos."
)
HOME_NOTICE = "Si estás en peligro, llama ahora al {emergency}."
DIRECTORY_TITLE = "Directorio de instituciones"
NOTICES_TITLE = "Avisos"
"""The only texts of the starter content that no reference file has."""


def library_pages(reference: Reference, *, publish_unconfirmed: bool) -> Iterator[PageContent]:
    """The library's pages: home, sections, guidance, glossary, scripts, kinds of organization, national offices.

    Args:
        publish_unconfirmed: whether offices that need confirmation are published (marked) or stay drafts.
    """
    yield _home()
    yield from _sections(reference)
    forms = reference.glossary_forms
    yield from guidance_pages(reference.topics, forms)
    yield from (term_page(term, forms) for term in reference.terms)
    for position, script in enumerate(reference.scripts):
        yield script_page(script, reference.preamble, forms, position)
    yield from (kind_page(kind, position) for position, kind in enumerate(reference.kinds))
    ids = {kind.kind: kind.id for kind in reference.kinds}
    for office in reference.offices:
        if office.state == LIBRARY_CODE:
            is_public = publish_unconfirmed or not office.needs_confirmation
            organization = organization_key(None, ids[office.kind])
            yield office_page(office, organization, NATIONAL_TIME_ZONE, is_public=is_public)


def _home() -> PageContent:
    return PageContent(
        tenant=LIBRARY_CODE,
        key=home_key(LIBRARY_CODE),
        kind=ItemKind.HOME,
        parent=None,
        slug=LIBRARY_SLUG,
        title=HOME_TITLE,
        file=TOPICS,
        record="",
        values={"introduction": paragraph(HOME_INTRODUCTION), "urgent_notice": paragraph(HOME_NOTICE)},
    )


def _sections(reference: Reference) -> Iterator[PageContent]:
    position = 0
    for role in reference.roles.values():
        position += 1
        introduction = f"{paragraph(role.tagline)}{paragraph(role.definition)}"
        yield _section(role.slug, role.name, TOPICS, position, role=role.role, introduction=introduction)
    for slug, title, file in (
        ("glosario", reference.glossary_title, TERMS),
        ("guiones", reference.scripts_title, SCRIPTS),
        ("directorio", DIRECTORY_TITLE, DIRECTORY),
        ("avisos", NOTICES_TITLE, DIRECTORY),
    ):
        position += 1
        yield _section(slug, title, file, position)


def _section(slug: str, title: str, file: str, position: int, **values: str) -> PageContent:
    return PageContent(
        tenant=LIBRARY_CODE,
        key=section_key(LIBRARY_CODE, slug),
        kind=ItemKind.SECTION,
        parent=home_key(LIBRARY_CODE),
        slug=slug,
        title=title,
        file=file,
        record=slug,
        values={"order": position * ORDER_STEP, **values},
    )
