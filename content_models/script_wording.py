"""Suggestions about how a script is worded: what is said aloud, and what is read. Pure; they never refuse anything.

What is said aloud addresses people as “usted”, in sentences that an ear can follow; what is read addresses them as
“tú”. Only markers that cannot well be anything else count, so that a suggestion is worth reading: in “Si la fiscalía la
llama” nobody is addressed, and in what stands between quotation marks somebody else speaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from tenants.phones import in_groups

from .choices import Channel
from .rich_text import to_plain_text
from .script_graph import name_of_node, words_of
from .shapes.blocks import ScriptNode

LONGEST_SENTENCE = 20
"""How many words of a sentence one still understands when it is read aloud."""

MOST_EXAMPLES = 3
"""How many words a suggestion quotes."""

_SENTENCE = re.compile(r"[^.!?…\n]*[.!?…\n]?")
_TOKEN = re.compile(r"\{\w+\}|\w+|[,;:¿¡]")
_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”|\"[^\"]*\"")
"""A mark that opens again ends the search for the one that closes, so that no text takes longer than its length."""
_TEN_DIGITS = re.compile(r"(?<![\w.,-])\+?(?:52)?(\d{10})(?!\w)", re.ASCII)


def _pairs(words: str) -> dict[str, str]:
    """Return words as “tú” and what they are as “usted”, written as `tu/usted`."""
    return dict(pair.split("/") for pair in words.split())


_IMPERATIVES = _pairs(
    """
    acude/acuda anota/anote avisa/avise busca/busque consulta/consulte conserva/conserve consigue/consiga
    cuelga/cuelgue cuenta/cuente cuida/cuide da/dé declara/declare deja/deje denuncia/denuncie di/diga
    elige/elija entrega/entregue envía/envíe escribe/escriba espera/espere evita/evite exige/exija
    explica/explique firma/firme guarda/guarde haz/haga intenta/intente lee/lea llama/llame lleva/lleve
    manda/mande mantén/mantenga marca/marque muestra/muestre pide/pida pon/ponga pregunta/pregunte
    prepara/prepare presenta/presente recuerda/recuerde reporta/reporte reúne/reúna revisa/revise sal/salga
    sigue/siga solicita/solicite ten/tenga toma/tome ve/vaya ven/venga verifica/verifique habla/hable
    insiste/insista permanece/permanezca propón/proponga regresa/regrese resiste/resista
    """
)
"""How somebody is told to do something: as “tú”, and as “usted”."""

_REFLEXIVES = _pairs(
    """
    acércate/acérquese aléjate/aléjese cuídate/cuídese enciérrate/enciérrese fíjate/fíjese
    identifícate/identifíquese quédate/quédese comunícate/comuníquese vete/váyase
    """
)
_TO_TU = _pairs(
    """
    tú/usted te/le ti/usted tu/su tus/sus tuyo/suyo tuya/suya eres/es estás/está tienes/tiene puedes/puede
    quieres/quiere debes/debe sabes/sabe vas/va has/ha necesitas/necesita vives/vive prefieres/prefiere
    crees/cree sientes/siente podrías/podría deberías/debería quisieras/quisiera fuiste/fue hiciste/hizo
    dijiste/dijo tuviste/tuvo pudiste/pudo recibiste/recibió firmaste/firmó denunciaste/denunció llamaste/llamó
    sufriste/sufrió pides/pide quedas/queda recibes/recibe haces/hace dices/dice vayas/vaya pidas/pida
    tengas/tenga puedas/pueda quieras/quiera hagas/haga supiste/supo sentiste/sintió pediste/pidió
    """
) | {"contigo": "con usted"}
"""Words that address somebody as “tú”, and what stands for them in “usted”."""

_NOT_TO_TU = frozenset(("atrás", "detrás"))
_INFINITIVE_WITH_TE = re.compile(
    r"(?!(?:(?:a|com|de|im|re)?parte|(?:descar|mar|estandar|baluar|fuer|muer|suer|iner)te|\w*ierte)$)\w+[aeií]rte"
)
_PRONOUNS = ("me", "nos", "lo", "la", "los", "las", "le", "les", "selo", "sela", "melo", "noslo")
_BEFORE_SUBJUNCTIVE = frozenset(("no", "que", "cuando", "cuanto", "aunque"))
_OPENS_CLAUSE = frozenset(("si", "cuando", "primero", "luego", "después", "antes", "ahora", "mientras"))
"""A sentence that begins so tells what to do behind its comma."""


_WITHOUT_PRONOUNS = frozenset(("ve", "sal", "ten", "ven", "da"))
"""With a pronoun they are other words, or as good as never written: “velo”, “salla”, “tenla”, “dala”."""
_ACCENTS = str.maketrans("áéíóú", "aeiou")
_ACCENTED = str.maketrans("aeiou", "áéíóú")
_VOWEL = re.compile(r"[aeo]|(?<![qg])u(?![aeo])|(?<![aeo])i(?![aeo])")
LONGEST_SINGLE = 4
"""Letters of two pronouns that stand as one word; a single one has fewer."""


def _with_pronouns(imperatives: Mapping[str, str]) -> dict[str, str]:
    """Return imperatives with a pronoun behind them, and what stands for them: “llámanos”, “llámenos”."""
    return {
        _accented(one, pronoun): _accented(other, pronoun)
        for one, other in imperatives.items()
        for pronoun in _PRONOUNS
        if not {one, other} & _WITHOUT_PRONOUNS
    }


def _accented(imperative: str, pronoun: str) -> str:
    """The two as one word, with the accent that Spanish writes where two syllables or more follow the stressed one."""
    bare = imperative.translate(_ACCENTS)
    vowels = [match.start() for match in _VOWEL.finditer(bare)]
    stressed = next((at for at, letter in enumerate(imperative) if letter in "áéíóú"), None)
    if stressed is None:
        stressed = vowels[-2] if len(vowels) > 1 else vowels[0]
    following = sum(at > stressed for at in vowels) + (1 if len(pronoun) < LONGEST_SINGLE else 2)
    letter = bare[stressed] if following < 2 else bare[stressed].translate(_ACCENTED)
    return bare[:stressed] + letter + bare[stressed + 1 :] + pronoun


_TU_TO_USTED = {**_REFLEXIVES, **_with_pronouns(_IMPERATIVES)}
_USTED_OF_IMPERATIVES = {usted: tu for tu, usted in _IMPERATIVES.items()}
_USTED_TO_TU = {**{usted: tu for tu, usted in _REFLEXIVES.items()}, **_with_pronouns(_USTED_OF_IMPERATIVES)}
_NO_NOUNS = frozenset(("llama", "pide", "di", "haz", "ve", "pon", "lee", *_USTED_OF_IMPERATIVES))
_SUBJUNCTIVES = {f"{usted}s": usted for usted in _USTED_OF_IMPERATIVES} | {"dés": "dé", "des": "dé"}


class SuggestionCode(StrEnum):
    """What can be suggested about words of a script."""

    SAID_IN_TU = "SAID_IN_TU"
    READ_IN_USTED = "READ_IN_USTED"
    LONG_SENTENCE = "LONG_SENTENCE"
    NUMBER_WITHOUT_GROUPS = "NUMBER_WITHOUT_GROUPS"
    ONLY_SAID_CHANGED = "ONLY_SAID_CHANGED"
    ONLY_READ_CHANGED = "ONLY_READ_CHANGED"


_MESSAGES = {
    SuggestionCode.SAID_IN_TU: _("Read aloud, it addresses the person as “tú”. Aloud it is “usted”: %(detail)s."),
    SuggestionCode.READ_IN_USTED: _("What is read addresses the person as “tú”, and this as “usted”: %(detail)s."),
    SuggestionCode.LONG_SENTENCE: _(
        "A sentence of %(count)s words is hard to follow when it is read aloud: “%(detail)s”. Make two of it."
    ),
    SuggestionCode.ONLY_SAID_CHANGED: _(
        "What is said has changed since it was published, and what is read has not: see that both say the same."
    ),
    SuggestionCode.ONLY_READ_CHANGED: _(
        "What is read has changed since it was published, and what is said has not: see that both say the same."
    ),
    SuggestionCode.NUMBER_WITHOUT_GROUPS: _("Write the number in groups, as it is read out: %(detail)s."),
}
_AT_NODE = _("“%(node)s”: %(suggestion)s")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What would make words easier to say, or to read.

    Attributes:
        detail: what is meant, and what to write for it where that is known; empty where the sentence says it.
        count: of words, for a sentence.
    """

    code: SuggestionCode
    detail: str
    count: int = 0

    @property
    def message(self) -> str:
        """A sentence for the editor, as it stands beside the field."""
        return str(_MESSAGES[self.code] % {"detail": self.detail, "count": self.count})


class Place(StrEnum):
    """Which words of a node: the names of their fields in its form."""

    SAID = "text"
    READ = "web_text"
    OF_CHANNEL = "wordings"
    ANSWER_SAID = "label"
    ANSWER_READ = "web_label"


@dataclass(frozen=True, slots=True)
class ScriptText:
    """Words of a script, and where they stand.

    Attributes:
        position: of the node; `name` is what people call it.
        item: the place of the answer, or of the wording, among those of the node; 0 for the node's own words.
        words: one line to a paragraph.
        is_said: whether an operator says them aloud; otherwise they are read.
        node_id: the id of the node's block, which is the same in all editions.
    """

    position: int
    name: str
    place: Place
    item: int
    words: str
    is_said: bool
    node_id: str = ""

    @property
    def is_answer(self) -> bool:
        """Whether the person says them, and so tells nobody what to do: “Sigue detenido”."""
        return self.place in (Place.ANSWER_SAID, Place.ANSWER_READ)


@dataclass(frozen=True, slots=True)
class Placed:
    """A suggestion about words of a script."""

    text: ScriptText
    suggestion: Suggestion

    @property
    def message(self) -> str:
        """A sentence that names the node, for where it stands apart from it."""
        return str(_AT_NODE % {"node": self.text.name, "suggestion": self.suggestion.message})


def suggestions_in(texts: Iterable[ScriptText]) -> list[Placed]:
    """Return what to suggest about the words of a script, in their order."""
    return [
        Placed(text, one)
        for text in texts
        for one in suggestions_for(text.words, is_said=text.is_said, is_answer=text.is_answer)
    ]


def voices_apart(before: Iterable[ScriptText], now: Iterable[ScriptText]) -> list[Placed]:
    """Return the nodes of which only what is said, or only what is read, has changed, at what has not.

    Args:
        before: the words as they are published; `now`, as they are to be.
    """
    was, found = _voices_of(before), []
    for node, voices in _voices_of(now).items():
        if node not in was or voices.keys() != {Place.SAID, Place.READ} or was[node].keys() != voices.keys():
            continue
        is_changed = {place: was[node][place].words.split() != text.words.split() for place, text in voices.items()}
        if is_changed[Place.SAID] and not is_changed[Place.READ]:
            found.append(Placed(voices[Place.READ], Suggestion(SuggestionCode.ONLY_SAID_CHANGED, "")))
        elif is_changed[Place.READ] and not is_changed[Place.SAID]:
            found.append(Placed(voices[Place.SAID], Suggestion(SuggestionCode.ONLY_READ_CHANGED, "")))
    return found


def _voices_of(texts: Iterable[ScriptText]) -> dict[str, dict[Place, ScriptText]]:
    """What is said and read at each node, where anything is."""
    found: dict[str, dict[Place, ScriptText]] = {}
    for text in texts:
        if text.place in (Place.SAID, Place.READ) and text.words.strip():
            found.setdefault(text.node_id, {})[text.place] = text
    return found


def suggestions_of_nodes(nodes: Sequence[ScriptNode]) -> list[Placed]:
    """Return what to suggest about the nodes of a document."""
    return suggestions_in(texts_of(nodes))


def texts_of(nodes: Sequence[ScriptNode]) -> Iterator[ScriptText]:
    """Yield the words of a document's nodes in which something may be suggested."""
    for position, node in enumerate(nodes):
        name = name_of_node(position + 1, words_of(node["text"]["ast"]))
        yield ScriptText(position, name, Place.SAID, 0, to_plain_text(node["text"]["ast"]), True, node.get("id", ""))
        for item, wording in enumerate(node["wordings"]):
            place = Place.READ if wording["channel"] == Channel.WEB else Place.OF_CHANNEL
            words, is_said = to_plain_text(wording["text"]["ast"]), wording["channel"] == Channel.PHONE
            yield ScriptText(position, name, place, item, words, is_said, node.get("id", ""))
        for item, option in enumerate(node["options"]):
            yield ScriptText(position, name, Place.ANSWER_SAID, item, option["label"], is_said=True)
            for read in option["wordings"]:
                yield ScriptText(position, name, Place.ANSWER_READ, item, read["label"], is_said=False)


def suggestions_for(words: str, *, is_said: bool, is_answer: bool = False) -> list[Suggestion]:
    """Return what to suggest about words, each kind at most once.

    Args:
        is_said: whether they are said aloud; otherwise they are read.
        is_answer: whether the person says them, not the service.
    """
    sentences = [one for one in (each.strip() for each in _SENTENCE.findall(words)) if one]
    markers_in = _in_tu if is_said else _in_usted
    markers = _distinct(marker for one in sentences for marker in markers_in(_tokens(one), is_answer=is_answer))
    found = []
    if markers:
        code = SuggestionCode.SAID_IN_TU if is_said else SuggestionCode.READ_IN_USTED
        found.append(Suggestion(code, ", ".join(markers[:MOST_EXAMPLES])))
    longest = max(sentences, key=_length, default="")
    if is_said and _length(longest) > LONGEST_SENTENCE:
        found.append(Suggestion(SuggestionCode.LONG_SENTENCE, _beginning(longest), _length(longest)))
    numbers = _distinct(f"{match[0]} → {in_groups(match[1])}" for match in _TEN_DIGITS.finditer(words))
    if numbers:
        found.append(Suggestion(SuggestionCode.NUMBER_WITHOUT_GROUPS, ", ".join(numbers[:MOST_EXAMPLES])))
    return found


def _distinct(found: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(found))


def _tokens(sentence: str) -> list[str]:
    """The words of a sentence that whoever speaks says in their own name, and the signs that divide them."""
    return _TOKEN.findall(_QUOTED.sub(" ", sentence).casefold())


def _length(sentence: str) -> int:
    return sum(token[0].isalnum() or token[0] == "{" for token in _TOKEN.findall(sentence))


def _beginning(sentence: str) -> str:
    words = sentence.split()
    return " ".join(words[:5]) + ("…" if len(words) > 5 else "")


def _in_tu(tokens: Sequence[str], *, is_answer: bool) -> Iterator[str]:
    """Yield what addresses somebody as “tú”, and what to say for it."""
    opens = set() if is_answer else _opening_places(tokens)
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else ""
        if token in _TO_TU:
            yield f"{token} → {_TO_TU[token]}"
        elif token in _TU_TO_USTED:
            yield f"{token} → {_TU_TO_USTED[token]}"
        elif token.endswith("rás") and token not in _NOT_TO_TU:
            yield f"{token} → {token[:-1]}"
        elif _INFINITIVE_WITH_TE.fullmatch(token):
            yield f"{token} → {token[:-2]}le"
        elif before in _BEFORE_SUBJUNCTIVE and token in _SUBJUNCTIVES:
            yield f"{token} → {_SUBJUNCTIVES[token]}"
        elif at in opens and token in _IMPERATIVES:
            yield f"{token} → {_IMPERATIVES[token]}"


def _in_usted(tokens: Sequence[str], *, is_answer: bool) -> Iterator[str]:
    """Yield what addresses somebody as “usted”, and what to write for it; not “su”, which may be another person's."""
    opens = set() if is_answer else _opening_places(tokens)
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else ""
        if token == "usted":
            yield "usted → tú"
        elif token in _USTED_TO_TU:
            yield f"{token} → {_USTED_TO_TU[token]}"
        elif at in opens and token in _USTED_OF_IMPERATIVES:
            yield f"{token} → {_USTED_OF_IMPERATIVES[token]}"
        elif at - 1 in opens and before == "no" and token in _USTED_OF_IMPERATIVES:
            yield f"no {token} → no {token}s"


def _opening_places(tokens: Sequence[str]) -> set[int]:
    """The places at which a verb tells somebody what to do: where a clause begins, unless it asks something.

    Behind a colon a list may begin, and “firma” or “entrega” are things as well.
    """
    if "¿" in tokens:
        return set()
    found = {at + 1 for at, token in enumerate(tokens) if token in (";", "¡")} | {0}
    found |= {at + 1 for at, token in enumerate(tokens[:-1]) if token == ":" and tokens[at + 1] in _NO_NOUNS}
    if tokens and tokens[0] in _OPENS_CLAUSE:
        found |= {at + 1 for at, token in enumerate(tokens) if token == ","}
    return found
