"""Verification ends when what was verified changes."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

import pytest
from wagtail.test.utils.form_data import rich_text, streamfield

from content_models.models import GuidancePage, OfficePage
from content_models.overlay import Adaptation, Edition, Hide, Insert, LocaleChain, Origin, Replace, Set, effective
from content_models.page_verification import PAGE, EndedClaim, is_page_recorded, unrecorded_parts
from content_models.verification import carried, unverified, verified_by_nobody_else
from tests.content_models.test_forms import codes, form_of, guidance_data
from tests.content_models.test_office_form import today
from tests.content_models.world import World, add, block, item, law
from tests.tenants.factories import person

BLOCK: dict[str, Any] = {
    "heading": "Primero",
    "text": "<p>Llama al 911.</p>",
    "legal_references": [item(law("CNPP", "113"), "reference")],
    "verified": True,
}


def changed(**values: Any) -> dict[str, Any]:
    return {**copy.deepcopy(BLOCK), **values}


@pytest.mark.parametrize(
    ("case", "after", "is_verified"),
    [
        ("nothing changed", changed(), True),
        ("only how the editor stores it", changed(text='<p data-block-key="a1">Llama al 911.</p>'), True),
        ("another text", changed(text="<p>Llama al 912.</p>"), False),
        ("another heading", changed(heading="Después"), False),
        ("another source", changed(legal_references=[item(law("CNPP", "114"), "reference")]), False),
        ("bold where nothing was", changed(text="<p><b>Llama</b> al 911.</p>"), False),
    ],
)
def test_a_block_stays_verified_only_as_it_was(case: str, after: dict[str, Any], is_verified: bool) -> None:
    kept = carried(BLOCK, after)

    assert kept["verified"] is is_verified
    assert kept["legal_references"][0]["value"]["verified"] is is_verified
    assert {**kept, "verified": 0, "legal_references": 0} == {**after, "verified": 0, "legal_references": 0}


def test_what_was_not_verified_can_be_verified_as_it_changes() -> None:
    assert carried(unverified(BLOCK), changed(text="<p>Llama al 912.</p>")) == changed(text="<p>Llama al 912.</p>")


def test_a_step_ends_the_verification_of_its_own_sources_only() -> None:
    def steps(first: str) -> dict[str, Any]:
        one = {"title": "", "text": first, "legal_references": [item(law("CNPP", "1"), "one")]}
        two = {"title": "", "text": "<p>b</p>", "legal_references": [item(law("CNPP", "2"), "two")]}
        return {"heading": "", "steps": [item(one, "a"), item(two, "b")], "legal_references": [], "verified": True}

    kept = carried(steps("<p>a</p>"), steps("<p>otra cosa</p>"))

    assert kept["verified"] is False
    assert [step["value"]["legal_references"][0]["value"]["verified"] for step in kept["steps"]] == [False, True]


def test_who_may_not_verify_does_not() -> None:
    assert verified_by_nobody_else(None, BLOCK) == unverified(BLOCK)
    assert verified_by_nobody_else(BLOCK, BLOCK) == BLOCK


def test_editing_a_page_ends_its_review_and_what_changed_is_not_verified(world: World) -> None:
    body = [block("text", BLOCK, "one"), block("text", changed(heading="Segundo"), "two")]
    page = add(
        world.section,
        GuidancePage(
            title="Denunciar",
            slug="denunciar-x",
            question="¿A dónde voy?",
            roles=["VICTIM"],
            body=body,
            reviewed_on="2026-01-05",
            legal_reviewer="Lic. Ana Ruiz",
        ),
    )

    untouched = guidance_form_of(page, first="Llama al 911.")
    edited = guidance_form_of(page, first="Llama al 912.")
    anew = guidance_form_of(page, first="Llama al 912.", reviewed_on="06/02/2026")

    assert [one.is_valid() for one in (untouched, edited, anew)] == [True, True, True]
    assert _verified(untouched) == [True, True]
    assert _verified(edited) == [False, True]
    assert [str(one.cleaned_data["reviewed_on"]) for one in (untouched, edited, anew)] == [
        "2026-01-05",
        "None",
        "2026-02-06",
    ]
    assert [one.cleaned_data["legal_reviewer"] for one in (untouched, edited, anew)] == [
        "Lic. Ana Ruiz",
        "",
        "Lic. Ana Ruiz",
    ]


def guidance_form_of(page: GuidancePage, *, first: str, by: Any = None, **changes: Any) -> Any:
    """The form of a page with two verified blocks, as a browser sends it."""
    fresh = GuidancePage.objects.get(pk=page.pk)
    stored = fresh.body.get_prep_value()
    blocks = []
    for position, one in enumerate(stored):
        text = first if position == 0 else "Llama al 911."
        reference = one["value"]["legal_references"][0]
        value = {
            "heading": one["value"]["heading"],
            "text": rich_text(f"<p>{text}</p>"),
            "legal_references": streamfield([]) | _list_of(reference),
            "verified": "on",
        }
        blocks.append(("text", value, one["id"]))
    data = guidance_data(
        slug="denunciar-x", body=_stream(blocks), reviewed_on="05/01/2026", legal_reviewer="Lic. Ana Ruiz"
    )
    return form_of(fresh, fresh.get_parent().specific, {**data, **changes}, by=by)


def _stream(blocks: list[tuple[str, Any, str]]) -> dict[str, Any]:
    form: dict[str, Any] = {"count": len(blocks)}
    for position, (kind, value, identifier) in enumerate(blocks):
        form[str(position)] = {"type": kind, "value": value, "order": position, "deleted": "", "id": identifier}
    return form


def _list_of(reference: dict[str, Any]) -> dict[str, Any]:
    value = {**reference["value"], "verified": "on"}
    return {"count": 1, "0": {"type": "item", "value": value, "order": 0, "deleted": "", "id": reference["id"]}}


def _verified(form: Any) -> list[bool]:
    return [bool(one.value["verified"]) for one in form.cleaned_data["body"]]


def test_an_office_whose_data_change_has_to_be_confirmed_again(world: World) -> None:
    office = world.tabasco.office
    OfficePage.objects.filter(pk=office.pk).update(
        needs_confirmation=False, assured_on="2026-01-05", verified=True, note="Antes"
    )
    form = office_form(OfficePage.objects.get(pk=office.pk), note="Ahora", assured_on="05/01/2026")
    same = office_form(OfficePage.objects.get(pk=office.pk), note="Antes", assured_on="05/01/2026")

    assert form.is_valid(), form.errors
    assert same.is_valid(), same.errors
    names = ("needs_confirmation", "assured_on", "verified")
    assert [form.cleaned_data[name] for name in names] == [True, None, False]
    assert [str(same.cleaned_data[name]) for name in names] == ["False", "2026-01-05", "True"]


STARTER = {
    "phones": [block("phone", {"display": "993 313 6550", "label": "", "languages": []}, "p1")],
    "schedule": [
        block(
            "schedule",
            {
                "is_always_open": False,
                "periods": [
                    item({"days": ["MONDAY", "FRIDAY"], "opens_at": "08:00:00", "closes_at": "16:00:00"}, "h1")
                ],
                "holidays": "UNKNOWN",
            },
            "s1",
        )
    ],
}
"""Streams as the starter content has them: without what a form adds of itself."""


def starter_office_form(page: OfficePage, *, number: str = "993 313 6550") -> Any:
    """The form of an office with `STARTER`, as a browser sends it."""
    [phone_id], [schedule_id] = ([one["id"] for one in getattr(page, name).get_prep_value()] for name in STARTER)
    period_id = page.schedule.get_prep_value()[0]["value"]["periods"][0]["id"]
    phone = {"display": number, "label": "", "manual_dial": "", "confirmed_dial": ""}
    period = {"days": ["MONDAY", "FRIDAY"], "opens_at": "08:00", "closes_at": "16:00"}
    schedule = {
        "periods": {"count": 1, "0": {"type": "item", "value": period, "order": 0, "deleted": "", "id": period_id}},
        "holidays": "UNKNOWN",
    }
    data = {"title": "Oficina de Tabasco", "slug": "oficina", "order": 0, "verified": "on", "needs_confirmation": "on"}
    streams = {
        "phones": _stream([("phone", phone, phone_id)]),
        "schedule": _stream([("schedule", schedule, schedule_id)]),
        **{name: streamfield([]) for name in ("accessibility", "areas_served", "services")},
    }
    form = form_of(page, page.get_parent().specific, data | streams | shown_of(page))
    # Several values of one name.
    form.data = form.data.copy()
    form.data.setlist("schedule-0-value-periods-0-value-days", ["MONDAY", "FRIDAY"])
    return form


def test_an_office_of_the_starter_content_that_nobody_changes_stays_verified(world: World) -> None:
    office = world.tabasco.office
    office.title, office.verified, office.needs_confirmation = "Oficina de Tabasco", True, True
    for name, stream in STARTER.items():
        setattr(office, name, stream)
    office.save()
    office.save_revision().publish()

    untouched = starter_office_form(OfficePage.objects.get(pk=office.pk))
    edited = starter_office_form(OfficePage.objects.get(pk=office.pk), number="993 352 2700")

    assert [untouched.is_valid(), edited.is_valid()] == [True, True], (untouched.errors, edited.errors)
    assert [one.cleaned_data["verified"] for one in (untouched, edited)] == [True, False]
    assert [one.instance.differs_from_published() for one in (untouched, edited)] == [False, True]


def office_form(office: OfficePage, **changes: Any) -> Any:
    """The form of an office as a browser sends it: what it shows, with some changes."""
    form_class = office.get_edit_handler().get_form_class()
    shown = form_class(instance=office, parent_page=office.get_parent().specific)
    data: dict[str, Any] = {}
    for name, field in shown.fields.items():
        value = shown.get_initial_for_field(field, name)
        if hasattr(value, "stream_block"):
            data[name] = streamfield([])
        elif value not in (None, "", [], False):
            data[name] = field.prepare_value(value)
    for name in ("phones", "services"):
        data.setdefault(name, streamfield([]))
    data.setdefault("order", 0)
    form = form_of(office, office.get_parent().specific, {**data, **changes})
    # Streams are not what this is about.
    for name, value in form._before.items():
        if isinstance(value, list):
            form._before[name] = []
    return form


DOCUMENT: Any = {
    "key": "k",
    "kind": "GUIDANCE",
    "title": "t",
    "summary": "s",
    "verified": True,
    "reviewedOn": "2026-01-05",
    "legalReviewer": "Lic. Ana Ruiz",
    "relatedKeys": [],
    "body": [
        {"id": "a", "type": "StepsBlock", "verified": True, "steps": [{"id": "s", "text": "x"}]},
        {"id": "b", "type": "TextBlock", "verified": True},
    ],
}


@pytest.mark.parametrize(
    ("case", "operation", "blocks", "is_reviewed"),
    [
        ("a step replaced", Replace("o", "s", {"es": {"text": "y"}}), [False, True], False),
        ("a step added", Insert("o", "s", {"es": {"text": "y"}}), [False, True], False),
        ("a block replaced", Replace("o", "b", {"es": {"type": "TextBlock", "verified": False}}), [True, False], False),
        ("a block verified", Replace("o", "b", {"es": {"type": "TextBlock", "verified": True}}), [True, True], False),
        ("a field set", Set("o", "summary", {"es": "otro"}), [True, True], False),
        ("a relation set", Set("o", "relatedKeys", {"es": []}), [True, True], True),
        ("a block hidden", Hide("o", "a"), [True], True),
    ],
)
def test_a_states_own_words_are_not_covered_by_the_librarys_review(
    case: str, operation: Any, blocks: list[bool], is_reviewed: bool
) -> None:
    library = Edition("k", "GUIDANCE", Origin.LIBRARY, {"es": DOCUMENT})

    served = effective(library, Adaptation("k", (operation,)), LocaleChain("es", ("es",), ("es",)))

    assert served is not None
    assert [one["verified"] for one in served["body"]] == blocks
    assert [bool(served[name]) for name in ("verified", "reviewedOn", "legalReviewer")] == [is_reviewed] * 3


def test_who_may_not_publish_cannot_say_that_a_page_was_reviewed(world: World) -> None:
    parent = world.section
    data = guidance_data(reviewed_on="05/01/2026", legal_reviewer="Lic. Nadie")
    somebody = person("redactora")

    refused = form_of(GuidancePage(), parent, data, by=somebody)
    allowed = form_of(GuidancePage(), parent, data)

    assert not refused.is_valid()
    assert {name: [one.code for one in errors] for name, errors in refused.errors.as_data().items()} == {
        "reviewed_on": ["reviewed_by_publishers"],
        "legal_reviewer": ["reviewed_by_publishers"],
    }
    assert allowed.is_valid()


def verified_page(world: World) -> GuidancePage:
    """A page with two verified blocks and a review, saved twice."""
    body = [block("text", BLOCK, "one"), block("text", changed(heading="Segundo"), "two")]
    page = add(
        world.section,
        GuidancePage(
            title="Denunciar",
            slug="denunciar-x",
            question="¿A dónde voy?",
            roles=["VICTIM"],
            body=body,
            reviewed_on="2026-01-05",
            legal_reviewer="Lic. Ana Ruiz",
        ),
    )
    page.save_revision()
    return page


def shown_of(page: GuidancePage | OfficePage) -> dict[str, str]:
    """What a form says of the page that it showed."""
    latest = type(page).objects.get(pk=page.pk).latest_revision
    return {"loaded_revision_id": str(latest.pk), "loaded_revision_created_at": latest.created_at.isoformat()}


def test_an_old_form_brings_no_claim_back(world: World) -> None:
    page = verified_page(world)
    old = shown_of(page)
    edited = guidance_form_of(page, first="Llama al 912.", **old)
    assert edited.is_valid(), edited.errors
    edited.save()
    edited.instance.save_revision()

    again = guidance_form_of(page, first="Llama al 911.", **old)
    anew = guidance_form_of(page, first="Llama al 911.", **shown_of(page))

    assert again.is_valid(), again.errors
    assert anew.is_valid(), anew.errors
    assert (_verified(again), again.cleaned_data["reviewed_on"]) == ([False, True], None)
    assert (_verified(anew), str(anew.cleaned_data["reviewed_on"])) == ([True, True], "2026-01-05")


def test_a_page_that_saves_itself_while_it_is_edited_keeps_no_claim(world: World) -> None:
    page = verified_page(world)
    shown = shown_of(page)
    by_itself = guidance_form_of(page, first="Llama al 912.", **shown)
    assert by_itself.is_valid(), by_itself.errors
    by_itself.save()
    revision = by_itself.instance.save_revision(user=by_itself.for_user)

    same = {**shown, "overwrite_revision_id": str(revision.pk)}
    saved = guidance_form_of(page, first="Llama al 912.", **same)
    undone = guidance_form_of(page, first="Llama al 911.", **same)

    assert saved.is_valid(), saved.errors
    assert undone.is_valid(), undone.errors
    assert (_verified(saved), saved.cleaned_data["reviewed_on"]) == ([False, True], None)
    assert saved.save().ended_claims == (EndedClaim.PARTS, EndedClaim.REVIEW)
    assert (_verified(undone), str(undone.cleaned_data["reviewed_on"])) == ([True, True], "2026-01-05")


def test_who_may_not_publish_never_restores_a_verification_that_was_withdrawn(world: World) -> None:
    page, writer = verified_page(world), person("redactora")
    shown = shown_of(page)
    page.body = unverified(page.body.get_prep_value())
    page.reviewed_on, page.legal_reviewer = None, ""
    page.save()
    page.save_revision(user=person("publicadora"))
    own = page.save_revision(user=writer)
    latest = shown_of(page)["loaded_revision_id"]

    for sent in (
        {**shown, "own_revision_id": str(own.pk)},
        {**shown, "overwrite_revision_id": str(own.pk)},
        {"loaded_revision_id": latest, "own_revision_id": latest},
        shown,
        {},
    ):
        form = guidance_form_of(page, first="Llama al 911.", by=writer, **sent, reviewed_on="", legal_reviewer="")
        assert form.is_valid(), form.errors
        assert _verified(form) == [False, False]
        assert form.save().verification_records == {}


def test_who_may_not_publish_gains_nothing_by_own_saves(world: World) -> None:
    page, writer = verified_page(world), person("redactora")
    shown = shown_of(page)
    page.body = unverified(page.body.get_prep_value())
    page.reviewed_on, page.legal_reviewer = None, ""
    page.save()
    own = page.save_revision(user=writer)

    form = guidance_form_of(page, first="Llama al 911.", by=writer, **shown, own_revision_id=str(own.pk))

    assert not form.is_out_of_date
    assert form.is_valid(), form.errors
    assert (_verified(form), form.cleaned_data["reviewed_on"]) == ([False, False], None)


@pytest.mark.parametrize("name", ["", "²", "x", "-1", "1", "9" * 30])
def test_a_form_that_names_no_revision_of_the_page_is_out_of_date(world: World, name: str) -> None:
    page = verified_page(world)

    forms = [
        guidance_form_of(page, first="Llama al 911.", **sent)
        for sent in ({"loaded_revision_id": name}, {**shown_of(page), "loaded_revision_id": name}, {})
    ]

    assert [form.is_out_of_date for form in forms] == [True, True, True]


def test_who_verifies_is_kept_with_the_day_and_only_for_these_words(world: World) -> None:
    page = verified_page(world)
    page.body = unverified(page.body.get_prep_value())
    page.reviewed_on, page.legal_reviewer = None, ""
    page.save()

    form = guidance_form_of(page, first="Llama al 911.", **shown_of(page))
    assert form.is_valid(), form.errors
    kept = form.save().verification_records

    claims = {*(one["id"] for one in page.body.get_prep_value()), PAGE}
    assert claims < kept.keys()
    assert {(one["by"], one["on"]) for one in kept.values()} == {("editora", today().isoformat())}
    assert list(unrecorded_parts(form.instance)) == []
    form.instance.body[0].value["heading"] = "Otra cosa"
    assert [name for name, _parts in unrecorded_parts(form.instance)] == ["body"]


def test_what_changed_is_said_once_it_is_saved(world: World) -> None:
    page = verified_page(world)
    same = guidance_form_of(page, first="Llama al 911.")
    edited = guidance_form_of(page, first="Llama al 912.")

    assert [one.is_valid() for one in (same, edited)] == [True, True]
    assert [one.save().ended_claims for one in (same, edited)] == [(), (EndedClaim.PARTS, EndedClaim.REVIEW)]


def test_what_people_say_is_no_text_that_somebody_reviewed(world: World) -> None:
    page = verified_page(world)
    phrases = {"phrases": "me robaron", "voice": "TYPED", "source": "EDITOR", "is_danger": ""}

    taught = guidance_form_of(page, first="Llama al 911.", examples=streamfield([("phrases", phrases)]))

    assert taught.is_valid(), taught.errors
    assert (_verified(taught), str(taught.cleaned_data["reviewed_on"])) == ([True, True], "2026-01-05")
    assert taught.save().ended_claims == ()


def test_a_review_is_recorded_whatever_people_say_later(world: World) -> None:
    page = verified_page(world)
    page.reviewed_on, page.legal_reviewer = None, ""
    page.save()
    form = guidance_form_of(page, first="Llama al 911.", **shown_of(page))
    assert form.is_valid(), form.errors
    reviewed = form.save()

    reviewed.examples = [("phrases", {"phrases": "me robaron", "voice": "TYPED", "source": "EDITOR"})]

    assert is_page_recorded(reviewed)


@pytest.mark.parametrize("as_sent", ["on", ""])  # a browser clears the box itself as soon as somebody types
def test_an_office_that_changes_is_neither_confirmed_nor_verified_and_both_are_named(
    world: World, as_sent: str
) -> None:
    office = world.tabasco.office
    office.needs_confirmation, office.assured_on, office.verified = False, today(), True
    office.save()
    edited = office_form(OfficePage.objects.get(pk=office.pk), note="Toca el timbre.", verified=as_sent)

    assert edited.is_valid(), edited.errors
    assert edited.save().ended_claims == (EndedClaim.CONFIRMATION, EndedClaim.VERIFIED)


def test_a_day_of_review_can_be(world: World) -> None:
    later = f"{today() + timedelta(days=3):%d/%m/%Y}"
    forms = [form_of(GuidancePage(), world.section, guidance_data(reviewed_on=day)) for day in (later, "05/01/1900")]

    assert [codes(form) for form in forms] == [
        {"reviewed_on": ["claim_in_future"]},
        {"reviewed_on": ["claim_too_early"]},
    ]
