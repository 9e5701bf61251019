"""The example configuration of nginx, run as it stands but for what every installation changes."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from cms.ports import any_free
from tests.journeys.site import ROOT
from tests.skipping import skip_without
from tests.waiting import eventually

EXAMPLE = ROOT / "docs" / "examples" / "nginx.conf"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
ADVICE = "On Debian: apt-get install nginx."


@dataclass(frozen=True)
class Answer:
    """What came through the proxy."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Proxy:
    """A running nginx."""

    port: int
    logs: Path

    def get(self, key: str, query: str, **headers: str) -> Answer:
        """Ask with GET."""
        path = "/graphql?" + urlencode({"query": query})
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.request("GET", path, {"Authorization": f"Bearer {key}", "Accept": "application/json", **given})

    def post(self, key: str, query: str) -> Answer:
        """Ask with POST."""
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json", "Accept": "application/json"}
        return self.request("POST", "/graphql", headers, json.dumps({"query": query}).encode())

    def request(self, method: str, path: str, headers: dict[str, str], body: bytes | None = None) -> Answer:
        """Send a request and read the answer."""
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            client.request(method, path, body, {"Host": f"localhost:{self.port}", **headers})
            response = client.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            client.close()

    def log(self) -> str:
        """What it has written."""
        return "".join(path.read_text(errors="replace") for path in self.logs.glob("*.log"))


@contextmanager
def nginx(application_port: int, folder: Path, *, realtime_port: int | None = None, **changes: str) -> Iterator[Proxy]:
    """Run nginx with the example's configuration in front of an application.

    Args:
        realtime_port: where the realtime process listens; None: there is none.
        changes: values that are others than the example's, wherever it has them: `rate="2r/s"`.
    """
    if NGINX is None:
        skip_without("nginx", advice=ADVICE)
    port = any_free()
    configuration = folder / "nginx.conf"
    configuration.write_text(_configured(port, application_port, realtime_port or any_free(), folder, changes))
    globals_ = "daemon off;" + (" user root;" if os.geteuid() == 0 else "")
    command = [NGINX, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(configuration), "-g", globals_]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
    proxy = Proxy(port, folder)
    try:
        assert eventually(lambda: _answers(proxy) or process.poll() is not None, 10)
        assert process.poll() is None, proxy.log()
        yield proxy
    finally:
        process.terminate()
        process.wait()


def _answers(proxy: Proxy) -> bool:
    try:
        return proxy.request("GET", "/healthz", {}).status == 404
    except OSError:
        return False


def _configured(port: int, application_port: int, realtime_port: int, folder: Path, values: Mapping[str, str]) -> str:
    temporary = " ".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    changes = {
        "pid /run/nginx.pid;": f"pid {folder}/nginx.pid;",
        "http {\n": f"http {{\n    {temporary}\n",
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{application_port};",
        "server 127.0.0.1:8001;": f"server 127.0.0.1:{realtime_port};",
        "/var/cache/nginx/justicia": f"{folder}/cache",
        "/var/log/nginx/access.log": f"{folder}/access.log",
        "/var/log/nginx/error.log": f"{folder}/error.log",
        "listen 80;": f"listen 127.0.0.1:{any_free()};",
        "listen 443 ssl;": f"listen 127.0.0.1:{port};",
        "ssl_certificate /etc/ssl/certs/api.example.mx.pem;": "",
        "ssl_certificate_key /etc/ssl/private/api.example.mx.key;": "",
    }
    text = EXAMPLE.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    for name, value in values.items():
        text, count = re.subn(rf"\b{name}=[^ ;]+", f"{name}={value}", text)
        assert count, name
    return text
