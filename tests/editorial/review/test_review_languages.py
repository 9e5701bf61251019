"""Reviews where a state, or the library, writes in two languages: each language's adaptation is reviewed by itself."""

from __future__ import annotations

from wagtail.models import PageLogEntry

from content_models.kinds import ItemKind
from content_models.models import GuidancePage
from editorial.adapting import selectors
from editorial.adapting import services as adapt
from editorial.adapting.types import AdaptationTarget, OperationInput, OperationKind, PieceKind
from editorial.review import adoption
from editorial.review import services as review
from publishing.models import ReviewOutcome, ReviewReason, ReviewTask
from publishing.services.publish import unpublish_page
from publishing.services.verify import verify
from tenants.models import Adoption, StaffRole
from tenants.scope import tenant_scope
from tests.desk import Desk, desk, first, retold
from tests.editorial.adapting.test_adapting_languages import STATE, bilingual
from tests.editorial.reviews import FAMILY, open_tasks, retell, tasks
from tests.publishing.test_translations import page
from tests.tenants.factories import member
from tests.world import World

__all__ = ["bilingual", "desk", "page"]


def in_both_languages(bilingual: Desk) -> tuple[str, str]:
    """A block that the state has adapted in Spanish and in Maya; its text's key and its address."""
    key = bilingual.key(ItemKind.GUIDANCE, FAMILY)
    piece = first(bilingual.bench(key, STATE), PieceKind.BLOCK)
    bilingual.put(key, retold(bilingual, key, piece.address, "<p>En español.</p>"), code=STATE)
    bilingual.publish(key, code=STATE)
    form = selectors.form_of(bilingual.who(key, STATE, locale="yua"), kind=OperationKind.REPLACE, address=piece.address)
    raw = {**form.block.get_prep_value(form.value), "text": "<p>Maaya.</p>"}
    bilingual.put(key, OperationInput(OperationKind.REPLACE, target=piece.address, value=raw), code=STATE, locale="yua")
    bilingual.publish(key, code=STATE, locale="yua")
    return key, piece.address


def test_a_national_edit_asks_for_each_language_that_the_state_has_written(bilingual: Desk) -> None:
    key, address = in_both_languages(bilingual)

    retell(bilingual, key, address, "<p>Nuevo texto nacional.</p>")

    assert [(task.locale, task.addresses) for task in open_tasks(bilingual, STATE)] == [
        ("es-MX", [address]),
        ("yua", [address]),
    ]


def test_each_language_is_decided_by_itself(bilingual: Desk) -> None:
    key, address = in_both_languages(bilingual)
    retell(bilingual, key, address, "<p>Nuevo texto nacional.</p>")
    spanish, maya = open_tasks(bilingual, STATE)
    publisher = bilingual.people[STATE, "publisher"]

    shown = review.review_of(task_id=maya.pk, by=publisher)
    review.keep(task_id=maya.pk, by=publisher)
    bilingual.commit()

    (piece,) = shown.pieces
    assert piece.local_value["text"]["plainText"] == "Maaya."
    assert piece.national_value["text"]["plainText"] == "Nuevo texto nacional."
    assert piece.base_value["text"]["plainText"] != "Nuevo texto nacional."
    assert [task.pk for task in open_tasks(bilingual, STATE)] == [spanish.pk]
    assert {task.outcome for task in tasks(bilingual, STATE)} == {"", ReviewOutcome.KEPT}
    assert bilingual.view(STATE, "yua").item(key)["body"][0]["text"]["plainText"] == "Maaya."
    assert verify(codes=["NAC", STATE]) == []


def test_the_history_of_an_adaptation_says_what_was_adopted_in_its_language(bilingual: Desk) -> None:
    key, address = in_both_languages(bilingual)
    publisher = bilingual.people[STATE, "publisher"]
    adoption.change_adoption(tenant=bilingual.tenants[STATE], adoption=Adoption.REVIEWED, by=publisher)
    retell(bilingual, key, address, "<p>Nuevo texto nacional.</p>")

    adoption.accept(tenant=bilingual.tenants[STATE], keys=[key], by=publisher, locale="es-MX")

    logged = PageLogEntry.objects.filter(action="publishing.adopt")
    assert [(entry.page.locale.language_code, entry.data) for entry in logged] == [("es-mx", {"edition": 2})]


def test_a_text_that_stays_in_another_language_is_not_withdrawn(world: World, page: GuidancePage) -> None:
    by = member(world.tenants["XSU"], StaffRole.PUBLISHER, "publica-sur")
    told = AdaptationTarget(tenant=world.tenants["XSU"], key=str(page.translation_key), locale="es-MX", by=by)
    summary = OperationInput(OperationKind.SET, field="summary", value="Del Sur.")
    draft = adapt.put_operation(told, operation=summary)
    adapt.publish_adaptation(told, expected_revision=draft.latest_revision_id)

    unpublish_page(page=page)
    in_one = reasons(world)
    unpublish_page(page=GuidancePage.objects.get(translation_key=page.translation_key, locale__language_code="en"))

    assert ReviewReason.WITHDRAWN not in in_one
    assert reasons(world) == [ReviewReason.WITHDRAWN]
    assert world.differences() == []


def reasons(world: World) -> list[str]:
    """Why the South has reviews."""
    with tenant_scope([world.tenants["XSU"].pk]):
        return list(ReviewTask.objects.open().order_by("pk").values_list("reason", flat=True))
