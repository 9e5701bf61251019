"""Lists to choose from that are searched by typing: municipalities, languages, institutions."""

from __future__ import annotations

from typing import Any

from django.forms import Select, SelectMultiple


class SearchedSelect(Select):
    """A list to choose one of, which a script turns into one that is searched by typing."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"data-search": "", **(attrs or {})}, choices)


class SearchedSelectMultiple(SelectMultiple):
    """The same, to choose several of; without a script, a list with a box for each."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"data-search": "", "size": 6, **(attrs or {})}, choices)
