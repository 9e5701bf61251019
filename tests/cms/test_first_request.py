"""What a web process begins with its first request."""

from typing import Any

from cms.first_request import with_listening
from tenants import listening
from tests.waiting import eventually


def test_listening_begins_with_the_first_request_and_not_before(committed_db: None) -> None:
    def answer(_environ: dict[str, Any], _start_response: object) -> list[bytes]:
        return [b"answer"]

    application = with_listening(answer)
    before = listening.is_connected()

    body = application({}, lambda *_arguments: None)

    assert not before
    assert body == [b"answer"]
    assert eventually(listening.is_connected, 5)
    listening.stop()
