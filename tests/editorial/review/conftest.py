"""What the tests of the screens of review begin with."""

import pytest

from content_models.models import GuidancePage
from publishing.models import ReviewTask
from tests.world import World

from .review_desk import changed_review, national_text, waiting_review


@pytest.fixture
def page(world: World) -> GuidancePage:
    """A national text with two paragraphs."""
    return national_text(world)


@pytest.fixture
def changed(world: World, page: GuidancePage) -> ReviewTask:
    """The North's review of a text of which both paragraphs changed."""
    return changed_review(world, page)


@pytest.fixture
def waiting(world: World, page: GuidancePage) -> ReviewTask:
    """The North's review of a text that it has not adopted yet."""
    return waiting_review(world, page)
