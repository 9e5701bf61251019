"""Signing in and out over HTTP: several processes and a restart, and addresses that would lead elsewhere."""

from __future__ import annotations

import http.client
import re
import socket
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from tenants.models import StaffRole, Tenant, User
from tenants.sign_ins import NAME_AND_SOURCE
from tests.journeys.site import Site
from tests.tenants.factories import PASSWORD, member
from tests.waiting import eventually

HOSTS = ("localhost", "tabasco.localhost")
STARTS = ("//", "///", "/\\", "\\\\", "/%2F", "/%5C", "/%09/", "/./", "/x/../")
PATHS = (
    "victima",
    "victima/",
    "example.org/victima",
    "admin",
    "admin/pages",
    "admin/login",
    "admin/logout",
    "documents/1/x",
    "media/images/x",
    "static/x",
    "graphql/",
    "buscar",
    "es-mx/victima",
)


SOON_SECONDS = 3.0


class Browser:
    """Speaks to one web process, and keeps its cookies as a browser does."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, **fields: str) -> tuple[int, http.client.HTTPMessage, str]:
        """Send a request; return the status, the headers and the body."""
        connection = http.client.HTTPConnection("127.0.0.1", self._site.port, timeout=30)
        headers = {
            "Host": f"localhost:{self._site.port}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            connection.request(method, path, urlencode(fields) if fields else None, headers)
            response = connection.getresponse()
            body = response.read().decode()
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
                if morsel["max-age"] == "0":
                    del self.cookies[name]
        return response.status, response.headers, body

    def send(self, path: str, **fields: str) -> int:
        """Open a page and send its form; return the status."""
        _, _, page = self.ask("GET", path)
        token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[0]
        return self.ask("POST", path, csrfmiddlewaretoken=token, **fields)[0]

    def sign_in(self, name: str, password: str = PASSWORD) -> int:
        """Return the status of the answer."""
        return self.send("/admin/login/", username=name, password=password)


@pytest.fixture
def ana(site: Site) -> User:
    """Somebody who edits in Tabasco."""
    return member(Tenant.objects.get(code="TAB"), StaffRole.EDITOR, "ana")


def test_failures_count_in_all_processes_and_after_a_restart(site: Site, ana: User) -> None:
    site.environment["WEB_WORKERS"] = "2"
    known = Browser(site)
    with site.web_process():
        signed_in = known.sign_in("ana")
        known.ask("GET", "/admin/")
        statuses = [Browser(site).sign_in("ana", "wrong") for _ in range(NAME_AND_SOURCE.most - 1)]
    del known.cookies["sessionid"]
    with site.web_process():
        statuses += [Browser(site).sign_in("ana", "wrong") for _ in range(3)]
        stranger, again = Browser(site).sign_in("ana"), known.sign_in("ana")

    assert signed_in == 302
    assert statuses == [200] * NAME_AND_SOURCE.most + [429] * 2
    assert (stranger, again) == (429, 302)


def test_the_worker_sends_links_and_the_web_process_answers_alike(site: Site, ana: User, tmp_path: Path) -> None:
    site.environment |= {"EMAIL_URL": f"filemail:///{tmp_path}/mails", "DJANGO_SETTINGS_MODULE": "cms.settings.dev"}
    (tmp_path / "mails").mkdir()
    with site.web_process():
        addresses = (ana.email, "nadie@example.org")
        statuses = [Browser(site).send("/admin/password_reset/", email=each) for each in addresses]
        before = mails(tmp_path)
        with site.process("manage.py", "worker"):
            assert eventually(lambda: links(tmp_path), 60)  # the file is there before what is written into it
        link = links(tmp_path)[0]
        browser = Browser(site)
        _, headers, _ = browser.ask("GET", link)
        chosen = browser.send(headers["Location"], new_password1="una frase larga", new_password2="una frase larga")
        signed_in = browser.sign_in("ana", "una frase larga")

    assert statuses == [302, 302]
    assert before == []
    assert len(mails(tmp_path)) == 1
    assert (chosen, signed_in) == (302, 302)


def test_many_who_sign_in_at_once_leave_threads_for_others(site: Site) -> None:
    site.environment |= {
        "DJANGO_SETTINGS_MODULE": "cms.settings.dev",  # whose passwords take their time
        "WEB_THREADS": "6",
        "PASSWORD_CHECKS_AT_ONCE": "1",
    }
    with site.web_process(), ThreadPoolExecutor(30) as pool:
        opened = Browser(site)
        _, _, page = opened.ask("GET", "/admin/login/")
        token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[0]
        fields = {"csrfmiddlewaretoken": token, "password": "wrong"}
        tries = [pool.submit(opened.ask, "POST", "/admin/login/", username=f"n{n}", **fields) for n in range(30)]
        began = time.monotonic()
        other = Browser(site).ask("GET", "/robots.txt")[0]
        seconds = time.monotonic() - began
        statuses = Counter(one.result()[0] for one in tries)

    assert other == 200
    assert seconds < SOON_SECONDS
    assert set(statuses) == {200, 503}
    assert 3 <= statuses[200] < 30


def mails(folder: Path) -> list[str]:
    """What has been sent."""
    return [path.read_text() for path in (folder / "mails").iterdir()]


def links(folder: Path) -> list[str]:
    """The links of this service in what has been sent."""
    return re.findall(r"http://localhost:8000(/\S+)\s", "".join(mails(folder)))


def test_no_address_leads_to_another_host(site: Site) -> None:
    with site.web_process():
        led = {
            (host, start + path): location
            for host in HOSTS
            for start in STARTS
            for path in PATHS
            if (location := _location(site, f"{host}:{site.port}", start + path)) is not None
        }

    assert led  # some are written in another way
    assert {where: to for where, to in led.items() if _leads_elsewhere(to, where[0])} == {}


def _location(site: Site, host: str, target: str) -> str | None:
    with socket.create_connection(("127.0.0.1", site.port), timeout=30) as connection:
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        head = b"".join(iter(lambda: connection.recv(65536), b"")).partition(b"\r\n\r\n")[0].decode()
    found = re.search(r"^location: (.*)$", head, re.IGNORECASE | re.MULTILINE)
    return None if found is None else found[1].strip()


def _leads_elsewhere(location: str, host: str) -> bool:
    """Whether a browser that reads a backslash as a slash would go to another host."""
    return urlsplit(location.replace("\\", "/")).hostname not in {None, host}
