"""How long a message is that somebody writes beside what they send, approve or send back."""

from __future__ import annotations

from django import template

from editorial.sender_messages import MOST_CHARACTERS

register = template.Library()


@register.simple_tag
def most_characters() -> int:
    """Return how many characters a message has at most."""
    return MOST_CHARACTERS
