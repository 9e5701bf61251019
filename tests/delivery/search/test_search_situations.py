"""Situations: what is told in words that may stand anywhere in a question."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import pytest

from delivery.search.everyday import read
from delivery.search.partial_matches import PartialMatches
from delivery.search.situations import SituationMatch, Situations, Subject
from delivery.search.words import folded_words, language_of

FILE = """
[nothing]
a mi me que hago lo
[concepts]
child = hijo, hija
kin = <child>, mi carnal
police = policia, ley, ministerial
beat = pegar, golpear
taken = se llevaron, agarraron
free = soltar
[situations]
<kin> <taken> = detuvieron familiar
<kin> <taken> <police> = detuvieron familiar
<police> <beat> = queja
<taken> = detenido
<police> <taken>, <police> ley = detenido
<free> me = libre
"""


def described(
    situations: Situations, stems: Sequence[str], asked: Collection[Subject] = (Subject.CASE,)
) -> list[SituationMatch]:
    """The situations that words tell."""
    return situations.matches_in(situations.places(stems), asked)


def told(question: str) -> list[str]:
    """What a question tells, in the content's words, in the order of the question."""
    everyday, stem = read(FILE), language_of("es").stem
    stop_words = {stem(word) for word in everyday.stop_words}
    situations = Situations(everyday.concepts, {Subject.CASE: everyday.situations}, stem, stop_words)
    found = described(situations, [stem(word) for word in folded_words(question)])
    meanings = {tuple(tuple(map(stem, way)) for way in meant): meant for meant in everyday.situations.values()}
    return [" ".join(meanings[one.situation.meant][0]) for one in found]


@pytest.mark.parametrize(
    ("case", "question", "meant"),
    [
        ("two things together", "agarraron a mi hijo", ["detuvieron familiar"]),
        ("in another order", "a mi hija la agarraron", ["detuvieron familiar"]),
        ("far from each other", "mi hija estaba en una fiesta y anoche agarraron", ["detuvieron familiar"]),
        ("another form of the verb", "el policía golpeó", ["queja"]),
        ("a concept within a concept", "se llevaron a mi carnal", ["detuvieron familiar"]),
        ("a phrase with little words between", "se lo llevaron, mi hijo", ["detuvieron familiar"]),
        ("a phrase only half there", "llevaron a mi hijo", []),
        ("one thing alone", "agarraron", ["detenido"]),
        ("what is told in more words, without its parts", "la policia agarraron a mi hijo", ["detuvieron familiar"]),
        ("two situations at once", "agarraron a mi hijo y la policia golpea", ["detuvieron familiar", "queja"]),
        ("a little word that belongs to it", "que me suelten", ["libre"]),
        ("one word does not tell two things", "la ley", []),
        ("nothing", "buenas tardes", []),
    ],
)
def test_finds_situations(case: str, question: str, meant: list[str]) -> None:
    assert sorted(told(question)) == sorted(meant)


def test_an_element_of_few_meanings_weighs_more() -> None:
    often = "".join(f"<often> {word} = meaning {word}\n" for word in "abcdefgh")
    everyday = read(f"[concepts]\noften = uno\nseldom = dos\n[situations]\n{often}<seldom> a = meaning")
    situations = Situations(everyday.concepts, {Subject.CASE: everyday.situations}, str, ())

    [often_told], [seldom_told] = (described(situations, words) for words in (["uno", "a"], ["dos", "a"]))

    assert often_told.situation.weight < seldom_told.situation.weight


def test_further_matches_of_one_meaning_add_a_share() -> None:
    everyday = read("[concepts]\nchild = hijo\n[situations]\n<child> preso, <child> pega, preso busco = familiar")
    situations = Situations(everyday.concepts, {Subject.CASE: everyday.situations}, str, ())

    [alone] = described(situations, ["hijo", "preso"])
    [together] = described(situations, ["hijo", "preso", "busco"])
    [apart] = described(situations, ["hijo", "busco", "pega"])

    assert alone.situation.weight == apart.situation.weight < together.situation.weight


@pytest.mark.parametrize("line", ["<nobody> robar = denuncia", "robar <nobody> = denuncia"])
def test_refuses_a_concept_that_is_not_there(line: str) -> None:
    with pytest.raises(ValueError, match=re.escape("<nobody>")):
        read(f"[situations]\n{line}")


def test_everyday_language_is_known_and_never_corrected() -> None:
    everyday = read("[concepts]\nkin = mi carnal\n[situations]\n<kin> apañaron = familiar")

    assert everyday.phrases == (("mi", "carnal"), ("apanaron",))


@pytest.mark.parametrize(
    ("one", "other"), [("casa", "caso"), ("moto", "mota"), ("plazo", "plaza"), ("daño", "dan"), ("para", "parar")]
)
def test_words_that_only_look_alike_are_kept_apart(one: str, other: str) -> None:
    stem = language_of("es").stem

    assert stem(*folded_words(one)) != stem(*folded_words(other))


DESCRIBED = """
[concepts]
judge = juez, jueza
[situations]
<judge> cambiar = audiencia
[what words mean]
mismo <judge>, mismo <judge> cambiar, balas = revocacion
[what offices do]
balas, <judge> cambiar = juzgado
"""


@pytest.mark.parametrize(
    ("case", "question", "asked", "meant"),
    [
        ("a word that is asked for, by one thing", "balas", {Subject.WORD}, {Subject.WORD}),
        ("a word that is not asked for, by one thing", "balas", {Subject.CASE}, set()),
        ("a word that is not asked for, by several", "mismo juez", {Subject.CASE}, {Subject.WORD}),
        ("an office that is asked for", "juez cambiar", {Subject.OFFICE}, {Subject.OFFICE}),
        ("a case that is part of a word's description", "mismo juez cambiar", {Subject.CASE}, {Subject.WORD}),
        ("a case that is not asked for", "juez cambiar", {Subject.WORD}, set()),
    ],
)
def test_describes_words_and_offices_to_who_asks(
    case: str, question: str, asked: set[Subject], meant: set[Subject]
) -> None:
    everyday = read(DESCRIBED)
    lines = {Subject.CASE: everyday.situations, Subject.WORD: everyday.meanings, Subject.OFFICE: everyday.services}
    situations = Situations(everyday.concepts, lines, str, ())

    found = described(situations, question.split(), asked)

    assert {one.situation.of for one in found} == meant
    assert all(one.is_requested == (one.situation.of in asked) for one in found)


@pytest.mark.parametrize(
    ("case", "question", "wished"),
    [
        ("a word", "qué es eso de la querella", {"what it is"}),
        ("a word by what it means", "un papel que te manda al juez", {"what it is"}),
        ("a case that opens like a description", "el papel que me dieron", {"my case"}),
        ("an office by its name", "teléfono de la fiscalía", {"where"}),
        ("an office by what it does", "qué oficina ve a los presos", {"who helps"}),
        ("an address in a long story", "yo les llevé la dirección " + "y otra cosa " * 5, {"my case"}),
    ],
)
def test_finds_intents(case: str, question: str, wished: set[str]) -> None:
    language = language_of("es")

    assert set(language.intents_in([language.stem(word) for word in folded_words(question)])) == wished


def test_what_is_said_around_a_word_adds_up() -> None:
    everyday, stem = read(AROUND), language_of("es").stem
    around = {Subject.WORD: everyday.near_meanings}
    situations = Situations(everyday.concepts, {}, stem, {stem("a")}, around[Subject.WORD])
    matches = PartialMatches(everyday.concepts, around, stem)

    def partial_matches(question: str, least: float = 0.0) -> list[str]:
        places = situations.places([stem(word) for word in folded_words(question)])
        return [one.meant[0][0] for one in matches.find(places, least)]

    assert partial_matches("un policía, frente a frente con el que miente") == [stem("careo")]
    assert partial_matches("fila y vidrio, señala la policía") == [stem("fila")]
    assert partial_matches("vidrio") == [], "one thing alone is near to nothing"
    assert partial_matches("fila y vidrio", least=99.0) == []


AROUND = """
[concepts]
police = policia, ley
[around a word]
frente a frente, miente, <police> = careo
fila, vidrio, señala, <police> = fila
"""
