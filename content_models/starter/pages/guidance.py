"""Topics as guidance pages: each key point is a block of the body, a text or a deadline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from uuid import UUID

from content_models.kinds import ItemKind
from content_models.legal_references import LegalReference
from content_models.stable_ids import key_of, part_id, section_key
from content_models.starter.deadlines import Deadline
from content_models.starter.law_versions import REVIEW_DUE_ON, in_force_on
from content_models.starter.reading import TOPICS
from content_models.starter.records import GlossaryForms, KeyPoint, Topic
from content_models.starter.sensitive import is_sensitive_topic
from content_models.vocabulary import ROLES
from tenants.models import LIBRARY_CODE

from .blocks import block, example_stream, paragraph, reference_list, reference_stream
from .content import PageContent, PageKey, Raw
from .glossary_choices import choices

ORDER_STEP = 10
SLUGS_OF_ROLES = {role: slug for slug, role in ROLES.items()}


def guidance_pages(topics: Sequence[Topic], forms: GlossaryForms) -> Iterator[PageContent]:
    """All topics. A slug is a topic's id without its role, unless two roles have such a topic: slugs are unique."""
    short = Counter(map(_short_slug, topics))
    for position, topic in enumerate(topics):
        slug = _short_slug(topic) if short[_short_slug(topic)] == 1 else topic.id
        yield guidance_page(topic, slug, forms, position)


def _short_slug(topic: Topic) -> str:
    return topic.id.removeprefix(SLUGS_OF_ROLES[topic.role] + "-")


def guidance_page(topic: Topic, slug: str, forms: GlossaryForms, position: int) -> PageContent:
    """One topic; the position among all topics is its order."""
    key = key_of("topic", topic.id)
    return PageContent(
        tenant=LIBRARY_CODE,
        key=key,
        kind=ItemKind.GUIDANCE,
        parent=section_key(LIBRARY_CODE, SLUGS_OF_ROLES[topic.role]),
        slug=slug,
        title=topic.title,
        file=TOPICS,
        record=topic.id,
        values={
            "roles": [topic.role],
            "stage": topic.stage,
            "urgency": topic.urgency,
            "question": topic.question,
            "first_step": topic.first_step or "",
            "summary": "",
            "office_kinds": list(topic.organization_kinds),
            "order": (position + 1) * ORDER_STEP,
            "is_sensitive": is_sensitive_topic(topic.id),
            "in_force_on": in_force_on(_all_references(topic)),
            "review_due_on": REVIEW_DUE_ON,
        },
        streams={
            "body": [*_points(topic, key), *_offices(topic, key)],
            "legal_references": reference_stream(topic.legal_references, key),
            "glossary_choices": choices(forms.of_topics[topic.id], key),
            "examples": example_stream(topic.examples, key),
            "related_terms": [
                block("term", PageKey(key_of("term", term)), key, "related", term) for term in forms.terms_of[topic.id]
            ],
            "related_pages": [
                block("page", PageKey(key_of("topic", related)), key, "related", related) for related in topic.related
            ],
        },
    )


def _all_references(topic: Topic) -> Iterator[LegalReference]:
    yield from topic.legal_references
    for point in topic.key_points:
        yield from point.legal_references


def _points(topic: Topic, key: UUID) -> Iterator[Raw]:
    for point in topic.key_points:
        deadlines = point.deadlines.deadlines if point.deadlines else ()
        if not deadlines:
            yield block("text", {"heading": "", **_text(point, key)}, key, point.text)
        for number, deadline in enumerate(deadlines):
            yield _deadline(point, deadline, key, number)


def _text(point: KeyPoint, key: UUID) -> dict[str, object]:
    return {
        "text": paragraph(point.text),
        "legal_references": reference_list(point.legal_references, key, point.text),
        "verified": point.verified,
    }


def _deadline(point: KeyPoint, deadline: Deadline, key: UUID, number: int) -> Raw:
    """The first deadline of a point carries the whole text and all it cites; the next ones their part and article."""
    shown = _text(point, key)
    if deadline.part is not None:
        own = tuple(replace(reference, verified=point.verified) for reference in deadline.legal_references)
        shown["text"] = paragraph(deadline.part)
        shown["legal_references"] = reference_list(own, key, point.text, number)
    return block(
        "deadline",
        {
            **shown,
            "amount": deadline.amount,
            "amount_max": deadline.amount_max,
            "unit": deadline.unit,
            "event": deadline.event or "",
            "counts_back": deadline.counts_back,
            "who_must_act": deadline.who_must_act or "",
            "consequence": deadline.consequence or "",
        },
        key,
        point.text,
        number,
    )


def deadline_ids(point: KeyPoint, key: UUID) -> list[str]:
    """Return the ids of the blocks that a key point's deadlines become.

    Args:
        key: of the topic's page.
    """
    deadlines = point.deadlines.deadlines if point.deadlines else ()
    return [part_id(key, "deadline", point.text, number) for number in range(len(deadlines))]


def _offices(topic: Topic, key: UUID) -> Iterator[Raw]:
    for kind in topic.organization_kinds:
        value = {"heading": "", "organization_kind": kind, "text": "", "legal_references": [], "verified": False}
        yield block("offices", value, key, kind)
