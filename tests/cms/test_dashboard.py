"""The start page: what each person sees, and that nobody sees another state's rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import LockedPagesPanel, WorkflowObjectsToModeratePanel
from wagtail.models import Page
from wagtail.users.models import UserProfile

from cms.dashboard.actions import actions_of
from cms.dashboard.drafts import Draft, Drafts, drafts_of
from cms.dashboard.missing_offices import missing_kinds
from cms.dashboard.panels import (
    ActionsPanel,
    DecisionsPanel,
    LeftUnsavedPanel,
    OpenReviewsPanel,
    QuietPanel,
    TreePanel,
)
from cms.dashboard.reviews import due_reviews
from cms.dashboard.sections import sections_of
from cms.dashboard.states import sums_by_state
from cms.dashboard.trees import Tree, all_trees, trees_of
from cms.dashboard.unconfirmed import unconfirmed_offices
from cms.wagtail_hooks import put_panels_on_start_page
from content_models.models import GuidancePage, NoticePage, OfficePage, OrganizationPage, SectionPage
from content_models.paths import ROOT_DEPTH
from publishing.models import ReviewReason, ReviewTask
from publishing.services.launch_state import StateFacts, prepare_tenant
from tenants.edge import viewer_for_user
from tenants.models import StaffRole, Tenant, User
from tenants.scope import tenant_scope
from tests.tenants.factories import library, member, page_of, person

pytestmark = pytest.mark.slow

TODAY = date(2030, 6, 15)
NOW = datetime(2030, 6, 15, 18, tzinfo=UTC)


@dataclass(frozen=True)
class Desk:
    """A state with an organization, and somebody who edits there."""

    tenant: Tenant
    organization: OrganizationPage
    editor: User

    def office(self, title: str, **fields: object) -> OfficePage:
        """Add an office of this state."""
        office = OfficePage(title=title, slug=title.lower(), locale=self.organization.locale, **fields)
        self.organization.add_child(instance=office)
        return office

    def trees(self) -> tuple[Tree, ...]:
        """The trees its editor works in."""
        return trees_of(self.editor, all_trees())


def desk(code: str, name: str) -> Desk:
    tenant = prepare_tenant(
        facts=StateFacts(code=code, name=name, official_name=name, slug=name.lower(), time_zone="America/Mexico_City")
    )
    directory = page_of(tenant, "directorio")
    organization = OrganizationPage(
        title=f"Fiscalía de {name}", slug="fiscalia", organization_kind="PROSECUTOR", locale=directory.locale
    )
    directory.add_child(instance=organization)
    return Desk(tenant, organization, member(tenant, StaffRole.EDITOR))


@pytest.fixture
def north(db: None) -> Desk:
    library()
    return desk("ZZA", "Norte")


@pytest.fixture
def south(north: Desk) -> Desk:
    return desk("ZZB", "Sur")


def test_offices_to_confirm_are_the_own_states_published_ones_first(north: Desk, south: Desk) -> None:
    north.office("Borrador", live=False, municipality="Centro")
    north.office("Publicada", assured_on=date(2029, 1, 2))
    north.office("Confirmada", needs_confirmation=False)
    north.office("Retirada", live=False, first_published_at=NOW)
    south.office("Ajena")

    found = unconfirmed_offices(north.trees())

    assert [(office.name, office.is_live) for office in found.shown] == [("Publicada", True), ("Borrador", False)]
    assert found.total == 2
    assert found.shown[0].assured_on == date(2029, 1, 2)


def test_reviews_come_longest_overdue_first_and_up_to_thirty_days_ahead(north: Desk, south: Desk) -> None:
    north.office("Hoy", review_due_on=TODAY)
    north.office("Atrasada", review_due_on=TODAY - timedelta(days=90))
    north.office("Pronto", review_due_on=TODAY + timedelta(days=30))
    north.office("Despues", review_due_on=TODAY + timedelta(days=31))
    north.office("Retirada", review_due_on=TODAY, live=False)
    north.office("Sin-fecha")
    south.office("Ajena", review_due_on=TODAY)

    found = due_reviews(north.trees(), NOW)

    assert [(review.title, review.is_overdue) for review in found.shown] == [
        ("Atrasada", True),
        ("Hoy", False),
        ("Pronto", False),
    ]
    assert (found.total, found.overdue) == (3, 1)


def test_drafts_are_those_that_the_person_saved_last_and_has_not_sent(north: Desk, south: Desk) -> None:
    own, colleagues, foreign = north.office("Mia"), north.office("De-otra"), south.office("Ajena")
    colleague = member(north.tenant, StaffRole.PUBLISHER)
    for office, by in ((own, north.editor), (colleagues, colleague), (foreign, north.editor)):
        office.note = "Cambió."
        office.save_revision(user=by)
    sent = north.office("Enviada")
    sent.save_revision(user=north.editor)
    sent.get_workflow().start(sent, north.editor)

    found = drafts_of(north.editor, north.trees())

    assert [draft.title for draft in found.shown] == ["Mia"]
    assert found.total == 1


def test_sections_count_what_stands_below_them(north: Desk, south: Desk) -> None:
    north.office("Publicada")
    north.office("Borrador", live=False, has_unpublished_changes=True)
    south.office("Ajena")

    ((tree, sections),) = sections_of(north.trees())

    counted = {section.title: (section.live, section.drafts) for section in sections}
    assert tree.code == "ZZA"
    empty = dict.fromkeys(("Avisos", "Información local", "Adaptaciones"), (0, 0))
    assert counted == {"Directorio": (1, 1), **empty}  # the office; its institution, published too, is where it stands


def test_a_states_own_pages_are_local_information_wherever_they_stand(north: Desk) -> None:
    home = Page.objects.get(pk=north.tenant.root_page_id)
    among_national = SectionPage(title="Soy víctima", slug="victima", live=False, locale=home.locale)
    home.add_child(instance=among_national)
    fields = {"question": "¿Qué?", "summary": "Así.", "roles": ["VICTIM"], "locale": home.locale}
    for parent, slug in ((among_national, "refugios"), (page_of(north.tenant, "informacion-local"), "traslados")):
        parent.add_child(instance=GuidancePage(title=slug, slug=slug, **fields))

    ((_, sections),) = sections_of(north.trees())

    assert [(section.title, section.live) for section in sections] == [
        ("Directorio", 0),
        ("Avisos", 0),
        ("Información local", 2),
        ("Adaptaciones", 0),
    ]


OF_STATE = [
    "Cambiar un teléfono",
    "Agregar una oficina",
    "Poner un aviso",
    "Escribir una página",
    "Adaptar un texto nacional",
]
OF_LIBRARY = [
    "Cambiar un texto",
    "Escribir una página",
    "Escribir un guion",
    "Poner un aviso",
    "Ver qué cambian los estados",
]
BEGINNINGS: list[tuple[str, Callable[[Desk], User], list[str]]] = [
    ("a state's editor", lambda north: north.editor, OF_STATE),
    ("a state's coordinator", lambda north: member(north.tenant, StaffRole.COORDINATOR), OF_STATE),
    ("a state's translator", lambda north: member(north.tenant, StaffRole.TRANSLATOR), ["Leer los textos"]),
    ("the library's editor", lambda north: member(library(), StaffRole.EDITOR), OF_LIBRARY),
    ("an administrator", lambda north: person("jefa", is_superuser=True), OF_LIBRARY),
    ("an operator", lambda north: member(north.tenant, StaffRole.OPERATOR), []),
]


@pytest.mark.parametrize(("who", "find", "titles"), BEGINNINGS, ids=[row[0] for row in BEGINNINGS])
def test_the_page_begins_with_what_the_role_does_one_click_each(
    client: Client, north: Desk, who: str, find: Callable[[Desk], User], titles: list[str]
) -> None:
    user = find(north)
    client.force_login(user)

    actions = actions_of(user, trees_of(user, all_trees()))
    page = client.get(reverse("wagtailadmin_home")).content.decode()

    assert [str(action.title) for action in actions] == titles
    for action in actions:
        assert f'<a href="{action.url}">' in page
        assert client.get(action.url).status_code == 200, action.title


def test_an_office_is_added_in_a_form_that_asks_whose_it_is(north: Desk) -> None:
    place = next(each.url for each in actions_of(north.editor, north.trees()) if each.title == "Agregar una oficina")

    assert place == reverse("state_offices:add", args=[north.tenant.code])


def test_who_approves_begins_with_what_waits_and_nobody_else_does(client: Client, north: Desk, south: Desk) -> None:
    section = page_of(north.tenant)
    notice = NoticePage(title="Cierre", slug="cierre", text="<p>Así.</p>", severity="INFO", locale=section.locale)
    section.add_child(instance=notice)
    later = NoticePage(title="Mudanza", slug="mudanza", text="<p>Así.</p>", severity="INFO", locale=section.locale)
    section.add_child(instance=later)
    for page in (notice, later):
        page.save_revision(user=north.editor)
        page.get_workflow().start(page, north.editor)
    people = [member(north.tenant, StaffRole.PUBLISHER), north.editor, member(south.tenant, StaffRole.PUBLISHER)]

    of_publisher, of_editor, of_other = (actions_of(user, trees_of(user, all_trees())) for user in people)

    assert (str(of_publisher[0].title), str(of_publisher[0].about)) == ("Aprobar", "2 textos te esperan")
    assert of_publisher[0].is_urgent
    assert of_publisher[0].url == reverse("approving:changes", args=[notice.pk])
    assert not [each for each in (*of_editor, *of_other) if each.is_urgent]
    client.force_login(people[0])
    assert client.get(of_publisher[0].url).status_code == 200


def test_an_urgent_legal_correction_is_the_first_act_with_its_reason_and_day(client: Client, north: Desk) -> None:
    today = timezone.localdate()

    def review(reason: ReviewReason, title: str) -> ReviewTask:
        with tenant_scope([north.tenant.pk]):
            return ReviewTask.objects.create(
                tenant=north.tenant,
                reason=reason,
                key=str(uuid4()),
                locale="es-MX",
                kind="GUIDANCE",
                title=title,
                details={"urgentReason": "El CNPP cambió."},
                is_urgent=True,
                addresses=["a"],
                opened_at=timezone.now(),
                due_on=today,
            )

    client.force_login(north.editor)
    walk = review(ReviewReason.WALK, "Recorrido")
    without = client.get(reverse("wagtailadmin_home")).content.decode()
    task = review(ReviewReason.CHANGED, "Denunciar")
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    first = page.partition('class="jpt-begin__list"')[2].partition("</a>")[0]

    assert walk.title in without
    assert "Corrección legal urgente" not in without
    assert "jpt-begin__urgent" in first
    assert reverse("reviews:task", args=[task.pk]) in first
    assert "Denunciar: El CNPP cambió. Es para hoy." in first
    assert page.count("Corrección legal urgente") == 2


def test_sums_are_kept_apart_by_state(north: Desk, south: Desk) -> None:
    north.office("Publicada", review_due_on=TODAY - timedelta(days=1))
    north.office("Borrador", live=False, has_unpublished_changes=True)
    south.office("Otra", needs_confirmation=False)

    sums = {state.code: state for state in sums_by_state(all_trees(), NOW)}

    norte, sur = sums["ZZA"], sums["ZZB"]
    assert (norte.live, norte.drafts, norte.unconfirmed, norte.overdue) == (2, 1, 2, 1)
    assert (sur.live, sur.drafts, sur.unconfirmed, sur.overdue) == (2, 0, 0, 0)
    assert not norte.is_launched


def test_reviews_are_overdue_by_the_clocks_of_each_state(north: Desk, south: Desk) -> None:
    Tenant.objects.filter(pk=south.tenant.pk).update(time_zone="America/Tijuana")
    for of_state in (north, south):
        of_state.office("Oficina", review_due_on=TODAY)
    past_midnight = datetime(2030, 6, 16, 6, 30, tzinfo=UTC)  # 0:30 in the north, 23:30 in the south

    overdue = {sums.code: sums.overdue for sums in sums_by_state(all_trees(), past_midnight)}

    assert (overdue["ZZA"], overdue["ZZB"]) == (1, 0)
    assert [due_reviews(desk.trees(), past_midnight).overdue for desk in (north, south)] == [1, 0]


PEOPLE: list[tuple[str, Callable[[Desk, Desk], User], set[str], bool]] = [
    ("the state's editor", lambda north, south: north.editor, {"ZZA"}, False),
    ("another state's editor", lambda north, south: south.editor, {"ZZB"}, False),
    ("the library's editor", lambda north, south: member(library(), StaffRole.EDITOR), {"NAC"}, True),
    ("somebody without a state", lambda north, south: person("nadie"), set(), False),
]


@pytest.mark.parametrize(("who", "find", "codes", "sees_all"), PEOPLE, ids=[row[0] for row in PEOPLE])
def test_trees_are_those_that_the_person_works_in(
    north: Desk, south: Desk, who: str, find: Callable[[Desk, Desk], User], codes: set[str], sees_all: bool
) -> None:
    user = find(north, south)

    assert {tree.code for tree in trees_of(user, all_trees())} == codes


def test_an_administrator_works_in_all_trees(north: Desk, south: Desk) -> None:
    administrator = person("jefa", is_superuser=True)

    assert trees_of(administrator, all_trees()) == all_trees()


@pytest.mark.parametrize(("who", "find", "codes", "sees_all"), PEOPLE[:3], ids=[row[0] for row in PEOPLE[:3]])
def test_start_page_shows_own_rows_only(
    client: Client,
    north: Desk,
    south: Desk,
    who: str,
    find: Callable[[Desk, Desk], User],
    codes: set[str],
    sees_all: bool,
) -> None:
    overdue = timezone.localdate() - timedelta(days=1)
    offices = {"ZZA": north.office("Oficina-del-norte", review_due_on=overdue)}
    offices["ZZB"] = south.office("Oficina-del-sur", review_due_on=overdue)
    client.force_login(find(north, south))

    page = client.get(reverse("wagtailadmin_home")).content.decode()

    shown = {code for code, office in offices.items() if office.title in page}
    assert shown == codes & offices.keys()
    assert ("Todos los estados" in page) is sees_all


def test_visitor_is_sent_to_sign_in(client: Client, north: Desk) -> None:
    north.office("Oficina-del-norte")

    answer = client.get(reverse("wagtailadmin_home"), follow=True)

    assert answer.redirect_chain[0][0].startswith(reverse("wagtailadmin_login"))
    assert b"Oficina-del-norte" not in answer.content


def test_panels_ask_as_many_statements_with_much_content_as_with_little(client: Client, north: Desk) -> None:
    client.force_login(north.editor)
    client.get(reverse("wagtailadmin_home"))
    overdue = timezone.localdate() - timedelta(days=1)

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("wagtailadmin_home"))
        return len(asked)

    def office(title: str) -> None:
        page = north.office(title, review_due_on=overdue)
        page.note = "Cambió."
        page.save_revision(user=north.editor)

    office("Una")
    with_one = statements()
    for number in range(12):
        office(f"Otra{number}")

    assert statements() == with_one


def test_panels_say_so_when_there_is_nothing_to_do(client: Client, north: Desk) -> None:
    client.force_login(north.editor)

    page = client.get(reverse("wagtailadmin_home")).content.decode()

    assert "No hay nada por revisar en los próximos 30 días." in page
    assert "Todas las oficinas están confirmadas." in page
    assert "Todo lo que escribiste está publicado." in page


def test_one_click_leads_from_an_office_to_its_editor(client: Client, north: Desk) -> None:
    office = north.office("Oficina")
    client.force_login(north.editor)

    page = client.get(reverse("wagtailadmin_home")).content.decode()

    edit = reverse("wagtailadmin_pages:edit", args=[office.pk])
    assert f'href="{edit}"' in page
    assert client.get(edit).status_code == 200


def test_menu_of_an_editor_leaves_out_news_of_the_software(client: Client, north: Desk) -> None:
    client.force_login(north.editor)

    page = client.get(reverse("wagtailadmin_home")).content.decode()

    assert "whats-new" not in page
    assert "guide.wagtail.org" not in page


def test_admin_is_spanish_whatever_the_browser_asks_for_until_somebody_chooses(client: Client, north: Desk) -> None:
    asked = {"accept-language": "en-US,en;q=0.9"}
    client.force_login(north.editor)

    by_default = client.get(reverse("wagtailadmin_home"), headers=asked).content.decode()
    UserProfile.objects.update_or_create(user=north.editor, defaults={"preferred_language": "en"})
    by_choice = client.get(reverse("wagtailadmin_home")).content.decode()

    assert "Tu contenido" in by_default
    assert "Your content" in by_choice


def test_acts_stand_first_and_what_waits_for_somebody_before_what_one_has(north: Desk, rf: RequestFactory) -> None:
    request = rf.get("/admin/")
    request.user = north.editor
    panels: list[Component] = [LockedPagesPanel(), WorkflowObjectsToModeratePanel()]

    put_panels_on_start_page(request, panels)

    order = [type(panel) for panel in sorted(panels, key=lambda panel: panel.order)]
    begins = [LeftUnsavedPanel, ActionsPanel, WorkflowObjectsToModeratePanel, DecisionsPanel, OpenReviewsPanel]
    assert order[:5] == begins
    assert order[-3:] == [QuietPanel, TreePanel, LockedPagesPanel]


def test_kinds_that_a_state_has_no_office_of_are_listed_with_who_answers_and_where_to_add_one(
    client: Client, north: Desk, south: Desk
) -> None:
    viewer, trees = viewer_for_user(north.editor), north.trees()
    north.office("Borrador", live=False)

    found = missing_kinds(viewer, trees)

    assert found is not None
    prosecutor = next(kind for kind in found if kind.organization_id == north.organization.pk)
    assert prosecutor.drafts == 1
    assert missing_kinds(viewer, ()) is None
    client.force_login(north.editor)
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    add = f"{reverse('state_offices:states', args=['agregar'])}?institucion={north.organization.pk}"
    assert f'href="{add}"' in page
    assert reverse("wagtailadmin_pages:add", args=["content", "officepage", south.organization.pk]) not in page
    assert client.get(add, follow=True).status_code == 200


def test_offices_that_wait_for_approval_are_not_counted_among_those_to_call(client: Client, north: Desk) -> None:
    north.office("Llamar")
    office = north.office("Enviada", live=False)
    office.save_revision(user=north.editor)
    office.get_workflow().start(office, north.editor)

    found = unconfirmed_offices(north.trees())
    client.force_login(north.editor)
    page = client.get(reverse("wagtailadmin_home")).content.decode()

    assert ([one.name for one in found.shown], found.total, found.sent) == (["Llamar"], 1, 1)
    assert "Otra está en revisión." in page


def test_an_office_confirmed_in_a_draft_is_not_called_never_confirmed(north: Desk) -> None:
    office = north.office("Guardada")
    office.assured_on = date(2029, 1, 2)
    office.save_revision()

    [shown] = unconfirmed_offices(north.trees()).shown

    assert (shown.name, shown.assured_on) == ("Guardada", date(2029, 1, 2))


def test_a_translator_of_a_state_without_further_languages_is_told_so_and_whom_to_ask(
    client: Client, north: Desk, south: Desk
) -> None:
    User.objects.filter(pk=member(north.tenant, StaffRole.COORDINATOR).pk).update(first_name="Ana", last_name="Sosa")
    member(south.tenant, StaffRole.COORDINATOR, "ajena")
    client.force_login(member(north.tenant, StaffRole.TRANSLATOR))

    page = client.get(reverse("wagtailadmin_home")).content.decode()

    assert "Norte tiene por ahora sus textos solo en español" in page
    assert "Ana Sosa" in page
    assert "ajena" not in page
    texts = reverse("adapting:list", args=["ZZA"])
    assert f'href="{texts}"' in page
    assert client.get(texts).status_code == 200


def test_a_translator_of_the_library_without_further_languages_is_sent_to_its_administrators(
    client: Client, north: Desk
) -> None:
    person("jefa", is_superuser=True)
    client.force_login(member(library(), StaffRole.TRANSLATOR))
    Page.objects.filter(depth=ROOT_DEPTH).exclude(locale__language_code="es-mx").delete()

    page = client.get(reverse("wagtailadmin_home")).content.decode()

    assert "La biblioteca nacional tiene por ahora sus textos solo en español" in page
    assert "jefa" in page


@pytest.mark.parametrize("role", [StaffRole.EDITOR, StaffRole.TRANSLATOR])
def test_a_state_in_the_table_of_all_leads_the_librarys_people_where_they_may_look(
    client: Client, north: Desk, south: Desk, role: StaffRole
) -> None:
    client.force_login(member(library(), role))

    page = client.get(reverse("wagtailadmin_home")).content.decode()

    for state in (north, south):
        texts = reverse("adapting:list", args=[state.tenant.code])
        assert f'href="{texts}"' in page
        assert client.get(texts).status_code == 200
        assert reverse("wagtailadmin_explore", args=[state.tenant.root_page_id]) not in page


def test_a_state_in_the_table_of_all_leads_administrators_to_its_pages(client: Client, north: Desk) -> None:
    client.force_login(person("jefa", is_superuser=True))

    page = client.get(reverse("wagtailadmin_home")).content.decode()

    assert f'href="{reverse("wagtailadmin_explore", args=[north.tenant.root_page_id])}"' in page


def test_of_an_adaptation_that_was_never_published_people_read_the_national_text() -> None:
    found = Drafts(
        (Draft(1, "Adaptada", False, None, None, is_adaptation=True), Draft(2, "Nueva", False, None, None)), 2
    )
    with override("es-mx"):
        shown = render_to_string("cms/dashboard/drafts.html", {"found": found})

    assert [shown.count(text) for text in ("El texto nacional", "Nada todavía")] == [1, 1]
