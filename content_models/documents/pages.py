"""What a document says beside what all documents say, by kind of page."""

from collections.abc import Iterable
from typing import Any, cast

from content_models.choices import Channel
from content_models.models import (
    GlossaryTerm,
    GuidancePage,
    HomePage,
    NoticePage,
    OrganizationPage,
    ScriptPage,
    SectionPage,
)
from content_models.shapes.blocks import (
    NodeFields,
    OptionFields,
    PreambleFields,
    PreamblePart,
    ScriptNode,
    ScriptWalk,
    Wording,
)
from content_models.shapes.documents import (
    GuidanceFields,
    HomeFields,
    NoticeFields,
    OrganizationFields,
    ScriptFields,
    SectionFields,
    TermFields,
)
from content_models.walk_checks import answers_in

from .body import body
from .examples import examples_of_page, summary_of
from .parts import glossary_choices, instant, legal_references, page_keys, values_of
from .texts import ReadRichText, or_none


def home(page: HomePage, rich: ReadRichText) -> HomeFields:
    """Return the root of a tree."""
    return {"introduction": rich(page.introduction), "urgentNotice": or_none(rich(page.urgent_notice))}


def section(page: SectionPage, rich: ReadRichText) -> SectionFields:
    """Return a section."""
    return {
        "introduction": rich(page.introduction),
        "urgentNotice": or_none(rich(page.urgent_notice)),
        "role": page.role or None,
    }


def guidance(page: GuidancePage, rich: ReadRichText) -> GuidanceFields:
    """Return a guidance page."""
    return {
        "roles": list(page.roles),
        "stage": page.stage,
        "urgency": page.urgency,
        "question": page.question,
        "firstStep": page.first_step,
        "summary": page.summary,
        "body": body(page.body, rich),
        "legalReferences": legal_references(values_of(page.legal_references)),
        "glossaryChoices": glossary_choices(values_of(page.glossary_choices)),
        "termKeys": page_keys(page.related_terms),
        "relatedKeys": page_keys(page.related_pages),
        "officeKinds": list(page.office_kinds),
        "examplesSummary": summary_of(examples_of_page(page)),
    }


def term(page: GlossaryTerm, rich: ReadRichText) -> TermFields:
    """Return a glossary term."""
    return {
        "term": page.title,
        "definition": rich(page.definition),
        "synonyms": values_of(page.synonyms),
        "ambiguousForms": values_of(page.ambiguous_forms),
        "relatedKeys": page_keys(page.related_terms),
        "legalReferences": legal_references(values_of(page.legal_references)),
        "stage": page.stage or None,
        "examplesSummary": summary_of(examples_of_page(page)),
    }


def organization(page: OrganizationPage, rich: ReadRichText) -> OrganizationFields:
    """Return an organization, or a kind of them."""
    return {
        "name": page.title,
        "organizationKind": page.organization_kind,
        "alsoCalled": values_of(page.also_called),
        "whatItDoes": values_of(page.what_it_does),
        "goWhen": values_of(page.go_when),
        "servesRoles": list(page.serves_roles),
        "isEmergency": page.is_emergency,
        "description": rich(page.description),
        "website": page.website or None,
        "email": page.email or None,
        "source": page.source or None,
        "verified": page.verified,
        "examplesSummary": summary_of(examples_of_page(page)),
    }


def script(page: ScriptPage, rich: ReadRichText) -> ScriptFields:
    """Return a script with its nodes."""
    return {
        "role": page.role,
        "urgency": page.urgency,
        "topicKey": str(page.topic.translation_key) if page.topic else None,
        "channels": list(page.channels),
        "openingPhrases": values_of(page.opening_phrases),
        "preamble": [
            cast(PreamblePart, {"id": block.id, **part_content(block.value, rich)}) for block in page.preamble
        ],
        "start": page.start,
        "nodes": [cast(ScriptNode, {"id": block.id, **node_content(block.value, rich)}) for block in page.nodes],
        "walks": walks(values_of(page.walks)),
        "legalReferences": legal_references(values_of(page.legal_references)),
        "glossaryChoices": glossary_choices(values_of(page.glossary_choices)),
        "examplesSummary": summary_of(examples_of_page(page)),
    }


def walks(values: Iterable[Any]) -> list[ScriptWalk]:
    """Return test walks through a script."""
    return [
        {
            "name": value["name"],
            "answers": [{"node": node, "option": option} for node, option in answers_in(value["answers"])],
            "end": value["end"],
        }
        for value in values
    ]


def part_content(value: Any, rich: ReadRichText) -> PreambleFields:
    """Return a part of the preamble without its id."""
    return {"key": value["key"], "text": rich(value["text"])}


def option_content(value: Any, rich: ReadRichText) -> OptionFields:
    """Return an option of a node without its id."""
    return {
        "key": value["key"],
        "label": value["label"],
        "to": value["to"],
        "wordings": [{"channel": Channel.WEB.value, "label": value["web_label"]}] if value["web_label"] else [],
    }


def node_content(value: Any, rich: ReadRichText) -> NodeFields:
    """Return a node of a script without its id."""
    return {
        "key": value["key"],
        "kind": value["kind"],
        "text": rich(value["text"]),
        "wordings": _wordings(value, rich),
        "options": [{"id": item.id, **option_content(item.value, rich)} for item in value["options"].bound_blocks],
        "organizationKind": value["organization_kind"] or None,
        "deadlines": [deadline for deadline in value["deadlines"] if deadline],
        "legalReferences": legal_references(value["legal_references"]),
        "verified": bool(value["verified"]),
    }


def _wordings(value: Any, rich: ReadRichText) -> list[Wording]:
    web = rich(value["web_text"])
    of_web: list[Wording] = [{"channel": Channel.WEB.value, "text": web}] if web["ast"] else []
    return of_web + [{"channel": wording["channel"], "text": rich(wording["text"])} for wording in value["wordings"]]


def notice(page: NoticePage, rich: ReadRichText) -> NoticeFields:
    """Return a dated alert."""
    return {
        "text": rich(page.text),
        "severity": page.severity,
        "startsAt": instant(page.starts_at),
        "endsAt": instant(page.ends_at),
    }
