"""The same contact over several connections at once: one row, and one answer."""

from __future__ import annotations

import threading
from typing import Any

from django.db import connections, transaction

from assistance.inquiries.contact import read_contact
from assistance.inquiries.errors import InquiryErrorCode, InquiryRefused
from assistance.inquiries.services import Recorded, correct_inquiry, log_inquiry
from tests.at_once import at_once, waits_for_lock
from tests.world import World

from .contacts import counted, given, viewer_of


def test_two_connections_write_one_row(committed: World) -> None:
    viewer = viewer_of(committed, "XNO")
    contact = read_contact(given())

    answers = at_once(*[lambda: log_inquiry(viewer=viewer, contact=contact)] * 4)

    assert sorted(answer.is_new for answer in answers) == [False, False, False, True]
    assert len({answer.recorded_at for answer in answers}) == 1
    assert len(counted("XNO", world=committed)) == 1


def test_two_connections_with_different_contacts_leave_one(committed: World) -> None:
    viewer = viewer_of(committed, "XNO")
    sent = given()

    def log(seconds: int) -> Any:
        try:
            return log_inquiry(viewer=viewer, contact=read_contact({**sent, "durationSeconds": seconds}))
        except InquiryRefused as error:
            return error.errors[0].code

    answers = at_once(lambda: log(1), lambda: log(2))

    assert InquiryErrorCode.IDEMPOTENCY_CONFLICT in answers
    assert len(counted("XNO", world=committed)) == 1


def test_waits_for_who_is_writing_the_same_contact(committed: World) -> None:
    viewer, contact = viewer_of(committed, "XNO"), read_contact(given())
    answers: list[Recorded] = []

    def log() -> None:
        answers.append(log_inquiry(viewer=viewer, contact=contact))
        connections.close_all()

    with transaction.atomic():
        first = log_inquiry(viewer=viewer, contact=contact)
        other = threading.Thread(target=log)
        other.start()
        assert waits_for_lock()
    other.join()

    assert answers == [Recorded(first.id, first.recorded_at, is_new=False)]


def test_one_of_two_corrections_at_once_is_late(committed: World) -> None:
    viewer = viewer_of(committed, "XNO")
    first = log_inquiry(viewer=viewer, contact=read_contact(given()))

    def correct() -> Any:
        contact = read_contact(given(reason="TEST"), is_correction=True)
        try:
            return correct_inquiry(viewer=viewer, inquiry_id=first.id, contact=contact).is_new
        except InquiryRefused as error:
            return error.errors[0].code

    assert set(at_once(correct, correct)) == {True, InquiryErrorCode.STALE}
