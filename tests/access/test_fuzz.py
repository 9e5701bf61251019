"""Whatever is sent to whatever address, by whomever: nothing fails.

`make test` sends for some seconds, `LONG_TESTS=1` for minutes with another seed each time; `FUZZ_SECONDS` and
`FUZZ_SEED` say otherwise. What fails is printed with a word that `FUZZ_REQUEST` sends once more.
"""

from __future__ import annotations

import io
import json
import os
import random
import re
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from http.cookies import SimpleCookie
from time import process_time
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from graphql import GraphQLObjectType, get_named_type, is_composite_type
from pytest_django import DjangoDbBlocker
from wagtail.models import Page

from api.endpoint import Endpoint
from api.schema.build import schema
from assistance.chat import sessions
from content_models.models import ContentPage
from delivery import state_view
from tenants import identity_cache
from tenants.models import Scope
from tests.api.client import send
from tests.api.generated import complaints
from tests.assistance.chat.conversations import answering, begin
from tests.module_transaction import module_transaction
from tests.tenants.factories import key_of
from tests.thoroughness import is_long, tries

from .administration.addresses import Address, admin_addresses, all_addresses
from .administration.crawl import MODELS_OF_VIEWS, content_of, path_of
from .administration.planted import PlantedTenants, plant_tenants
from .fuzz_requests import (
    HEADERS,
    METHODS,
    NAMES,
    FuzzRequest,
    PageFields,
    Pairs,
    Spoiler,
    pairs_of_link,
    query_of,
    quoted,
)

pytestmark = pytest.mark.usefixtures("silent_log")


SECONDS = float(os.environ.get("FUZZ_SECONDS") or tries(2, long=300))
"""Of this process's own time."""

SEED = int(os.environ.get("FUZZ_SEED") or (random.randrange(1_000_000) if is_long() else 1))
REPLAYED = os.environ.get("FUZZ_REQUEST")

PEOPLE = {"visitor": "TAB", "editor of TAB": "TAB", "publisher of TAB": "TAB", "publisher of NAC": "NAC"}
PEOPLE |= {"administrator": "TAB"}
OPERATOR = "operator of TAB"
CHATTING = "person who chats with TAB"
"""Who sends, and whose things they name."""

SITE = "tabasco.localhost"
OUTSIDE = (
    "wagtaildocs_serve",
    "cms.images.rendition",
    "portal_robots",
    "portal_sitemap",
    "portal_security",
    "portal_page",
)
"""The addresses that Django answers beside the administration's; the API stands before Django."""

DESK = "desk:"
"""What the views of the desk are called; their pages and what they are sent in JSON."""

CHAT = "chat:"
"""What the pages of the chat are called."""

OF_DESK: dict[str, Any] = {
    "id": "0190a5b8-0000-7000-8000-000000000000",
    "state": "TAB",
    "tenant": "TAB",
    "callId": "0190a5b8-0000-7000-8000-000000000000",
    "inquiryId": "0190a5b8-0000-7000-8000-000000000000",
    "contactType": "CITIZEN",
    "channel": "PHONE",
    "language": "es-MX",
    "startedAt": "2026-11-23T18:00:00Z",
    "durationSeconds": 60,
    "isServed": True,
    "query": "me robaron",
    "locale": "es-MX",
    "near": {"latitude": 18.0, "longitude": -92.9},
    "phone": "993 313 6550",
    "isSafeToContact": True,
    "windowStartsAt": "2026-11-23T18:00:00Z",
    "to": 1,
    "run": {"answers": [{"node": "a", "option": "b"}], "referralKeys": []},
    "result": "BUSY",
    "category": "WRONG",
    "key": "0190a5b8-0000-7000-8000-000000000000",
    "answers": [{"node": "a", "option": "b"}],
    "officeKeys": [],
    "sentence": "me robaron",
}
"""What bodies of the desk have, all at once."""

MOST_LINKS = 3_000


@pytest.fixture(autouse=True)
def _own_media() -> None:
    """The module's media stay where they are; see `tenants`."""


class KeptFiles(FileSystemStorage):
    """Files that stay: what a request does is undone, but for what it deletes on the disk."""

    def delete(self, name: str) -> None:
        """Delete nothing."""


@pytest.fixture(scope="module")
def tenants(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PlantedTenants]:
    """Three tenants with things of every kind; undone with the module's transaction."""
    media = tmp_path_factory.mktemp("media")
    kept = {"BACKEND": f"{KeptFiles.__module__}.{KeptFiles.__qualname__}"}
    storages = settings.STORAGES | {"default": kept, "renditions": kept}
    with module_transaction(django_db_blocker), override_settings(MEDIA_ROOT=media, STORAGES=storages):
        yield plant_tenants()


@dataclass
class Fuzzer:
    """Makes requests, sends them, undoes what they do, and notes what fails."""

    world: PlantedTenants
    endpoint: Endpoint
    key: str
    chance: random.Random
    failures: dict[str, FuzzRequest] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._clients = {who: self.world.client(who) for who in (*PEOPLE, OPERATOR)}
        self._addresses = admin_addresses()
        self._desk = [address for address in all_addresses() if address.view_name.startswith(DESK)]
        self._chat = [address for address in all_addresses() if address.view_name.startswith(CHAT)]
        self._clients[CHATTING] = _who_chats()
        self._pages = {code: self._pages_of(code) for code in set(PEOPLE.values())}
        self._fields: dict[tuple[str, str], dict[str, list[str]]] = {}
        self._links: dict[str, list[str]] = {who: [] for who in (*PEOPLE, CHATTING)}
        self._spoiler = Spoiler(self.chance, [*self.world.planted["TAB"].ids.values()])
        self._models = [
            model for model in apps.get_app_config("content").get_models() if issubclass(model, ContentPage)
        ]
        self._site = [self._path_of_site(link) for link in self._links_of_site()]

    def run(self, seconds: float) -> None:
        """Send requests for so long, of this process's time."""
        end = process_time() + seconds
        while process_time() < end:
            self.send(self.request())

    def request(self) -> FuzzRequest:
        """Return the next request."""
        makers = {
            self._to_pattern: 62,
            self._to_link: 13,
            self._to_site: 6,
            self._to_file: 3,
            self._to_graphql: 6,
            self._to_desk: 6,
            self._to_chat: 4,
        }
        (make,) = self.chance.choices([*makers], [*makers.values()])
        return make()

    def send(self, request: FuzzRequest) -> None:
        """Send a request, and undo what it does."""
        try:
            status, told = self._status_of(request)
        except Exception as error:  # whatever comes out of the application is a failure
            status, told = HTTPStatus.INTERNAL_SERVER_ERROR, _told(error)
        self.statuses[status] += 1
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR and told not in self.failures:
            self.failures[told] = request
            sys.stdout.write(f"{told}\n  {request}\n  FUZZ_REQUEST={request.packed()}\n")
            sys.stdout.flush()

    def _status_of(self, request: FuzzRequest) -> tuple[int, str]:
        if request.path.startswith("/graphql"):
            return self._status_of_graphql(request)
        client = self._clients[request.who]
        cookies = SimpleCookie(client.cookies)
        with transaction.atomic():
            answer = self._answer(client, request)
            content_of(answer)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as a commit checks them
            transaction.set_rollback(True)
        client.cookies = cookies
        return answer.status_code, _told(answer.exc_info[1] if answer.exc_info else None)

    def _answer(self, client: Client, request: FuzzRequest) -> Any:
        body = request.body.encode("latin-1")
        return client.request(
            **{
                "REQUEST_METHOD": request.method,
                "PATH_INFO": unquote_to_bytes(request.path).decode("latin-1"),
                "QUERY_STRING": request.query,
                "CONTENT_TYPE": request.content_type.encode().decode("latin-1"),
                "CONTENT_LENGTH": str(len(body)),
                "wsgi.input": io.BytesIO(body),
                "HTTP_HOST": "localhost" if request.path.startswith(("/admin", "/mesa")) else SITE,
                **{f"HTTP_{name}": value for name, value in (request.headers or {}).items()},
            }
        )

    def _status_of_graphql(self, request: FuzzRequest) -> tuple[int, str]:
        answer = send(
            self.endpoint,
            request.method,
            query_string=request.query,
            body=request.body.encode("latin-1"),
            headers={"Content-Type": request.content_type.encode().decode("latin-1"), **(request.headers or {})},
        )
        is_json = "json" in answer.headers.get("Content-Type", "") and answer.body
        found = complaints(answer) if is_json else []
        return (HTTPStatus.INTERNAL_SERVER_ERROR, f"GraphQL: {found}") if found else (answer.status, "GraphQL")

    def _to_pattern(self) -> FuzzRequest:
        """A request to one of the patterns of the administration."""
        who = self.chance.choice(list(PEOPLE))
        address = self.chance.choice(self._addresses)
        ids = dict(self.world.planted[PEOPLE[who]].ids)
        words = dict(self.chance.choice(MODELS_OF_VIEWS.get(address.view_name, ({},))))
        model = self.chance.choice(self._models)
        if self.chance.random() < 0.8:
            ids["page"], model = self.chance.choice(self._pages[PEOPLE[who]])
        if "content_type_model_name" in address.parameters:
            model = self.chance.choice(self._models)
            words["content_type_model_name"] = model._meta.model_name
        path = path_of(address, words, ids, {})
        fields = self._fields_at(who, path)
        if address.parameters and self.chance.random() < 0.12:
            name = self.chance.choice(address.parameters)
            path = path_of(address, words, ids, {name: self._part_of_path(address, name)})
        return self._spoiled(who, path, [], fields, model)

    def _part_of_path(self, address: Address, name: str) -> str:
        if f"<int:{name}>" in address.pattern:
            return self.chance.choice(("0", "9" * 30, str(2**31), str(2**63), "00001"))
        return quoted(self._spoiler.text().replace("/", "") or "x")

    def _to_link(self) -> FuzzRequest:
        """A request to where a page that was shown leads."""
        who = self.chance.choice(list(PEOPLE))
        if not self._links[who]:
            return self._to_pattern()
        path, pairs = pairs_of_link(self.chance.choice(self._links[who]))
        return self._spoiled(who, path, pairs, self._fields_at(who, f"{path}?{query_of(pairs)}"), None)

    def _to_site(self) -> FuzzRequest:
        path = self.chance.choice((*self._site, "/buscar/", "/robots.txt", "/sitemap.xml", "/", "/en/", "/es-MX/"))
        if self.chance.random() < 0.5:
            path += quoted(self._spoiler.text()) + self.chance.choice(("", "/"))
        return self._spoiled("visitor", path, [("q", "robo")], {"q": ["robo"]}, None)

    def _to_file(self) -> FuzzRequest:
        who = self.chance.choice(list(PEOPLE))
        number = self.chance.choice((self.world.planted["TAB"].ids["document"], "0", "9" * 30, "1"))
        folders = (f"/documents/{number}/", "/media/images/", "/media/", "/static/", "/.well-known/security.txt")
        return self._spoiled(who, self.chance.choice(folders) + quoted(self._spoiler.text()), [], {}, None)

    def _to_desk(self) -> FuzzRequest:
        address = self.chance.choice(self._desk)
        path = address.pattern.replace("^", "")
        for name in address.parameters:
            known = self.chance.choice(("TAB", "es-MX", "a" * 64, OF_DESK["id"]))
            value = known if self.chance.random() < 0.7 else self._spoiler.text().replace("/", "") or "x"
            path = re.sub(rf"<\w+:{name}>", quoted(value), path)
        who = OPERATOR if self.chance.random() < 0.8 else "visitor"
        method = self.chance.choice(("GET", "POST", "POST", "POST", "PUT"))
        body = json.dumps(self._spoiler.json(OF_DESK)) if self.chance.random() < 0.9 else self._spoiler.text()
        body = body.encode("utf-8", "surrogatepass").decode("latin-1")
        return FuzzRequest(who, method, f"/{path}", "", "application/json", body, self._headers())

    def _to_chat(self) -> FuzzRequest:
        """A request to a page of the chat, with the fields of the conversation's page and of those who begin one."""
        address = self.chance.choice(self._chat)
        path = f"/{address.pattern}".replace("<str:token>", quoted(self._spoiler.text().replace("/", "") or "x"))
        fields = {**self._fields_at(CHATTING, "/chat/empezar/"), **self._fields_at(CHATTING, "/chat/conversacion/")}
        return self._spoiled(CHATTING, path, [], fields, None)

    def _to_graphql(self) -> FuzzRequest:
        fields = list(_state_fields())
        query, variables = self.chance.choice(fields)
        sent: Any = {"query": query, "variables": variables, "operationName": None, "extensions": {}}
        if self.chance.random() < 0.6:
            sent["variables"] = {each: self._spoiler.json(value) for each, value in variables.items()}
        if self.chance.random() < 0.5:
            sent = self._spoiler.json(sent)
        authorization = {"AUTHORIZATION": f"Bearer {self.key}", "ACCEPT": "application/graphql-response+json"}
        if self.chance.random() < 0.3 and isinstance(sent, dict):
            pairs = [(each, value if isinstance(value, str) else json.dumps(value)) for each, value in sent.items()]
            return FuzzRequest(
                "visitor",
                self.chance.choice(("GET", "HEAD", "X")),
                "/graphql",
                query_of(self._spoiler.pairs(pairs, NAMES)),
                headers=authorization | self._headers(),
            )
        body = json.dumps(sent) if self.chance.random() < 0.9 else self._spoiler.text()
        kind = (
            "application/json" if self.chance.random() < 0.9 else self.chance.choice(("", "a/b", "application/json;é"))
        )
        body = body.encode("utf-8", "surrogatepass").decode("latin-1")
        return FuzzRequest("visitor", "POST", "/graphql", "", kind, body, authorization | self._headers())

    def _spoiled(
        self, who: str, path: str, pairs: Pairs, fields: dict[str, list[str]], model: type[Page] | None
    ) -> FuzzRequest:
        """Return a request with what forms have there, or a query, some of it wrong."""
        method = self.chance.choice(METHODS)
        names = [*fields, *NAMES]
        query = query_of(self._spoiler.pairs(pairs, names)) if method == "GET" or self.chance.random() < 0.2 else ""
        if method in ("GET", "HEAD", "OPTIONS"):
            return FuzzRequest(who, method, path, query, headers=self._headers())
        form = [(name, self.chance.choice(values)) for name, values in fields.items() if name]
        if model is not None:
            form += self._spoiler.streams(model, [pk for pk, _ in self._pages[PEOPLE[who]]])
            form = [(name, value) for name, value in form if not name.startswith("action-")]
            form.append((self.chance.choice(("action-publish", "action-submit", "a")), "1"))
        content_type, body = self._spoiler.body(self._spoiler.pairs(form, names))
        return FuzzRequest(who, method, path, query, content_type, body, self._headers())

    def _headers(self) -> dict[str, str]:
        return dict(self.chance.sample(HEADERS, self.chance.choice((0, 0, 0, 0, 1, 2))))

    def _fields_at(self, who: str, path: str) -> dict[str, list[str]]:
        """Return the fields of the forms at an address, and note where it leads."""
        if (who, path) not in self._fields:
            with transaction.atomic():
                answer = self._clients[who].get(path)
                is_page = answer.status_code == HTTPStatus.OK and "html" in answer.headers.get("Content-Type", "")
                page = PageFields(content_of(answer).decode() if is_page else "")
                transaction.set_rollback(True)
            self._fields[who, path] = page.fields
            if len(self._links[who]) < MOST_LINKS:
                self._links[who] += [link if link.startswith("/") else path + link for link in page.links]
        return self._fields[who, path]

    def _pages_of(self, code: str) -> list[tuple[str, type[Page]]]:
        """Return two pages of each type of a tenant."""
        home = Page.objects.get(pk=self.world.tenants[code].root_page_id)
        found: dict[type[Page], list[str]] = {}
        for page in home.get_descendants(inclusive=True).order_by("path"):
            found.setdefault(page.specific_class, []).append(str(page.pk))
        return [(pk, model) for model, pks in found.items() for pk in pks[:2]]

    def _links_of_site(self) -> list[str]:
        answer = Client(headers={"host": SITE}).get("/sitemap.xml")
        return [part.partition("</loc>")[0] for part in answer.content.decode().split("<loc>")[1:]]

    @staticmethod
    def _path_of_site(link: str) -> str:
        return "/" + link.split("/", 3)[-1]


def _who_chats() -> Client:
    """Return the browser of somebody who has begun to chat."""
    client, answer = Client(headers={"host": SITE}), HttpResponse()
    sessions.save(answer, begin(answering("TAB")))
    client.cookies.update(answer.cookies)
    return client


def _state_fields() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield queries for the fields of a state, each with all its arguments as variables."""
    state = schema().type_map["State"]
    assert isinstance(state, GraphQLObjectType)
    for name, each in state.fields.items():
        declared = "".join(f", ${argument}: {one.type}" for argument, one in each.args.items())
        given = ", ".join(f"{argument}: ${argument}" for argument in each.args)
        selected = f"{name}({given})" if given else name
        inner = " { __typename }" if is_composite_type(get_named_type(each.type)) else ""
        query = f"query($code: StateCode{declared}) {{ state(code: $code) {{ {selected}{inner} }} }}"
        yield query, {"code": "TAB", **dict.fromkeys(each.args)}


def _told(error: BaseException | None) -> str:
    """Return what failed, and where."""
    if error is None:
        return "no exception"
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    where = " < ".join(f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {where}: {str(error)[:200]}"


def _forget() -> None:
    state_view.reset()
    identity_cache.reset()


@pytest.fixture
def fuzzer(tenants: PlantedTenants, db: None) -> Iterator[Fuzzer]:
    """Everybody who sends."""
    _forget()
    key = key_of(tenants.tenants["TAB"], scopes=(Scope.CONTENT, Scope.SCRIPTS))[1]
    yield Fuzzer(tenants, Endpoint(lambda _environ, _start: []), key, random.Random(SEED))
    _forget()


def test_all_addresses_are_sent_to() -> None:
    inside = {address.view_name for address in admin_addresses()}

    outside = {address.view_name for address in all_addresses()} - inside
    assert {name for name in outside if not name.startswith((DESK, CHAT))} == {*OUTSIDE}


def test_no_request_fails(fuzzer: Fuzzer) -> None:
    if REPLAYED:
        fuzzer.send(FuzzRequest.unpacked(REPLAYED))
    else:
        fuzzer.run(SECONDS)

    sys.stdout.write(f"FUZZ_SEED={SEED}: {fuzzer.statuses.total()} requests, {dict(fuzzer.statuses)}\n")
    assert not fuzzer.failures, f"FUZZ_SEED={SEED}; what was sent is printed"
