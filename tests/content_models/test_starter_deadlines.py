"""Every key point that names a number and a unit of time is a deadline, or says why not."""

from __future__ import annotations

import json
import re

import pytest
from django.utils import translation
from django.utils.translation import gettext

from content_models.choices import DeadlineUnit
from content_models.json_fields import DATA
from content_models.starter.deadlines import UNITS, names_time, read_deadlines
from content_models.starter.reading import read_reference


def test_each_key_point_that_names_a_time_is_decided() -> None:
    topics = json.loads((DATA / "roles_topics.json").read_text(encoding="utf-8"))["topics"]
    named = {
        (topic["id"], position)
        for topic in topics
        for position, point in enumerate(topic["key_points"])
        if names_time(point["text"])
    }

    decisions = read_deadlines()

    assert len(named) == 38
    assert named == set(decisions)


def test_counts_deadlines_and_points_without() -> None:
    decisions = read_deadlines().values()

    assert sum(len(decision.deadlines) for decision in decisions) == 32
    assert sum(decision.none is not None for decision in decisions) == 10


@pytest.mark.parametrize(
    "text",
    [
        "en cuatro horas",
        "de un año",
        "De 12 a 17 años",
        "hasta 2 o 6 meses",
        "Menores de 14 años",
        "500 UMA mensuales",
        "30 a 40 días",
    ],
)
def test_finds_times_in_digits_and_words(text: str) -> None:
    assert names_time(text)


@pytest.mark.parametrize("text", ["Llama al 911", "Hay 14 medidas", "a cualquier hora y cualquier día", "el mismo día"])
def test_does_not_find_times_where_there_are_none(text: str) -> None:
    assert not names_time(text)


def test_a_point_with_two_limits_has_two_deadlines_and_the_text_of_the_source() -> None:
    topics = {topic.id: topic for topic in read_reference().topics}

    point = topics["imputado-juicio-oral"].key_points[2]

    assert point.deadlines is not None
    first, second = point.deadlines.deadlines
    assert (first.amount, first.amount_max, first.unit, first.part) == (20, 60, "DAYS", None)
    assert (second.amount, second.amount_max, second.unit) == (7, None, "DAYS")
    assert second.part == "te citan al menos 7 días antes."
    assert second.part in point.text


def test_the_deadlines_that_the_domain_notes_call_hard_are_there() -> None:
    decisions = read_deadlines()

    def of(topic: str, point: int) -> list[tuple[int, int | None, str]]:
        return [(limit.amount, limit.amount_max, limit.unit) for limit in decisions[topic, point].deadlines]

    assert of("imputado-me-detuvieron", 6) == [(48, None, "HOURS")]
    assert of("imputado-audiencia-inicial", 1) == [(72, 144, "HOURS")]
    assert of("victima-denuncia-o-querella", 3) == [(12, None, "HOURS")]
    assert of("victima-mi-carpeta", 4) == [(10, None, "DAYS")]
    assert of("imputado-vinculacion", 5) == [(3, None, "DAYS")]
    assert of("imputado-abreviado", 4) == [(5, None, "DAYS")]
    assert of("imputado-juicio-oral", 6) == [(10, None, "DAYS")]
    assert of("victima-peligro-ahora", 3) == [(4, None, "HOURS")]


def test_a_deadline_cites_only_what_its_point_cites() -> None:
    for topic in read_reference().topics:
        for point in topic.key_points:
            cited = {reference.text for reference in point.legal_references}
            for deadline in point.deadlines.deadlines if point.deadlines else ():
                own = {reference.text for reference in deadline.legal_references}
                assert own
                assert own <= cited, (topic.id, point.text)


def test_units_are_those_of_the_schema() -> None:
    assert list(UNITS) == DeadlineUnit.values


def test_no_deadline_of_a_script_repeats_a_word_of_its_label() -> None:
    points = [node.deadline_point for script in read_reference().scripts for node in script.nodes]
    deadlines = [one for point in points if point and point.deadlines for one in point.deadlines.deadlines]
    with translation.override("es-mx"):
        labels = (f"{gettext('Counted from')} {{event}}", gettext("counted from: {event}"))
    sentences = {label.format(event=one.event) for label in labels for one in deadlines if one.event}

    assert len(sentences) > 10
    assert [one for one in sentences if re.search(r"\b(\w+)\W+\1\b", one, re.IGNORECASE)] == []
