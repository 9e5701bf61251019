"""Topics with their key points, and the glossary."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from content_models.json_fields import Fields
from content_models.starter_errors import StarterErrorCode
from content_models.vocabulary import ORGANIZATION_KINDS, ROLES, STAGES, URGENCIES

from . import law_versions
from .citations import cited, cited_in_list, confirmed_by
from .deadlines import PointDeadlines, names_time, read_deadlines
from .records import KeyPoint, Term, Topic

TOPIC_FIELDS = (
    "id", "role", "title", "citizen_question", "stage", "urgency", "first_step", "key_points", "legal_basis",
    "institution_types", "related_topics",
)  # fmt: skip
TERM_FIELDS = (
    "id", "term", "definition", "citizen_synonyms", "legal_basis", "related", "stage", "source", "verified",
)  # fmt: skip
FILE_FIELDS = (
    "title", "language", "roles", "stages", "urgency_scale", "urgency_display", "law_version_note", "topics",
)  # fmt: skip

Decisions = Mapping[tuple[str, int], PointDeadlines]


def read_topics(file: Fields, deadlines: Path) -> tuple[Topic, ...]:
    """The topics, each key point with its curated deadlines."""
    file.only(FILE_FIELDS)
    file.one_of("law_version_note", [law_versions.NOTE])
    decisions = read_deadlines(deadlines)
    records = file.records("topics")
    ids = [fields.values["id"] for fields in records]
    topics = tuple(_topic(fields, decisions, ids) for fields in records)
    _check_all_decided(file, topics, decisions, deadlines.name)
    return topics


def read_terms(file: Fields) -> tuple[Term, ...]:
    """The terms of the glossary."""
    file.only(("title", "language", "count", "style_rules", "terms"))
    records = file.records("terms")
    check_count(file, len(records))
    ids = [fields.values["id"] for fields in records]
    return tuple(_term(fields, ids) for fields in records)


def check_count(file: Fields, found: int) -> None:
    """Refuse a file whose `count` is not the number of its records: something was lost."""
    if file.whole("count") != found:
        raise file.error(StarterErrorCode.COUNT_WRONG, "count", f"{file.whole('count')} ≠ {found}")


def targets(fields: Fields, name: str, ids: list[str]) -> tuple[str, ...]:
    """A list of ids, each of which must exist."""
    values = fields.texts(name)
    for position, value in enumerate(values):
        if value not in ids:
            raise fields.error(StarterErrorCode.TARGET_MISSING, f"{name}[{position}]", value)
    return values


def _topic(fields: Fields, decisions: Decisions, ids: list[str]) -> Topic:
    fields.only(TOPIC_FIELDS)
    topic = fields.text("id")
    points = tuple(
        _key_point(item, decisions.get((topic, position))) for position, item in enumerate(fields.items("key_points"))
    )
    return Topic(
        id=topic,
        role=ROLES[fields.one_of("role", ROLES)],
        title=fields.text("title"),
        question=fields.text("citizen_question"),
        stage=STAGES[fields.one_of("stage", STAGES)],
        urgency=URGENCIES[fields.one_of("urgency", URGENCIES)],
        first_step=fields.optional_text("first_step"),
        key_points=points,
        legal_references=confirmed_by(points, cited_in_list(fields, "legal_basis", verified=False)),
        organization_kinds=tuple(
            ORGANIZATION_KINDS[kind] for kind in fields.some_of("institution_types", ORGANIZATION_KINDS)
        ),
        related=targets(fields, "related_topics", ids),
    )


def _key_point(fields: Fields, decision: PointDeadlines | None) -> KeyPoint:
    fields.only(("text", "source", "verified"))
    verified = fields.flag("verified")
    return KeyPoint(
        text=fields.text("text"),
        source=fields.text("source"),
        verified=verified,
        legal_references=cited(fields, "source", verified=verified),
        deadlines=decision,
    )


def _check_all_decided(file: Fields, topics: tuple[Topic, ...], decisions: Decisions, name: str) -> None:
    """Each decision is about the text it quotes, and each point that names a time has a decision."""
    texts = {(topic.id, position): point.text for topic in topics for position, point in enumerate(topic.key_points)}
    for (topic, position), decision in decisions.items():
        about = Fields(name, f"{topic}/{position}", {})
        if (topic, position) not in texts:
            raise about.error(StarterErrorCode.TARGET_MISSING, "point", f"{topic}/{position}")
        if decision.text != texts[topic, position]:
            raise about.error(StarterErrorCode.VALUE_UNKNOWN, "text", decision.text)
    for (topic, position), text in texts.items():
        if names_time(text) and (topic, position) not in decisions:
            about = Fields(name, f"{topic}/{position}", {})
            raise about.error(StarterErrorCode.FIELD_MISSING, "deadlines", text)


def _term(fields: Fields, ids: list[str]) -> Term:
    fields.only(TERM_FIELDS)
    verified = fields.flag("verified")
    return Term(
        id=fields.text("id"),
        term=fields.text("term"),
        definition=fields.text("definition"),
        synonyms=fields.texts("citizen_synonyms"),
        related=targets(fields, "related", ids),
        stage=STAGES[fields.one_of("stage", STAGES)],
        legal_references=cited(fields, "legal_basis", verified=verified),
        source=fields.text("source"),
        verified=verified,
    )
