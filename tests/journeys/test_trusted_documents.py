"""A publisher uploads an app's queries and binds its key to them; the app then runs these, and nothing else."""

import json
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from tenants.models import Environment, KeyKind, Tenant
from tests.journeys.editor import at_work, publisher_of
from tests.journeys.site import Site
from tests.tenants.factories import key_of

CODE = "query Codigo { state { code } }"
SOON_SECONDS = 10.0
PAGE = "query Pagina($n: Int = 5) { state { guidance(first: $n) { totalCount } } }"


def asked(site: Site, key: str, **parameters: Any) -> dict[str, Any]:
    """Send a request to the API, and return the answer's body."""
    request = urllib.request.Request(
        f"{site.web}graphql",
        data=json.dumps(parameters).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {key}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            answer: dict[str, Any] = json.load(response)
    except urllib.error.HTTPError as error:
        answer = json.load(error)
    return answer


def test_nobody_waits_while_a_large_manifest_is_checked(site: Site, browser: Browser, tmp_path: Path) -> None:
    publisher_of("TAB")
    key, raw = key_of(Tenant.objects.get(code="TAB"))
    fields = " ".join(f"f{number}: code" for number in range(25))
    large = tmp_path / "manifest.json"
    large.write_text(json.dumps({f"d{n}": f"query D{n} {{ state {{ {fields} }} }}".ljust(2_000) for n in range(450)}))

    with site.web_process(), site.process("manage.py", "worker"):
        page = at_work(site, browser)
        page.goto(f"{site.web}admin/api-clients/documents/{key.client_id}/")
        page.set_input_files("input[name=manifest]", large)
        began = time.monotonic()
        page.locator("form[enctype] button[type=submit]").click()
        page.get_by_text("Se está revisando un manifiesto").wait_for()
        uploaded_after = time.monotonic() - began
        waits = []
        while not page.get_by_text("El manifiesto está guardado").count():
            began = time.monotonic()
            asked(site, raw, query=CODE)
            waits.append(time.monotonic() - began)
            page.reload()
            assert time.monotonic() - began < 60
        known = asked(site, raw, documentId="d449")
        page.close()

    assert known["data"]["state"]["f0"] == "TAB"
    assert uploaded_after < SOON_SECONDS
    assert max(waits) < 1.0


def test_an_app_runs_what_was_uploaded_for_it(site: Site, browser: Browser, tmp_path: Path) -> None:
    publisher_of("TAB")
    tabasco = Tenant.objects.get(code="TAB")
    key, raw = key_of(tabasco, kind=KeyKind.PUBLISHABLE, environment=Environment.PRODUCTION)
    good, wrong = tmp_path / "manifest.json", tmp_path / "wrong.json"
    good.write_text(json.dumps({"codigo": CODE, "pagina": PAGE}))
    wrong.write_text(json.dumps({"codigo": CODE, "roto": "{ ofices }"}))

    with site.web_process():
        page = at_work(site, browser)
        page.goto(f"{site.web}admin/api-clients/edit/{key.client_id}/")
        page.locator(f'a[href="/admin/api-clients/documents/{key.client_id}/"]').click()
        page.set_input_files("input[name=manifest]", wrong)
        page.locator("form[enctype] button[type=submit]").click()
        page.get_by_role("alert").get_by_text("roto").wait_for()
        page.set_input_files("input[name=manifest]", good)
        page.locator("form[enctype] button[type=submit]").click()
        page.get_by_text("Pagina", exact=True).wait_for()
        assert page.locator("table.listing tbody tr").count() == 2
        page.goto(f"{site.web}admin/api-clients/edit/{key.client_id}/")
        before = asked(site, raw, query="{ state { name } }")
        page.locator(f'form[action="/admin/api-clients/edit/{key.client_id}/keys/{key.pk}/bind/"] button').click()
        page.wait_for_selector(".messages")
        known = asked(site, raw, documentId="codigo")
        refused = asked(site, raw, query="{ state { name } }")
        page.close()

    assert before["data"] == {"state": {"name": "Tabasco"}}
    assert known["data"] == {"state": {"code": "TAB"}}
    assert [error["extensions"]["code"] for error in refused["errors"]] == ["DOCUMENT_NOT_TRUSTED"]
