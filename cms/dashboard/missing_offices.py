"""Kinds of office that a state has not published, and who stands in for them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from wagtail.models import Page

from content_models.choices import OrganizationKind
from content_models.models import OfficePage, OrganizationPage
from delivery import state_view
from delivery.referrals import referrals_of
from publishing.errors import NotVisible
from tenants.viewer import Viewer

from .trees import Tree, within


@dataclass(frozen=True, slots=True)
class MissingKind:
    """A kind that the state has no published office of.

    `referrals` is how many places send people there; `substitutes` are the names of those who answer instead, none:
    none does; `organization_id` is the page below which an office of the kind is added, where there is one; `drafts`
    is how many offices stand below it already and are not published.
    """

    name: str
    referrals: int
    substitutes: tuple[str, ...]
    organization_id: int | None
    drafts: int


def missing_kinds(viewer: Viewer, trees: tuple[Tree, ...]) -> tuple[MissingKind, ...] | None:
    """Return what the one state somebody works in is missing, what people are sent to most first.

    None: the trees are not those of one state, or it is suspended.
    """
    codes = {tree.code for tree in trees if not tree.is_library}
    if len(codes) != 1:
        return None
    try:
        view = state_view.for_viewer(viewer, codes.pop())
    except NotVisible:
        return None
    kinds = [kind for kind in OrganizationKind if not view.directory.has_own_office(kind)]
    sent = Counter(referral.kind for referral in referrals_of(view))
    places = _organizations(trees)
    drafts = _drafts(trees)
    found = [
        MissingKind(
            name=str(kind.label),
            referrals=sent[kind],
            substitutes=tuple(hit.item["name"] for hit in view.directory.offices_for(kind)),
            organization_id=places[kind].pk if kind in places else None,
            drafts=drafts[places[kind].path] if kind in places else 0,
        )
        for kind in kinds
    ]
    return tuple(sorted(found, key=lambda kind: -kind.referrals))


def _organizations(trees: tuple[Tree, ...]) -> dict[str, OrganizationPage]:
    """The state's organization of each kind, the first of several."""
    pages = OrganizationPage.objects.filter(within(trees)).order_by("-path").only("pk", "path", "organization_kind")
    return {page.organization_kind: page for page in pages}


def _drafts(trees: tuple[Tree, ...]) -> Counter[str]:
    """How many offices are not published, by the tree path of the organization above them."""
    paths = OfficePage.objects.filter(within(trees), live=False).values_list("path", flat=True)
    return Counter(path[: -Page.steplen] for path in paths)
