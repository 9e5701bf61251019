"""Keys from the command line."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tenants.edge import KeyRefused, viewer_for_key
from tenants.models import ApiClient, ApiKey

from .factories import key_of, state

pytestmark = pytest.mark.django_db


def _run(*arguments: str) -> str:
    out = StringIO()
    call_command("apikey", *arguments, stdout=out)
    return out.getvalue()


def _raw(text: str) -> str:
    return str(re.findall(r"jpt_[ps]k_\w{43}", text)[0])


def test_create_prints_a_key_that_works() -> None:
    state("TAB")

    raw = _raw(_run("create", "tab", "Portal", "--kind", "secret", "--scopes", "scripts"))

    viewer = viewer_for_key(raw)
    assert (viewer.own_code, viewer.name) == ("TAB", "Portal")
    assert viewer.scopes == {"content", "scripts"}


def test_create_makes_a_bound_key_of_a_sandbox() -> None:
    state("TAB")

    viewer = viewer_for_key(_raw(_run("create", "TAB", "Portal", "--environment", "sandbox", "--bound")))

    assert (viewer.is_in_sandbox, viewer.is_bound) == (True, True)


def test_create_takes_the_client_of_this_name() -> None:
    state("TAB")
    _run("create", "TAB", "Portal", "--kind", "secret")

    _run("create", "TAB", "Portal", "--kind", "secret")

    assert ApiClient.objects.get(name="Portal").keys.count() == 2


def test_create_for_all_states_reads_all_but_the_library() -> None:
    state("TAB")
    state("JAL")

    raw = _raw(_run("create", "NAC", "Nacional", "--states", "all", "--kind", "secret"))

    assert {"TAB", "JAL"} <= set(viewer_for_key(raw).tenants)
    assert "NAC" not in viewer_for_key(raw).tenants


def test_list_shows_the_beginning_of_keys_only() -> None:
    key, raw = key_of(state("TAB"))

    text = _run("list", "TAB")

    assert f"{key.hint}…  active  last used never" in text
    assert raw not in text


def test_rotate_makes_a_second_key_and_revoke_ends_the_first() -> None:
    key, old = key_of(state("TAB"))

    new = _raw(_run("rotate", key.hint))
    _run("revoke", str(key.pk))

    assert viewer_for_key(new).own_code == "TAB"
    with pytest.raises(KeyRefused):
        viewer_for_key(old)


@pytest.mark.parametrize(
    ("fault", "arguments", "says"),
    [
        ("unknown state", ["create", "XXX", "Portal"], "There is no state “XXX”."),
        ("unknown key", ["revoke", "999999"], "No key is called “999999”."),
        ("ambiguous key", ["revoke", "jpt_"], "More than one key is called “jpt_”."),
        ("no origin", ["create", "TAB", "Portal", "--origins", "nowhere"], "nowhere"),
        ("past", ["create", "TAB", "Portal", "--days", "-1"], "futur"),
    ],
)
def test_fault_is_said_and_changes_nothing(fault: str, arguments: list[str], says: str) -> None:
    key_of(state("TAB"))
    key_of(state("TAB"))
    before = (ApiClient.objects.count(), ApiKey.objects.count())

    with pytest.raises(CommandError, match=re.escape(says)):
        _run(*arguments)

    assert (ApiClient.objects.count(), ApiKey.objects.count()) == before, fault
    assert ApiKey.objects.filter(revoked_at__isnull=False).count() == 0
