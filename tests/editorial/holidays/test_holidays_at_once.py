"""Two people who write the same holiday at the same instant, each in a transaction of their own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from django.db import transaction

from editorial.holidays.services import HolidayInput, holidays_of, save_holiday
from publishing.errors import HolidayInvalid
from tenants.models import StaffRole
from tests.at_once import WAIT_SECONDS, at_once, waits_for_lock
from tests.tenants.factories import member
from tests.world import World, committed

from .test_holidays import FIELDS

__all__ = ["committed"]


def test_of_two_who_add_the_same_day_the_second_is_told_that_it_is_there(committed: World) -> None:
    north = committed.tenants["XNO"]
    first, second = (member(north, StaffRole.PUBLISHER, name) for name in ("ana", "beto"))
    given = HolidayInput(**FIELDS)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            save_holiday(tenant=north, by=first, given=given)
            waiting = pool.submit(at_once, lambda: save_holiday(tenant=north, by=second, given=given))
            is_waiting = waits_for_lock()
        (end,) = waiting.result(WAIT_SECONDS)

    assert is_waiting
    assert isinstance(end, HolidayInvalid)
    assert "ya está en la lista" in end.message
    assert [holiday.changed_by for holiday in holidays_of(tenant=north, by=first)] == [first]
