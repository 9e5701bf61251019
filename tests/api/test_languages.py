"""The argument `locale`: another language of the same state, with fallbacks declared."""

from collections.abc import Callable

import pytest

from .client import Answer
from .conftest import Ask

PAGE = """
query ($slug: String!, $locale: String) {
  state { guidancePage(slug: $slug, locale: $locale) { title locale servedLocale isFallback state { code } } }
}
"""


@pytest.mark.parametrize("locale", ["es-MX", "es-mx", None])
def test_accepts_a_tag_in_any_case(ask: Ask, locale: str | None) -> None:
    assert ask(PAGE, slug="proteccion", locale=locale)["state"]["guidancePage"] == {
        "title": "Necesito protección",
        "locale": "es-MX",
        "servedLocale": "es-MX",
        "isFallback": False,
        "state": {"code": "TAB"},
    }


def test_accepts_a_language_for_its_variety(ask: Ask) -> None:
    assert ask(PAGE, slug="proteccion", locale="es")["state"]["guidancePage"]["locale"] == "es-MX"


@pytest.mark.parametrize(("asked", "served"), [("es-ES", "es-MX"), ("es-419", "es-MX"), ("yua-x-otra", "yua")])
def test_another_variety_is_served_and_the_answer_says_so(post: Callable[..., Answer], asked: str, served: str) -> None:
    answer = post(PAGE, slug="proteccion", locale=asked)

    assert answer.codes == []
    assert answer.json["data"]["state"]["guidancePage"]["locale"] == served
    assert answer.json["extensions"]["locales"] == {asked: served}
    assert post(PAGE, slug="proteccion", locale=asked).json == answer.json


def test_serves_a_translation(ask: Ask) -> None:
    page = ask(PAGE, slug="proteccion", locale="yua")["state"]["guidancePage"]

    assert page == {
        "title": "K'abéet kanantaj",
        "locale": "yua",
        "servedLocale": "yua",
        "isFallback": False,
        "state": {"code": "TAB"},
    }


def test_declares_a_fallback(ask: Ask) -> None:
    page = ask(PAGE, slug="denunciar", locale="yua")["state"]["guidancePage"]

    assert page == {
        "title": "¿Cómo denuncio un delito?",
        "locale": "yua",
        "servedLocale": "es-MX",
        "isFallback": True,
        "state": {"code": "TAB"},
    }


def test_what_is_reached_from_an_item_stays_in_its_language(ask: Ask) -> None:
    data = ask(
        """{ state { guidancePage(slug: "denunciar", locale: "yua") {
          related { title servedLocale } body { locale isFallback }
          state { guidancePage(slug: "proteccion") { title } }
        } } }"""
    )["state"]["guidancePage"]

    assert data["related"] == [{"title": "K'abéet kanantaj", "servedLocale": "yua"}]
    assert data["body"][0] == {"locale": "es-MX", "isFallback": True}
    assert data["state"]["guidancePage"] == {"title": "K'abéet kanantaj"}


@pytest.mark.parametrize("locale", ["fr", "", "x" * 300, "es-MX'--"])
def test_refuses_a_language_not_served_and_lists_those_that_are(post: Callable[..., Answer], locale: str) -> None:
    answer = post(PAGE, slug="denunciar", locale=locale, headers={"Accept-Language": "en"})

    [error] = answer.json["errors"]
    assert (answer.status, error["extensions"]["code"]) == (200, "LOCALE_NOT_SERVED")
    assert error["extensions"] == {
        "code": "LOCALE_NOT_SERVED",
        "field": "locale",
        "hint": "Use one of these: es-MX, yua.",
    }
    assert error["path"] == ["state", "guidancePage"]


def test_languages_are_those_of_the_state_asked(post: Callable[..., Answer]) -> None:
    answer = post(PAGE, "COA", slug="denunciar", locale="yua", headers={"Accept-Language": "en"})

    assert answer.codes == ["LOCALE_NOT_SERVED"]
    assert answer.json["errors"][0]["extensions"]["hint"] == "Use one of these: es-MX."
