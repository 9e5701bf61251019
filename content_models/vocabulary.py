"""Words of the reference files: roles, stages, urgencies, kinds of organization and of nodes, by their GraphQL names.

Roles, stages and urgencies have names for people in `roles_topics.json`. Read them through `roles()`, `stages()` and
`urgencies()`: the API's `RoleInfo` and the portal's labels come from here, so that no surface invents its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from .json_fields import DATA, Fields
from .legal_references import LegalReference, parse

ROLES = {"victima": "VICTIM", "imputado": "ACCUSED", "tercero": "THIRD_PARTY"}
URGENCIES = {"emergencia": "EMERGENCY", "urgente": "URGENT", "alta": "HIGH", "normal": "NORMAL"}
STAGES = {
    "antes": "BEFORE",
    "detencion": "DETENTION",
    "investigacion-inicial": "INITIAL_INVESTIGATION",
    "audiencia-inicial": "INITIAL_HEARING",
    "investigacion-complementaria": "COMPLEMENTARY_INVESTIGATION",
    "intermedia": "INTERMEDIATE",
    "juicio": "TRIAL",
    "ejecucion": "ENFORCEMENT",
    "salidas": "ALTERNATIVES",
    "transversal": "ANY",
}
ORGANIZATION_KINDS = {
    "fiscalia": "PROSECUTOR",
    "defensoria-publica": "PUBLIC_DEFENDER",
    "poder-judicial": "COURT",
    "centro-justicia-mujeres": "WOMENS_JUSTICE_CENTER",
    "comision-victimas": "VICTIMS_COMMISSION",
    "justicia-alternativa": "MEDIATION_CENTER",
    "derechos-humanos": "HUMAN_RIGHTS",
    "osc": "CIVIL_SOCIETY",
    "policia": "POLICE",
    "umeca": "SUPERVISION_UNIT",
    "locatel": "HELP_LINE",
    "comision-busqueda": "SEARCH_COMMISSION",
    "consulado": "CONSULATE",
    "centro-penitenciario": "PRISON",
}
NODE_KINDS = {
    "question": "QUESTION",
    "info": "INFO",
    "warning": "WARNING",
    "answer": "ANSWER",
    "referral": "REFERRAL",
    "handoff": "HANDOFF",
}
SOURCE_QUALITIES = {"official": "OFFICIAL", "press": "PRESS", "secondary": "SECONDARY"}


@dataclass(frozen=True)
class RoleVocabulary:
    """What a role is called. `role` is its GraphQL name, `slug` its address (`victima`)."""

    role: str
    slug: str
    name: str
    tagline: str
    definition: str
    definition_source: str
    legal_references: tuple[LegalReference, ...]
    audience_note: str


@dataclass(frozen=True)
class Label:
    """A GraphQL name (`BEFORE`) and what people read for it."""

    value: str
    slug: str
    name: str


@cache
def roles() -> dict[str, RoleVocabulary]:
    """The three roles by their GraphQL names, in the order of the site: victim, accused, third party."""
    return roles_in(_topics_file())


@cache
def stages() -> dict[str, Label]:
    """The ten stages by their GraphQL names, in the order of the procedure."""
    return stages_in(_topics_file())


@cache
def urgencies() -> dict[str, Label]:
    """The four urgencies by their GraphQL names, the most urgent first."""
    return urgencies_in(_topics_file())


def roles_in(file: Fields) -> dict[str, RoleVocabulary]:
    """The roles that a topics file describes."""
    return {entry.role: entry for entry in map(_role, file.records("roles"))}


def stages_in(file: Fields) -> dict[str, Label]:
    """The stages that a topics file names."""
    labels = {}
    for fields in file.records("stages"):
        fields.only(("id", "name"))
        slug = fields.one_of("id", STAGES)
        labels[STAGES[slug]] = Label(STAGES[slug], slug, fields.text("name"))
    return labels


def urgencies_in(file: Fields) -> dict[str, Label]:
    """The urgencies that a topics file names, in the order of its scale."""
    scale = file.some_of("urgency_scale", URGENCIES)
    names = file.inner("urgency_display")
    names.only(scale)
    return {URGENCIES[slug]: Label(URGENCIES[slug], slug, names.text(slug)) for slug in scale}


def _topics_file() -> Fields:
    return Fields.of_file(DATA / "roles_topics.json")


def _role(fields: Fields) -> RoleVocabulary:
    fields.only(("id", "name", "tagline", "legal_definition", "audience_note"))
    definition = fields.inner("legal_definition")
    definition.only(("text", "source", "verified"))
    slug = fields.one_of("id", ROLES)
    return RoleVocabulary(
        role=ROLES[slug],
        slug=slug,
        name=fields.text("name"),
        tagline=fields.text("tagline"),
        definition=definition.text("text"),
        definition_source=definition.text("source"),
        legal_references=parse(definition.text("source"), verified=definition.flag("verified")),
        audience_note=fields.text("audience_note"),
    )
