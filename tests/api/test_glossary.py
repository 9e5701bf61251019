"""`State.glossary` and `State.term`."""

import pytest

from .conftest import Ask

TERMS = """
query ($beginning: String) {
  state { glossary(startsWith: $beginning) { totalCount edges { node { term } } } }
}
"""


@pytest.mark.parametrize(
    ("beginning", "terms"),
    [
        (None, ["amparo", "Árbol de decisiones", "denuncia", "fiscalía"]),
        ("a", ["amparo", "Árbol de decisiones"]),
        ("Á", ["amparo", "Árbol de decisiones"]),
        ("arb", ["Árbol de decisiones"]),
        ("z", []),
    ],
)
def test_lists_terms_in_spanish_order(ask: Ask, beginning: str | None, terms: list[str]) -> None:
    glossary = ask(TERMS, beginning=beginning)["state"]["glossary"]

    assert [edge["node"]["term"] for edge in glossary["edges"]] == terms


def test_says_everything_about_a_term(ask: Ask) -> None:
    data = ask(
        """{ state { term(slug: "denuncia") {
          term definition { plainText html ast } synonyms related { term } legalReferences { law article } stage
        } } }"""
    )

    assert data["state"]["term"] == {
        "term": "denuncia",
        "definition": {
            "plainText": "Aviso de un delito.",
            "html": "<p>Aviso de un delito.</p>",
            "ast": [{"type": "paragraph", "children": [{"type": "text", "text": "Aviso de un delito."}]}],
        },
        "synonyms": ["queja"],
        "related": [{"term": "fiscalía"}],
        "legalReferences": [{"law": "CNPP", "article": "221"}],
        "stage": "BEFORE",
    }


def test_unknown_term_is_null(ask: Ask) -> None:
    assert ask('{ state { term(slug: "nada") { term } } }') == {"state": {"term": None}}
