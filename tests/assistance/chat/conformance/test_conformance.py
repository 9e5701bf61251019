"""What holds however somebody writes: the same cases over each transport. One that is not green is not offered."""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.utils import timezone

from assistance.chat import assignment, operators
from assistance.chat.errors import ChatErrorCode, ChatRefused
from assistance.models import Conversation, ConversationKey, Inquiry, Message
from assistance.operators.rights import Answering
from cms.backup import database as database_backup
from cms.backup.database import dump
from tenants.scope import scope_of_all_tenants
from tests.journeys.site import Site
from tests.uuid7 import uuid7

from .conftest import CROWDED
from .drivers import DRIVERS, Driver, Forms, Refused, Service

pytestmark = pytest.mark.usefixtures("service")
SCRIPT = "<script>alert('á')</script> & <b>no</b> {{ 7*7 }} \"'"


def code_of(act: Callable[..., Any], *arguments: Any, **fields: Any) -> str:
    """The code with which something is refused."""
    with pytest.raises(Refused) as raised:
        act(*arguments, **fields)
    return raised.value.code


def taken(visitor: Driver, operator: Answering) -> int:
    """Let an operator take the conversation; return the epoch of it."""
    taken = assignment.accept(operator=operator, conversation_id=visitor.conversation_id, now=timezone.now())
    return int(taken.assignment_epoch)


def answer(visitor: Driver, operator: Answering, epoch: int, text: str) -> None:
    """Let an operator write."""
    operators.send(
        operator=operator,
        conversation_id=visitor.conversation_id,
        epoch=epoch,
        client_id=uuid7(),
        content={"text": text},
        now=timezone.now(),
    )


def stored(visitor: Driver) -> int:
    """How many messages the database has."""
    with scope_of_all_tenants():
        return Message.objects.filter(conversation=visitor.conversation_id).count()


def test_messages_stand_in_the_order_in_which_they_were_sent(visitor: Driver) -> None:
    places = [visitor.send(text) for text in ("uno", "dos", "tres")]

    assert visitor.read().texts == [(1, "hola"), (2, "uno"), (3, "dos"), (4, "tres")]
    assert visitor.read(after=2).texts == [(3, "dos"), (4, "tres")]
    assert places in ([2, 3, 4], [None] * 3)


def test_a_message_sent_again_is_stored_once(visitor: Driver) -> None:
    client_id = uuid7()

    places = {visitor.send("uno", client_id), visitor.beside().send("uno", client_id)}

    assert len(places) == 1
    assert visitor.read().texts == [(1, "hola"), (2, "uno")]


def test_another_text_under_the_same_id_is_refused(visitor: Driver) -> None:
    client_id = uuid7()
    visitor.send("uno", client_id)

    assert code_of(visitor.send, "dos", client_id) == "IDEMPOTENCY_CONFLICT"
    assert visitor.read().texts == [(1, "hola"), (2, "uno")]


def test_what_is_answered_comes_by_itself(visitor: Driver, ana: Answering) -> None:
    epoch = taken(visitor, ana)
    last = visitor.read().messages[-1].seq

    came = visitor.follow(last, lambda: answer(visitor, ana, epoch, "Buenas noches"))

    assert [(one.author, one.text) for one in came if one.text] == [("OPERATOR", "Buenas noches")]
    assert visitor.read().state == "ATTENDED"


def test_a_client_that_comes_back_is_shown_what_it_missed_and_no_more(visitor: Driver, ana: Answering) -> None:
    epoch = taken(visitor, ana)
    last = visitor.read().messages[-1].seq
    visitor.close()
    for text in ("uno", "dos"):
        answer(visitor, ana, epoch, text)

    missed = visitor.beside().read(after=last)

    assert missed.texts == [(last + 1, "uno"), (last + 2, "dos")]


def test_what_is_erased_is_gone_for_both_sides(visitor: Driver, ana: Answering) -> None:
    epoch = taken(visitor, ana)
    answer(visitor, ana, epoch, "Buenas noches")
    before = stored(visitor)

    visitor.erase()

    seen = visitor.beside().read()
    assert seen.state == "ENDED"
    assert {text for _, text in seen.texts} <= {None}
    with scope_of_all_tenants():
        assert not ConversationKey.objects.filter(pk=visitor.conversation_id).exists()
        assert not Message.objects.filter(conversation=visitor.conversation_id).exclude(body=None).exists()
    assert stored(visitor) >= before
    assert code_of(visitor.beside().send, "¿y ahora?") == "ENDED"


def test_an_operator_who_has_it_no_more_says_nothing_in_it(visitor: Driver, ana: Answering, luz: Answering) -> None:
    epoch = taken(visitor, ana)
    assignment.release(operator=ana, conversation_id=visitor.conversation_id, epoch=epoch, now=timezone.now())
    taken(visitor, luz)

    with pytest.raises(ChatRefused) as refused:
        answer(visitor, ana, epoch, "tarde")

    assert refused.value.code == ChatErrorCode.STALE
    assert "tarde" not in {one.text for one in visitor.read().messages}


def test_a_blocked_source_neither_writes_nor_begins(visitor: Driver, ana: Answering, service: Service) -> None:
    epoch = taken(visitor, ana)
    operators.close_as_spam(operator=ana, conversation_id=visitor.conversation_id, epoch=epoch, now=timezone.now())

    assert code_of(visitor.send, "uno") in ("ENDED", "BLOCKED")
    assert code_of(type(visitor)(service, visitor.source).start) == "BLOCKED"
    type(visitor)(service, visitor.source.replace("127.1", "127.2", 1)).start()


def test_nothing_is_written_after_the_end(visitor: Driver) -> None:
    client_id = uuid7()
    visitor.send("uno", client_id)

    visitor.end()

    assert visitor.read().state == "ENDED"
    assert code_of(visitor.send, "dos") == "ENDED"
    assert visitor.beside().send("uno", client_id) in (2, None)
    visitor.end()
    assert visitor.read().texts == [(1, "hola"), (2, "uno")]


def test_nobody_waits_where_nobody_answers(service: Service, transport: str, source: str) -> None:
    newcomer = DRIVERS[transport](service, source, "COA")

    assert code_of(newcomer.start) == "CLOSED"


@pytest.mark.parametrize("secret", ["of another conversation", "x", "ñ" * 43])
def test_another_secret_opens_nothing(visitor: Driver, service: Service, secret: str) -> None:
    if secret == "of another conversation":
        other = type(visitor)(service, visitor.source)
        other.start()
        secret = other.secret
        other.end()

    stranger = visitor.beside(secret=secret)

    assert code_of(stranger.read) == code_of(stranger.send, "uno") == code_of(stranger.erase) == "NOT_FOUND"
    assert visitor.read().texts == [(1, "hola")]


def test_another_state_has_no_such_conversation(visitor: Driver) -> None:
    elsewhere = visitor.beside(code="COA")

    assert code_of(elsewhere.read) == code_of(elsewhere.send, "uno") == code_of(elsewhere.end) == "NOT_FOUND"
    assert visitor.read().state == "WAITING"


def test_a_message_that_is_too_long_is_refused(visitor: Driver) -> None:
    visitor.send("ñ" * 2_000)

    assert code_of(visitor.send, "ñ" * 2_001) == "TOO_LONG"
    assert [len(text or "") for _, text in visitor.read().texts] == [4, 2_000]


def test_a_megabyte_is_refused_and_harms_nobody(visitor: Driver) -> None:
    assert code_of(visitor.send, "x" * 1_000_000) in TOO_LARGE
    assert visitor.beside().read().texts == [(1, "hola")]


TOO_LARGE = {"TOO_LONG", "BODY_TOO_LARGE", "CLOSED 1009", "HTTP 413", "HTTP 400", "CUT"}
"""As the protocol of each transport says it: a socket is closed (RFC 6455, 7.4.1), a request gets 413, or is cut."""


def test_whoever_sends_too_fast_is_told_to_wait(visitor: Driver) -> None:
    def flood() -> None:
        for number in range(100):
            visitor.send(f"{number}")

    assert code_of(flood) == "TOO_MANY"
    texts = [text for _, text in visitor.beside().read().texts[1:]]
    assert texts == [str(number) for number in range(len(texts))]


@pytest.mark.parametrize("text", [b"\xff\xfe", b"hola \xc3", b"\xed\xa0\x80"], ids=["none", "half", "surrogate"])
def test_what_is_no_utf_8_is_refused(visitor: Driver, text: bytes) -> None:
    if isinstance(visitor, Forms):  # a browser encodes what it sends: whatever is none there, is shown as such
        visitor.send_bytes(text)
        assert all("\ufffd" in (said or "") for _, said in visitor.read().texts[1:])
        return

    assert code_of(visitor.send_bytes, text) in NO_TEXT
    assert visitor.beside().read().texts == [(1, "hola")]


NO_TEXT = {"INVALID", "BAD_JSON", "CLOSED 1007"}


def test_markup_is_text(visitor: Driver) -> None:
    visitor.send(SCRIPT)

    assert visitor.read().texts == [(1, "hola"), (2, SCRIPT)]


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_is_an_hour_wrong_changes_nothing(visitor: Driver, hours: int) -> None:
    wrong = [UUID(int=uuid7().int + (hours * 3_600_000 - number << 80)) for number in range(2)]
    for text, client_id in zip(("uno", "dos"), wrong, strict=True):
        visitor.send(text, client_id)

    seen = visitor.read()

    assert seen.texts == [(1, "hola"), (2, "uno"), (3, "dos")]
    times = [datetime.fromisoformat(one.sent_at) for one in seen.messages]
    assert times == sorted(times)
    assert datetime.now(UTC) - times[0] < timedelta(minutes=2)


def test_one_address_cannot_fill_the_queue(
    crowd: list[str], service: Service, transport: str, newcomer: Driver
) -> None:
    def go_on() -> None:
        for _ in range(41):
            DRIVERS[transport](service, CROWDED).start()

    assert 0 < crowd.count("") <= 40
    assert set(crowd) - {""} <= {"CHALLENGE", "TOO_MANY"}
    assert code_of(go_on) in ("CHALLENGE", "TOO_MANY")
    newcomer.start()


def test_an_erased_text_is_in_no_dump_no_backup_no_log_and_no_metric(
    service: Service, site: Site, ana: Answering, luz: Answering, tmp_path: Path
) -> None:
    visitors_of: list[Driver] = []
    for number, driver in enumerate(DRIVERS.values()):
        visitor = driver(service, f"127.90.1.{1 + number}")
        visitor.start(f"hola {CANARY}")
        visitor.send(f"{CANARY} {number}")
        operator = (ana, luz)[number % 2]
        answer(visitor, operator, taken(visitor, operator), f"Entiendo: {CANARY}")
        assert str(visitor.read().texts).count(CANARY) == 3
        visitors_of.append(visitor)
    backup = tmp_path / "before.tar"
    call_command("backup", str(backup), stdout=io.StringIO())
    before = counts()

    for visitor in visitors_of:
        visitor.erase()
        visitor.close()
    dump(tmp_path / "after.dump")

    assert counts() == before
    kept = restored(backup, tmp_path / "before.sql")
    after = script_of(tmp_path / "after.dump", tmp_path / "after.sql")
    for text in (kept, after, site.log.read_bytes(), metrics(service.realtime_port), metrics(service.web_port)):
        assert text
        assert CANARY.encode() not in text
        assert not [one for one in visitors_of if one.secret.encode() in text]
    assert rows_in(kept, "assistance_message") > 0
    assert rows_in(kept, "assistance_conversationkey") == 0


CANARY = "Canario-7Q2X"


def counts() -> tuple[int, int, int]:
    """Conversations, what was said in them, and contacts of the ledger."""
    with scope_of_all_tenants():
        said = Message.objects.exclude(kind="EVENT").count()
        return Conversation.objects.count(), said, Inquiry.objects.count()


def restored(backup: Path, script: Path) -> bytes:
    """What a restore of a backup would run."""
    with tarfile.open(backup) as tar:
        tar.extract("database.dump", script.parent, filter="data")
    return script_of(script.parent / "database.dump", script)


def script_of(dumped: Path, script: Path) -> bytes:
    """The statements of a dump."""
    program = database_backup._program("pg_restore")
    subprocess.run([program, "--no-owner", f"--file={script}", str(dumped)], check=True, timeout=120)
    return script.read_bytes()


def rows_in(script: bytes, table: str) -> int:
    """How many rows a script has for a table."""
    found = re.search(rb"^COPY public\." + table.encode() + rb" .*?;\n(.*?)^\\\.$", script, re.DOTALL | re.MULTILINE)
    return 0 if found is None else found[1].count(b"\n")


def metrics(port: int) -> bytes:
    """What a process counts."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/metrics", headers={"Authorization": "Bearer metrics"})
    with urllib.request.urlopen(request, timeout=10) as response:
        return bytes(response.read())
