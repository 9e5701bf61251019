"""The example of `docs/scripts.md`, run."""

import json
import re
from collections.abc import Callable

from django.conf import settings

from .client import Answer

FENCE = re.compile(r"^```(graphql|json)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def test_the_documented_request_has_the_documented_answer(post: Callable[..., Answer]) -> None:
    text = (settings.BASE_DIR / "docs" / "scripts.md").read_text()
    [(_, query), (_, variables), (_, answer)] = FENCE.findall(text)[:3]

    answered = post(query, **json.loads(variables))

    assert answered.json["data"] == json.loads(answer)["data"]
    assert "errors" not in answered.json
