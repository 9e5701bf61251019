"""`State.home` and `State.sections`."""

from .conftest import Ask


def test_home_is_served(ask: Ask) -> None:
    data = ask("{ state { home { __typename path title introduction { plainText } urgentNotice { html } } } }")

    assert data["state"]["home"] == {
        "__typename": "HomePage",
        "path": "/",
        "title": "Justicia para Ti",
        "introduction": {"plainText": "Te decimos qué hacer."},
        "urgentNotice": None,
    }


def test_sections_come_in_published_order(ask: Ask) -> None:
    sections = ask("{ state { sections { slug role } } }")["state"]["sections"]

    assert sections == [
        {"slug": "victima", "role": "VICTIM"},
        {"slug": "tercero", "role": "THIRD_PARTY"},
        {"slug": "glosario", "role": None},
        {"slug": "guiones", "role": None},
        {"slug": "directorio", "role": None},
        {"slug": "avisos", "role": None},
    ]


def test_section_holds_its_items_and_scripts_only_for_their_scope(ask: Ask) -> None:
    query = "{ state { sections { slug children { __typename slug } } } }"

    public = {section["slug"]: section["children"] for section in ask(query, "TAB")["state"]["sections"]}
    for_operators = {section["slug"]: section["children"] for section in ask(query, "operators")["state"]["sections"]}

    assert public["victima"] == [
        {"__typename": "GuidancePage", "slug": "denunciar"},
        {"__typename": "GuidancePage", "slug": "proteccion"},
    ]
    assert public["guiones"] == []
    assert [child["slug"] for child in for_operators["guiones"]] == ["guion-victima", "familiar-detenido", "me-robaron"]
