"""`docs/errors.md` lists every code with its status, and each code has its words."""

import re

import pytest
from django.conf import settings
from django.utils import translation

from api.errors.codes import ErrorCode
from api.errors.texts import EXPLANATIONS

FOR_PROGRAMS = ("PersistedQueryNotFound", "PersistedQueryNotSupported")
"""Apollo's clients look for these words where others show a sentence."""

ROW = re.compile(r"^\| `([A-Z_]+)` \| (\d{3}) \|", re.MULTILINE)


def documented() -> dict[str, int]:
    """The codes of the page, with their statuses."""
    page = (settings.BASE_DIR / "docs" / "errors.md").read_text()
    return {code: int(status) for code, status in ROW.findall(page)}


def test_the_page_lists_every_code_with_its_status() -> None:
    assert documented() == {code.value: EXPLANATIONS[code].status.value for code in ErrorCode}


@pytest.mark.parametrize("code", ErrorCode)
def test_a_code_says_what_happened_and_what_to_do(code: ErrorCode) -> None:
    with translation.override("en"):
        said = [str(EXPLANATIONS[code].message), str(EXPLANATIONS[code].hint)]

    sentences = [text for text in said if text not in FOR_PROGRAMS]
    assert all(sentence.endswith((".", "…”.", "}.")) for sentence in sentences)
    assert said[0] != said[1]


def test_limits_of_the_page_are_those_of_the_code() -> None:
    page = (settings.BASE_DIR / "docs" / "errors.md").read_text()

    assert "more than 100,000 bytes" in page
    assert "more than 1,500 tokens or 500 comments" in page
    assert "more than 15 levels" in page
    assert "more than 50 aliases" in page
    assert "more than 600 fields" in page
    assert "more than 1,000 points" in page
    assert "more than 20,000 bytes" in page
