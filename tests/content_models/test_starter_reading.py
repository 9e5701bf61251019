"""Starter files are read as typed records, and an error in one says where it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from content_models.starter.reading import read_reference
from content_models.starter_errors import StarterError
from tests.content_models.starter_files import StarterCopy


@pytest.fixture
def copy(tmp_path: Path) -> StarterCopy:
    return StarterCopy(tmp_path)


def test_reads_everything_that_the_files_hold() -> None:
    reference = read_reference()

    assert len(reference.topics) == 34
    assert sum(len(topic.key_points) for topic in reference.topics) == 228
    assert len(reference.terms) == 106
    assert len(reference.scripts) == 16
    assert sum(len(script.nodes) for script in reference.scripts) == 172
    assert len(reference.preamble.parts) == 6
    assert len(reference.kinds) == 14
    assert len(reference.offices) == 149
    assert sum(office.needs_confirmation for office in reference.offices) == 141
    assert len(reference.states) == 32
    assert [state.code for state in reference.states if state.served_2017] == ["COA", "CMX", "MEX", "TAB"]
    assert list(reference.roles) == ["VICTIM", "ACCUSED", "THIRD_PARTY"]
    assert list(reference.urgencies) == ["EMERGENCY", "URGENT", "HIGH", "NORMAL"]
    assert len(reference.stages) == 10


def test_an_emergency_is_called_by_its_situation_and_not_by_a_remedy() -> None:
    reference = read_reference()
    words = [term.term.split(" (")[0].casefold() for term in reference.terms]

    titles = [topic.title.casefold() for topic in reference.topics if topic.urgency == "EMERGENCY"]

    assert len(titles) == 5
    assert [title for title in titles if any(title.startswith(word) for word in words)] == []


def test_reads_one_office_completely() -> None:
    office = next(office for office in read_reference().offices if office.id == "coah-pj-penal-saltillo")

    assert office.state == "COA"
    assert office.kind == "COURT"
    assert office.municipality == "Saltillo"
    assert [(phone.dial, phone.e164, phone.extension) for phone in office.phones] == [
        ("8444340999", "+528444340999", None),
        ("8444344899", "+528444344899", None),
        ("8444346586", "+528444346586", "5040"),
    ]
    assert office.time_zone == "America/Monterrey"
    assert office.source_quality == "OFFICIAL"
    assert office.needs_confirmation


def test_an_office_at_the_border_keeps_the_time_of_the_border() -> None:
    zones = {office.id: office.time_zone for office in read_reference().offices}

    assert zones["coah-defensoria-acuna"] == "America/Matamoros"
    assert zones["coah-defensoria-piedras-negras"] == "America/Matamoros"
    assert zones["coah-defensoria-torreon"] == "America/Monterrey"
    assert zones["nacional-911"] == "America/Mexico_City"


def test_the_legal_basis_counts_as_verified_where_a_verified_point_cites_it() -> None:
    topics = {topic.id: topic for topic in read_reference().topics}

    basis = {
        reference.text: reference.verified for reference in topics["imputado-acuerdo-reparatorio"].legal_references
    }

    assert basis["CNPP art. 187"] is True
    assert basis["CNPP art. 190"] is False
    assert basis["LNMASCMP"] is True


def topic(content: Any) -> Any:
    return next(topic for topic in content["topics"] if topic["id"] == "victima-como-denunciar")


def office(content: Any) -> Any:
    return next(office for office in content["national_and_launch_state_offices"] if office["id"] == "tab-cedh")


def node(content: Any) -> Any:
    return content["scripts"][0]["nodes"][0]


@pytest.mark.parametrize(
    ("file", "spoil", "code", "record", "field"),
    [
        ("roles_topics.json", lambda c: topic(c).pop("title"), "FIELD_MISSING", "victima-como-denunciar", "title"),
        ("roles_topics.json", lambda c: topic(c).update(titel="x"), "FIELD_UNKNOWN", "victima-como-denunciar", "titel"),
        ("roles_topics.json", lambda c: topic(c).update(title=3), "TYPE_WRONG", "victima-como-denunciar", "title"),
        ("roles_topics.json", lambda c: topic(c).update(title=" "), "VALUE_EMPTY", "victima-como-denunciar", "title"),
        (
            "roles_topics.json",
            lambda c: topic(c).update(stage="final"),
            "VALUE_UNKNOWN",
            "victima-como-denunciar",
            "stage",
        ),
        (
            "roles_topics.json",
            lambda c: topic(c)["related_topics"].append("nada"),
            "TARGET_MISSING",
            "victima-como-denunciar",
            "related_topics[2]",
        ),
        (
            "roles_topics.json",
            lambda c: topic(c)["key_points"][1].update(source="CNP art. 5"),
            "VALUE_UNKNOWN",
            "victima-como-denunciar",
            "key_points[1].source",
        ),
        ("roles_topics.json", lambda c: c["topics"].append(dict(topic(c))), "ID_REPEATED", "", "topics[34].id"),
        ("roles_topics.json", lambda c: c.update(law_version_note="otra"), "VALUE_UNKNOWN", "", "law_version_note"),
        ("glossary.json", lambda c: c["terms"].pop(), "COUNT_WRONG", "", "count"),
        ("glossary.json", lambda c: c["terms"][0].update(related=["nada"]), "TARGET_MISSING", "imputado", "related[0]"),
        (
            "scripts.json",
            lambda c: node(c)["options"][0].update(to="x"),
            "TARGET_MISSING",
            "familiar-detenido/q-donde",
            "options[0].to",
        ),
        ("scripts.json", lambda c: c["scripts"][0].update(start="x"), "TARGET_MISSING", "familiar-detenido", "start"),
        (
            "scripts.json",
            lambda c: node(c).update(verified="sí"),
            "TYPE_WRONG",
            "familiar-detenido/q-donde",
            "verified",
        ),
        ("institutions.json", lambda c: office(c).update(phones=["12"]), "VALUE_UNKNOWN", "tab-cedh", "phones[0]"),
        ("institutions.json", lambda c: office(c).update(hours="a veces"), "VALUE_UNKNOWN", "tab-cedh", "hours"),
        ("institutions.json", lambda c: office(c).update(lat=17.9), "FIELD_MISSING", "tab-cedh", "lon"),
        ("institutions.json", lambda c: office(c).update(lat=179.0, lon=-92.9), "VALUE_UNKNOWN", "tab-cedh", "lat"),
        ("institutions.json", lambda c: office(c).update(state="texas"), "VALUE_UNKNOWN", "tab-cedh", "state"),
        ("institutions.json", lambda c: c["institution_types"].pop(), "TARGET_MISSING", "", "institution_types"),
        (
            "states.json",
            lambda c: c["states"][0].update(timezone="America/Nada"),
            "VALUE_UNKNOWN",
            "aguascalientes",
            "timezone",
        ),
        ("deadlines.json", lambda c: c["points"].pop(0), "FIELD_MISSING", "victima-peligro-ahora/3", "deadlines"),
        (
            "deadlines.json",
            lambda c: c["points"][0].update(text="otro"),
            "VALUE_UNKNOWN",
            "victima-peligro-ahora/3",
            "text",
        ),
        (
            "deadlines.json",
            lambda c: c["points"][0]["deadlines"][0].update(unit="WEEKS"),
            "VALUE_UNKNOWN",
            "victima-peligro-ahora/3",
            "deadlines[0].unit",
        ),
    ],
)
def test_an_error_names_file_record_and_field(
    copy: StarterCopy, file: str, spoil: Callable[[Any], object], code: str, record: str, field: str
) -> None:
    copy.change(file, spoil)

    with pytest.raises(StarterError) as refusal:
        read_reference(copy.folder, copy.deadlines)

    error = refusal.value
    assert (error.code, error.file, error.record, error.field) == (f"STARTER_{code}", file, record, field)
    assert file in str(error)
    assert record in str(error)
    assert field in str(error)


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, "STARTER_FILE_MISSING"), (b"{", "STARTER_FILE_MALFORMED"), (b"\xff", "STARTER_FILE_MALFORMED")],
)
def test_a_missing_or_broken_file_is_named(copy: StarterCopy, content: bytes | None, code: str) -> None:
    path = copy.folder / "scripts.json"
    path.unlink()
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(StarterError) as refusal:
        read_reference(copy.folder, copy.deadlines)

    assert (refusal.value.code, refusal.value.file) == (code, "scripts.json")
