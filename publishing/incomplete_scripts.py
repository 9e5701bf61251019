"""Which changes of a state leave a script incomplete: a conversation gets lost where the library's would not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import cast

from content_models.overlay import Adaptation
from content_models.script_channels import problems_beyond
from content_models.script_graph import Problem, ProblemCode
from content_models.shapes.documents import Item, ItemDocument, ScriptDocument

Overlaid = Callable[[Adaptation], Item | None]
"""What an adaptation makes of a script; None when it hides it."""


@dataclass(frozen=True, slots=True)
class Incomplete:
    """What is wrong with a script as a state changes it, and because of which changes.

    Attributes:
        problems: sentences that name the nodes; none: the conversation finds its way.
        addresses: of the changes without any of which one of the problems would not be there; of all, where no single
            one is to blame.
        nodes: for each problem the key of its node; for one outside the nodes what it is about.
        hidden: for each problem the key of the hidden node that an answer leads to; empty for others.
    """

    problems: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()


def incomplete_by(adaptation: Adaptation, library: ItemDocument, overlaid: Overlaid) -> Incomplete:
    """Find what an adaptation leaves incomplete in a script of the library. Pure.

    Args:
        library: the library's own document.
    """
    found = _problems(adaptation, library, overlaid)
    if not found:
        return Incomplete()
    addresses = list(dict.fromkeys(operation.address for operation in adaptation.operations))
    to_blame = {
        address
        for address in addresses
        if not {problem.about for problem in found} <= _about(_without(adaptation, address), library, overlaid)
    }
    return Incomplete(
        tuple(problem.message for problem in found),
        tuple(address for address in addresses if address in to_blame or not to_blame),
        tuple(problem.node for problem in found),
        tuple(problem.detail if problem.code is ProblemCode.TARGET_HIDDEN else "" for problem in found),
    )


def _problems(adaptation: Adaptation, library: ItemDocument, overlaid: Overlaid) -> list[Problem]:
    item = overlaid(adaptation)
    return [] if item is None else problems_beyond(cast(ScriptDocument, library), cast(ScriptDocument, item))


def _about(adaptation: Adaptation, library: ItemDocument, overlaid: Overlaid) -> set[tuple[ProblemCode, str, str]]:
    return {problem.about for problem in _problems(adaptation, library, overlaid)}


def _without(adaptation: Adaptation, address: str) -> Adaptation:
    kept = tuple(operation for operation in adaptation.operations if operation.address != address)
    return replace(adaptation, operations=kept)
