"""The languages of a state's texts, and the way from one to the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest

from .editing_context import EditingContext


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """One language with the address of the same screen in it."""

    tag: str
    name: str
    url: str
    is_current: bool


def language_links(editing: EditingContext, request: HttpRequest) -> tuple[LanguageLink, ...]:
    """Return the languages that the state serves, for the present screen; empty where there is only one."""
    served = [language for language in editing.view.tenant.languages if language["isServed"]]
    if len(served) < 2:
        return ()
    kept = {name: value for name, value in request.GET.items() if name not in ("locale", "p")}
    return tuple(
        LanguageLink(
            tag=language["tag"],
            name=language["name"],
            url=f"{request.path}?{urlencode({**kept, 'locale': language['tag']})}",
            is_current=language["tag"] == editing.locale,
        )
        for language in served
    )


def names_of(editing: EditingContext) -> Mapping[str, str]:
    """Return the names of the state's languages, by tag."""
    return {language["tag"]: language["name"] for language in editing.view.tenant.languages}
