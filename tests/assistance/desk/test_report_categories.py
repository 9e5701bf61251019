"""What the desk has words of its own for: all that there is, and what a review reads in the same words."""

import re

from django.utils import translation

from assistance.models import Relationship
from publishing.models import ReportCategory
from tests.journeys.site import ROOT


def words_of(name: str) -> dict[str, str]:
    """The words of the desk for each value of a list."""
    texts = (ROOT / "frontend/src/desk/texts.ts").read_text(encoding="utf-8")
    [listed] = re.findall(rf"{name}: Record<\w+, string> = \{{(.*?)\}}", texts, re.DOTALL)
    return dict(re.findall(r"(\w+): '(.*?)'", listed))


def test_the_desk_and_the_review_say_it_in_the_same_words() -> None:
    with translation.override("es-mx"):
        assert {one.value: str(one.label) for one in ReportCategory} == words_of("CATEGORIES")


def test_whoever_makes_a_call_is_told_whose_number_it_is() -> None:
    shown = (ROOT / "frontend/src/desk/CallBacksDue.tsx").read_text(encoding="utf-8")

    assert words_of("RELATIONSHIPS").keys() == {*Relationship.values}
    assert "RELATIONSHIPS[opened.relationship]" in shown
