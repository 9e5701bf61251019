"""The curated list of sensitive pages names what there is, and reaches the pages."""

from content_models.choices import OrganizationKind
from content_models.kinds import ItemKind
from content_models.starter.pages.library import library_pages
from content_models.starter.reading import read_reference
from content_models.starter.sensitive import curated


def test_everything_in_the_list_exists() -> None:
    reference = read_reference()

    assert set(curated("topics")) <= {topic.id for topic in reference.topics}
    assert set(curated("terms")) <= {term.id for term in reference.terms}
    assert set(curated("organization_kinds")) <= set(OrganizationKind.values)
    assert all(reason for name in ("topics", "terms", "organization_kinds") for reason in curated(name).values())


def test_pages_and_what_belongs_to_them_are_sensitive() -> None:
    sensitive = {
        (page.kind, page.record)
        for page in library_pages(read_reference(), publish_unconfirmed=True)
        if page.values.get("is_sensitive") is True
    }

    assert {record for kind, record in sensitive if kind is ItemKind.GUIDANCE} == {
        "victima-peligro-ahora",
        "victima-violencia-mujer",
        "victima-delito-sexual",
        "victima-medidas-proteccion",
    }
    assert {record for kind, record in sensitive if kind is ItemKind.SCRIPT} == {
        "violencia-pareja-ahora",
        "violencia-sexual",
        "incumplen-medida",
    }
    assert {record for kind, record in sensitive if kind is ItemKind.TERM} == {
        "medidas-de-proteccion",
        "orden-de-proteccion",
    }
