"""Reading the arguments of fields: each refusal names the argument and its limit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from api.context import RequestContext
from api.errors.coded_error import CodedError, ErrorCode
from api.limits import (
    DEFAULT_FIRST,
    MAX_FIRST,
    MAX_LOOKED_UP,
    MAX_PATH_LENGTH,
    MAX_SEARCH_LENGTH,
    MAX_TEXT_LENGTH,
    MAX_WITHIN_METERS,
)
from content_models.script_walk import Answer
from delivery.state_view import StateView, for_viewer
from publishing.errors import LocaleNotServed, NotVisible

LONGEST_TAG_SHOWN = 40
Entry = TypeVar("Entry")

MAX_PLACE = 2**31 - 1
"""The highest number of GraphQL's `Int`."""

TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8}){0,4}")
"""What can be a BCP 47 tag, in lower case."""

BETWEEN = _("“%(field)s” must be between %(least)s and %(most)s.")
TOO_LONG = _("“%(field)s” may have %(most)s characters at most.")
TOO_MANY = _("“%(field)s” may have %(most)s entries at most.")
EMPTY = _("“%(field)s” must not be empty.")
ONE_OF = _("Give “%(field)s” or “%(other)s”.")
NOT_BOTH = _("Give “%(field)s” or “%(other)s”, not both.")


def page_size(value: int | None, *, field: str) -> int:
    """Return how many items a page has.

    Raises:
        CodedError: `INVALID_ARGUMENT`, unless 1 ≤ value ≤ 100.
    """
    if value is None:
        return DEFAULT_FIRST
    return int(within(value, least=1, most=MAX_FIRST, field=field))


def size_of_page(first: int | None, last: int | None = None) -> int:
    """Return how many items a page has that counts from the beginning or from the end; errors as for `page_size`."""
    refuse_both(first, last, field="first", other="last")
    return page_size(first, field="first") if last is None else page_size(last, field="last")


def place(value: int, *, field: str) -> int:
    """Return the place of a message; 0 is before the first.

    Raises:
        CodedError: `INVALID_ARGUMENT`, for a negative one.
    """
    return int(within(value, least=0, most=MAX_PLACE, field=field))


def within(value: float, *, least: float, most: float, field: str) -> float:
    """Return a number that lies between two limits, both included.

    Raises:
        CodedError: `INVALID_ARGUMENT`.
    """
    if not least <= value <= most:
        raise CodedError(ErrorCode.INVALID_ARGUMENT, field=field, hint=BETWEEN, least=least, most=most)
    return value


def text(value: str | None, *, field: str, most: int = MAX_TEXT_LENGTH) -> str | None:
    """Return a text without surrounding spaces; None stays None.

    Raises:
        CodedError: `INVALID_ARGUMENT`, when it is empty or longer than `most` characters.
    """
    return None if value is None else required_text(value, field=field, most=most)


def required_text(value: str, *, field: str, most: int = MAX_TEXT_LENGTH) -> str:
    """Return a text without surrounding spaces; errors as for `text`."""
    stripped = value.strip()
    if not stripped:
        raise CodedError(ErrorCode.INVALID_ARGUMENT, field=field, hint=EMPTY)
    if len(stripped) > most:
        raise CodedError(ErrorCode.INVALID_ARGUMENT, field=field, hint=TOO_LONG, most=most)
    return stripped


def words(query: str) -> str:
    """Return what is searched for; errors as for `text`."""
    return required_text(query, field="query", most=MAX_SEARCH_LENGTH)


def path(value: str) -> str:
    """Return a path of a site; errors as for `text`."""
    return required_text(value, field="path", most=MAX_PATH_LENGTH)


def looked_up(values: Sequence[Entry], *, field: str) -> Sequence[Entry]:
    """Return what is to be looked up.

    Raises:
        CodedError: `INVALID_ARGUMENT`, for more than 100.
    """
    if len(values) > MAX_LOOKED_UP:
        raise CodedError(ErrorCode.INVALID_ARGUMENT, field=field, hint=TOO_MANY, most=MAX_LOOKED_UP)
    return values


def answers(given: Sequence[Mapping[str, str]]) -> list[Answer]:
    """Return the answers of a run.

    Raises:
        CodedError: `INVALID_ARGUMENT`, for more than 100.
    """
    return [Answer(one["node"], one["option"]) for one in looked_up(given, field="answers")]


def refuse_both(first: object, second: object, *, field: str, other: str) -> None:
    """Refuse two arguments that exclude each other.

    Raises:
        CodedError: `INVALID_ARGUMENT`, when both are given.
    """
    if first is not None and second is not None:
        raise CodedError(ErrorCode.INVALID_ARGUMENT, field=field, hint=NOT_BOTH, other=other)


def refuse_two_instants(open_now: bool, open_at: datetime | None) -> None:
    """Refuse what is to be open now and at another instant; errors as for `refuse_both`."""
    refuse_both(open_now or None, open_at, field="openNow", other="openAt")


@dataclass(frozen=True, slots=True)
class Near:
    """A point (latitude and longitude in WGS 84 degrees), and how far around it to look."""

    point: tuple[float, float]
    within_meters: int | None = None


def near(value: dict[str, Any] | None) -> Near | None:
    """Return a point that exists on Earth.

    Raises:
        CodedError: `INVALID_ARGUMENT`, for coordinates or a distance out of range.
    """
    if value is None:
        return None
    within(value["latitude"], least=-90, most=90, field="near.latitude")
    within(value["longitude"], least=-180, most=180, field="near.longitude")
    distance = value.get("within_meters")
    if distance is not None:
        within(distance, least=1, most=MAX_WITHIN_METERS, field="near.withinMeters")
    return Near((value["latitude"], value["longitude"]), distance)


def in_locale(view: StateView, locale: str | None, context: RequestContext) -> StateView:
    """Return the view of the same state in another language; without one, the view itself. There must be time left.

    Raises:
        OutOfTime: there is none.
        CodedError: `LOCALE_NOT_SERVED`, with those that are.
    """
    context.check_time()
    if locale is None or locale == view.locale:
        return view
    served = served_tag(locale, view.locales)
    if served.lower() != locale.lower():
        context.replaced_locales[locale] = served
    return view if served == view.locale else view_of(context, view.tenant.code, served)


def served_tag(locale: str, served: Sequence[str]) -> str:
    """Return the served tag that is meant: the same in any case, or the first variety of its language (`es-ES`, `es`).

    Without one it is the locale itself, to be refused.
    """
    wanted = locale.lower()
    language = wanted.partition("-")[0] if TAG.fullmatch(wanted) else None
    same = [tag for tag in served if tag.lower() == wanted]
    varieties = [tag for tag in served if tag.lower().partition("-")[0] == language]
    return next(iter(same + varieties), locale)


def view_of(context: RequestContext, code: str, locale: str | None = None, *, field: str = "locale") -> StateView:
    """Return a state's view for the viewer.

    Raises:
        NotVisible: there is no such state for this viewer.
        CodedError: `LOCALE_NOT_SERVED`, with those that are.
    """
    try:
        view = for_viewer(context.viewer, code, locale)
    except NotVisible:
        context.has_read_directory = True
        raise
    except LocaleNotServed as error:
        raise CodedError(
            ErrorCode.LOCALE_NOT_SERVED,
            field=field,
            locale=(locale or "")[:LONGEST_TAG_SHOWN],
            served=", ".join(error.served),
        ) from error
    context.views.append(view)
    return view
