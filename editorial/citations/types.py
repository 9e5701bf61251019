"""What is found of a law, owner by owner."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from content_models.languages import language_name

from .places import Place


@dataclass(frozen=True, slots=True)
class CitingText:
    """A published text of one owner in one language that cites what was asked for.

    Attributes:
        key: of the text; an adaptation's is that of the national text.
        kind: of the text, never `ADAPTATION` while its national text is published.
        page_id: of the page with the words.
        adapting: how many states adapt it; for the library's texts only.
        is_marked: a review for just this article is open already.
    """

    key: str
    locale: str
    kind: str
    title: str
    path: str
    page_id: int
    edition: int
    is_adaptation: bool
    places: tuple[Place, ...]
    adapting: int
    is_marked: bool

    @property
    def language(self) -> str:
        """The name of its language."""
        return language_name(self.locale)


@dataclass(frozen=True, slots=True)
class Owner:
    """The library or a state, with its texts by kind and title.

    Attributes:
        portal: where citizens read them; empty while it is not launched.
    """

    tenant_id: int
    code: str
    name: str
    time_zone: str
    is_library: bool
    portal: str
    texts: tuple[CitingText, ...]


@dataclass(frozen=True, slots=True)
class Citations:
    """Everything that cites an article, the library first, then the states by name.

    Attributes:
        article: as people read it; empty for the whole law.
    """

    law: str
    article: str
    owners: tuple[Owner, ...]

    @property
    def total(self) -> int:
        """How many texts there are, each language by itself."""
        return sum(len(owner.texts) for owner in self.owners)

    @property
    def marked(self) -> int:
        """How many of them are marked already."""
        return sum(text.is_marked for _, text in self.each())

    def each(self) -> Iterator[tuple[Owner, CitingText]]:
        """Every text with its owner."""
        for owner in self.owners:
            for text in owner.texts:
                yield owner, text

    @property
    def digest(self) -> str:
        """A digest of this list of texts: a confirmation names the list that was seen."""
        seen = "\n".join(sorted(f"{owner.code} {text.key} {text.locale}" for owner, text in self.each()))
        return hashlib.sha256(seen.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class CitedLaw:
    """A law, and how many texts cite it."""

    name: str
    texts: int


@dataclass(frozen=True, slots=True)
class Marked:
    """What marking has done.

    Attributes:
        opened: how many review tasks are new.
        already: how many texts had such a task open.
        owners: the names of those whose texts were marked now.
    """

    opened: int
    already: int
    owners: tuple[str, ...]
