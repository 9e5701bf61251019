"""Whether somebody writes that they want to be called: what the chat answers with the way to a call."""

from __future__ import annotations

import re

from delivery.search.words import folded_words

_ASKED = "(?:pueden|podrian|podran|puede|podria|podra)"
_SOMEBODY = "(?:(?:alguien|una persona|un abogado|una abogada|ustedes|usted) )?"
_WANTED = (
    # “¿Me pueden llamar?”, “¿alguien me podría marcar?”
    rf"(?:me|nos) {_ASKED} (?:por favor )?(?:llamar|marcar|hablar|contactar|telefonear|devolver la llamada)",
    # “¿Podrían llamarme?”
    rf"{_ASKED} (?:por favor )?(?:llamar|marcar|hablar|contactar|telefonear)(?:me|nos)",
    # “Llámenme mañana”, “háblame por teléfono”
    r"(?:llamen|llame|llama|marquen|marque|marca|hablen|hable)(?:me|nos)",
    # “Quiero que alguien me marque”
    rf"que {_SOMEBODY}(?:me|nos) (?:llamen|llame|marquen|marque|hablen|hable|contacten|contacte)"
    r"|que (?:me|nos) (?:devuelvan|regresen) la llamada",
    # “Can somebody call me?”, “I want you to call me”
    r"(?:can|could|will|would) (?:you|someone|somebody|anyone|anybody)(?: please)? (?:call|phone|ring) (?:me|us)",
    r"(?:want|need|like|prefer|ask)(?: for)? (?:you|someone|somebody|anyone|anybody) to (?:call|phone|ring) (?:me|us)",
    r"(?:want|need|like|prefer) (?:to be called|a call|a phone call)",
    r"give (?:me|us) a (?:call|ring)",
    r"(?:call|phone|ring) (?:me|us) (?:back|please|later|tomorrow|today|at|on|when)",
    r"please (?:call|phone|ring) (?:me|us)",
)
_WISH = re.compile(rf"\b(?:{'|'.join(_WANTED)})\b")

_UNWANTED = re.compile(r"\b(?:no|ni|nunca|not|never|don t|dont|doesn t|didn t|won t|can t)\b(?: \w+){0,4} ?$")
"""What stands before a call that is not wanted: “no quiero que me llamen”."""

_SUMMONED = re.compile(
    r"^ (?:a|como|para|to|as|into)"
    r" (?:declarar|testificar|juicio|testigo|audiencia|comparecer|testify|court|trial|witness)"
)
"""What stands behind a call before an authority: “¿me pueden llamar a declarar?”."""

_SENTENCE = re.compile(r"[.,;:¿?¡!\n]+")


def wants_call(text: str) -> bool:
    """Return whether a text asks to be called, in Spanish or English.

    A sentence which says that nobody is to call, or speaks of a summons, asks for none.
    """
    return any(_wants_call(" ".join(folded_words(part))) for part in _SENTENCE.split(text))


def _wants_call(words: str) -> bool:
    return any(
        not _UNWANTED.search(words[: found.start()]) and not _SUMMONED.match(words[found.end() :])
        for found in _WISH.finditer(words)
    )
