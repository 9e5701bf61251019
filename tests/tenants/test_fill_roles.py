"""The migration that fills roles from groups."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection, transaction
from wagtail.models import GroupPagePermission

from cms.owner import as_owner
from tenants.models import Tenant, User
from tests.world import World, build

from .factories import person

MIGRATION = import_module("tenants.migrations.0009_fill_roles")


@pytest.fixture
def old(committed_db: None) -> Iterator[World]:
    """Two states and the library as the owner sees them, without the constraint on roles."""
    with as_owner(), transaction.atomic():
        world = build(lambda: None)
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE tenants_user DROP CONSTRAINT user_has_a_role_of_its_tenant")
        yield world
        transaction.set_rollback(True)


def _run() -> None:
    with connection.schema_editor(atomic=False) as editor:
        MIGRATION.fill_roles(apps, editor)
        MIGRATION.make_groups_of_translators(apps, editor)


def test_roles_come_from_the_groups_of_ones_own_tenant(old: World) -> None:
    north, south, national = old.tenants["XNO"], old.tenants["XSU"], old.tenants["NAC"]
    groups = {
        "edits": (north, [north.editors]),
        "publishes": (north, [north.publishers]),
        "both": (north, [north.editors, north.publishers]),
        "national": (national, [national.publishers]),
        "foreign": (north, [south.publishers]),
        "none": (north, []),
        "administrator": (None, []),
    }
    for name, (tenant, own) in groups.items():
        person(name, is_superuser=name == "administrator").groups.set(filter(None, own))
        User.objects.filter(username=name).update(tenant=tenant)

    _run()
    _run()

    assert {user.username: (user.tenant, user.role) for user in User.objects.filter(username__in=groups)} == {
        "edits": (north, "editor"),
        "publishes": (north, "publisher"),
        "both": (north, "publisher"),
        "national": (national, "publisher"),
        "foreign": (None, ""),
        "none": (None, ""),
        "administrator": (None, ""),
    }


def test_group_of_translators_is_what_a_new_state_has(old: World) -> None:
    new = {code: _rights(tenant) for code, tenant in old.tenants.items()}
    Tenant.objects.update(translators=None)
    Group.objects.filter(name__endswith="traductores").delete()

    _run()

    assert {code: _rights(Tenant.objects.get(code=code)) for code in new} == new
    assert new["XNO"] == {(name, f"choose_{kind}") for name in ("Norte", "Biblioteca nacional") for kind in KINDS}
    assert new["XSU"] > {("sur-en", "add_page"), ("sur-en", "change_page")}


KINDS = ("image", "document")


def _rights(tenant: Tenant) -> set[tuple[str, str]]:
    on_pages = GroupPagePermission.objects.filter(group=tenant.translators)
    on_files = tenant.translators.collection_permissions.all()
    return {
        *on_pages.values_list("page__slug", "permission__codename"),
        *on_files.values_list("collection__name", "permission__codename"),
    }
