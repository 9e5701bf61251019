"""Every field of every reference record is what the API says, or is listed as not published, with a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from content_models.legal_references import parse
from content_models.stable_ids import key_of
from content_models.starter.deadlines import read_deadlines
from content_models.starter.hours import DOUBTFUL
from content_models.starter.office_notes import address_for_people, for_people
from tenants.models import LIBRARY_ID, Scope, Tenant
from tests.api.starter_fields import leaves, reference_file, unpublished
from tests.api.starter_said import (
    GUIDANCE,
    Ask,
    asker,
    told_directory,
    told_glossary,
    told_scripts,
    told_states,
    told_topics,
)
from tests.tenants.factories import key_of as key_for

pytestmark = pytest.mark.django_db
TOLD: dict[str, Callable[[Ask], Any]] = {
    "roles_topics.json": told_topics,
    "glossary.json": told_glossary,
    "scripts.json": told_scripts,
    "institutions.json": told_directory,
    "states.json": told_states,
}
DEADLINE = ("amount", "amountMax", "unit", "event", "countsBack", "whoMustAct", "consequence")
CITATIONS = {
    "roles_topics.json": {
        "roles[].legal_definition.source",
        "topics[].key_points[].source",
        "topics[].legal_basis[]",
    },
    "glossary.json": {"terms[].legal_basis"},
    "scripts.json": {"scripts[].legal_basis[]", "scripts[].nodes[].legal_basis[]"},
}
"""Fields whose strings are served as references, one per article."""


@pytest.fixture
def ask() -> Ask:
    """Ask with a key that reads every state, scripts included."""
    states = list(Tenant.objects.exclude(pk=LIBRARY_ID))
    _key, raw = key_for(Tenant.objects.get(pk=LIBRARY_ID), tenants=states, scopes=[Scope.CONTENT, Scope.SCRIPTS])
    return asker(raw)


@pytest.mark.parametrize("name", TOLD)
def test_the_api_says_every_field_of_the_reference_or_the_list_says_why_not(name: str, ask: Ask) -> None:
    hidden = {entry["field"] for entry in unpublished() if entry["file"] == name}
    expected = {
        (pattern, record): served_as(name, pattern, value)
        for pattern, record, value in leaves(reference_file(name))
        if pattern not in hidden
    }

    told = {(pattern, record): plain(value) for pattern, record, value in leaves(TOLD[name](ask))}

    missing = sorted(expected.keys() - told.keys())
    assert missing == []
    different = {place: (value, told[place]) for place, value in expected.items() if told[place] != value}
    different = {
        place: (value, said) for place, (value, said) in different.items() if said != _for_people(place[0], value)
    }
    doubtful = ("national_and_launch_state_offices[].needs_confirmation", "/nacional-ifdp")
    assert different == ({doubtful: (False, True)} if name == "institutions.json" else {})


def _for_people(pattern: str, value: Any) -> Any:
    """What people read of a field whose text speaks to editors."""
    if pattern.endswith("[].note"):
        return for_people(value)
    return address_for_people(value) if pattern.endswith("[].address") else DOUBTFUL.get(str(value), value)


def test_what_is_not_published_has_a_reason_and_exists() -> None:
    entries = unpublished()
    patterns = {name: {pattern for pattern, _record, _value in leaves(reference_file(name))} for name in TOLD}

    assert all(set(entry) == {"file", "field", "reason"} and entry["reason"].endswith(".") for entry in entries)
    assert len({(entry["file"], entry["field"]) for entry in entries}) == len(entries)
    assert [entry for entry in entries if entry["field"] not in patterns[entry["file"]]] == []


def test_what_is_listed_as_not_published_is_not_said(ask: Ask) -> None:
    listed = {(entry["file"], entry["field"]) for entry in unpublished()}

    said = {(name, pattern) for name, told in TOLD.items() for pattern, _record, _value in leaves(told(ask))}

    assert said & listed == set()


def test_the_api_says_no_record_that_the_reference_does_not_have(ask: Ask) -> None:
    for name, told in TOLD.items():
        records = {record for _pattern, record, _value in leaves(reference_file(name))}
        assert {record for _pattern, record, _value in leaves(told(ask))} <= records


def test_terms_cite_the_same_in_both_fields_of_the_file() -> None:
    terms = reference_file("glossary.json")["terms"]

    assert [term["id"] for term in terms if term["source"] != term["legal_basis"]] == []


def test_the_api_says_every_curated_deadline(ask: Ask) -> None:
    pages = {edge["node"]["key"]: edge["node"] for edge in ask("TAB", GUIDANCE)["guidance"]["edges"]}

    said = [
        (page, *(block[name] for name in DEADLINE), block["text"]["plainText"])
        for page in pages
        for block in pages[page]["body"]
        if block["__typename"] == "DeadlineBlock"
    ]

    curated = [
        (
            str(key_of("topic", decision.topic)),
            *(limit.amount, limit.amount_max, limit.unit, limit.event, limit.counts_back),
            *(limit.who_must_act, limit.consequence),
            limit.part or decision.text,
        )
        for decision in read_deadlines().values()
        for limit in decision.deadlines
    ]
    assert len(curated) == 32
    assert sum(limit[5] for limit in curated) == 2
    assert sorted(said, key=str) == sorted(curated, key=str)


def served_as(name: str, pattern: str, value: Any) -> Any:
    """A reference value as the API serves it: citations are taken apart, all else stays."""
    if pattern not in CITATIONS.get(name, set()):
        return plain(value)
    sources = value if isinstance(value, list) else [value]
    cited = [reference for source in sources for reference in parse(source, verified=True)]
    return list(dict.fromkeys((reference.law, reference.article, reference.text) for reference in cited))


def plain(value: Any) -> Any:
    """A value to compare: lists of plain values in order."""
    return list(value) if isinstance(value, list | tuple) else value
