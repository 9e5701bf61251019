"""The table of the administration's addresses is whole, and says of each what it needs to say."""

from collections import Counter

import pytest
from django.apps import apps
from django.urls import reverse

from tenants.admin_access.acts import ROLES, Act
from tenants.admin_access.reach import CONDITIONS
from tenants.admin_access.rule import Place, Rule, Scope, rules_of
from tenants.admin_access.table import TABLE
from tests.tenants.conftest import World

from .addresses import admin_addresses

ENTRIES = sorted(TABLE)


def test_every_address_has_a_rule() -> None:
    missing = sorted({each.view_name for each in admin_addresses()} - TABLE.keys())

    assert missing == []


def test_every_rule_has_an_address() -> None:
    assert sorted(TABLE.keys() - {each.view_name for each in admin_addresses()}) == []


def test_walk_finds_nested_addresses() -> None:
    found = Counter(each.view_name for each in admin_addresses())

    assert len(found) > 240
    assert {"wagtailadmin_api:pages:detail", "api_clients:rotate_key", "trusted_documents:delete"} <= found.keys()


@pytest.mark.parametrize("name", ENTRIES)
def test_rule_says_which_objects_or_why_none(name: str) -> None:
    for rule in rules_of(TABLE[name]):
        assert rule.named or rule.reason, name


@pytest.mark.parametrize("name", ENTRIES)
def test_rule_names_what_there_is(name: str) -> None:
    parameters = {each.parameters for each in admin_addresses() if each.view_name == name}

    for rule in rules_of(TABLE[name]):
        for named in rule.named:
            model = apps.get_model(named.model)
            if named.field != "pk":
                model._meta.get_field(named.field)
            if named.place is Place.PATH:
                assert any(named.parameter in each for each in parameters), (name, named.parameter)
            if named.within is not None:
                assert any(named.within[1] in each for each in parameters), (name, named.within)
            elif named.scope is not Scope.NOBODYS:
                is_of_tenant = named.field == "code" or hasattr(model, "tenant_id")
                assert named.model in CONDITIONS or (is_of_tenant and named.scope is Scope.READ), (name, named)


def test_ids_in_paths_are_named_or_a_reason_is_given() -> None:
    """A parameter of a path that is no word must be named; `within` and reasons are the exceptions one can read."""
    words = {"app_label", "app_name", "model_name", "content_type_app_name", "content_type_model_name", "action"}
    words |= {"action_name", "act", "mode", "filter_spec", "key", "number", "session_id"}
    open_ids = set()
    for address in admin_addresses():
        for rule in rules_of(TABLE[address.view_name]):
            if rule.act in {Act.ADMINISTER, Act.NOTHING, Act.ENTER} or rule.reason:
                continue
            named = {each.parameter for each in rule.named if each.place is Place.PATH}
            open_ids |= {(address.view_name, name) for name in address.parameters if name not in named | words}

    assert open_ids == set()


def test_every_act_has_roles() -> None:
    assert ROLES.keys() == set(Act) - {Act.ENTER}


NEW = "/admin/brand-new/"
with_new_addresses = pytest.mark.urls("tests.access.administration.new_addresses")


@with_new_addresses
@pytest.mark.parametrize("who", ["own editor", "own publisher", "library publisher"])
def test_unknown_view_is_absent(world: World, who: str) -> None:
    client = world.client(who)
    own = world.tabasco.root_page_id

    for address in (NEW, f"{NEW}{own}/", f"{NEW}?id={own}"):
        for method in (client.get, client.post, client.head):
            answer, absent = method(address), method("/admin/no-such-address/")

            assert (answer.status_code, absent.status_code) == (404, 404), (address, method)
            assert answer.content == absent.content


@with_new_addresses
def test_unknown_view_is_the_administrators(world: World) -> None:
    assert world.client("administrator").get(NEW).content == b"secret"
    assert world.client("visitor").get(NEW)["Location"].startswith(reverse("wagtailadmin_login"))


def test_what_is_closed_is_closed_to_administrators(world: World) -> None:
    client = world.client("administrator")
    absent = client.get("/admin/no-such-address/")
    closed = [
        reverse(name)
        for name, entry in TABLE.items()
        if isinstance(entry, Rule) and entry.act is Act.NOTHING and not _parameters(name)
    ]

    assert reverse("wagtailadmin_error_test") in closed
    for address in closed:
        answer = client.get(address)
        assert (answer.status_code, answer.content) == (404, absent.content), address


def _parameters(name: str) -> bool:
    return any(each.parameters for each in admin_addresses() if each.view_name == name)
