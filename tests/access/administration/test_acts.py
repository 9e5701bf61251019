"""Which role does what: one address of each act, for everybody."""

import pytest
from django.urls import reverse

from tenants.admin_access.acts import ROLES, Act, Role
from tenants.services.accounts import StaffRole
from tests.tenants.conftest import World
from tests.tenants.factories import member, page_of, person

ADDRESSES = {
    Act.READ: ("wagtailimages:index", ()),
    Act.EDIT: ("wagtailimages:add", ()),
    Act.PUBLISH: ("wagtailadmin_pages:unpublish", ("page",)),
    Act.CHOOSE: ("wagtailadmin_choose_page", ()),
    Act.ADAPT: ("adapting:states", ()),
    Act.REVIEW: ("reviews:list", ()),
    Act.KEEP_CALENDAR: ("holidays:states", ()),
    Act.MANAGE_KEYS: ("api_clients:index", ()),
    Act.TRANSLATE: ("wagtail_localize:submit_page_translation", ("page",)),
    Act.SEE_ALL_STATES: ("matrix:matrix", ()),
    Act.ADMINISTER: ("wagtailusers_users:index", ()),
    Act.NOTHING: ("wagtailadmin_error_test", ()),
}
PEOPLE = {
    Role.STATE_EDITOR: "own editor",
    Role.STATE_PUBLISHER: "own publisher",
    Role.LIBRARY_EDITOR: "library editor",
    Role.LIBRARY_PUBLISHER: "library publisher",
}


def test_each_act_has_an_address_here() -> None:
    assert ADDRESSES.keys() == ROLES.keys()


@pytest.mark.parametrize("act", ADDRESSES, ids=lambda act: act.name.lower())
def test_who_does_what(world: World, act: Act) -> None:
    world.people["library editor"] = member(world.library, StaffRole.EDITOR)
    name, parameters = ADDRESSES[act]

    def status(who: str) -> int:
        tenant = world.library if "library" in who else world.tabasco
        args = [page_of(tenant, "avisos").pk for _ in parameters]
        answer = world.client(who).get(reverse(name, args=args))
        return 404 if answer.status_code == 404 else 200

    found = {role for role, who in PEOPLE.items() if status(who) == 200}
    assert found == ROLES[act]
    assert status("administrator") == (404 if act is Act.NOTHING else 200)


def test_without_a_role_one_enters_and_no_more(world: World) -> None:
    world.people["newcomer"] = person("newcomer", tenant=world.tabasco)
    client = world.client("newcomer")

    assert client.get(reverse("wagtailadmin_login")).status_code == 200
    assert client.get(reverse("wagtailadmin_home")).status_code == 302
    for name, parameters in ADDRESSES.values():
        answer = client.get(reverse(name, args=[page_of(world.tabasco).pk for _ in parameters]))
        assert answer.status_code == 404, name
