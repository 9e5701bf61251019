"""Which role does what: one address of each act, for everybody."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tenants.admin_access.acts import ROLES, Act, Role, may, may_for, role_of
from tenants.models import StaffRole
from tests.tenants.conftest import World
from tests.tenants.factories import member, page_of, person

DOCS = Path(__file__).parents[3] / "docs"
ADDRESSES = {
    Act.READ: ("wagtailimages:index", ()),
    Act.EDIT: ("wagtailimages:add", ()),
    Act.PUBLISH: ("wagtailadmin_pages:unpublish", ("page",)),
    Act.CHOOSE: ("wagtailadmin_choose_page", ()),
    Act.ADAPT: ("adapting:states", ()),
    Act.REVIEW: ("reviews:list", ()),
    Act.SEE_SEARCHES: ("suggestions:states", ()),
    Act.KEEP_CALENDAR: ("holidays:states", ()),
    Act.IMPORT_OFFICES: ("imports:states", ()),
    Act.SEE_COUNTS: ("counts:page", ()),
    Act.MANAGE_KEYS: ("api_clients:index", ()),
    Act.MANAGE_SETTINGS: ("states:list", ()),
    Act.SEE_AUDIT: ("audit_log:list", ()),
    Act.MANAGE_PEOPLE: ("people:list", ()),
    Act.ASSIGN: ("operators:list", ()),
    Act.TRANSLATE: ("wagtail_localize:submit_page_translation", ("page",)),
    Act.SEE_ALL_STATES: ("matrix:matrix", ()),
    Act.ADMINISTER: ("wagtailusers_groups:index", ()),
    Act.NOTHING: ("wagtailadmin_error_test", ()),
}
WITHOUT_ADDRESS = {Act.ANSWER, Act.SUPERVISE}
"""Acts for which there is no screen."""


def test_each_act_has_an_address_here() -> None:
    assert ADDRESSES.keys() == ROLES.keys() - WITHOUT_ADDRESS


@pytest.mark.parametrize("act", ADDRESSES, ids=lambda act: act.name.lower())
def test_who_does_what(world: World, act: Act) -> None:
    for role in Role:
        tenant, staff_role = world.library if role.startswith("library") else world.tabasco, role.partition(" ")[2]
        world.people[role] = member(tenant, StaffRole(staff_role), role.replace(" ", "-"))
    name, parameters = ADDRESSES[act]

    def status(who: str) -> int:
        tenant = world.library if "library" in who else world.tabasco
        args = [page_of(tenant, "avisos").pk for _ in parameters]
        answer = world.client(who).get(reverse(name, args=args))
        return 404 if answer.status_code == 404 else 200

    assert {role for role in Role if status(role) == 200} == ROLES[act]
    assert status("administrator") == (404 if act is Act.NOTHING else 200)


@pytest.mark.parametrize("role", [StaffRole.OPERATOR, StaffRole.SUPERVISOR, StaffRole.TRAINEE])
def test_who_answers_citizens_sees_the_start_page_and_no_more(world: World, role: StaffRole) -> None:
    world.people["answers"] = member(world.tabasco, role, "answers")
    client = world.client("answers")

    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    assert client.get(reverse("wagtailadmin_account")).status_code == 200
    for act, (name, parameters) in ADDRESSES.items():
        answer = client.get(reverse(name, args=[page_of(world.tabasco).pk for _ in parameters]))
        is_open = role is StaffRole.SUPERVISOR and act in {Act.ASSIGN, Act.SEE_COUNTS}
        assert answer.status_code == (200 if is_open else 404), name


@pytest.mark.parametrize("role", Role)
def test_role_is_told_from_the_persons_own_fields(world: World, role: Role) -> None:
    tenant = world.library if role.startswith("library") else world.tabasco
    user = member(tenant, StaffRole(role.partition(" ")[2]), "somebody")

    with CaptureQueriesContext(connection) as queries:
        acts = {act for act in Act if may(user, act)}

    assert (role_of(user), acts) == (role, {Act.ENTER, *(act for act in ROLES if role in ROLES[act])})
    assert len(queries) == 0
    other = world.tabasco if tenant == world.library else world.library
    assert {act for act in Act if may_for(user, act, tenant.pk)} == acts
    assert [act for act in Act if may_for(user, act, other.pk)] == []
    assert may_for(world.people["administrator"], Act.EDIT, other.pk)
    user.is_active = False
    assert [act for act in Act if may(user, act)] == [Act.ENTER]


def test_documents_show_the_table() -> None:
    """The rows of the table in `docs/access.md`."""
    shown = (DOCS / "access.md").read_text(encoding="utf-8")

    for row in table():
        assert row in shown, f"docs/access.md lacks a row: {row}"


def table() -> list[str]:
    """Return the table of acts and roles as Markdown: all roles of a state, then the library's."""
    rows = [f"| | {' | '.join(role.removeprefix('state ') for role in Role)} |"]
    for act in ROLES:
        if act is not Act.NOTHING:
            rows.append(f"| {act} | {' | '.join('✓' if role in ROLES[act] else '' for role in Role)} |")
    return rows


def test_without_a_role_one_enters_and_no_more(world: World) -> None:
    world.people["newcomer"] = person("newcomer")
    client = world.client("newcomer")

    assert client.get(reverse("wagtailadmin_login")).status_code == 200
    assert client.get(reverse("wagtailadmin_home")).status_code == 302
    for name, parameters in ADDRESSES.values():
        answer = client.get(reverse(name, args=[page_of(world.tabasco).pk for _ in parameters]))
        assert answer.status_code == 404, name
