"""An object of a state: the tenant travels with it, never with the thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLResolveInfo

from delivery.directory import OfficeHit
from delivery.state_view import StateView


@dataclass(slots=True, eq=False)
class InState:
    """A part of a published document (one of `content_models.shapes`), and the view it was read from.

    All that is reachable from it is read from that view, which is of one state and one language. It is never changed;
    it is not frozen, as that would take three times as long to make, and each answer makes dozens.
    """

    view: StateView
    value: Any

    def __getitem__(self, name: str) -> Any:
        return self.value.get(name)


@dataclass(slots=True, eq=False)
class OfficeInState(InState):
    """An office that was found: with its distance, under `near`."""

    hit: OfficeHit


@dataclass(slots=True, eq=False)
class NodeInState(InState):
    """A node of a script, and the script."""

    script: InState


def each_in(view: StateView, values: Iterable[Mapping[str, Any]]) -> list[InState]:
    """Bind documents, or parts of one, to the view they came from."""
    return [InState(view, value) for value in values]


@dataclass(frozen=True, slots=True)
class DocumentField:
    """Resolves a field to what the published document has under another name than the field's, or has not at all.

    Args:
        name: in the document.
        is_list: whether nothing there is an empty list.
    """

    name: str
    is_list: bool = False

    def __call__(self, root: Any, _info: GraphQLResolveInfo, **_arguments: object) -> Any:
        """Return the value."""
        value = root[self.name] if isinstance(root, InState) else root.get(self.name)
        return value or () if self.is_list else value


def published(_attname: str, _default: object, root: Any, info: GraphQLResolveInfo, **_arguments: object) -> Any:
    """Resolve a field to the value of the same name in the published document; absent means null."""
    return root[info.field_name] if isinstance(root, InState) else root.get(info.field_name)
