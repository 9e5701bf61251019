"""Search in memory: words, mistakes, sayings, places, ranks, highlights and another spelling."""

from __future__ import annotations

from typing import Any

import pytest

from delivery.search import Index, indexed
from delivery.search.everyday import read
from delivery.search.index import LIKELY
from delivery.search.phrases import Phrase
from delivery.search.training import train

DOCUMENTS: dict[str, dict[str, Any]] = {
    "detuvieron": {
        "kind": "GUIDANCE",
        "title": "Detuvieron a mi familiar",
        "question": "¿Qué hago si detuvieron a alguien?",
        "urgency": "EMERGENCY",
        "roles": ["THIRD_PARTY"],
        "searchText": "Detuvieron a mi familiar\nLlama a {help_line} y pregunta por el Ministerio Público.",
    },
    "denuncia": {
        "kind": "GUIDANCE",
        "title": "Cómo denunciar un delito",
        "question": "¿Dónde denuncio?",
        "urgency": "NORMAL",
        "roles": ["VICTIM"],
        "searchText": "Cómo denunciar un delito\nVe al ministerio público. Lleva a un familiar.",
    },
    "mp": {
        "kind": "TERM",
        "title": "Ministerio Público",
        "synonyms": ["la procu"],
        "searchText": "Ministerio Público\nla procu\nQuien investiga los delitos.",
    },
    "cateo": {"kind": "TERM", "title": "Cateo", "searchText": "Cateo\nEntrar a una casa con orden de un juez."},
    "fiscalia": {
        "kind": "ORGANIZATION",
        "title": "Fiscalía",
        "organizationKind": "PROSECUTOR",
        "goWhen": ["Cuando quieres denunciar un delito"],
        "searchText": "Fiscalía\nRecibe denuncias.\nCuando quieres denunciar un delito",
    },
    "fiscalia-tabasco": {
        "kind": "ORGANIZATION",
        "title": "Fiscalía de Tabasco",
        "organizationKind": "PROSECUTOR",
        "searchText": "Fiscalía de Tabasco",
    },
    "centla": {
        "kind": "OFFICE",
        "phones": [],
        "title": "Sede Frontera",
        "organizationKind": "PROSECUTOR",
        "organizationKey": "fiscalia-tabasco",
        "municipality": "Centla",
        "needsConfirmation": True,
        "searchText": "Sede Frontera\nCentla",
    },
    "cardenas": {
        "kind": "OFFICE",
        "phones": [],
        "title": "Sede Cárdenas",
        "organizationKind": "PROSECUTOR",
        "organizationKey": "fiscalia-tabasco",
        "address": {"text": "Calle 5, col. Centro, Cárdenas, Tab."},
        "searchText": "Sede Cárdenas\nCalle 5, col. Centro, Cárdenas, Tab.",
    },
    "guion": {
        "kind": "SCRIPT",
        "title": "Quiero denunciar",
        "topicKey": "denuncia",
        "role": "VICTIM",
        "openingPhrases": ["Abollaron mi triciclo"],
        "searchText": "Quiero denunciar\nAbollaron mi triciclo\n¿Está en un lugar seguro?",
    },
}


def index_of(documents: dict[str, dict[str, Any]]) -> Index:
    """An index of some documents."""
    substitutes = {"help_line": "911"}
    rows = (indexed(key, one["kind"], one, substitutes) for key, one in documents.items())
    return Index(rows)


def index_with(*said: str) -> Index:
    """An index of the documents above, whose examples have some words."""
    examples = {"GUIDANCE": {"denuncia": [*map(Phrase, said)], "detuvieron": [Phrase("se llevaron a mi primo")]}}
    rows = (indexed(key, one["kind"], one, {"help_line": "911"}) for key, one in DOCUMENTS.items())
    return Index(rows, [train(examples)])


@pytest.fixture(scope="module")
def index() -> Index:
    """An index of the documents above."""
    return index_of(DOCUMENTS)


def found(index: Index, query: str, **intent: Any) -> list[str]:
    """The keys of what is found, best first."""
    return [hit.key for hit in index.find(query, **intent).hits]


@pytest.mark.parametrize(
    ("case", "query", "first"),
    [
        ("without accents", "como denunciar", "denuncia"),
        ("the beginning of a word", "ministe", "mp"),
        ("titles first", "ministerio publico", "mp"),
        ("a synonym", "procu", "mp"),
        ("a plural", "familiares", "detuvieron"),
        ("another form of the verb", "denunciando", "denuncia"),
        ("what a placeholder says here", "911", "detuvieron"),
        ("a question about a word", "¿qué es el ministerio público?", "mp"),
        ("letters that sound alike", "denunsiar", "denuncia"),
        ("a letter too many", "catteo", "cateo"),
        ("two letters swapped", "mniisterio", "mp"),
        ("a municipality", "centla", "centla"),
        ("a town in an address", "cardenas", "cardenas"),
        ("what one needs, and where", "denunciar en Centla", "centla"),
        ("what one needs, and the state", "oficina para denunciar en Tabasco", "cardenas"),
    ],
)
def test_finds_first(index: Index, case: str, query: str, first: str) -> None:
    assert found(index, query, kinds=["GUIDANCE", "TERM", "ORGANIZATION", "OFFICE"])[0] == first


@pytest.mark.parametrize("query", ["", " ", "¿?", "xyzzyx", "\x00", "a" * 500])
def test_finds_nothing(index: Index, query: str) -> None:
    assert index.find(query).hits == ()
    assert index.find(query).did_you_mean is None


def test_what_is_named_whole_is_first_by_its_title_before_other_names() -> None:
    other = {"kind": "GUIDANCE", "title": "El cateo, paso a paso", "searchText": "Cateo, cateo", "question": "¿?"}
    documents = {**DOCUMENTS, "other": other, "third": {**DOCUMENTS["mp"], "title": "Juez", "synonyms": ["Un CATEO"]}}
    index = index_of({**documents, "synonym": {**DOCUMENTS["mp"], "title": "Registro", "synonyms": ["cateo"]}})

    assert found(index, "CATÉO")[:2] == ["cateo", "synonym"]
    assert found(index, "un cateo")[0] == "third"
    assert found(index, "la procu")[0] == "mp"
    assert found(index, "abollaron mi triciclo")[0] == "guion"
    assert found(index, "¿qué?")[:1] != ["other"]


def test_finds_by_kind_and_role(index: Index) -> None:
    assert found(index, "ministerio", kinds=["TERM"]) == ["mp"]
    assert found(index, "ministerio", role="VICTIM") == ["denuncia"]


def test_highlights_are_within_the_snippet(index: Index) -> None:
    hit = index.find("publico", role="VICTIM").hits[0]

    assert hit.snippet == "Ve al ministerio público. Lleva a un familiar."
    assert [hit.snippet[mark.start : mark.end] for mark in hit.highlights] == ["público"]
    assert hit.key == "denuncia"


def test_highlights_count_characters_not_bytes() -> None:
    text = "𝄞 ¡Ándale! 👩‍👧 El año pasado: amparo"
    documents = {"a": {"kind": "TERM", "title": "Otro", "searchText": f"Otro\n{text}"}}

    hit = index_of(documents).find("amparo").hits[0]

    assert [text[mark.start : mark.end] for mark in hit.highlights] == ["amparo"]


def test_another_spelling_is_reported_when_it_was_searched(index: Index) -> None:
    assert index.find("minsterio publico").did_you_mean == "ministerio público"
    assert index.find("ministerio").did_you_mean is None


def dangerous(*phrases: str) -> dict[str, Any]:
    """What a document says of examples of danger."""
    return {"digest": "", "phrases": len(phrases), "dangers": len(phrases)}


@pytest.fixture(scope="module")
def with_danger() -> Index:
    """An index that has learned of danger, with the page for it and another that cannot wait."""
    page: dict[str, Any] = {"kind": "GUIDANCE", "urgency": "EMERGENCY", "roles": ["VICTIM"]}
    said = {
        "danger": ["me quiere matar", "viene con un machete", "me está pegando", "me estoy desangrando"],
        "missing": ["no aparece mi hija", "secuestraron a mi hija", "mi hija está desaparecida", "se perdió mi hija"],
        "robbed": ["me robaron el celular", "me asaltaron en el camión", "robaron mi casa"],
    }
    said["robbed-too"] = said["robbed"]
    documents = {
        "danger": {**page, "title": "Estoy en peligro", "examplesSummary": dangerous(*said["danger"])},
        "missing": {**page, "title": "No aparece", "examplesSummary": dangerous(*said["missing"][:2])},
        "robbed": {**page, "urgency": "NORMAL", "title": "Me robaron"},
        "robbed-too": {**page, "urgency": "NORMAL", "title": "Otra vez me robaron"},
    }
    danger = {*said["danger"], *said["missing"][:2]}
    examples = {"GUIDANCE": {key: [Phrase(text, text in danger) for text in texts] for key, texts in said.items()}}
    rows = (indexed(key, one["kind"], {"searchText": one["title"], **one}, {}) for key, one in documents.items())
    return Index(rows, [train(examples)])


def test_the_page_for_danger_is_among_the_first_three_whatever_else_cannot_wait(with_danger: Index) -> None:
    result = with_danger.find("secuestraron a mi hija y me robaron el celular")

    assert result.is_danger
    assert "danger" in [hit.key for hit in result.hits[:3]]
    assert "danger" not in found(with_danger, "secuestraron a mi hija", kinds=["TERM"])


def test_the_page_for_danger_is_first_where_nothing_is_likely() -> None:
    alike = {f"{number}": {**DOCUMENTS["cateo"], "title": f"Navaja {number}"} for number in range(6)}

    result = index_of({**DOCUMENTS, **alike}).find("navaja")

    assert result.is_danger
    assert 0 < result.confidence < LIKELY
    assert result.hits[0].key == "detuvieron"


@pytest.mark.parametrize(
    ("query", "is_danger"),
    [("policía estatal", False), ("Centla", False), ("policía estatal, centla", False), ("policía centla", True),
     ("auxilio policía", True), ("la poli me lleva", True), ("me lleva la policía estatal", True)],
)  # fmt: skip
def test_whoever_only_names_somebody_or_a_place_tells_of_no_danger(query: str, is_danger: bool) -> None:
    danger = ["me lleva la policía estatal", "la poli me lleva a centla", "policía me pega en centla"]
    documents: dict[str, dict[str, Any]] = {
        "danger": {"kind": "GUIDANCE", "title": "Estoy en peligro", "urgency": "EMERGENCY"},
        "robbed": {"kind": "GUIDANCE", "title": "Me robaron"},
        "police": {"kind": "ORGANIZATION", "title": "Policía estatal", "synonyms": ["la poli me lleva"]},
        "centla": DOCUMENTS["centla"],
    }
    said = {"danger": [Phrase(text, is_danger=True) for text in danger], "robbed": [Phrase("me robaron mi casa")]}
    rows = [indexed(key, one["kind"], {"searchText": one["title"], **one}, {}) for key, one in documents.items()]

    assert Index(rows, [train({"GUIDANCE": said})]).find(query).is_danger is is_danger


def test_what_is_shown_for_safety_alone_is_not_sure(with_danger: Index) -> None:
    result = with_danger.find("me mata")

    assert [hit.key for hit in result.hits] == ["danger"]
    assert (result.confidence, result.is_ambiguous) == (0.0, True)


@pytest.mark.parametrize(
    ("query", "is_danger"), [("النجدة", False), ("救命", False), ("qzxwv", False), ("auxilio", True)]
)
def test_a_text_without_a_word_that_examples_have_tells_of_danger_by_its_words_only(
    with_danger: Index, query: str, is_danger: bool
) -> None:
    assert with_danger.find(query).is_danger is is_danger


@pytest.mark.parametrize(
    ("query", "is_danger"),
    [
        ("mi esposo me está ahorcando", True),
        ("YA NO QUIERO VIVIR", True),
        ("trae una pistola", True),
        ("mi hija no llegó a dormir", True),
        ("no llegaron los papeles", False),
        ("cómo denuncio un fraude", False),
    ],
)
def test_words_alone_tell_of_danger_while_nothing_is_learned(query: str, is_danger: bool) -> None:
    index = index_of(DOCUMENTS)

    result = index.find(query, kinds=["GUIDANCE"])

    assert result.is_danger is is_danger
    assert [hit.key for hit in result.hits if hit.key == "detuvieron"] == ["detuvieron"] * is_danger


def test_no_spelling_tells_what_only_examples_say() -> None:
    index = index_with("me robó juanperez99", "xochitl me estafó", "quiero una denuncia")

    assert index.find("juanperez98").did_you_mean is None
    assert index.find("xochil").did_you_mean is None
    assert index.find("xochil minsterio").did_you_mean == "xochil ministerio"
    assert found(index, "xochil me estafo")[0] == "denuncia"


def test_a_short_word_is_taken_for_what_sounds_alike_only(index: Index) -> None:
    assert index.find("kateo").did_you_mean == "cateo"
    assert index.find("mateo").did_you_mean is None


def test_words_of_scripts_are_no_spelling_for_others(index: Index) -> None:
    assert index.find("abollaronn triciclo").did_you_mean == "abollaron triciclo"
    assert index.find("abollaronn denunciar", kinds=["GUIDANCE"]).did_you_mean is None


@pytest.mark.parametrize(
    ("case", "locale", "title", "query", "is_found"),
    [
        ("English by its own rules", "en", "Reporting crimes", "report a crime", True),
        ("Spanish by its own", "es-MX", "Denuncias", "denunciando", True),
        ("folded where no rules are known", "yua", "Ba'ax k'a'abeet", "BA'AX", True),
        ("accents where no rules are known", "nah", "Tlahtōlli", "tlahtolli", True),
        ("no ending guessed where no rules are known", "yua", "Denuncias", "denunciando", False),
    ],
)
def test_each_language_has_its_own_rules(case: str, locale: str, title: str, query: str, is_found: bool) -> None:
    documents = {"a": {"kind": "TERM", "title": title, "locale": locale, "searchText": title}}

    assert found(index_of(documents), query) == (["a"] if is_found else [])


def test_items_in_several_languages_are_found_together() -> None:
    documents = {
        "maya": {"kind": "TERM", "title": "Amparo", "locale": "yua", "searchText": "Amparo\nU t'aan"},
        "spanish": {"kind": "GUIDANCE", "title": "Amparos", "locale": "es-MX", "searchText": "Amparos"},
    }

    assert sorted(found(index_of(documents), "amparo")) == ["maya", "spanish"]


def test_states_that_serve_the_same_share_it() -> None:
    document = DOCUMENTS["denuncia"]

    here = indexed("denuncia", "GUIDANCE", document, {"help_line": "911"})
    there = indexed("denuncia", "GUIDANCE", document, {"help_line": "55 5658 1111"})
    with_number = [indexed("a", "GUIDANCE", DOCUMENTS["detuvieron"], {"help_line": one}) for one in ("911", "066")]

    assert here is there
    assert with_number[0] is not with_number[1]


def test_equals_stand_in_published_order() -> None:
    same = {"kind": "TERM", "searchText": "juicio"}
    documents = {
        "c": {**same, "title": "Ñandú", "order": 0},
        "b": {**same, "title": "Nube", "order": 0},
        "a": {**same, "title": "Ábaco", "order": 10},
    }

    assert found(index_of(documents), "juicio") == ["b", "c", "a"]


@pytest.mark.parametrize(
    ("case", "text"),
    [
        ("no such heading", "[nonsense]\na = b"),
        ("a line under no heading", "el la"),
        ("an abbreviation that means nothing", "[abbreviations]\nmp"),
    ],
)
def test_refuses_a_file_of_everyday_words_that_cannot_be_meant(case: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"heading|unpack"):
        read(text)


def test_reads_everyday_words() -> None:
    everyday = read("[abbreviations]\nDF = Ciudad de México # a remark\n[nothing]\nel la\n[danger]\nAhorc, no. respira")

    assert everyday.abbreviations == {"df": ("ciudad", "de", "mexico")}
    assert everyday.stop_words == {"el", "la"}
    said = ("me quiere ahorcar", "no respira", "respira", "hay notas y respira")
    assert [everyday.sounds_like_danger(one.split()) for one in said] == [True, True, False, False]


LINES: dict[str, dict[str, Any]] = {
    "911": {
        "kind": "OFFICE",
        "title": "Número único de emergencias 911",
        "organizationKind": "POLICE",
        "phones": [{"dial": "911"}],
        "schedule": {"isAlwaysOpen": True},
        "searchText": "Número único de emergencias 911\nUna llamada sin costo a la policía.",
    },
    "089": {
        "kind": "OFFICE",
        "title": "Denuncia anónima 089",
        "organizationKind": "POLICE",
        "phones": [{"dial": "089"}],
        "searchText": "Denuncia anónima 089\nLlamada a la policía. No es para emergencias.",
    },
    "by day": {
        "kind": "OFFICE",
        "title": "Comandancia municipal",
        "organizationKind": "POLICE",
        "municipality": "Centla",
        "phones": [],
        "searchText": "Comandancia municipal\nPolicía, policía, policía.\nCentla",
    },
    "day and night": {
        "kind": "OFFICE",
        "title": "Guardia de la policía",
        "organizationKind": "POLICE",
        "phones": [],
        "schedule": {"isAlwaysOpen": True},
        "searchText": "Guardia de la policía",
    },
}


@pytest.mark.parametrize(
    ("case", "query", "keys"),
    [
        ("a kind", "policía", ["911", "day and night"]),
        ("what both lines speak of", "llamada de emergencias", ["911", "089"]),
        ("one by name", "denuncia anónima", ["089"]),
        ("one by its number", "089", ["089"]),
        ("one by its place", "policía en Centla", ["by day"]),
    ],
)
def test_of_the_offices_of_a_kind_the_emergency_number_is_found_first(case: str, query: str, keys: list[str]) -> None:
    assert found(index_of(LINES), query)[: len(keys)] == keys
