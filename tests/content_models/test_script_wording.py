"""What is suggested about the words of a script: few of them, and none that is wrong."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from content_models.rich_text import from_text, to_plain_text
from content_models.script_wording import (
    LONGEST_SENTENCE,
    Place,
    ScriptText,
    SuggestionCode,
    suggestions_for,
    suggestions_of_nodes,
    voices_apart,
)
from tests.content_models.script_vectors import as_documents, starter_scripts

TU, USTED = SuggestionCode.SAID_IN_TU, SuggestionCode.READ_IN_USTED
LONG, NUMBER = SuggestionCode.LONG_SENTENCE, SuggestionCode.NUMBER_WITHOUT_GROUPS

LONG_WORDS = "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis"


@pytest.mark.parametrize(
    ("case", "words", "is_said", "found"),
    [
        ("said: tells as tú what to do", "Llama al 911.", True, [(TU, "llama → llame")]),
        ("said: behind a condition", "Si está en peligro, llama al 911.", True, [(TU, "llama → llame")]),
        ("said: somebody calls", "Si alguien la llama, no conteste.", True, []),
        ("said: a question in usted", "¿Llama desde Tabasco?", True, []),
        ("said: with a pronoun", "Permanezca y cuéntanos qué pasó.", True, [(TU, "cuéntanos → cuéntenos")]),
        ("said: not to do", "No firmes nada.", True, [(TU, "firmes → firme")]),
        ("said: when", "Cuando llegues, diga su nombre.", True, []),  # only verbs of the list
        ("said: when, of a known verb", "Cuando salgas, avise.", True, [(TU, "salgas → salga")]),
        ("said: words for tú", "¿Estás con tu hijo?", True, [(TU, "estás → está, tu → su")]),
        ("said: what is to come", "Te recibirán y podrás denunciar.", True, [(TU, "te → le, podrás → podrá")]),
        ("said: a way back", "No vuelva atrás, y mire detrás.", True, []),
        ("said: an infinitive", "Pueden llevarte.", True, [(TU, "llevarte → llevarle")]),
        ("said: what ends alike", "La ley advierte: comparte la suerte y es parte.", True, []),
        ("said: what another person says", "Si le dice «te voy a matar», cuelgue.", True, []),
        ("said: in usted", "Vaya a la fiscalía y pida copia. Su caso sigue.", True, []),
        ("said: a list of things", "Anote todo: firma, marca y entrega.", True, []),
        ("said: one word too many", f"{LONG_WORDS} a b c d e.", True, [(LONG, "uno dos tres cuatro cinco…")]),
        ("said: as many words as can be heard", f"{LONG_WORDS} a b c d.", True, []),
        ("said: two sentences", f"{LONG_WORDS}. {LONG_WORDS}?", True, []),
        ("said: two lines", f"{LONG_WORDS}\n{LONG_WORDS}", True, []),
        ("read: a long sentence", f"{LONG_WORDS} a b c d e.", False, []),
        ("read: tells as usted what to do", "Vaya a la fiscalía.", False, [(USTED, "vaya → ve")]),
        ("read: somebody is to go", "Pide que vaya un abogado.", False, []),
        ("read: not to do", "No firme nada.", False, [(USTED, "no firme → no firmes")]),
        ("read: with a pronoun", "Si puedes, llámenos.", False, [(USTED, "llámenos → llámanos")]),
        ("read: of themselves", "Aléjese de la ventana.", False, [(USTED, "aléjese → aléjate")]),
        ("read: usted", "¿Está usted en peligro?", False, [(USTED, "usted → tú")]),
        ("read: another person's", "Pide a su abogado que le explique.", False, []),
        ("read: in tú", "Llama al 911 y di dónde estás.", False, []),
        ("a number without groups", "Llame al 9933136550.", True, [(NUMBER, "9933136550 → 993 313 6550")]),
        ("a number without groups, read", "Llama al 5556581111.", False, [(NUMBER, "5556581111 → 55 5658 1111")]),
        ("a number from abroad", "Llame al +529933136550.", True, [(NUMBER, "+529933136550 → 993 313 6550")]),
        ("a number in groups", "Llame al 993 313 6550, o al 911.", True, []),
        ("another number", "Folio AB1234567890, de 12345678901 pesos.", True, []),
        ("a placeholder", "Llame al {help_line}.", True, []),
        ("nothing", "", True, []),
    ],
)  # fmt: skip
def test_what_is_suggested(case: str, words: str, is_said: bool, found: list[tuple[SuggestionCode, str]]) -> None:
    suggestions = suggestions_for(words, is_said=is_said)

    assert [(one.code, one.detail) for one in suggestions] == found, case
    assert all(one.message for one in suggestions)


def test_an_answer_tells_nobody_what_to_do() -> None:
    assert suggestions_for("Sigue detenido", is_said=True, is_answer=True) == []
    assert [one.code for one in suggestions_for("Comuníquenos, usted sabe", is_said=False, is_answer=True)] == [USTED]


def test_they_say_where_the_words_stand() -> None:
    def text(words: str) -> dict[str, object]:
        return {"ast": from_text(words)}

    node = {
        "text": text("Diga su nombre."),
        "wordings": [
            {"channel": "WEB", "text": text("Diga su nombre.")},
            {"channel": "CHAT", "text": text("Di tu nombre.")},
            {"channel": "PHONE", "text": text("Di tu nombre.")},
        ],
        "options": [
            {"label": "No", "wordings": []},
            {"label": "Te digo", "wordings": [{"channel": "WEB", "label": "Usted sabe"}]},
        ],
    }

    found = suggestions_of_nodes([node, {**node, "wordings": [], "options": []}])  # type: ignore[list-item]  # what is not asked about is left out

    assert [(one.text.position, one.text.place, one.text.item, one.suggestion.code) for one in found] == [
        (0, "web_text", 0, USTED),
        (0, "wordings", 2, TU),
        (0, "label", 1, TU),
        (0, "web_label", 1, USTED),
    ]
    assert found[0].message.startswith("«1 · Diga su nombre.»: ")


@pytest.mark.parametrize(
    ("case", "said", "read", "found"),
    [
        ("both changed", "Vaya hoy.", "Ve hoy.", []),
        ("neither", "Vaya.", "Ve.", []),
        ("only what is said", "Vaya hoy.", "Ve.", [("web_text", SuggestionCode.ONLY_SAID_CHANGED)]),
        ("only what is read", "Vaya.", "Ve hoy.", [("text", SuggestionCode.ONLY_READ_CHANGED)]),
        ("nothing is read", "Vaya hoy.", "", []),
        ("only spaces", "Vaya. ", "Ve.", []),
    ],
)
def test_a_voice_that_stayed_behind_is_named(
    case: str, said: str, read: str, found: list[tuple[str, SuggestionCode]]
) -> None:
    def texts(said: str, read: str) -> list[ScriptText]:
        voices = ((Place.SAID, said), (Place.READ, read))
        return [ScriptText(0, "1 · Vaya.", place, 0, words, place is Place.SAID, "a") for place, words in voices]

    apart = voices_apart(texts("Vaya.", "Ve."), texts(said, read))

    assert [(one.text.place, one.suggestion.code) for one in apart] == found, case
    assert voices_apart([], texts(said, read)) == []


def test_the_starter_scripts_are_rightly_addressed() -> None:
    """Of 488 texts none is taken for what it is not; the long sentences are the lawyers' own."""
    found = [
        one for script in as_documents(starter_scripts()).values() for one in suggestions_of_nodes(script["nodes"])
    ]

    assert Counter(one.suggestion.code for one in found) == {LONG: 19}
    assert all(one.suggestion.count > LONGEST_SENTENCE for one in found)


def test_half_of_them_would_be_found_in_the_other_voice() -> None:
    texts = [
        (words["ast"], is_said)
        for script in as_documents(starter_scripts()).values()
        for node in script["nodes"]
        for words, is_said in [(node["text"], False), *((one["text"], True) for one in node["wordings"])]
    ]

    found = sum(
        any(one.code in (TU, USTED) for one in suggestions_for(to_plain_text(ast), is_said=is_said))
        for ast, is_said in texts
    )

    assert found / len(texts) > 0.6  # the rest addresses nobody


@pytest.mark.parametrize("piece", ["«", "“", '"«', "« “a ", "8", "a. ", "{", "usted "])
def test_a_text_of_any_length_takes_as_long_as_it_is(piece: str) -> None:
    def seconds(count: int) -> float:
        start = time.process_time()
        suggestions_for(piece * count, is_said=True)
        suggestions_for(piece * count, is_said=False)
        return time.process_time() - start

    short, long = (min(seconds(count) for _ in range(3)) for count in (2_000, 20_000))

    assert long < 40 * max(short, 0.001)
