"""Messages after an act: at the top of the screen, and beside the piece or word that it was about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.messages import constants, get_messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.utils.translation import gettext
from wagtail.admin import messages

from editorial.adapting.errors import StaleAdaptation
from publishing.errors import DomainError

from .editing_context import EditingContext
from .places import history_of

BESIDE = "beside:"
"""How the tag of a message begins that stands beside an element; the element's id follows."""

PUT_BACK = "put-back:"
"""How the tag of a message begins that says what has been undone."""

WHOLE = "*"
"""Stands there for an address, where the whole text had been hidden."""

Notes = dict[str, list[Message]]
"""Messages by the id of the element that they stand beside."""


@dataclass(frozen=True, slots=True)
class PutBack:
    """What has just been undone, so that it can be put back.

    Attributes:
        version: the number of the draft that had it.
        address: of the piece; empty for what has none.
        hides: whether what was undone hid the whole text: put back, it is hidden again.
    """

    version: int
    address: str = ""
    hides: bool = False


def show_message(
    request: HttpRequest,
    sentence: str,
    anchor: str = "",
    *,
    level: int = constants.SUCCESS,
    put_back: PutBack | None = None,
    buttons: Sequence[tuple[str, str, bool]] = (),
) -> None:
    """Show a message on the next screen, beside the element with this id, too, if the screen has it.

    Args:
        put_back: what the message says has been undone: the screen offers to put it back.
        buttons: the ways on.
    """
    kinds = {constants.SUCCESS: messages.success, constants.WARNING: messages.warning}
    where = WHOLE if put_back is not None and put_back.hides else getattr(put_back, "address", "")
    undone = f" {PUT_BACK}{put_back.version}:{where}" if put_back is not None else ""
    kinds[level](request, sentence, buttons=list(buttons) or None, extra_tags=_tag(anchor) + undone)


def refuse(request: HttpRequest, editing: EditingContext, key: str, error: DomainError, anchor: str = "") -> None:
    """Show why nothing was done; where another user's change is the reason, with a link to it."""
    is_stale = isinstance(error, StaleAdaptation)
    buttons = [messages.button(history_of(editing, key), gettext("Look at that change"))] if is_stale else None
    messages.error(request, error.message, buttons=buttons, extra_tags=_tag(anchor))


def notes_of(request: HttpRequest) -> Notes:
    """Return the messages that stand beside something; all of them still stand at the top."""
    notes: Notes = defaultdict(list)
    for message in get_messages(request):
        for tag in (message.extra_tags or "").split():
            if tag.startswith(BESIDE):
                notes[tag.removeprefix(BESIDE)].append(message)
    return dict(notes)


def put_back_of(request: HttpRequest) -> tuple[PutBack, str] | None:
    """Return what has just been undone, with the id of the element that the message stands beside; None: nothing."""
    for message in get_messages(request):
        tags = dict(tag.split(":", 1) for tag in (message.extra_tags or "").split() if ":" in tag)
        version, _, address = tags.get(PUT_BACK.removesuffix(":"), "").partition(":")
        if version.isdecimal():
            undone = PutBack(int(version), hides=True) if address == WHOLE else PutBack(int(version), address)
            return undone, tags.get(BESIDE.removesuffix(":"), "")
    return None


def _tag(anchor: str) -> str:
    return f"{BESIDE}{anchor}" if anchor and not anchor.split()[1:] else ""
