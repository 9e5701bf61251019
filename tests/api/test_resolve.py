"""`State.resolve`: what stands at a path, where it has gone, and what is not shown."""

import pytest

from publishing.models import ContentItem, PathRedirect, TenantVersion
from tenants.models import LIBRARY_ID
from tenants.scope import tenant_scope

from .conftest import Ask
from .world.documents import key
from .world.store import forget

RESOLVE = """
query ($path: String!) { state { resolve(path: $path) { item { __typename slug } redirectTo gone } } }
"""
NOTHING = {"item": None, "redirectTo": None, "gone": False}


@pytest.mark.parametrize("path", ["/victima/denunciar/", "victima/denunciar", "/victima//denunciar"])
def test_says_what_stands_at_a_path(ask: Ask, path: str) -> None:
    assert ask(RESOLVE, path=path)["state"]["resolve"] == {
        "item": {"__typename": "GuidancePage", "slug": "denunciar"},
        "redirectTo": None,
        "gone": False,
    }


@pytest.mark.parametrize("path", ["/nada/", "/victima/coahuila/", "/" + "x" * 1000])
def test_says_that_nothing_stands_there(ask: Ask, path: str) -> None:
    assert ask(RESOLVE, path=path)["state"]["resolve"] == NOTHING


def test_says_where_an_item_has_moved(ask: Ask, changes: None) -> None:
    _redirect("/victima/viejo/", key("denunciar"))

    assert ask(RESOLVE, path="/victima/viejo/")["state"]["resolve"] == {
        "item": None,
        "redirectTo": "/victima/denunciar/",
        "gone": False,
    }


def test_says_that_an_item_was_withdrawn(ask: Ask, changes: None) -> None:
    with tenant_scope([LIBRARY_ID]):
        ContentItem.objects.filter(key=key("proteccion")).update(
            is_live=False, document={}, examples=[], search_text=""
        )
    forget()

    assert ask(RESOLVE, path="/victima/proteccion/")["state"]["resolve"] == {
        "item": None,
        "redirectTo": None,
        "gone": True,
    }


def test_a_script_reads_as_nothing_without_its_scope(ask: Ask, changes: None) -> None:
    _redirect("/guiones/viejo/", key("familiar-detenido"))

    hidden = [
        ask(RESOLVE, path=path)["state"]["resolve"] for path in ("/guiones/familiar-detenido/", "/guiones/viejo/")
    ]
    shown = ask(RESOLVE, "operators", path="/guiones/familiar-detenido/")["state"]["resolve"]

    assert hidden == [NOTHING, NOTHING]
    assert shown["item"] == {"__typename": "Script", "slug": "familiar-detenido"}


def _redirect(old_path: str, item_key: str) -> None:
    with tenant_scope([LIBRARY_ID]):
        version = TenantVersion.objects.get(tenant_id=LIBRARY_ID)
        PathRedirect.objects.create(
            tenant_id=LIBRARY_ID, locale="es-MX", old_path=old_path, key=item_key, version=version.version
        )
    forget()
