"""The page at `/graphql` for browsers: its policy, its language, and whom it gives the demonstration's keys."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from api.endpoint import Endpoint

from .client import Answer, send

pytestmark = pytest.mark.usefixtures("states")

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
DEMO = {
    "states": {
        "TAB": {"site": "http://localhost/", "publishable": "jpt_pk_t", "secret": "jpt_sk_t"},
        "COA": {"site": "http://localhost/", "publishable": "jpt_pk_c", "secret": "jpt_sk_c"},
    },
    "national": {"secret": "jpt_sk_n"},
}


def page(endpoint: Endpoint, **headers: str) -> Answer:
    """Load the page as a browser does."""
    given = {"Accept": BROWSER, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return send(endpoint, "GET", headers=given)


def settings_in(answer: Answer) -> Any:
    """What the server says to the page's script."""
    found = re.search(r'<script id="explorer-settings" type="application/json">(.*?)</script>', answer.body.decode())
    assert found is not None
    return json.loads(found[1])


@pytest.fixture
def demonstration(settings: Any, tmp_path: Path) -> Path:
    """A demonstration on this machine."""
    settings.VAR_DIR = tmp_path
    path = tmp_path / "demo.json"
    path.write_text(json.dumps(DEMO))
    return path


def test_a_browser_gets_a_page_under_a_strict_policy(endpoint: Endpoint) -> None:
    answer = page(endpoint)

    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    policy = dict(rule.split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split("; "))
    assert (policy["default-src"], policy["script-src"], policy["connect-src"]) == ("'none'", "'self'", "'self'")
    assert policy["frame-ancestors"] == "'none'"
    assert re.findall(r"<script(?![^>]*(?:src=|application/json))", answer.body.decode()) == []
    assert re.findall(r"""(?:src|href)=["']https?:""", answer.body.decode()) == []


def test_a_program_gets_no_page(endpoint: Endpoint) -> None:
    answer = page(endpoint, Accept="application/json, text/html;q=0.5")

    assert (answer.status, answer.codes) == (401, ["KEY_MISSING"])


def test_speaks_the_readers_language(endpoint: Endpoint) -> None:
    english = page(endpoint, Accept_Language="en")
    spanish = page(endpoint, Accept_Language="es-MX")

    assert '<html lang="en">' in english.body.decode()
    assert '<html lang="es-mx">' in spanish.body.decode()
    assert settings_in(english)["texts"]["keyLabel"] == "API key"
    assert settings_in(spanish)["texts"]["keyLabel"] == "Clave de la API"


def test_names_the_examples_and_the_capitals(endpoint: Endpoint) -> None:
    said = settings_in(page(endpoint, Accept_Language="es-MX"))

    assert said["texts"]["examplesLabel"] == "Ejemplos"
    assert list(said["texts"]["examples"].values()) == [
        "Orientación",
        "Oficinas abiertas",
        "Buscar",
        "Guiones",
        "Registrar una consulta",
        "Mi clave",
    ]
    assert said["capitals"]["COA"] == {"latitude": 25.42, "longitude": -101.0}
    assert len(said["capitals"]) == 32


def test_gives_the_demonstrations_keys_on_this_machine(endpoint: Endpoint, demonstration: Path) -> None:
    keys = settings_in(page(endpoint, Host="localhost:8000", Accept_Language="en"))["demoKeys"]

    assert keys == [
        {"label": "Tabasco, secret", "key": "jpt_sk_t"},
        {"label": "Coahuila, secret", "key": "jpt_sk_c"},
        {"label": "Tabasco, publishable", "key": "jpt_pk_t"},
        {"label": "Coahuila, publishable", "key": "jpt_pk_c"},
        {"label": "All states, secret", "key": "jpt_sk_n"},
    ]


@pytest.mark.parametrize(
    ("host", "visitor", "is_given"),
    [
        ("127.0.0.1:8000", "127.0.0.1", True),
        ("[::1]:8000", "::1", True),
        ("tabasco.localhost:8000", "127.0.0.1", True),
        ("testserver", "127.0.0.1", False),
        ("localhost:8000", "10.0.0.7", False),
        ("localhost:8000", "", False),
    ],
)
def test_gives_keys_only_where_host_and_visitor_are_this_machine(
    endpoint: Endpoint, demonstration: Path, host: str, visitor: str, is_given: bool
) -> None:
    keys = settings_in(page(endpoint, Host=host, REMOTE_ADDR=visitor))["demoKeys"]

    assert bool(keys) is is_given


@pytest.mark.parametrize("content", ["", "{", "[1]", "{}"])
def test_a_damaged_demonstration_is_none(endpoint: Endpoint, demonstration: Path, content: str) -> None:
    demonstration.write_text(content)

    answer = page(endpoint, Host="localhost")

    assert (answer.status, settings_in(answer)["demoKeys"]) == (200, [])


def test_says_what_to_do_when_it_was_not_built(endpoint: Endpoint, settings: Any, tmp_path: Path) -> None:
    settings.DJANGO_VITE = {"default": {**settings.DJANGO_VITE["default"], "manifest_path": tmp_path / "none.json"}}

    answer = page(endpoint, Accept_Language="en")

    assert answer.status == 200
    assert "Run “make frontend”" in answer.body.decode()
