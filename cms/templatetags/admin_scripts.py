"""Inline scripts of libraries' templates, which the administration's policy lets run by a nonce."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from cms.admin_policy import nonce_of

register = template.Library()

SCRIPT = re.compile(r"<script(?=[\s>])")


@register.simple_block_tag(takes_context=True)
def with_nonce(context: dict[str, Any], content: str) -> SafeString:
    """Give the scripts of a block the nonce of this answer.

    Only around `block.super` of a library's block of scripts, never around anything that somebody wrote.
    """
    nonce = nonce_of(context["request"])
    return mark_safe(SCRIPT.sub(f'<script nonce="{nonce}"', content))
