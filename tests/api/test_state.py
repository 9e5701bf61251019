"""`state` and `states`: which states a key reads, and what they are."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings
from wagtail.images.tests.utils import get_test_image_file

from media.models import CustomImage
from publishing.services.change_tenant import change_tenant
from tenants.models import Tenant

from .client import Answer
from .conftest import Ask
from .world import store

FACTS = """
query ($code: StateCode) {
  state(code: $code) {
    code inegiCode name officialName slug timeZone defaultLocale
    locales { tag name } languages { tag isServed } helpLines { display dial e164 }
    theme { primaryColor logo { url } }
  }
}
"""


def test_says_what_a_state_is(ask: Ask) -> None:
    data = ask(FACTS, code="TAB")

    assert data["state"] == {
        "code": "TAB",
        "inegiCode": "27",
        "name": "Tabasco",
        "officialName": "Estado de Tabasco",
        "slug": "tabasco",
        "timeZone": "America/Mexico_City",
        "defaultLocale": "es-MX",
        "locales": [{"tag": "es-MX", "name": "Español (México)"}, {"tag": "yua", "name": "Maya (peninsular)"}],
        "languages": [{"tag": "es-MX", "isServed": True}, {"tag": "yua", "isServed": True}],
        "helpLines": [{"display": "911", "dial": "911", "e164": None}],
        "theme": {"primaryColor": "#611232", "logo": None},
    }


@pytest.mark.usefixtures("all_tenants_in_scope")
def test_says_what_its_logo_shows(
    ask: Ask, states: dict[str, Tenant], changes: None, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    logo = CustomImage.objects.create(title="Escudo", alt_text="Escudo de Tabasco", file=get_test_image_file())
    change_tenant(tenant=states["TAB"], theme={"primary_color": "#1e5b4f", "logo": logo})
    store.forget()
    served = logo.get_rendition("max-1600x1600|format-webp").url

    assert ask("{ state { theme { primaryColor logo { url width height alt } } } }")["state"]["theme"] == {
        "primaryColor": "#1e5b4f",
        "logo": {"url": served, "width": 640, "height": 480, "alt": "Escudo de Tabasco"},
    }


def test_without_a_code_it_is_the_keys_own_state(ask: Ask) -> None:
    assert ask("{ state { code } }", "TAB") == {"state": {"code": "TAB"}}
    assert ask("{ state { code } }", "COA") == {"state": {"code": "COA"}}


def test_without_a_code_a_key_of_several_states_is_asked_to_name_one(post: Callable[..., Answer]) -> None:
    answer = post("{ viewer { name } state { code } }", "national", headers={"Accept-Language": "en"})

    [error] = answer.json["errors"]
    assert (answer.status, error["path"], answer.json["data"]["state"]) == (200, ["state"], None)
    assert error["extensions"] == {
        "code": "STATE_NOT_NAMED",
        "field": "code",
        "hint": "Give “code” one of these: COA, TAB.",
    }
    assert answer.json["data"]["viewer"]["name"]


def test_state_of_another_key_reads_as_absent(ask: Ask) -> None:
    foreign = ask("{ state(code: COA) { code } }", "TAB")
    absent = ask("{ state(code: ZAC) { code } }", "TAB")

    assert foreign == absent == {"state": None}


@pytest.mark.parametrize(("key", "codes"), [("TAB", ["TAB"]), ("COA", ["COA"]), ("national", ["COA", "TAB"])])
def test_lists_the_states_of_the_key_by_code(ask: Ask, key: str, codes: list[str]) -> None:
    assert [state["code"] for state in ask("{ states { code } }", key)["states"]] == codes


def test_version_is_the_states_own(ask: Ask) -> None:
    data = ask("{ tab: state(code: TAB) { version } coa: state(code: COA) { version } }", "national")

    assert data["tab"]["version"]
    assert data["coa"]["version"]
