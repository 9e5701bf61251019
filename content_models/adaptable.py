"""What a state can change in each kind of library page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .blocks.changes import Shape
from .kinds import ItemKind
from .models import (
    ContentPage,
    GlossaryTerm,
    GuidancePage,
    NoticePage,
    OrganizationPage,
    ScriptPage,
)


@dataclass(frozen=True, slots=True)
class AdaptableField:
    """A field that a state can set.

    Attributes:
        name: in documents, such as `firstStep`.
        column: of the page, such as `first_step`.
        is_nullable: whether its document says null rather than nothing.
        also: other names of the same value in documents: a term's title is also its `term`.
    """

    name: str
    column: str
    shape: Shape
    is_nullable: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AdaptableList:
    """A list whose pieces have ids; `name` is that in documents, `column` that of the page."""

    name: str
    column: str


@dataclass(frozen=True, slots=True)
class AdaptableKind:
    """What can be changed in pages of one type, in reading order."""

    model: type[ContentPage]
    parts: tuple[AdaptableField | AdaptableList, ...]

    @property
    def lists(self) -> Mapping[str, str]:
        """The columns of the lists, by name in documents."""
        return {part.name: part.column for part in self.parts if isinstance(part, AdaptableList)}

    def field(self, name: str) -> AdaptableField | None:
        """The field of this name in documents."""
        return next((part for part in self.parts if isinstance(part, AdaptableField) and part.name == name), None)


_TITLE = AdaptableField("title", "title", Shape.TEXT)
_LEGAL = AdaptableField("legalReferences", "legal_references", Shape.LEGAL_REFERENCES)
_GLOSSARY = AdaptableField("glossaryChoices", "glossary_choices", Shape.GLOSSARY_CHOICES)

ADAPTABLE: Mapping[ItemKind, AdaptableKind] = {
    ItemKind.GUIDANCE: AdaptableKind(
        GuidancePage,
        (
            _TITLE,
            AdaptableField("question", "question", Shape.TEXT),
            AdaptableField("firstStep", "first_step", Shape.TEXT),
            AdaptableField("summary", "summary", Shape.TEXT),
            AdaptableList("body", "body"),
            AdaptableField("officeKinds", "office_kinds", Shape.CHOICES),
            _LEGAL,
            _GLOSSARY,
            AdaptableField("termKeys", "related_terms", Shape.PAGES),
            AdaptableField("relatedKeys", "related_pages", Shape.PAGES),
        ),
    ),
    ItemKind.TERM: AdaptableKind(
        GlossaryTerm,
        (
            AdaptableField("title", "title", Shape.TEXT, also=("term",)),
            AdaptableField("definition", "definition", Shape.RICH_TEXT),
            AdaptableField("synonyms", "synonyms", Shape.LINES),
            AdaptableField("ambiguousForms", "ambiguous_forms", Shape.LINES),
            _LEGAL,
            AdaptableField("relatedKeys", "related_terms", Shape.PAGES),
        ),
    ),
    ItemKind.ORGANIZATION: AdaptableKind(
        OrganizationPage,
        (
            AdaptableField("title", "title", Shape.TEXT, also=("name",)),
            AdaptableField("alsoCalled", "also_called", Shape.LINES),
            AdaptableField("description", "description", Shape.RICH_TEXT),
            AdaptableField("whatItDoes", "what_it_does", Shape.LINES),
            AdaptableField("goWhen", "go_when", Shape.LINES),
            AdaptableField("website", "website", Shape.VALUE, is_nullable=True),
            AdaptableField("email", "email", Shape.VALUE, is_nullable=True),
        ),
    ),
    ItemKind.SCRIPT: AdaptableKind(
        ScriptPage,
        (
            _TITLE,
            AdaptableField("openingPhrases", "opening_phrases", Shape.LINES),
            AdaptableList("preamble", "preamble"),
            AdaptableField("start", "start", Shape.VALUE),
            AdaptableList("nodes", "nodes"),
            _LEGAL,
            _GLOSSARY,
        ),
    ),
    ItemKind.NOTICE: AdaptableKind(
        NoticePage,
        (
            _TITLE,
            AdaptableField("text", "text", Shape.RICH_TEXT),
            AdaptableField("severity", "severity", Shape.VALUE),
        ),
    ),
}
