"""The records of the reference files, as typed values. Field names are ours; ids are the files'."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from content_models.legal_references import LegalReference
from content_models.vocabulary import Label, RoleVocabulary
from tenants.phones import Phone

from .deadlines import PointDeadlines
from .hours import Schedule


@dataclass(frozen=True)
class KeyPoint:
    """One statement of a topic, with its source and whether it was checked."""

    text: str
    source: str
    verified: bool
    legal_references: tuple[LegalReference, ...]
    deadlines: PointDeadlines | None


@dataclass(frozen=True)
class RecordedExamples:
    """What people say when they need an item, all in one voice; `is_danger`: somebody is in danger now."""

    voice: str
    is_danger: bool
    phrases: tuple[str, ...]


@dataclass(frozen=True)
class Topic:
    """What to do in one situation, for one role. Enums by their GraphQL names; relations by reference ids."""

    id: str
    role: str
    title: str
    question: str
    stage: str
    urgency: str
    first_step: str | None
    key_points: tuple[KeyPoint, ...]
    legal_references: tuple[LegalReference, ...]
    organization_kinds: tuple[str, ...]
    related: tuple[str, ...]
    examples: tuple[RecordedExamples, ...] = ()


@dataclass(frozen=True)
class Term:
    """A word of the glossary."""

    id: str
    term: str
    definition: str
    synonyms: tuple[str, ...]
    related: tuple[str, ...]
    stage: str
    legal_references: tuple[LegalReference, ...]
    source: str
    verified: bool
    examples: tuple[RecordedExamples, ...] = ()


@dataclass(frozen=True)
class Option:
    """A way on from a node: a stable key, what the operator clicks, and the node it leads to."""

    key: str
    label: str
    to: str
    web_label: str = ""


@dataclass(frozen=True)
class Node:
    """One screen of a script. `deadline_point` is the point of its topic whose deadlines apply once it is reached."""

    id: str
    kind: str
    text: str
    options: tuple[Option, ...]
    organization_kind: str | None
    legal_references: tuple[LegalReference, ...]
    verified: bool
    web_text: str = ""
    deadline_point: KeyPoint | None = None


@dataclass(frozen=True)
class Preamble:
    """What is said in every call: texts by name, in their order."""

    parts: dict[str, str]
    source: str
    verified: bool


@dataclass(frozen=True)
class RecordedWalk:
    """A test walk: its answers, each as `node.option`, and the id of the node at which it ends."""

    name: str
    answers: tuple[str, ...]
    end: str


@dataclass(frozen=True)
class Script:
    """What an operator says, as a graph of nodes. The preamble is the same in all of them."""

    id: str
    role: str
    title: str
    opening_phrases: tuple[str, ...]
    urgency: str
    topic: str
    start: str
    legal_references: tuple[LegalReference, ...]
    nodes: tuple[Node, ...]
    walks: tuple[RecordedWalk, ...] = ()
    examples: tuple[RecordedExamples, ...] = ()

    @property
    def is_for_the_web(self) -> bool:
        """Whether it is worded for the website: all of it is, or nothing."""
        return any(node.web_text for node in self.nodes)


@dataclass(frozen=True)
class Kind:
    """A kind of organization: what it does and when to go."""

    id: str
    kind: str
    name: str
    also_called: tuple[str, ...]
    serves_roles: tuple[str, ...]
    what_it_does: tuple[str, ...]
    go_when: tuple[str, ...]
    is_emergency: bool
    source: str
    verified: bool
    examples: tuple[RecordedExamples, ...] = ()


@dataclass(frozen=True)
class Office:
    """One office of the directory. `state` is a tenant's code, `NAC` for national ones."""

    id: str
    state: str
    kind: str
    name: str
    municipality: str | None
    address: str | None
    phones: tuple[Phone, ...]
    email: str | None
    website: str | None
    hours: str | None
    schedule: Schedule | None
    latitude: float | None
    longitude: float | None
    time_zone: str
    source: str
    source_quality: str
    verified: bool
    needs_confirmation: bool
    note: str | None
    editor_note: str | None


@dataclass(frozen=True)
class Language:
    """An indigenous language spoken in a state."""

    code: str
    name: str
    iso639_3: str | None
    tag_scope: str
    source: str
    verified: bool


@dataclass(frozen=True)
class State:
    """A federative entity."""

    id: str
    code: str
    inegi_code: str
    name: str
    official_name: str
    slug: str
    capital: str
    time_zone: str
    languages: tuple[Language, ...]
    served_2017: bool


@dataclass(frozen=True)
class GlossaryChoice:
    """What a form means on one page.

    Attributes:
        term: id of the term it names; None: it is not marked.
        node: id of the only node of a script that the choice is about; None: the whole page.
    """

    form: str
    term: str | None
    node: str | None


@dataclass(frozen=True)
class GlossaryForms:
    """All decisions about forms: ambiguous ones by term, choices by topic and by script; and the terms of topics."""

    ambiguous: Mapping[str, tuple[str, ...]]
    of_topics: Mapping[str, tuple[GlossaryChoice, ...]]
    of_scripts: Mapping[str, tuple[GlossaryChoice, ...]]
    terms_of: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Reference:
    """Everything that the reference files say, checked against each other."""

    roles: dict[str, RoleVocabulary]
    stages: dict[str, Label]
    urgencies: dict[str, Label]
    topics: tuple[Topic, ...]
    terms: tuple[Term, ...]
    glossary_title: str
    scripts_title: str
    preamble: Preamble
    scripts: tuple[Script, ...]
    kinds: tuple[Kind, ...]
    offices: tuple[Office, ...]
    states: tuple[State, ...]
    glossary_forms: GlossaryForms
