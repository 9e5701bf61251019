"""What Wagtail's lists, search and choosers find while somebody types."""

from __future__ import annotations

from typing import Any

from modelsearch.backends.database.postgres.postgres import PostgresAutocompleteQueryCompiler, PostgresSearchBackend
from modelsearch.query import PlainText

from content_models.spanish_order import fold


class AutocompleteQueryCompiler(PostgresAutocompleteQueryCompiler):
    """Looks for words as they were typed, or without accents: what has `words_without_accents` is found by both."""

    def build_tsquery(self, query: Any, config: str | None = None) -> Any:
        """Return the query for PostgreSQL; of words whose order or form is asked for, nothing is changed."""
        if isinstance(query, PlainText) and fold(query.query_string) != query.query_string:
            query = query | PlainText(fold(query.query_string), operator=query.operator)
        return super().build_tsquery(query, config)


class SearchBackend(PostgresSearchBackend):
    """PostgreSQL's own search; it has no `unaccent` without an extension that not every server has."""

    autocomplete_query_compiler_class = AutocompleteQueryCompiler
