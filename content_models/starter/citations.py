"""Legal references of a record: its citation fields, taken apart, with errors that name the field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Protocol

from content_models.json_fields import Fields
from content_models.legal_references import CitationMalformed, LegalReference, parse
from content_models.starter_errors import StarterErrorCode


def cited(fields: Fields, name: str, *, verified: bool) -> tuple[LegalReference, ...]:
    """The references of a citation field, such as `source`."""
    source = fields.text(name)
    try:
        return parse(source, verified=verified)
    except CitationMalformed as error:
        raise fields.error(StarterErrorCode.VALUE_UNKNOWN, name, source) from error


def cited_in_list(fields: Fields, name: str, *, verified: bool) -> tuple[LegalReference, ...]:
    """The references of a list of citations, such as `legal_basis`, in order, none twice."""
    found: dict[LegalReference, None] = {}
    for position, source in enumerate(fields.texts(name)):
        try:
            found.update(dict.fromkeys(parse(source, verified=verified)))
        except CitationMalformed as error:
            raise fields.error(StarterErrorCode.VALUE_UNKNOWN, f"{name}[{position}]", source) from error
    return tuple(found)


class Statement(Protocol):
    """A key point or node: what it cites, and whether that was checked."""

    @property
    def verified(self) -> bool: ...

    @property
    def legal_references(self) -> tuple[LegalReference, ...]: ...


def confirmed_by(statements: Iterable[Statement], basis: Iterable[LegalReference]) -> tuple[LegalReference, ...]:
    """The legal basis of a topic or script, which the files list without saying whether it was checked.

    An article counts as verified where a verified statement of the same topic or script cites it, or a part of it.
    """
    checked = {
        cited
        for statement in statements
        if statement.verified
        for reference in statement.legal_references
        for cited in _wholes(reference)
    }
    return tuple(replace(reference, verified=(reference.law, reference.article) in checked) for reference in basis)


def _wholes(reference: LegalReference) -> Iterator[tuple[str | None, str | None]]:
    """What is cited, and what it is a part of: fraction, section, article, law."""
    yield reference.law, reference.article
    if reference.law is not None and reference.article is not None:
        yield reference.law, reference.article.split(" fracción ")[0]
        yield reference.law, reference.article.split(" apartado ")[0].split(" fracción ")[0]
        yield reference.law, None
