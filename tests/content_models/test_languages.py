"""Two spellings of a language tag."""

import pytest

from content_models.languages import bcp47, content_languages, django_code


@pytest.mark.parametrize(
    ("code", "tag"),
    [
        ("es-mx", "es-MX"),
        ("en", "en"),
        ("yua", "yua"),
        ("nai-x-mixe", "nai-x-mixe"),
        ("omq-x-mixteco", "omq-x-mixteco"),
        ("zh-hans-cn", "zh-Hans-CN"),
        ("es-419", "es-419"),
    ],
)
def test_writes_a_tag_either_way(code: str, tag: str) -> None:
    assert bcp47(code) == tag
    assert django_code(tag) == code


def test_every_content_language_is_offered_once() -> None:
    tags = [tag for tag, _name in content_languages()]

    assert len(tags) == len(set(tags))
    assert {"es-MX", "en", "yua", "nah"} <= set(tags)
