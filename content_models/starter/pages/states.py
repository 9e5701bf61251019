"""The pages of one state: one organization per kind, and its offices below them."""

from __future__ import annotations

from collections.abc import Iterator

from content_models.starter.records import Reference, State

from .content import PageContent
from .directory import office_page, organization_key, organization_page


def state_pages(reference: Reference, state: State, *, publish_unconfirmed: bool) -> Iterator[PageContent]:
    """A state's pages, parents before children.

    Args:
        publish_unconfirmed: whether offices that need confirmation are published (marked) or stay drafts.
    """
    for position, kind in enumerate(reference.kinds):
        yield organization_page(state, kind, position)
    ids = {kind.kind: kind.id for kind in reference.kinds}
    for office in reference.offices:
        if office.state == state.code:
            is_public = publish_unconfirmed or not office.needs_confirmation
            organization = organization_key(state, ids[office.kind])
            yield office_page(office, organization, state.time_zone, is_public=is_public)
