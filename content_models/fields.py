"""Model fields of the content: streams of blocks, and several choices in one column."""

from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.text import capfirst
from wagtail.blocks import Block
from wagtail.blocks.definition_lookup import BlockDefinitionLookupBuilder
from wagtail.fields import StreamField

COSMETIC = frozenset(
    {"label", "label_format", "help_text", "icon", "group", "form_classname", "choices", "features", "collapsed"}
)
"""What a block's definition says to editors only: no concern of a migration."""


class _StructureOnly(BlockDefinitionLookupBuilder):
    """Collects the definitions of blocks without their labels and help texts."""

    def add_block(self, block: Block) -> int:
        path, arguments, options = block.deconstruct_with_lookup(self)
        kept = {name: value for name, value in options.items() if name not in COSMETIC}
        definition = (path, arguments, kept)
        for index, existing in self.block_indexes_by_type[path]:
            if existing == definition:
                return index
        self.blocks.append(definition)
        self.block_indexes_by_type[path].append((len(self.blocks) - 1, definition))
        return len(self.blocks) - 1


class BlocksField(StreamField):
    """A StreamField whose migrations keep the structure of its blocks, but not their labels.

    A reworded help text then needs no migration, while `wagtail.blocks.migrations` still finds every block.
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return the definition that migrations store."""
        name, path, _, options = super().deconstruct()
        lookup = _StructureOnly()
        block_types = [(key, lookup.add_block(block)) for key, block in self.stream_block.child_blocks.items()]
        options["block_lookup"] = lookup.get_lookup_as_dict()
        return name, path, [block_types], options


class ChoicesField(ArrayField):
    """Several values of one closed list, shown as check boxes.

    Args:
        choices: pairs of value and label, or a callable that returns them.
    """

    def __init__(self, *, choices: Any = None, max_length: int = 40, **options: Any) -> None:
        self.choices_of_each = choices
        options.setdefault("default", list)
        options.pop("base_field", None)
        super().__init__(base_field=models.CharField(max_length=max_length, choices=choices), **options)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return the definition that migrations store: labels and values stay in the code."""
        name, path, _arguments, options = super().deconstruct()
        options.pop("base_field", None)
        options["max_length"] = self.base_field.max_length
        return name, path, [], options

    def save_form_data(self, instance: models.Model, data: Any) -> None:
        """Keep the order in which the same choices are stored: a form sends them in the order of its check boxes."""
        if set(data) != set(getattr(instance, self.attname) or ()):
            super().save_form_data(instance, data)

    def formfield(self, **options: Any) -> forms.Field:
        """Return a field of check boxes."""
        defaults = {
            "choices": self.choices_of_each or [],
            "label": capfirst(self.verbose_name),
            "help_text": self.help_text,
            "required": not self.blank,
            "widget": forms.CheckboxSelectMultiple,
        }
        return forms.MultipleChoiceField(**{**defaults, **options})
