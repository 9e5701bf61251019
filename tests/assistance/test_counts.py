"""“Consultas y visitas”, and the campaigns that inquiries name: each for one's own state, for administrators of all."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assistance.campaigns.services import campaigns_of
from assistance.inquiries.contact import read_contact
from assistance.inquiries.services import correct_inquiry, log_inquiry
from assistance.models import Campaign, VisitCount
from content_models.models import GuidancePage
from tenants.models import StaffRole, User
from tenants.scope import scope_of_all_tenants
from tests.tenants.factories import member
from tests.world import GUIDANCE, World

from .contacts import given, viewer_of

PAGE = "counts:page"
SignedIn = Callable[..., Client]


@pytest.fixture
def signed_in(world: World) -> SignedIn:
    """Sign in somebody of the North, or an administrator."""

    def browser_of(role: StaffRole | None = StaffRole.COORDINATOR, code: str = "XNO") -> Client:
        if role is None:
            user = User.objects.create_superuser("admin", "admin@example.org", None)
        else:
            user = member(world.tenants[code], role, f"{code}-{role}")
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return browser_of


@pytest.fixture
def counted(world: World) -> None:
    """Three contacts of the North, one of them voided, one of the South; visits of both."""
    page = world.new(GuidancePage, "NAC", "victima", title="=Robo", slug="robo", roles=["VICTIM"], **GUIDANCE)
    topic = str(page.translation_key)
    both = viewer_of(world, "XNO", "XSU")

    def log(**fields: Any) -> Any:
        return log_inquiry(viewer=both, contact=read_contact(given(**fields)))

    log(role="VICTIM", topicKey=topic)
    log(role="ACCUSED", isServed=False, unservedReason="HUNG_UP")
    voided = log()
    correct_inquiry(viewer=both, inquiry_id=voided.id, contact=read_contact(given(reason="TEST"), is_correction=True))
    log(state="XSU", channel="CHAT")
    today = timezone.localdate()
    with scope_of_all_tenants():
        for code, count in (("XNO", 40), ("XSU", 2)):
            of_topic = {"channel": "WEB", "kind": "GUIDANCE", "topic_key": topic, "count": count}
            VisitCount.objects.create(tenant=world.tenants[code], visited_on=today, hour=9, **of_topic)


def table(client: Client, **query: str) -> list[list[str]]:
    """The rows of the page's table for spreadsheets."""
    answer = client.get(reverse(PAGE), {"csv": "1", **query})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))[1:]


@pytest.mark.parametrize(
    ("by", "rows"),
    [
        ("channel", [["Telephone", "2", "1", "0"], ["Website", "0", "0", "40"]]),
        ("role", [["Accused or detained person", "1", "0", ""], ["Victim", "1", "1", ""]]),
        ("topic", [["'=Robo", "1", "1", "40"], ["No topic", "1", "0", "0"]]),
        ("state", [["Norte", "2", "1", "40"]]),
    ],
)
def test_a_state_counts_its_own(
    signed_in: SignedIn, counted: None, settings: Any, by: str, rows: list[list[str]]
) -> None:
    settings.LANGUAGE_CODE = "en"

    assert table(signed_in(), by=by) == rows


@pytest.mark.parametrize("role", [StaffRole.COORDINATOR, StaffRole.PUBLISHER, StaffRole.SUPERVISOR])
def test_the_page_has_its_answer_as_title(signed_in: SignedIn, counted: None, role: StaffRole) -> None:
    answer = signed_in(role).get(reverse(PAGE))

    assert answer.status_code == 200
    assert "(2 de 2)." in answer.content.decode()
    assert "<svg" in answer.content.decode()
    assert "Sur" not in answer.content.decode()


def test_another_state_is_not_there(signed_in: SignedIn, counted: None) -> None:
    client = signed_in()

    assert client.get(reverse(PAGE), {"state": "XSU"}).status_code == 404
    assert client.get(reverse(PAGE), {"state": "ZZZ"}).status_code == 404


def test_days_are_counted_each_those_without_anything_too(signed_in: SignedIn, counted: None) -> None:
    client, yesterday = signed_in(), timezone.localdate() - timedelta(days=1)
    tomorrow = yesterday + timedelta(days=2)
    with scope_of_all_tenants():
        page = VisitCount.objects.filter(tenant__code="XNO").get()
        page.pk, page.visited_on, page.count = None, tomorrow, 7
        page.save()

    query = {"by": "day", "starts_on": f"{yesterday}", "ends_on": f"{tomorrow}"}
    rows = table(client, **query)
    shown = client.get(reverse(PAGE), query).context_data

    assert [row[1:] for row in rows] == [["0", "0", "0"], ["2", "1", "40"], ["0", "0", "7"]]
    days = [yesterday, timezone.localdate(), tomorrow]
    assert [row[0].split()[0] for row in rows] == [str(day.day) for day in days]
    assert [(bar["count"], bar["percent"]) for bar in shown["chart"]["bars"]] == [(2, 100), (0, 0)]
    assert (len(shown["rows"]), shown["total"].inquiries) == (3, 2)


def test_administrators_count_the_nation_and_each_state(signed_in: SignedIn, counted: None) -> None:
    client = signed_in(None)

    assert sorted(table(client, by="state")) == [["Norte", "2", "1", "40"], ["Sur", "1", "1", "2"]]
    assert table(client, by="state", state="XSU") == [["Sur", "1", "1", "2"]]


def test_days_without_anything_say_what_will_be_here(signed_in: SignedIn, world: World) -> None:
    answer = signed_in().get(reverse(PAGE))

    assert "En estos días no se contó nada" in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"starts_on": "30/02/2026"},
        {"starts_on": "02/11/2026", "ends_on": "01/11/2026"},
        {"starts_on": "01/01/2020", "ends_on": "01/01/2026"},
        {"by": "name"},
    ],
    ids=str,
)
def test_what_cannot_be_counted_is_said_in_the_form(signed_in: SignedIn, world: World, query: dict[str, str]) -> None:
    answer = signed_in().get(reverse(PAGE), query)

    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_coordinators_write_campaigns(signed_in: SignedIn, world: World) -> None:
    client, url = signed_in(), reverse("campaigns:list", args=["XNO"])
    today = timezone.localdate()
    sent = {
        "code": "FERIA-2026", "name": "Feria", "starts_on": today.strftime("%d/%m/%Y"),
        "ends_on": (today + timedelta(9)).strftime("%d/%m/%Y"),
    }  # fmt: skip

    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent).status_code == 200  # the code is taken
    assert client.post(f"{url}?change=FERIA-2026", {**sent, "code": "OTRA", "name": "Feria grande"}).status_code == 302

    assert [(one.code, one.name) for one in campaigns_of(tenant=world.tenants["XNO"])] == [
        ("FERIA-2026", "Feria grande")
    ]
    assert "Feria grande" in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "feria"),
        ("code", "HEGG560427MVZRRL04"),
        ("name", "Llama al 993 313 6550"),
        ("starts_on", "ayer"),
        ("ends_on", "01/01/2020"),
    ],
)
def test_a_campaign_that_cannot_be_is_not_written(signed_in: SignedIn, world: World, field: str, value: str) -> None:
    sent = {"code": "A", "name": "Feria", "starts_on": "01/11/2026", "ends_on": "30/11/2026", field: value}

    answer = signed_in().post(reverse("campaigns:list", args=["XNO"]), sent)

    with scope_of_all_tenants():
        assert (answer.status_code, Campaign.objects.count()) == (200, 0)


@pytest.mark.parametrize(
    ("role", "code", "status"),
    [
        (StaffRole.COORDINATOR, "XSU", 404),
        (StaffRole.PUBLISHER, "XNO", 404),
        (StaffRole.SUPERVISOR, "XNO", 404),
        (None, "XSU", 200),
        (None, "NAC", 404),
        (None, "ZZZ", 404),
    ],
)
def test_campaigns_are_their_coordinators(
    signed_in: SignedIn, world: World, role: StaffRole | None, code: str, status: int
) -> None:
    assert signed_in(role).get(reverse("campaigns:list", args=[code])).status_code == status
