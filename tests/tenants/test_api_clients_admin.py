"""API clients and keys in the admin: who makes, sees, changes and revokes which."""

import re

import pytest
from django.urls import reverse

from tenants import identity_cache
from tenants.edge import KeyRefused, viewer_for_key
from tenants.models import ApiClient, ApiKey, Environment, KeyKind

from .conftest import World
from .factories import client_of, key_of

ALL = (
    "visitor",
    "other editor",
    "other publisher",
    "own editor",
    "own publisher",
    "library publisher",
    "administrator",
)


def _made(world: World, **fields: object) -> dict[str, object]:
    usual = {"name": "Portal", "scopes": ["content"], "origins": "", "environment": "production"}
    return {**usual, "tenants": [world.tabasco.pk], "budget_per_minute": 500, **fields}


def test_clients_are_listed_for_their_publishers_and_administrators(world: World) -> None:
    client_of(world.tabasco)
    client_of(world.jalisco)

    def seen(who: str) -> set[str]:
        text = world.client(who).get(reverse("api_clients:index")).content.decode()
        return {name for name in ("Sitio de Tabasco", "Sitio de Jalisco") if name in text}

    assert {who: seen(who) for who in ALL} == {
        "visitor": set(),
        "other editor": set(),
        "other publisher": {"Sitio de Jalisco"},
        "own editor": set(),
        "own publisher": {"Sitio de Tabasco"},
        "library publisher": set(),
        "administrator": {"Sitio de Tabasco", "Sitio de Jalisco"},
    }


def test_client_of_another_state_reads_as_absent(world: World) -> None:
    key, _ = key_of(world.tabasco)
    addresses = [
        ("edit", [key.client_id]),
        ("history", [key.client_id]),
        ("history_results", [key.client_id]),
        ("usage", [key.client_id]),
        ("new_key", [key.client_id]),
        ("revoke_key", [key.client_id, key.pk]),
    ]

    for name, args in addresses:
        url = reverse(f"api_clients:{name}", args=args)
        absent_url = reverse(f"api_clients:{name}", args=[999_999, *args[1:]])
        for who in ("other editor", "other publisher", "own editor", "library publisher"):
            denied, absent = world.client(who).get(url), world.client(who).get(absent_url)
            assert (denied.status_code, absent.status_code) == (404, 404), (name, who)
            assert denied.content == absent.content, (name, who)
        for who in ("own publisher", "administrator"):
            assert world.client(who).get(url).status_code == 200, (name, who)


@pytest.mark.parametrize("act", ["edit", "new_key", "rotate_key", "bind_key", "revoke_key"])
def test_only_own_publishers_and_administrators_act(world: World, act: str) -> None:
    done = {}
    for who in ALL:
        key, _ = key_of(world.tabasco, kind=KeyKind.SECRET)
        args = [key.client_id, key.pk] if act in {"rotate_key", "bind_key", "revoke_key"} else [key.client_id]
        data = {
            "edit": _made(world, name="Otro nombre", is_active="on"),
            "new_key": {"kind": "pk", "expires_on": ""},
            "rotate_key": {},
            "bind_key": {},
            "revoke_key": {},
        }[act]

        world.client(who).post(reverse(f"api_clients:{act}", args=args), data)

        client = ApiClient.objects.get(pk=key.client_id)
        done[who] = {
            name
            for name, is_done in {
                "edit": client.name == "Otro nombre",
                "new_key": client.keys.filter(kind="pk").count() == 1,
                "rotate_key": client.keys.filter(kind="sk").count() == 2,
                "bind_key": client.keys.filter(is_bound=True).count() == 1,
                "revoke_key": client.keys.usable().count() == 0,
            }.items()
            if is_done
        }

    assert done == {
        "visitor": set(),
        "other editor": set(),
        "other publisher": set(),
        "own editor": set(),
        "own publisher": {act},
        "library publisher": set(),
        "administrator": {act},
    }


def test_publisher_makes_a_client_of_their_own_state(world: World) -> None:
    made = {}
    for who in ALL:
        world.client(who).post(
            reverse("api_clients:add"),
            _made(world, name=who, owner=world.tabasco.pk, origins="https://a.example.org/\nHTTP://b.mx"),
        )
        made[who] = [(client.owner.code, client.origins) for client in ApiClient.objects.filter(name=who)]

    origins = ["https://a.example.org", "http://b.mx"]
    assert made == {
        "visitor": [],
        "other editor": [],
        "other publisher": [],
        "own editor": [],
        "own publisher": [("TAB", origins)],
        "library publisher": [],
        "administrator": [("TAB", origins)],
    }


@pytest.mark.parametrize("fields", [{"tenants": "both"}, {"tenants": "other"}, {"tenants": "none"}])
def test_publisher_grants_their_own_state_only(world: World, fields: dict[str, str]) -> None:
    granted = {
        "both": [world.tabasco.pk, world.jalisco.pk],
        "other": [world.jalisco.pk],
        "none": [],
    }[fields["tenants"]]

    answer = world.client("own publisher").post(reverse("api_clients:add"), _made(world, tenants=granted))

    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"tenants"}
    assert not ApiClient.objects.filter(name="Portal").exists()


def test_administrator_grants_several_states(world: World) -> None:
    world.client("administrator").post(
        reverse("api_clients:add"),
        _made(world, owner=world.tabasco.pk, tenants=[world.tabasco.pk, world.jalisco.pk], scopes=["scripts"]),
    )

    client = ApiClient.objects.get(name="Portal")
    assert {tenant.code for tenant in client.tenants.all()} == {"TAB", "JAL"}
    assert client.scopes == ["content", "scripts"]
    assert client.created_by == world.person("administrator")


def test_only_administrators_set_budgets(world: World) -> None:
    client = client_of(world.tabasco, budget_per_minute=60_000)
    budgets = {}
    for who in ("own publisher", "administrator"):
        world.client(who).post(reverse("api_clients:edit", args=[client.pk]), _made(world, is_active="on"))
        client.refresh_from_db()
        budgets[who] = client.budget_per_minute

    assert budgets == {"own publisher": 60_000, "administrator": 500}


def test_publisher_moves_a_client_to_the_sandbox_and_its_keys_know(world: World) -> None:
    key, raw = key_of(world.tabasco, environment=Environment.PRODUCTION)
    before = viewer_for_key(raw).is_in_sandbox

    world.client("own publisher").post(
        reverse("api_clients:edit", args=[key.client_id]), _made(world, environment="sandbox", is_active="on")
    )
    identity_cache.reset()

    assert (before, viewer_for_key(raw).is_in_sandbox) == (False, True)


def test_key_is_bound_and_released_and_its_replacement_is_alike(world: World) -> None:
    key, raw = key_of(world.tabasco)
    browser = world.client("own publisher")
    address = reverse("api_clients:bind_key", args=[key.client_id, key.pk])

    browser.post(address)
    browser.post(reverse("api_clients:rotate_key", args=[key.client_id, key.pk]))
    identity_cache.reset()
    bound = [viewer_for_key(raw).is_bound, *key.client.keys.values_list("is_bound", flat=True)]
    browser.post(address)
    identity_cache.reset()

    assert bound == [True, True, True]
    assert not viewer_for_key(raw).is_bound


@pytest.mark.parametrize("origin", ["justicia.tabasco.gob.mx", "https://a.mx/path", "ftp://a.mx", "https://", "*"])
def test_what_is_no_origin_is_refused(world: World, origin: str) -> None:
    answer = world.client("own publisher").post(reverse("api_clients:add"), _made(world, origins=origin))

    assert answer.context["form"].errors.keys() == {"origins"}
    assert not ApiClient.objects.filter(name="Portal").exists()


def test_raw_key_is_shown_once_and_works(world: World) -> None:
    client = client_of(world.tabasco)
    browser = world.client("own publisher")

    shown = browser.post(reverse("api_clients:new_key", args=[client.pk]), {"kind": "sk", "expires_on": ""})
    raw = re.findall(r"jpt_sk_[0-9A-Za-z]{43}", shown.content.decode())[0]
    again = browser.get(reverse("api_clients:edit", args=[client.pk])).content.decode()
    history = browser.get(reverse("api_clients:history", args=[client.pk])).content.decode()

    assert viewer_for_key(raw).own_code == "TAB"
    assert "no-store" in shown["Cache-Control"]
    assert raw not in again + history
    assert raw[:14] in again
    assert not ApiKey.objects.filter(digest=raw).exists()


def test_a_key_can_be_made_bound(world: World) -> None:
    client = client_of(world.tabasco)

    world.client("own publisher").post(
        reverse("api_clients:new_key", args=[client.pk]), {"kind": "pk", "expires_on": "", "only_trusted": "on"}
    )

    assert client.keys.get().is_bound


def test_third_key_of_a_kind_is_refused_with_the_reason(world: World) -> None:
    key, _ = key_of(world.tabasco, kind=KeyKind.SECRET)
    browser = world.client("own publisher")
    url = reverse("api_clients:new_key", args=[key.client_id])
    browser.post(url, {"kind": "sk", "expires_on": ""})

    answer = browser.post(url, {"kind": "sk", "expires_on": ""})

    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors().data[0].code == "keys"
    assert ApiKey.objects.filter(client=key.client).count() == 2


def test_key_that_would_have_expired_is_refused(world: World) -> None:
    client = client_of(world.tabasco)

    answer = world.client("own publisher").post(
        reverse("api_clients:new_key", args=[client.pk]), {"kind": "sk", "expires_on": "2020-01-31"}
    )

    assert answer.context["form"].errors.keys() == {"expires_on"}
    assert client.keys.count() == 0


def test_revoking_asks_first_and_ends_the_key(world: World) -> None:
    key, raw = key_of(world.tabasco)
    browser = world.client("own publisher")
    url = reverse("api_clients:revoke_key", args=[key.client_id, key.pk])

    asked = browser.get(url)
    still_works = viewer_for_key(raw).own_code
    browser.post(url)

    assert asked.status_code == 200
    assert still_works == "TAB"
    with pytest.raises(KeyRefused):
        viewer_for_key(raw)


def test_key_is_not_reached_through_another_client(world: World) -> None:
    key, _ = key_of(world.tabasco)
    mine = client_of(world.jalisco)

    answer = world.client("other publisher").post(reverse("api_clients:revoke_key", args=[mine.pk, key.pk]))

    assert answer.status_code == 404
    assert ApiKey.objects.get(pk=key.pk).revoked_at is None


def test_history_tells_who_made_and_revoked_a_key(world: World) -> None:
    client = client_of(world.tabasco)
    browser = world.client("own publisher")
    browser.post(reverse("api_clients:new_key", args=[client.pk]), {"kind": "sk", "expires_on": ""})
    browser.post(reverse("api_clients:revoke_key", args=[client.pk, client.keys.get().pk]))

    history = browser.get(reverse("api_clients:history", args=[client.pk])).content.decode()

    assert history.count("publisher-tab") >= 2


def test_clients_of_other_states_are_not_in_the_site_history(world: World) -> None:
    key_of(world.tabasco)

    history = world.client("other publisher").get(reverse("wagtailadmin_reports:site_history")).content.decode()

    assert "Sitio de Tabasco" not in history


def test_clients_are_never_deleted(world: World) -> None:
    client = client_of(world.tabasco)

    answer = world.client("administrator").post(f"/admin/api-clients/delete/{client.pk}/")

    assert answer.status_code == 404
    assert ApiClient.objects.filter(pk=client.pk).exists()
