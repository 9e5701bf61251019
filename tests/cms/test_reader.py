"""The role that reads for the API and the sites: what it sees, and that it needs nothing else."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import ProgrammingError, connections
from django.test import Client
from django.utils import timezone

from api.endpoint import Endpoint
from api.models import PersistedQuery
from cms.checks import check_reader
from cms.owner import as_owner
from cms.roles import READABLE, READABLE_COLUMNS
from delivery import state_view
from tenants import identity_cache, key_usage
from tenants.databases import READER
from tenants.models import LIBRARY_ID, ApiKey, Scope, Tenant, User
from tenants.scope import tenant_scope
from tests.api.client import Answer, send
from tests.api.generated import check
from tests.api.starter_said import asker, told_glossary, told_scripts, told_topics
from tests.tenants.factories import key_of
from tests.thoroughness import tries

UNREADABLE = frozenset(
    {
        # drafts, and what editors upload
        "content_adaptationpage",
        "content_adaptationspage",
        "content_confidentialplace",
        "content_glossaryterm",
        "content_guidancepage",
        "content_homepage",
        "content_noticepage",
        "content_officepage",
        "content_organizationpage",
        "content_scriptpage",
        "content_sectionpage",
        "media_customdocument",
        "media_customimage",
        "media_customrendition",
        # what editors have to do
        "publishing_digestsent",
        "publishing_examplesuggestion",
        "publishing_officeidentifier",
        "publishing_officeimport",
        "publishing_officeimportrow",
        "publishing_outboxentry",
        "publishing_reviewtask",
        "publishing_smallcopy",
        "publishing_unansweredsearch",
        # what people asked for, and how often something was read
        "assistance_campaign",
        "assistance_inquiry",
        "assistance_visitcount",
        # who answers, when, and whom they are to call
        "assistance_callback",
        "assistance_callbackattempt",
        "assistance_blockedsource",
        "assistance_callsummary",
        "assistance_chatsettings",
        "assistance_conversation",
        "assistance_conversationkey",
        "assistance_conversationnote",
        "assistance_handover",
        "assistance_message",
        "assistance_operatorassignment",
        "assistance_operatorpresence",
        "assistance_sourcesalt",
        # what a client's developers have uploaded, until it is checked
        "api_stagedmanifest",
        # people, what proves who they are, their sessions, who tried to sign in, and what was done
        "tenants_attemptcount",
        "tenants_auditchain",
        "tenants_auditentry",
        "tenants_recoverycode",
        "tenants_totpdevice",
        "tenants_user",
        "tenants_user_groups",
        "tenants_user_user_permissions",
        "tenants_usersession",
    }
)
"""Tables of our own that the API and the sites do without.

A new table is added here or to `READABLE`, or to `READABLE_COLUMNS`.
"""

RIGHTS = """
    SELECT c.relname, array_agg(DISTINCT p.privilege ORDER BY p.privilege)
    FROM pg_class c, unnest('{SELECT,INSERT,UPDATE,REFERENCES}'::text[]) AS p (privilege)
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relnamespace = 'public'::regnamespace
      AND has_any_column_privilege(c.oid, p.privilege)
       OR c.relkind = 'S' AND has_sequence_privilege(c.oid, 'USAGE, SELECT, UPDATE') AND p.privilege = 'SELECT'
    GROUP BY c.relname
"""


def rights() -> dict[str, list[str]]:
    with connections[READER].cursor() as cursor:
        cursor.execute(RIGHTS)
        return dict(cursor.fetchall())


@contextmanager
def reader_alone() -> Iterator[None]:
    """Let this thread use no connection but the reader's."""

    def refuse(_execute: Any, statement: str, *_: Any) -> None:
        raise AssertionError(f"Not read by the reader: {statement}")

    state_view.reset()
    identity_cache.reset()
    connections["default"].close()
    with connections["default"].execute_wrapper(refuse):
        yield


def test_every_table_of_ours_is_readable_or_listed_as_not_so() -> None:
    tables = {
        model._meta.db_table
        for config in apps.get_app_configs()
        if Path(config.path).parent == settings.BASE_DIR
        for model in config.get_models(include_auto_created=True)
        if model._meta.managed
    }

    assert len(READABLE) + len(READABLE_COLUMNS) + len(UNREADABLE) == len(tables)
    assert tables == READABLE | READABLE_COLUMNS.keys() | UNREADABLE


def test_reads_what_is_listed_and_may_do_nothing_else(module_committed_db: None) -> None:
    assert rights() == {table: ["SELECT"] for table in READABLE | READABLE_COLUMNS.keys()}
    assert check_reader(databases=[READER]) == []


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1 FROM wagtailcore_page",
        "SELECT 1 FROM wagtailcore_revision",
        "SELECT 1 FROM media_customimage",
        "SELECT 1 FROM tenants_user",
        "SELECT 1 FROM tenants_usersession",
        "SELECT changed_by_id FROM assistance_servicehours",
        "SELECT 1 FROM django_migrations",
        "UPDATE tenants_apikey SET revoked_at = NULL",
        "DELETE FROM publishing_contentitem",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'jpt_app'",
        "SET ROLE jpt_app",
        "CREATE TABLE mine ()",
        "CREATE TEMPORARY TABLE mine ()",
        "SELECT lo_create(0)",
        "SELECT lo_creat(-1)",
        "SELECT lo_from_bytea(0, 'x')",
    ],
)
def test_drafts_people_and_writing_are_refused(module_committed_db: None, statement: str) -> None:
    User.objects.count()  # a session of the application's, which must not be ended

    with pytest.raises(ProgrammingError, match="permission denied"), connections[READER].cursor() as cursor:
        cursor.execute(statement)


def test_a_new_table_is_not_readable(committed_db: None) -> None:
    with as_owner(), connections["default"].cursor() as cursor:
        cursor.execute("CREATE TABLE later (id int)")
    call_command("migrate", verbosity=0)

    assert "later" not in rights()


def test_what_it_was_granted_besides_is_taken_back_with_the_next_migration(committed_db: None) -> None:
    with as_owner(), connections["default"].cursor() as cursor:
        cursor.execute("GRANT SELECT (username) ON tenants_user TO jpt_reader")
        cursor.execute("GRANT INSERT ON publishing_pin TO jpt_reader")
    found = check_reader(databases=[READER])

    call_command("migrate", verbosity=0)

    assert [one.id for one in found] == ["cms.E007"]
    assert "2 in all: the table publishing_pin, the table tenants_user." in found[0].msg
    assert rights() == {table: ["SELECT"] for table in READABLE | READABLE_COLUMNS.keys()}


def test_a_reader_that_sees_more_is_refused(committed_db: None) -> None:
    with as_owner(), connections["default"].cursor() as cursor:
        cursor.execute("GRANT SELECT ON tenants_user TO PUBLIC")

    with pytest.raises(SystemCheckError, match=r"cms\.E007"):
        call_command("migrate", verbosity=0)


def test_a_reader_that_makes_large_objects_is_told(module_committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.checks.MAKING_LARGE_OBJECTS", ("lo_open",))  # which everybody may

    assert [one.id for one in check_reader(databases=[READER])] == ["cms.W001"]


@pytest.fixture
def raw_key(committed_db: None) -> str:
    """A key that reads every state, scripts included."""
    states = list(Tenant.objects.exclude(pk=LIBRARY_ID))
    _key, raw = key_of(Tenant.objects.get(pk=LIBRARY_ID), tenants=states, scopes=[Scope.CONTENT, Scope.SCRIPTS])
    return raw


@pytest.fixture
def post(raw_key: str) -> Callable[..., Answer]:
    """Send one body to the API."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {raw_key}"}
    endpoint = Endpoint(lambda environ, start_response: [])
    return lambda body: send(endpoint, body=orjson.dumps(body), headers=headers)


@pytest.mark.slow
def test_the_api_asks_no_other_role(raw_key: str, post: Callable[..., Answer]) -> None:
    with reader_alone():
        for told in (told_topics, told_glossary, told_scripts):
            told(asker(raw_key))
        sent = check(lambda query: post({"query": query}), examples=20, seconds=tries(2, long=60))

    assert sent >= 20


@pytest.mark.slow
def test_the_sites_ask_no_other_role(module_committed_db: None) -> None:
    site = Client(headers={"host": "tabasco.localhost"})
    with reader_alone():
        sitemap = site.get("/sitemap.xml").content.decode()
        paths = re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", sitemap)
        other = ["/buscar/?q=robo", "/robots.txt", "/no-such-page/"]
        found = {path: site.get(path).status_code for path in [*paths, *other]}
        file = Client(headers={"host": "localhost"}).get("/documents/1/absent.pdf")
        unknown = Client(headers={"host": "nobody.localhost"}).get("/")
        states = Client(headers={"host": "localhost"}).get("/")

    assert len(paths) > 50
    assert {path for path, status in found.items() if status != 200} == {"/no-such-page/"}
    assert (file.status_code, unknown.status_code) == (404, 404)
    assert "tabasco.localhost" in states.content.decode()


def test_what_the_api_writes_goes_over_the_application_s_role(raw_key: str, post: Callable[..., Answer]) -> None:
    query = "{ state(code: TAB) { name } }"
    digest = hashlib.sha256(query.encode()).hexdigest()
    key = ApiKey.objects.get(hint=raw_key[:14])

    answer = post({"query": query, "extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest}}})
    key_usage.flush()
    key.refresh_from_db()

    assert answer.json["data"] == {"state": {"name": "Tabasco"}}
    assert key.last_used_on == timezone.localdate()
    with tenant_scope([LIBRARY_ID]):
        assert PersistedQuery.objects.get(client=key.client).query == query
