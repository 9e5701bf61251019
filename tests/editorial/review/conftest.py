"""What the tests of the screens of review begin with."""

import pytest

from content_models.models import GuidancePage
from publishing.models import ReviewTask
from tests.module_transaction import anew, made_once
from tests.world import World

from .review_desk import changed_review, fresh, national_text, waiting_review


@made_once
def made_page(module_world: World) -> GuidancePage:
    return national_text(module_world)


@made_once
def made_change(module_world: World, made_page: GuidancePage) -> ReviewTask:
    return changed_review(module_world, anew(made_page))


@made_once
def made_edition(module_world: World, made_page: GuidancePage) -> ReviewTask:
    return waiting_review(module_world, anew(made_page))


@pytest.fixture
def page(made_page: GuidancePage, world: World) -> GuidancePage:
    """A national text with two paragraphs."""
    return anew(made_page)


@pytest.fixture
def changed(made_change: ReviewTask, page: GuidancePage, world: World) -> ReviewTask:
    """The North's review of a text of which both paragraphs changed."""
    return fresh(world, made_change)


@pytest.fixture
def waiting(made_edition: ReviewTask, page: GuidancePage, world: World) -> ReviewTask:
    """The North's review of a text that it has not adopted yet."""
    return fresh(world, made_edition)
