"""Where links to the chat lead, in both layouts."""

from __future__ import annotations

from typing import Any

import pytest

from assistance.chat.addresses import chat_url


@pytest.mark.parametrize(
    ("case", "setting", "host", "expected"),
    [
        ("behind a proxy", "", "justicia.tabasco.gob.mx", "/chat/"),
        ("its own port", "http://localhost:8001", "tabasco.localhost:8000", "http://tabasco.localhost:8001/chat/"),
        ("no port", "https://chat.example.mx", "tabasco.example.mx", "https://tabasco.example.mx/chat/"),
        ("no host", "http://localhost:8001", "", "http://localhost:8001/chat/"),
    ],
)
def test_chat_is_on_the_sites_own_host(settings: Any, case: str, setting: str, host: str, expected: str) -> None:
    settings.CHAT_URL = setting

    assert chat_url(host) == expected
