"""Who may show the chat in a frame."""

from __future__ import annotations

import pytest

from assistance.chat.framing import frame_ancestors, page_viewer
from tenants.models import KeyKind, Scope
from tests.tenants.factories import key_of, state

PAGE = "https://www.ejemplo.mx"
CHAT = (Scope.CONTENT, Scope.CHAT)


def _key(kind: KeyKind, origins: list[str]) -> str:
    key, raw = key_of(state("TAB"), kind=kind, scopes=CHAT)
    key.client.origins = origins
    key.client.save()
    return raw


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("case", "origins", "expected"),
    [("its origins", [PAGE, f"{PAGE}:8443/"], f"'self' {PAGE} {PAGE}:8443"), ("no origins", [], "'self' *")],
)
def test_only_the_origins_of_a_publishable_key_may_frame_it(case: str, origins: list[str], expected: str) -> None:
    viewer = page_viewer(_key(KeyKind.PUBLISHABLE, origins), code="TAB", source="")

    assert viewer is not None
    assert frame_ancestors(viewer) == f"frame-ancestors {expected}"


@pytest.mark.django_db
def test_no_other_key_opens_the_chat_in_a_frame() -> None:
    others = {"a secret key": _key(KeyKind.SECRET, []), "an unknown one": "jpt_pk_nobody", "none": ""}

    assert {name: page_viewer(raw, code="TAB", source="") for name, raw in others.items()} == dict.fromkeys(others)
