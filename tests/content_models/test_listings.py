"""The lists of pages by type: columns, filters, export, and whose pages they show."""

import html
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import GroupPagePermission

from content_models.choices import Role, Urgency
from content_models.models import GlossaryTerm, GuidancePage, OfficePage, ScriptPage
from tenants.models import Tenant
from tests.content_models.world import World, add
from tests.module_transaction import made_once
from tests.tenants.factories import PASSWORD, person

pytestmark = pytest.mark.slow


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(person("administradora", is_superuser=True), backend="django.contrib.auth.backends.ModelBackend")
    return client


def editor_of(client: Client, world: World) -> Client:
    """An editor who may change Tabasco's tree and no other."""
    group = Group.objects.create(name="prueba")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    change = Permission.objects.get(content_type__app_label="wagtailcore", codename="change_page")
    GroupPagePermission.objects.create(group=group, page=world.tabasco.home, permission=change)
    Tenant.objects.filter(pk=world.tabasco.tenant.pk).update(editors=group)
    user = person("editora", tenant=world.tabasco.tenant)
    user.groups.add(group)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def titles(client: Client, name: str, **query: Any) -> list[str]:
    """Titles in a list, among those of this test."""
    response = client.get(reverse(f"{name}:index"), query)
    assert response.status_code == 200
    pages = response.context["paginator"].object_list
    return sorted(page.title for page in pages if page.title.startswith("Zeta"))


@made_once
def made_pages(made_world: World) -> None:
    world = made_world.fresh()
    for title, changes in (
        ("Zeta urgente", {"roles": ["VICTIM"], "urgency": "URGENT", "stage": "TRIAL", "review_due_on": "2026-01-05"}),
        ("Zeta normal", {"roles": ["ACCUSED", "VICTIM"], "urgency": "NORMAL", "stage": "ANY"}),
    ):
        add(world.section, GuidancePage(title=title, slug=title.replace(" ", "-").lower(), question="¿?", **changes))
    add(world.section, GlossaryTerm(title="Zeta", slug="prueba", definition="<p>x</p>", stage="TRIAL"))
    add(world.section, ScriptPage(title="Zeta", slug="prueba-guion", role="VICTIM", channels=["CHAT"], start="q"))
    for tree, municipality, needs in ((world.tabasco, "Centro", False), (world.jalisco, "Guadalajara", True)):
        add(
            tree.organization,
            OfficePage(
                title=f"Zeta {municipality}",
                slug="prueba",
                municipality=municipality,
                needs_confirmation=needs,
                assured_on=None if needs else "2026-11-01",
            ),
        )


@pytest.fixture
def pages(made_pages: None, world: World) -> World:
    """The world with pages of each kind whose titles begin alike."""
    return world


@pytest.mark.parametrize(
    ("name", "query", "expected"),
    [
        ("guidance", {}, ["Zeta normal", "Zeta urgente"]),
        ("guidance", {"roles": "ACCUSED"}, ["Zeta normal"]),
        ("guidance", {"stage": "TRIAL"}, ["Zeta urgente"]),
        ("guidance", {"urgency": "URGENT"}, ["Zeta urgente"]),
        ("guidance", {"review_due_on_to": "2026-02-01"}, ["Zeta urgente"]),
        ("terms", {"stage": "TRIAL"}, ["Zeta"]),
        ("terms", {"stage": "DETENTION"}, []),
        ("scripts", {"role": "VICTIM", "channels": "CHAT"}, ["Zeta"]),
        ("scripts", {"channels": "PHONE"}, []),
        ("offices", {"municipality": "centr"}, ["Zeta Centro"]),
        ("offices", {"needs_confirmation": "true"}, ["Zeta Guadalajara"]),
        ("offices", {"kind_of_organization": "PROSECUTOR"}, ["Zeta Centro", "Zeta Guadalajara"]),
        ("offices", {"kind_of_organization": "COURT"}, []),
        ("offices", {"assured_on_from": "2026-10-01"}, ["Zeta Centro"]),
    ],
)
def test_filters(pages: World, administrator: Client, name: str, query: dict[str, str], expected: list[str]) -> None:
    assert titles(administrator, name, **query) == expected


def test_offices_that_were_taken_off_the_site_stand_in_a_list_of_their_own(pages: World, client: Client) -> None:
    editor, office = editor_of(client, pages), pages.tabasco.organization
    for title, published_at in (("Zeta retirada", "2026-01-01T00:00:00Z"), ("Zeta borrador", None)):
        slug = title.replace(" ", "-").lower()
        add(office, OfficePage(title=title, slug=slug, live=False, first_published_at=published_at))

    assert titles(editor, "offices") == ["Zeta Centro", "Zeta borrador"]
    assert titles(editor, "offices", is_withdrawn="false") == ["Zeta Centro", "Zeta borrador"]
    assert titles(editor, "offices", is_withdrawn="true") == ["Zeta retirada"]


def test_an_editor_sees_offices_of_the_own_state_only(pages: World, client: Client) -> None:
    assert titles(editor_of(client, pages), "offices") == ["Zeta Centro"]
    assert "Español (México)</span>" not in client.get(reverse("offices:index")).content.decode()


def test_an_empty_list_says_where_the_national_texts_are(pages: World, client: Client) -> None:
    shown = editor_of(client, pages).get(reverse("terms:index")).content.decode()
    sought = client.get(reverse("terms:index"), {"q": "nadie"}).content.decode()

    leads = f'<a href="{reverse("adapting:states")}">Adaptar textos nacionales</a>.</p>'
    assert ("Aquí todavía no hay nada." in shown, leads in shown) == (True, True)
    assert ("0 de 0" in shown, "Aquí todavía no hay nada." in sought) == (False, False)


def test_shows_labels_instead_of_codes(pages: World, administrator: Client) -> None:
    page = administrator.get(reverse("guidance:index"), {"roles": "ACCUSED", "stage": "ANY"}).content.decode()

    assert "ACCUSED, VICTIM" not in page
    assert "Zeta normal" in page


def test_a_filter_by_yes_or_no_is_named_in_words(pages: World, administrator: Client) -> None:
    shown = [
        administrator.get(reverse("offices:index"), {"needs_confirmation": chosen}) for chosen in ("true", "false")
    ]

    assert [one.value for answer in shown for one in answer.context["active_filters"]] == ["sí", "no"]


def test_exports_a_table(pages: World, administrator: Client) -> None:
    response: Any = administrator.get(
        reverse("offices:index"), {"export": "csv", "municipality": "Centro", "assured_on_from": "2026-10-01"}
    )

    rows = b"".join(response.streaming_content).decode().splitlines()
    assert response["Content-Type"].startswith("text/csv")
    assert next(row for row in rows if row.startswith("Zeta")).startswith("Zeta Centro,Fiscalía o Ministerio Público,")
    assert rows[0].startswith("Título,Tipo,Municipio,Domicilio,Teléfonos,")


@pytest.mark.parametrize("title", ["=1+1", "+52 921", "-1", "@SUM(A1)"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_of_an_export_is_carried_out(pages: World, administrator: Client, title: str, kind: str) -> None:
    page = GuidancePage.objects.get(title="Zeta normal")
    GuidancePage.objects.filter(pk=page.pk).update(title=title)

    response: Any = administrator.get(reverse("guidance:index"), {"export": kind, "q": ""})
    content = b"".join(response.streaming_content) if response.streaming else response.content

    if kind == "csv":
        assert f"'{title}" in content.decode()
    else:
        assert f"<t>{title}</t>" in texts_of_workbook(content)


def texts_of_workbook(content: bytes) -> str:
    """The texts of all cells of a spreadsheet."""
    with ZipFile(BytesIO(content)) as book:
        return html.unescape(book.read("xl/worksheets/sheet1.xml").decode())


def test_an_export_says_what_the_screen_does(pages: World, administrator: Client) -> None:
    def row(name: str, title: str) -> str:
        response: Any = administrator.get(reverse(f"{name}:index"), {"export": "csv"})
        rows = b"".join(response.streaming_content).decode().splitlines()
        return next(row for row in rows if row.startswith(f"{title},"))

    assert ",sí," in row("offices", "Zeta Guadalajara")
    assert ",no," in row("offices", "Zeta Centro")
    assert row("guidance", "Zeta normal").startswith(f'Zeta normal,"{Role.ACCUSED.label}, {Role.VICTIM.label}"')
    assert row("scripts", "Zeta").startswith(f"Zeta,{Role.VICTIM.label},{Urgency.NORMAL.label},Chat")


def test_a_list_costs_the_same_for_one_office_and_for_many(
    pages: World, administrator: Client, django_assert_max_num_queries: Any
) -> None:
    url = reverse("offices:index")
    administrator.get(url)
    with CaptureQueriesContext(connection) as with_few:
        administrator.get(url, {"municipality": "Centro"})
    for number in range(20):
        add(
            pages.tabasco.organization, OfficePage(title=f"Zeta {number}", slug=f"zeta-{number}", municipality="Centro")
        )

    with CaptureQueriesContext(connection) as with_many:
        administrator.get(url, {"municipality": "Centro"})

    # Three for each page: one for its address on the portal, and two that wagtail-localize asks for its buttons.
    assert len(with_many) <= len(with_few) + 3 * 20, "\n".join(
        query["sql"][:200] for query in with_many.captured_queries
    )


def test_a_visitor_sees_no_list(pages: World, client: Client) -> None:
    response = client.get(reverse("offices:index"))

    assert response.status_code == 302
    assert PASSWORD not in response["Location"]
