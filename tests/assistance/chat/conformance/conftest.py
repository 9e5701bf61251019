"""The processes as they run, for all transports of a module: the chat's and the web's, on a database of their own."""

from __future__ import annotations

import itertools
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing

import pytest
from django.utils import timezone

from assistance.chat import starting
from assistance.chat.errors import ChatRefused
from assistance.chat.starting import StartInput
from assistance.models import Conversation, Transport
from assistance.operators.rights import Answering
from cms.ports import any_free
from tenants.models import KeyKind, Scope, Tenant
from tenants.scope import scope_of_all_tenants
from tests.assistance.chat.conversations import answering
from tests.assistance.chat.waiting import answers
from tests.journeys.site import START_SECONDS, Site
from tests.tenants.factories import key_of
from tests.thoroughness import tries
from tests.waiting import eventually

from .drivers import DRIVERS, Driver, Service

HOSTS = {"TAB": "tabasco.localhost", "COA": "coahuila.localhost"}
MOST_AT_ONCE = 3
CROWDED = "127.99.0.1"
"""An address of which many conversations were to begin."""

MANY = tries(100, long=500)


@pytest.fixture(scope="module")
def tabasco(module_committed_db: None) -> Tenant:
    """Tabasco, which is answered day and night; Coahuila has no hours."""
    return answering("TAB")


@pytest.fixture(scope="module")
def site(
    tabasco: Tenant, database_environment: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Both processes, started once for a module."""
    log = tmp_path_factory.mktemp("chat") / "processes.log"
    environment = {**database_environment, "METRICS_TOKEN": "metrics", "API_LOG": "all"}
    web = Site(port=any_free(), environment=environment, log=log)
    realtime = web.beside()
    with realtime.process("-m", "cms.realtime", str(realtime.port)), web.web_process():
        assert eventually(lambda: _answers(realtime.port), START_SECONDS), log.read_text(errors="replace")[-4000:]
        web.environment["REALTIME_PORT"] = str(realtime.port)
        yield web


@pytest.fixture(scope="module")
def service(site: Site, tabasco: Tenant) -> Service:
    """Where they listen, and how clients come in."""
    states = {code: Tenant.objects.get(code=code) for code in HOSTS}
    keys = {
        code: key_of(state, scopes=(Scope.CONTENT, Scope.CHAT), kind=KeyKind.PUBLISHABLE)[1]
        for code, state in states.items()
    }
    tenants = {code: state.pk for code, state in states.items()}
    return Service(int(site.environment["REALTIME_PORT"]), site.port, HOSTS, keys, tenants)


@pytest.fixture(scope="module")
def ana(tabasco: Tenant) -> Answering:
    """Who answers for Tabasco."""
    return answers(tabasco, name="ana", at_once=MOST_AT_ONCE)


@pytest.fixture(scope="module")
def luz(tabasco: Tenant) -> Answering:
    """Another who does."""
    return answers(tabasco, name="luz", at_once=MOST_AT_ONCE)


@pytest.fixture
def source() -> str:
    """An address of the loopback network that no other test comes from."""
    number = next(_sources)
    return f"127.1{number // 250}.0.{1 + number % 250}"


_sources = itertools.count()


@pytest.fixture(scope="module")
def crowd(service: Service, tabasco: Tenant) -> list[str]:
    """Why each of many conversations of one address was refused, begun by the service; empty for one that was not."""
    return [_begun(tabasco) for _ in range(MANY)]


def _begun(tenant: Tenant) -> str:
    try:
        starting.start(
            tenant=tenant,
            given=StartInput(),
            key_id=None,
            source=CROWDED,
            transport=Transport.BROWSER,
            now=timezone.now(),
        )
    except ChatRefused as refused:
        return refused.code.value
    return ""


@pytest.fixture(params=DRIVERS)
def transport(request: pytest.FixtureRequest) -> str:
    """Each way into the chat."""
    return str(request.param)


@pytest.fixture
def newcomer(service: Service, transport: str, source: str) -> Iterator[Driver]:
    """A client that has not begun."""
    with closing(DRIVERS[transport](service, source)) as driver:
        yield driver
    end_all()


@pytest.fixture
def visitor(newcomer: Driver) -> Driver:
    """A client in a conversation; its first message says `hola`."""
    newcomer.start()
    return newcomer


def end_all() -> None:
    """Leave the queue and the operators free for the next test."""
    ended = {"state": "ENDED", "end_reason": "VISITOR", "ended_at": timezone.now(), "attended_until": None}
    with scope_of_all_tenants():
        Conversation.objects.open().update(**ended)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False
