"""What search learns: from examples as they are published, per state, again and again, and only when they changed."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import transaction

from cms.running import preparing
from content_models.kinds import ItemKind
from content_models.models import AdaptationPage
from delivery import teaching
from delivery.search.training import train
from editorial.adapting.types import OperationInput, OperationKind
from publishing.models import SearchModel
from publishing.services.publish import publish_page
from tenants.models import LIBRARY_ID
from tenants.scope import tenant_scope
from tests.delivery.search.search_views import CITIZENS
from tests.desk import Desk, desk

__all__ = ["desk"]

PAGE = "Una autoridad abusó"
SAID = "los del corralón zurumbático no me devuelven la placa"


@pytest.fixture
def taught(desk: Desk) -> Iterator[Desk]:
    """Both states, with a worker that has trained what there is."""
    teaching.reset()
    teaching.train_changed()
    yield desk
    teaching.reset()


def adaptation(desk: Desk, *phrases: str, code: str = "TAB") -> AdaptationPage:
    """A published adaptation of the page with some examples."""
    key = desk.key(ItemKind.GUIDANCE, PAGE)
    desk.put(
        key, OperationInput(OperationKind.SET, field="firstStep", value="Anota el número de la patrulla"), code=code
    )
    page: AdaptationPage = desk.publish(key, code=code)
    return say(desk, page, *phrases)


def say(desk: Desk, page: AdaptationPage, *phrases: str) -> AdaptationPage:
    """Publish an adaptation with other examples."""
    value = {"phrases": "\n".join(phrases), "voice": "TYPED", "source": "EDITOR", "is_danger": False}
    page.examples = [{"type": "phrases", "value": value, "id": str(uuid4())}] if phrases else []  # type: ignore[assignment]
    published: AdaptationPage = publish_page(page=page)
    desk.commit()
    return published


def first(desk: Desk, query: str, code: str = "TAB") -> str | None:
    """The title of what a state finds first."""
    view = desk.view(code)
    hits = view.search(query, kinds=CITIZENS).hits
    return str(view[hits[0].key]["title"]) if hits else None


def model_of(desk: Desk, code: str) -> SearchModel | None:
    """What is stored of a state."""
    with tenant_scope([desk.tenants[code].pk]):
        return SearchModel.objects.filter(tenant=desk.tenants[code]).first()


def test_a_states_example_is_found_in_it_only_once_it_was_learned_and_learned_once(taught: Desk) -> None:
    adaptation(taught, SAID, "el corralón zurumbático me pide mordida")
    before, version, others = first(taught, "zurumbático corralón"), taught.view().version, taught.view("COA").version

    trained = teaching.train_changed()

    assert trained == 1
    assert before != first(taught, "zurumbático corralón") == "Una autoridad abusó: queja y denuncia"
    assert first(taught, "zurumbático corralón", "COA") != "Una autoridad abusó: queja y denuncia"
    assert taught.view().version != version  # by which answers are cached
    assert taught.view("COA").version == others

    teaching.reset()  # as a restarted worker

    assert teaching.train_changed() == 0


def test_what_changed_a_second_time_is_learned_and_what_is_gone_forgotten(taught: Desk) -> None:
    page = adaptation(taught, SAID)
    teaching.train_changed()
    page = say(taught, page, "el quimérico zurcidor me cobra por vender")
    teaching.train_changed()

    assert first(taught, "quimérico zurcidor") == "Una autoridad abusó: queja y denuncia"
    assert first(taught, "corralón zurumbático") != "Una autoridad abusó: queja y denuncia"

    say(taught, page)
    teaching.train_changed()

    assert first(taught, "quimérico zurcidor") != "Una autoridad abusó: queja y denuncia"
    stored = model_of(taught, "TAB")
    assert stored is not None
    assert bytes(stored.artifact) == b""


def test_nothing_is_trained_where_no_example_changed(taught: Desk) -> None:
    key = taught.key(ItemKind.GUIDANCE, PAGE)
    taught.put(key, OperationInput(OperationKind.SET, field="firstStep", value="Anota el número de la patrulla"))
    taught.publish(key)

    assert teaching.train_changed() == 0
    assert model_of(taught, "TAB") is None


def test_a_hidden_pages_examples_are_silent(taught: Desk) -> None:
    key = taught.key(ItemKind.GUIDANCE, PAGE)
    taught.put(key, OperationInput(OperationKind.HIDE), confirm=True)
    taught.publish(key)
    teaching.train_changed()

    view = taught.view("TAB")

    assert key not in [hit.key for hit in view.search("el policía me pidió dinero", kinds=CITIZENS).hits]


def test_a_failure_of_one_state_is_tried_again_and_keeps_no_other_from_learning(
    taught: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    adaptation(taught, SAID)
    adaptation(taught, SAID, code="COA")
    failing = iter([True])

    def fails_once(*given: object, **named: object) -> object:
        if next(failing, False):
            raise MemoryError
        return train(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(teaching, "train", fails_once)
    with pytest.raises(MemoryError):
        teaching.train_changed()
    trained = {code for code in ("TAB", "COA") if model_of(taught, code)}

    assert len(trained) == 1
    assert teaching.train_changed() == 1
    assert model_of(taught, "TAB")
    assert model_of(taught, "COA")


def test_the_librarys_model_is_stored_with_the_starter_content(desk: Desk) -> None:
    stored = SearchModel.objects.get(tenant=LIBRARY_ID, locale="es-MX")

    assert 100_000 < len(stored.artifact) <= 4_000_000


def test_a_first_run_teaches_search_before_it_serves_and_no_later_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[list[str]] = []
    monkeypatch.setattr(subprocess, "run", lambda command, **_: begun.append(command))

    preparing.teach_search()
    assert begun == []

    with tenant_scope([LIBRARY_ID]), transaction.atomic():
        SearchModel.objects.filter(tenant_id=LIBRARY_ID).delete()
        preparing.teach_search()
        transaction.set_rollback(True)
    ((_python, _manage, *rest),) = begun
    output = StringIO()
    call_command(*rest, stdout=output)

    assert "0 modelos" in output.getvalue()  # the same examples: nothing is learned again
