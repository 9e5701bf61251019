"""What tells who somebody is: names of persons, and numbers and names that belong to one of them, found in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from .json_fields import DATA
from .municipalities import names_of_places
from .spanish_order import fold

LEAST_DIGITS = 7
"""Of a telephone number."""
LOCAL_DIGITS = 10
"""Of a whole one."""

_WORD = re.compile(r"[^\W_]+")
_CAPITALISED = r"[A-ZÁÉÍÓÚÑ][^\W\d_]+"
_NAMES = re.compile(rf"(?<!\w){_CAPITALISED}(?:\s+(?:de\s+|del\s+|la\s+)*{_CAPITALISED})*")
_INITIALS = re.compile(rf"(?<!\w)[A-ZÁÉÍÓÚÑ]\.\s*({_CAPITALISED})")
_BETWEEN = frozenset({"de", "del", "la", "las", "los"})
_INTRODUCED = re.compile(r"\b(?:se llama|me llamo|su nombre es|mi nombre es)\s+(\w+)", re.IGNORECASE)
_TITLES = frozenset(
    {
        "agente", "capitan", "comandante", "director", "directora", "diputado", "doctor", "doctora", "dr", "dra", "don",
        "dona", "fiscal", "ing", "ingeniero", "juez", "jueza", "lic", "licenciada", "licenciado", "maestra", "maestro",
        "magistrada", "magistrado", "oficial", "perito", "policia", "profe", "profesor", "profesora", "sargento",
        "senor", "senora", "sr", "sra", "srita", "teniente",
    }
)  # fmt: skip
_OF_PLACES = frozenset(
    {
        "san", "santa", "santo", "villa", "ciudad", "puerto", "calle", "avenida", "colonia", "parque", "mercado",
        "virgen", "zona",
    }
)  # fmt: skip

GIVEN_NAMES = frozenset((DATA / "given_names.txt").read_text(encoding="utf-8").split())
"""Frequent given names in Mexico, folded.

Source:
    INEGI, Estadística de nacimientos registrados; by hand, without names that are mostly other words.
"""
SURNAMES = frozenset((DATA / "surnames.txt").read_text(encoding="utf-8").split())
"""Frequent surnames in Mexico, those of Maya and Nahua families among them, folded.

Source:
    By hand, without those that are mostly other words or names of places.
"""
_BEFORE_SURNAMES = GIVEN_NAMES | _TITLES

_TENS = ("treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa")
_NUMBER_WORDS = {
    **dict.fromkeys(("cero", "uno", "una", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"), 1),
    **dict.fromkeys(("diez", "once", "doce", "trece", "catorce", "quince", "dieciseis", "diecisiete", "dieciocho"), 2),
    **dict.fromkeys(("diecinueve", "veinte", "veintiuno", "veintidos", "veintitres", "veinticuatro", "veinticinco"), 2),
    **dict.fromkeys(("veintiseis", "veintisiete", "veintiocho", "veintinueve", *_TENS), 2),
}
"""How many digits a word of a dictated number stands for; of tens, the units that follow are one of them."""
_COUNTED = frozenset({*_NUMBER_WORDS, "y"})
_NO_TELEPHONE = re.compile(
    r"(?<!\d)(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}|(?:19|20)\d\d\s*[-–/]\s*(?:19|20)\d\d"
    r"|\$?\d{1,3}(?:,\d{3})+(?:\.\d\d)?(?![,\d])|\d{1,9}(?=\s*(?:pesos|varos|bolas|mxn)\b))(?!\d)",
    re.IGNORECASE,
)
"""Dates, years and amounts."""
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_OF_LISTS = re.compile(r"\s*,\s+|\s+y\s+|\s*,?\s+y\s+")

_OF_ONE = re.compile(
    r"\S+@\S+\.\w+"  # an address of mail
    r"|(?<![\w.])@\w[\w.]{2,}"  # the name of an account
    r"|\b(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|mx|net|org)\b\S*"
    r"|\b[a-zñ&]{3,4}[ -]?\d{6}[ -]?(?:[hmx][a-z]{5}\w?\d?|[a-z\d]{3})\b"  # CURP, RFC
    r"|\b[a-z]{2,3}-\d{2,4}(?:-[a-z\d]{1,3})?\b|\b[a-z]{3}\d{3,4}[a-z]?\b"  # plates
    r"|(?-i:\b[A-Z]{3} \d{2,4}(?: [A-Z]|-[A-Z\d]+)\b)"
    r"|\b[a-z]{1,6}(?:[-/][a-z]{1,8})+[-/]\d[\w/-]*"  # CI-VHSA-1234/2024
    r"|\b\d{3,6}/(?:(?:19|20)\d\d|\d\d)\b"
    r"|\b(?:placas?|carpeta|expediente|causa|toca|folio|oficio|nuc|credencial|pasaporte|cuenta|clabe|tarjeta)\b"
    r"(?:\s+(?:de|penal|investigaci[oó]n|investigadora|n[uú]meros?|no\.?|n[uú]m\.?|es|son|la|el)|:)*\s*(?!(?:19|20)\d\d\b(?![/-]))(?=[\w/-]*\d{3})[\w/-]+",
    re.IGNORECASE,
)


def words_of(text: str) -> str:
    """Return the words of a text, folded, with a space between them: the same for texts that say the same."""
    return " ".join(_WORD.findall(fold(text)))


def identifiers_in(text: str) -> Iterator[str]:
    """Yield the numbers and names in a text that may belong to one person: telephones, accounts, plates, files."""
    yield from (found[0] for found in _OF_ONE.finditer(text))
    yield from _telephones_in(_NO_TELEPHONE.sub(lambda found: "·" * len(found[0]), text), text)


def names_in(text: str) -> Iterator[str]:
    """Yield what looks like the name of a person: a given name with a capital that belongs to no place, or a surname.

    Names in lower case are known by what stands before them: “se llama”, a title, or the given name.
    """
    for found in _INTRODUCED.finditer(text):
        if fold(found[1]) in GIVEN_NAMES or found[1].istitle():
            yield found[1]
    for found in _NAMES.finditer(text):
        if _names_person(fold(found[0])):
            yield found[0]
    yield from (found[0] for found in _INITIALS.finditer(text) if fold(found[1]) in SURNAMES)
    yield from _surnames_in(text)


def may_name_somebody(text: str) -> bool:
    """Return whether a text has any given name or surname, in lower case and in names of places, too."""
    words = set(words_of(text).split())
    return not (GIVEN_NAMES.isdisjoint(words) and SURNAMES.isdisjoint(words))


def _telephones_in(text: str, written: str) -> Iterator[str]:
    """Yield runs of digits and of words for them that are as long as a telephone number, whatever stands between."""
    run: list[re.Match[str]] = []
    for token in [*_TOKEN.finditer(text), None]:
        if token is not None and (token[0].isdigit() or fold(token[0]) in _COUNTED):
            if run or token[0] != "y":
                run.append(token)
            continue
        while run and run[-1][0] == "y":
            run.pop()
        if run and _is_telephone(run, text):
            yield written[run[0].start() : run[-1].end()]
        run = []


def _is_telephone(run: list[re.Match[str]], text: str) -> bool:
    words = [fold(token[0]) for token in run]
    digits = 0
    for before, word in pairwise(["", *(word for word in words if word != "y")]):
        if word.isdigit():
            digits += len(word)
        elif before not in _TENS or _NUMBER_WORDS[word] > 1:
            digits += _NUMBER_WORDS[word]
    between = [text[one.end() : other.start()] for one, other in pairwise(run) if "y" not in (one[0], other[0])]
    is_list = all(_OF_LISTS.fullmatch(gap) for gap in between) and all(
        len(word) <= 3 or _YEAR.fullmatch(word) for word in words if word.isdigit()
    )
    return digits >= (LOCAL_DIGITS if is_list else LEAST_DIGITS)


def _surnames_in(text: str) -> Iterator[str]:
    """Yield surnames behind a title or a given name, in whatever case, that belong to no place."""
    tokens = list(_WORD.finditer(text))
    words = [fold(token[0]) for token in tokens]
    for place, word in enumerate(words):
        if word not in SURNAMES:
            continue
        first = place - 1
        while first > 0 and words[first] in _BETWEEN:
            first -= 1
        if first < 0 or words[first] not in _BEFORE_SURNAMES:
            continue
        name = text[tokens[first].start() : tokens[place].end()]
        is_of_place = first > 0 and words[first - 1] in _OF_PLACES
        if not is_of_place and not any(f" {' '.join(words[first : place + 1])} " in one for one in _places()):
            yield name


def _names_person(words: str) -> bool:
    """Whether a given name is left of folded words without the names of places: “Juan” is none, San Juan is."""
    places = _places()
    if GIVEN_NAMES.isdisjoint(words.split()) or f" {words} " in places:
        return False
    if " " in words and any(f" {words} " in place for place in places):
        return False
    rest = f" {words} "
    for place in places:
        if " " in place.strip():  # a surname may be a place, too: López, Hidalgo
            rest = rest.replace(place, " ")
    names = [word for word in rest.split() if word not in _BETWEEN]
    return any(word in GIVEN_NAMES and before not in _OF_PLACES for before, word in pairwise(["", *names]))


@cache
def _places() -> tuple[str, ...]:
    return tuple(f" {fold(name)} " for name in names_of_places())
