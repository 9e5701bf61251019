"""The form of a script: it gives nodes and options their keys, and publishes only what nobody gets lost in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from wagtail.blocks import StreamBlockValidationError, StreamValue
from wagtail.blocks.struct_block import StructBlockValidationError

from tenants.models import LIBRARY_ID
from tenants.trees import is_below, tree_paths

from .choices import Channel
from .forms import ContentForm
from .preamble import is_anything_said
from .script_channels import problems_of
from .script_graph import Problem
from .script_keys import GivenKeys, give_keys, given_by, graph_of_blocks
from .walk_checks import answers_in


class ScriptForm(ContentForm):
    """The form of a script. A draft may be as broken as it likes: it is saved and previewed so."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["start"].required = False
        if self.instance.pk is None:
            self.initial["preamble"] = self._national_preamble()
            self.initial["channels"] = [Channel.PHONE.value, Channel.CHAT.value]  # which have words without more ado
        self._given = self._given_keys()

    def _national_preamble(self) -> StreamValue:
        """A copy of what the library's scripts say before the first question, which is the same in all."""
        scripts = type(self.instance).objects.live().filter(locale=self.parent_page.locale).exclude(preamble=[])
        found = scripts.filter(is_below(tree_paths([LIBRARY_ID]))).order_by("path").first()
        parts = [(part.block_type, part.value, str(uuid4())) for part in found.preamble] if found else []
        return StreamValue(self.instance.preamble.stream_block, parts)

    def _given_keys(self) -> GivenKeys:
        """The keys that the draft has, and what is published."""
        page = self.instance
        published = type(page).objects.filter(pk=page.pk, live=True).first() if page.pk else None
        return given_by(page.nodes) | (given_by(published.nodes) if published else GivenKeys())

    def clean(self) -> dict[str, Any]:
        """Return the cleaned data, with keys; each problem of the graph stands at its node, once it has to be whole."""
        cleaned = super().clean()
        if cleaned.get("nodes"):
            self.take_keys(cleaned)
            if not self.is_deferred_validation:
                self._check_graph(cleaned)
        return cleaned

    def take_keys(self, values: dict[str, Any]) -> None:
        """Write keys into the nodes that were sent, into the walks through them, and where they begin.

        They begin at the first node where nothing is said.
        """
        called = give_keys(values["nodes"], self._given, unfinished=self._unfinished())
        start = values.get("start") or ""
        values["start"] = called.nodes.get(start, start) or values["nodes"][0].value["key"]
        for walk in values.get("walks") or ():
            walk.value["answers"] = " ".join(
                f"{called.nodes.get(node, node)}.{called.options.get(option, option)}"
                for node, option in answers_in(walk.value["answers"])
            )
            walk.value["end"] = called.nodes.get(walk.value["end"], walk.value["end"])

    def _unfinished(self) -> str | None:
        """The id of the node or option whose words are being typed, as the form says when it saves itself."""
        field = self.data.get("writing", "") if self.is_deferred_validation else ""
        return self.data.get(f"{field.rpartition('-value-')[0]}-id") if field else None

    def _check_graph(self, cleaned: dict[str, Any]) -> None:
        graph, channels = graph_of_blocks(cleaned["nodes"]), cleaned.get("channels") or ()
        is_said = is_anything_said(cleaned.get("preamble"))
        problems = problems_of(graph, cleaned["start"], channels, has_preamble=is_said)
        for problem in problems:
            if problem.position is None:
                self.add_error(problem.field, ValidationError(problem.message, code="script_graph"))
        at_nodes = _errors_at_nodes(problems)
        if at_nodes:
            self.add_error("nodes", StreamBlockValidationError(block_errors=at_nodes))

    def get_field_updates_for_resave(self) -> list[tuple[str, Any]]:
        """Return also the keys that were given, for the form that has just saved itself."""
        updates: list[tuple[str, Any]] = super().get_field_updates_for_resave()
        return [*updates, *self._keys_in_form()]

    def _keys_in_form(self) -> Iterator[tuple[str, str]]:
        given = given_by(self.instance.nodes)
        for name in [name for name in self.data if name.startswith("nodes-") and name.endswith("-value-key")]:
            identifier = self.data.get(f"{name.removesuffix('-value-key')}-id")
            key = (given.options if "-options-" in name else given.nodes).get(identifier or "")
            if key:
                yield name, key


def _errors_at_nodes(problems: Iterable[Problem]) -> dict[int, ValidationError]:
    by_position: dict[int, list[ValidationError]] = defaultdict(list)
    for problem in problems:
        if problem.position is not None:
            by_position[problem.position].append(ValidationError(problem.message, code=problem.code))
    return {position: StructBlockValidationError(non_block_errors=errors) for position, errors in by_position.items()}
