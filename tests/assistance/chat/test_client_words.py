"""The page says the same with a script as without one: in the words of the catalogue, in both languages."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import timedelta
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from assistance.chat import conversation_pages
from assistance.chat.queue import ABSENT_AFTER, PLACE_KEPT_FOR
from assistance.inquiries import personal_data
from assistance.models import OF_CALLS
from tests.browser import NODE
from tests.journeys.site import ROOT

SOURCES = ROOT / "frontend" / "src" / "chat"
WORDS = SOURCES / "words.ts"
NAMES = ("spanish", "english", "words")
OWN = 35
"""At most so many sentences say what only a script does: sending, the line, a text’s size, the article of an hour."""


def evaluated(expression: str) -> Any:
    """Return what an expression of the page's sentences (`es`, `en`) and rules is."""
    files = ", ".join(f"import({json.dumps((SOURCES / f'{name}.ts').as_uri())})" for name in NAMES)
    asked = f"Promise.all([{files}]).then(([{{ es }}, {{ en }}, {{ questionAbout }}]) => "
    asked += f"console.log(JSON.stringify({expression})))"
    ran = subprocess.run([NODE, "--no-warnings", "-e", asked], check=True, capture_output=True, text=True, timeout=60)
    return json.loads(ran.stdout)


def test_what_both_pages_say_is_the_same() -> None:
    words = evaluated("({ es, en })")
    pairs = [pair for name in words["es"] for pair in _pairs(words["en"][name], words["es"][name])]
    with translation.override("es-mx"):
        known = [(en, es, gettext(en)) for en, es in pairs]

    others = {en: (es, found) for en, es, found in known if found not in (en, es)}
    assert others == {}
    assert len([en for en, es, found in known if found == en]) <= OWN


def test_both_pages_know_a_curp_and_a_long_wait_by_the_same_rule() -> None:
    words = WORDS.read_text(encoding="utf-8")

    assert f"const CURP = /{personal_data.CURP.pattern}/i;" in words
    assert f"const CARD = /{personal_data.CARD.pattern}/g;" in words
    assert f"const LONG_WAIT_SECONDS = {conversation_pages.LONG_WAIT_SECONDS};" in words


def test_both_pages_and_the_desk_know_what_is_about_a_call_by_the_same_events() -> None:
    frames = (SOURCES / "frames.ts").read_text(encoding="utf-8")

    events = ", ".join(f"'{event.value}'" for event in OF_CALLS)
    assert f"const CALL_EVENTS: ReadonlySet<string> = new Set([{events}]);" in frames


def test_whoever_waits_is_told_how_long_a_dark_page_keeps_its_place() -> None:
    es = evaluated("es")

    assert timedelta(minutes=1) < ABSENT_AFTER < timedelta(minutes=2)
    assert "nadie puede contestarte" in es["leaveOpen"]
    assert timedelta(minutes=10) == PLACE_KEPT_FOR
    for name in ("leaveOpen", "byLeft"):
        assert "diez minutos" in es[name]
        assert "cerraste" not in es[name], "Who has turned off the screen has closed nothing."


CARDS = {
    "Mi tarjeta es 4111 1111 1111 1111": True,
    "5555-5555-5555-4444, vence mañana": True,
    "378282246310005": True,
    "4111 1111 1111 1112": False,
    "mi CLABE 4111 1111 1111 1111 11": False,
    "llámame al +52 1 993 313 6550": False,
    "folio 12345678901234567890": False,
}


def test_both_pages_ask_about_the_same_numbers_of_cards() -> None:
    found = evaluated(f"{json.dumps(list(CARDS))}.map((text) => questionAbout(es, text) === es.card)")

    assert dict(zip(CARDS, found, strict=True)) == CARDS
    assert {text: personal_data.has_card_number(text) for text in CARDS} == CARDS


def _pairs(en: str | list[str], es: str | list[str]) -> list[tuple[str, str]]:
    both = zip(en, es, strict=True) if isinstance(en, list) else [(en, es)]
    return [(_named(one), _named(other)) for one, other in both]


def _named(sentence: str | list[str]) -> str:
    return re.sub(r"\{(\w+)\}", r"%(\1)s", str(sentence))
