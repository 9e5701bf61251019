"""The places of the content that send people to offices of a kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from content_models.kinds import ItemKind

from .view import StateView


@dataclass(frozen=True, slots=True)
class Referral:
    """A place of the content that sends people to offices of a kind."""

    kind: str
    where: str


def referrals_of(view: StateView) -> Iterator[Referral]:
    """Every place that sends people to offices: pages, their blocks, and nodes of scripts."""
    for page in view.all(ItemKind.GUIDANCE):
        of_blocks = {block["organizationKind"]: block for block in page["body"] if block["type"] == "OfficesBlock"}
        for kind, block in of_blocks.items():
            yield Referral(kind, f"{page['path']} · {block['id']}")
        for kind in page["officeKinds"]:
            if kind not in of_blocks:
                yield Referral(kind, f"{page['path']} · officeKinds")
    for script in view.all(ItemKind.SCRIPT):
        for node in script["nodes"]:
            if node["organizationKind"]:
                yield Referral(node["organizationKind"], f"{script['path']} · {node['key']}")
