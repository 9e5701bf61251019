"""nginx as caching proxy, with the example's configuration, in front of the server as it runs."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from content_models.models import NoticePage, SectionPage
from publishing.services.publish import publish_page
from tenants.models import ApiKey, KeyKind, Tenant
from tenants.services.keys import revoke_key
from tests.journeys.proxy import ADVICE, NGINX, nginx
from tests.journeys.site import Site
from tests.journeys.slow_clients import BODY, slow_bodies, status_of
from tests.skipping import skip_without
from tests.tenants.factories import key_of, library
from tests.waiting import eventually

OWN = "{ state { code name } }"
TABASCO = "{ state(code: TAB) { code notices { title } } }"
COAHUILA = TABASCO.replace("TAB", "COA")
SOON_SECONDS = 5.0
KEPT_SECONDS = 10
"""How long the notice is in force that the queries ask for, and so for how long an answer may be kept."""


@pytest.fixture(scope="module", autouse=True)
def _nginx_is_here() -> None:
    """Skip before anything is started."""
    if NGINX is None:
        skip_without("nginx", advice=ADVICE)


@pytest.fixture
def keys(module_committed_db: None) -> dict[str, tuple[ApiKey, str]]:
    """A publishable key of each state."""
    return {code: key_of(Tenant.objects.get(code=code), kind=KeyKind.PUBLISHABLE) for code in ("TAB", "COA")}


def publish_notice(in_force: timedelta) -> None:
    """Publish a notice to all states, which ends soon."""
    notices = SectionPage.objects.get(slug="avisos", path__startswith=library().root_page.path)
    notice = NoticePage(title="Pronto", slug="pronto", text="<p>.</p>", ends_at=timezone.now() + in_force, live=False)
    notice.locale = notices.locale
    notices.add_child(instance=notice)
    publish_page(page=notice)


def test_private_answers_are_never_kept_and_no_key_gets_what_another_one_got(
    shared_site: Site, keys: dict[str, tuple[ApiKey, str]], tmp_path: Path
) -> None:
    tabasco, coahuila = keys["TAB"][1], keys["COA"][1]
    with nginx(shared_site.port, tmp_path) as proxy:
        own = [(proxy.get(key, OWN), proxy.post(key, OWN)) for key in (tabasco, coahuila, tabasco, coahuila)]
        mine = [proxy.get(tabasco, TABASCO) for _ in range(2)]
        foreign = [proxy.get(coahuila, TABASCO) for _ in range(2)]
        log = proxy.log()

    codes = [answer.json["data"]["state"]["code"] for both in own for answer in both]
    assert codes == ["TAB", "TAB", "COA", "COA"] * 2
    assert {both[0].headers["Cache-Control"] for both in own} == {"private, no-store"}
    assert {both[0].headers["X-Cache"] for both in own} == {"MISS"}
    assert [answer.json["data"]["state"]["code"] for answer in mine] == ["TAB", "TAB"]
    assert [answer.json["data"] for answer in foreign] == [{"state": None}] * 2
    assert "GET /graphql 200" in log
    assert [text for text in (tabasco, "guidance", "127.0.0.1 ") if text in log] == []


def test_public_answers_are_kept_for_their_time_and_then_only_for_when_nobody_answers(
    module_site: Site, keys: dict[str, tuple[ApiKey, str]], tmp_path: Path
) -> None:
    (revoked, tabasco), (_, coahuila) = keys["TAB"], keys["COA"]
    site = module_site.beside()
    with nginx(site.port, tmp_path) as proxy:
        with site.web_process():
            publish_notice(timedelta(seconds=KEPT_SECONDS))
            answers = [proxy.get(tabasco, TABASCO) for _ in range(3)]
            compressed = proxy.get(tabasco, TABASCO, Accept_Encoding="gzip")
            known = proxy.get(tabasco, TABASCO, If_None_Match=str(answers[0].headers["ETag"]))
            named = proxy.get(tabasco, TABASCO, X_Request_Id="mine-0001")
            other = proxy.get(coahuila, COAHUILA)
            max_age = int(answers[0].headers["Cache-Control"].removeprefix("public, max-age="))
            revoke_key(revoked)
            assert eventually(lambda: proxy.post(tabasco, OWN).status == 401, SOON_SECONDS)
            time.sleep(max_age + 1)
            after_revocation = proxy.get(tabasco, TABASCO)
        stale, private = proxy.get(coahuila, COAHUILA), proxy.get(coahuila, OWN)

    assert [answer.headers["X-Cache"] for answer in answers] == ["MISS", "HIT", "HIT"]
    assert {answer.body for answer in answers} == {answers[0].body}
    assert len({answer.headers["X-Request-Id"] for answer in answers}) == 3
    assert compressed.headers["X-Cache"] == "MISS"
    assert (known.status, known.body) == (304, b"")
    assert (named.headers["X-Cache"], named.headers["X-Request-Id"]) == ("HIT", "mine-0001")
    assert after_revocation.json["errors"][0]["extensions"]["code"] == "KEY_REVOKED"
    assert (stale.status, stale.body, stale.headers["X-Cache"]) == (200, other.body, "STALE")
    assert private.status == 502


def test_slow_bodies_hold_no_thread_and_huge_headers_are_refused(module_site: Site, tmp_path: Path) -> None:
    _, key = key_of(Tenant.objects.get(code="TAB"))
    site = module_site.beside(WEB_THREADS="4")
    with site.web_process(), nginx(site.port, tmp_path) as proxy:
        with slow_bodies(proxy.port, 60) as slow:
            time.sleep(1.0)
            started_at = time.monotonic()
            answers = [proxy.post(key, OWN) for _ in range(5)]
            seconds = time.monotonic() - started_at
            for client in slow:
                client.sendall(BODY[-1:])
            statuses = {status_of(client) for client in slow}

        assert [answer.json["data"]["state"]["code"] for answer in answers] == ["TAB"] * 5
        assert seconds < SOON_SECONDS
        assert statuses == {401}
        assert proxy.get(key, OWN, X_Long="a" * 20_000).status == 400
        assert proxy.request("POST", "/graphql", {}, b" " * 300_000).status == 413
        assert proxy.request("GET", "/metrics", {}).status == 404


def test_one_address_gets_so_many_requests_and_is_told_when_to_come_back(
    shared_site: Site, keys: dict[str, tuple[ApiKey, str]], tmp_path: Path
) -> None:
    key = keys["TAB"][1]
    with nginx(shared_site.port, tmp_path, rate="1r/m", burst="3") as proxy:
        answers = [proxy.post(key, OWN) for _ in range(6)]
        asked = proxy.request("OPTIONS", "/graphql", {"Origin": "https://example.mx"})
        searches = [proxy.request("GET", "/buscar/?q=robo", {"Host": "tabasco.localhost"}) for _ in range(6)]
        page = proxy.request("GET", "/", {"Host": "tabasco.localhost"})

    refused = answers[-1]
    assert [answer.status for answer in answers] == [200] * 4 + [429] * 2
    assert refused.json["errors"][0]["extensions"]["code"] == "TOO_MANY_REQUESTS"
    assert refused.headers["Retry-After"] == "1"
    assert refused.headers["Content-Type"] == "application/json"
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert refused.headers["Access-Control-Expose-Headers"] == "Retry-After, X-Request-Id"
    assert asked.status != 429
    assert [answer.status for answer in searches] == [200] * 4 + [429] * 2
    assert "Espera un momento" in searches[-1].body.decode()
    assert page.status == 200


def test_people_who_are_refused_by_the_chat_read_a_page_with_911_and_programs_a_code(
    shared_site: Site, tmp_path: Path
) -> None:
    with nginx(shared_site.port, tmp_path, rate="1r/m", burst="3") as proxy:
        for _ in range(6):
            page = proxy.request("GET", "/chat/", {"Accept": "text/html,application/xhtml+xml"})
        program = proxy.request("GET", "/chat/", {"Accept": "application/json"})

    assert (page.status, page.headers["Retry-After"]) == (429, "2")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert 'href="tel:911"' in page.body.decode()
    assert (program.status, program.json["code"]) == (429, "TOO_MANY")


def test_forms_to_sign_in_are_limited_and_their_pages_are_not(shared_site: Site, tmp_path: Path) -> None:
    with nginx(shared_site.port, tmp_path, rate="1r/m", burst="3") as proxy:
        statuses = {
            path: [proxy.request("POST", path, {}, b"username=ana&password=x").status for _ in range(6)]
            for path in ("/admin/login/", "/admin/password_reset/")
        }
        pages = [proxy.request("GET", "/admin/login/", {}).status for _ in range(6)]
        refused = proxy.request("POST", "/admin/login/", {}, b"username=ana")

    assert statuses == {"/admin/login/": [403] * 4 + [429] * 2, "/admin/password_reset/": [429] * 6}  # 403: no token
    assert pages == [200] * 6
    assert refused.headers["Retry-After"] == "1"
    assert "Espera un momento" in refused.body.decode()


def test_a_key_that_has_spent_its_budget_is_told_so_by_the_application(shared_site: Site, tmp_path: Path) -> None:
    client_key = key_of(Tenant.objects.get(code="TAB"), budget_per_minute=5)[1]
    with nginx(shared_site.port, tmp_path) as proxy:
        answers = [proxy.post(client_key, OWN) for _ in range(8)]

    assert answers[-1].status == 429
    assert answers[-1].json["errors"][0]["extensions"]["code"] == "BUDGET_EXCEEDED"
