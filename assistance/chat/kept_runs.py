"""What the desk of whoever has a conversation knows of it besides its messages: script, answers, place, offices.

It is a note of its own kind, one for each assignment (`operators.keep_run`). Whoever has the conversation next goes on
with the last one, and so does the ledger where it ends without an operator's word.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from assistance.models import Conversation, ConversationNote

from . import messages


def run_note_id(conversation: Conversation) -> UUID:
    """Return the id of the note in which is kept what the desk of whoever has a conversation knows."""
    return uuid5(conversation.pk, f"run {conversation.assignment_epoch}")


def last_run(conversation: Conversation) -> dict[str, Any] | None:
    """Return what a desk knew last (`runs.read_run`), within the present scope; None: nothing, or it was erased."""
    notes = ConversationNote.objects.filter(conversation=conversation).exclude(body=None)
    key = messages.key_of(conversation)
    for note in notes.order_by("-written_at"):
        body = messages.open_body(conversation, key, note.pk, note.body) or {}
        if body.get("run") is not None:
            run: dict[str, Any] = body["run"]
            return run
    return None
