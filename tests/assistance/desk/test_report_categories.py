"""What a report says has the same words at the desk, where it is chosen, and at the review, where it is read."""

import re

from django.utils import translation

from publishing.models import ReportCategory
from tests.journeys.site import ROOT


def test_the_desk_and_the_review_say_it_in_the_same_words() -> None:
    texts = (ROOT / "frontend/src/desk/texts.ts").read_text(encoding="utf-8")
    [listed] = re.findall(r"CATEGORIES: Record<ReportCategory, string> = \{(.*?)\}", texts, re.DOTALL)
    chosen = dict(re.findall(r"(\w+): '(.*?)'", listed))

    with translation.override("es-mx"):
        assert {one.value: str(one.label) for one in ReportCategory} == chosen
