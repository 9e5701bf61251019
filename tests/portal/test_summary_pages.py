"""The summary of a call on a state's site: by a code, by its link, and by nothing else."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from assistance.models import CallSummary, ScriptSnapshot
from assistance.summaries.links import token_of
from assistance.summaries.services import KEPT_FOR, make_summary
from content_models.paths import SUMMARIES_PATH, is_of_the_site
from delivery import pinned_scripts
from portal import summary_pages
from portal.deadlines import end_of
from portal.summary_pages import turns_and_deadlines
from tenants.limits import Limit
from tenants.scope import tenant_scope
from tests.assistance.summaries.test_summaries import given, view_of

TABASCO, COAHUILA = {"host": "tabasco.localhost"}, {"host": "coahuila.localhost"}
NOT_THERE = "Aquí no hay un resumen"
DEADLINES = Path(__file__).resolve().parents[2] / "frontend" / "src" / "desk" / "vectors_deadlines.json"


@pytest.fixture
def summary(db: None) -> CallSummary:
    """The summary of a call to Tabasco."""
    return make_summary(view=view_of(), given=given(), now=timezone.now())


def asked(client: Client, path: str, headers: dict[str, str] = TABASCO) -> tuple[Any, str]:
    answer = client.get(path, headers=headers)
    return answer, unescape(answer.content.decode())


def link_of(summary: CallSummary, code: str = "TAB") -> str:
    return f"{SUMMARIES_PATH}{token_of(summary, code=code)}/"


@pytest.mark.django_db
def test_each_page_of_the_site_leads_to_where_a_code_is_asked_for(client: Client) -> None:
    _answer, page = asked(client, "/")

    assert re.search(rf'<footer.*<a href="{SUMMARIES_PATH}">', page, re.DOTALL)


@pytest.mark.django_db
def test_a_line_that_was_given_in_the_place_of_an_office_stands_there_with_its_number(client: Client) -> None:
    line = next(one for one in view_of().directory.substitutes() if one["phones"])
    made = make_summary(view=view_of(), given=given(officeKeys=[line["key"]]), now=timezone.now())

    _answer, page = asked(client, link_of(made))

    assert page.count('<article class="office">') == 1
    assert line["name"] in page
    assert line["phones"][0]["dial"] in page


def test_a_code_leads_to_what_was_told_which_nobody_keeps(client: Client, summary: CallSummary) -> None:
    form, page = asked(client, SUMMARIES_PATH)
    assert 'name="clave"' in page
    moved = client.get(f"{SUMMARIES_PATH}?clave={summary.code[:4]}+{summary.code[4:]}", headers=TABASCO)
    assert (moved.status_code, moved["Location"]) == (302, link_of(summary))
    with tenant_scope([summary.tenant_id]):
        CallSummary.objects.all().delete()  # the link holds all of it
    answer, page = asked(client, moved["Location"])

    for one in (form, moved, answer):
        assert (one["Cache-Control"], one["Referrer-Policy"]) == ("private, no-store", "no-referrer")
        assert not one.cookies
    assert answer.status_code == 200
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", page) == ["Qué hacer ahora"]
    assert '<meta name="robots" content="noindex">' in page
    assert 'id="quick-exit"' in page
    assert "El Ministerio Público no puede retenerlo más de 48 horas" in page
    assert '<span class="duration" lang="es-MX">48 horas</span>' in page
    office = view_of()[summary.payload["officeKeys"][0]]
    assert office["title"] in page
    assert page.count('<article class="office">') == 1
    assert "Más de 48 horas" not in page  # what was answered
    assert "cambió después de tu llamada" not in page
    assert is_of_the_site(SUMMARIES_PATH)


def test_a_deadline_says_when_it_ends_where_the_hour_was_given(client: Client, db: None) -> None:
    now = timezone.now()
    since = (now - timedelta(hours=50)).astimezone(ZoneInfo("America/Mexico_City"))
    said = {"hour": since.isoformat(), "timeZone": "America/Mexico_City"}
    told = make_summary(view=view_of(), given=given(**said), now=now)
    early = make_summary(view=view_of(), given=given(**said, answers=[]), now=now)

    _answer, page = asked(client, link_of(told))

    assert re.findall(r"<b>Terminó: \w+ (\d+) de \w+ de \d{4}, (\d\d:\d\d)</b>", page) == [
        (str((since + timedelta(hours=48)).day), f"{since:%H:%M}")
    ]
    assert sorted(early.payload) == ["answers", "locale", "officeKeys", "scriptDigest", "scriptKey"]

    assert ">Se cuenta<" in page
    with tenant_scope([told.tenant_id]):
        stored = ScriptSnapshot.objects.get(digest=told.payload["scriptDigest"])
        blocks = {id_: {**one, "countsBack": True} for id_, one in stored.document["deadlineBlocks"].items()}
        document = {**stored.document, "deadlineBlocks": blocks}
        ScriptSnapshot.objects.create(
            tenant_id=told.tenant_id,
            key=stored.key,
            locale=stored.locale,
            digest=pinned_scripts.digest_of(document),
            document=document,
        )
    told.payload["scriptDigest"] = pinned_scripts.digest_of(document)

    _answer, page = asked(client, link_of(told))

    assert (">Cuándo<" in page, ">Se cuenta<" in page) == (True, False)
    assert ("48 horas" in page, "Terminó" in page) == (True, False)


@pytest.mark.parametrize("minute", [4_223_371_679, -1_035_593_640, 2**70])
def test_a_summary_with_an_hour_that_is_none_is_told_without_ends(
    client: Client, summary: CallSummary, minute: int
) -> None:
    summary.payload.update(sinceMinute=minute, timeZone="America/Mexico_City")

    answer, page = asked(client, link_of(summary))

    assert (answer.status_code, "48 horas" in page, "Terminó" in page) == (200, True, False)


@pytest.mark.parametrize("vector", json.loads(DEADLINES.read_text()), ids=lambda vector: vector["name"])
def test_a_deadline_ends_where_the_desk_says_so(vector: dict[str, Any]) -> None:
    since = datetime.fromisoformat(vector["since"]).astimezone(ZoneInfo(vector["zone"]))

    found = end_of(vector, since)  # type: ignore[arg-type]  # the vectors have the fields of a deadline

    is_instant = vector["unit"] == "HOURS"
    assert found == (datetime if is_instant else date).fromisoformat(vector["end"])
    assert isinstance(found, datetime) is is_instant


def test_a_script_that_changed_is_told_as_it_was(client: Client, summary: CallSummary) -> None:
    with tenant_scope([summary.tenant_id]):
        stored = ScriptSnapshot.objects.get(digest=summary.payload["scriptDigest"])
        document = {**stored.document, "title": "Antes se llamaba así"}
        former = ScriptSnapshot.objects.create(
            tenant_id=summary.tenant_id,
            key=stored.key,
            locale=stored.locale,
            digest=pinned_scripts.digest_of(document),
            document=document,
        )
    summary.payload["scriptDigest"] = former.digest

    answer, page = asked(client, link_of(summary))

    assert answer.status_code == 200
    assert "Antes se llamaba así" in page
    assert "cambió después de tu llamada" in page


def test_what_leads_nowhere_is_answered_with_one_sentence(client: Client, summary: CallSummary) -> None:
    link, by_code = link_of(summary), f"{SUMMARIES_PATH}?clave="
    expired = make_summary(view=view_of(), given=given(), now=timezone.now() - KEPT_FOR - timedelta(minutes=1))
    asked_for = [
        (f"{by_code}{(int(summary.code) + 1) % 10**8:08d}", TABASCO),
        (f"{by_code}{expired.code}", TABASCO),
        (f"{by_code}{summary.code}", COAHUILA),
        (f"{by_code}hola", TABASCO),
        (link, COAHUILA),
        (link_of(summary, "COA"), TABASCO),
        (link_of(expired), TABASCO),
        (link.replace("/resumen/", "/resumen/x"), TABASCO),
        (f"{SUMMARIES_PATH}<b>/%00/", TABASCO),
    ]

    found = [asked(client, path, headers) for path, headers in asked_for]

    assert [(answer.status_code, NOT_THERE in page) for answer, page in found] == [(404, True)] * len(asked_for)


def test_codes_cannot_be_tried_out(client: Client, summary: CallSummary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summary_pages, "WRONG_CODES", Limit("test.codes", most=2, seconds=3600))
    right, wrong = (f"{SUMMARIES_PATH}?clave={code}" for code in (summary.code, "00000000"))

    statuses = [asked(client, path)[0].status_code for path in (right, wrong, right, right, wrong, wrong, right)]

    assert statuses == [302, 404, 302, 302, 404, 429, 429]
    refused, page = asked(client, right)
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert "Vuelve a intentarlo en 60 minutos" in page
    assert asked(client, link_of(summary))[0].status_code == 200


def test_words_to_read_come_first_and_what_was_said_otherwise() -> None:
    def words(text: str) -> dict[str, str]:
        return {"plainText": text}

    def node(key: str, said: str, written: str, *options: str, kind: str = "INFO") -> dict[str, Any]:
        return {
            "key": key,
            "kind": kind,
            "text": words(said),
            "wordings": [{"channel": "WEB", "text": words(written)}] if written else [],
            "options": [{"key": to, "label": to, "to": to, "wordings": []} for to in options],
            "deadlines": [f"d-{key}"],
            "organizationKind": None,
        }

    nodes = [
        node("a", "Diga esto.", "Lee esto.", "b"),
        node("b", "Cuelgue.", "", "c"),
        node("c", "Permanezca en la línea.", "", kind="HANDOFF"),
    ]

    turns, deadlines = turns_and_deadlines({"start": "a", "nodes": nodes}, ("b", "c"))

    assert [turn.text["plainText"] for turn in turns if turn.text] == ["Lee esto.", "Cuelgue."]
    assert deadlines == ("d-a", "d-b", "d-c")
