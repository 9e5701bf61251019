"""Rules about page types that a machine can check."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from wagtail.blocks import Block, CharBlock, ListBlock, StreamBlock, StructBlock, TextBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock

IDENTIFIERS = frozenset({"key", "to", "law", "article", "display", "manual_dial", "confirmed_dial", "url", "id"})
"""Names of what is never translated, and so must be no CharBlock: wagtail-localize translates each of those."""


@register()
def check_content(**options: Any) -> list[CheckMessage]:
    """Check every page type and the blocks of its streams."""
    from .documents.body import BUILDERS as BODY_BUILDERS
    from .documents.document import BUILDERS
    from .models import ContentPage, GuidancePage

    messages: list[CheckMessage] = []
    for model in apps.get_models():
        if not issubclass(model, ContentPage):
            continue
        kind = getattr(model, "kind", None)
        if kind is None:
            messages.append(Error(f"{model.__name__} has no kind.", obj=model, id="content.E001"))
        elif kind not in BUILDERS:
            messages.append(Error(f"{model.__name__} has no document builder.", obj=model, id="content.E002"))
        messages.extend(_check_streams(model))
    body = GuidancePage._meta.get_field("body").stream_block
    for name in sorted(set(body.child_blocks) ^ set(BODY_BUILDERS)):
        messages.append(Error(f"Block {name} and its document builder do not match.", obj=body, id="content.E005"))
    return messages


def _check_streams(model: Any) -> Iterator[CheckMessage]:
    for field in model._meta.get_fields():
        if isinstance(field, StreamField):
            for path, block in blocks_in(field.stream_block, field.name):
                if path.rsplit(".", 1)[-1] in IDENTIFIERS and isinstance(block, CharBlock | TextBlock):
                    yield Error(f"{path} would be offered for translation.", obj=model, id="content.E003")
                if isinstance(block, ImageBlock) or (isinstance(block, StreamBlock) and path != field.name):
                    yield Error(
                        f"{path} is a block whose parts have no stable ids. Use a ListBlock or a StructBlock.",
                        obj=model,
                        id="content.E004",
                    )


def blocks_in(block: Block, path: str) -> Iterator[tuple[str, Block]]:
    """Yield a block and all blocks within it, each with its path."""
    yield path, block
    if isinstance(block, StreamBlock | StructBlock):
        for name, child in block.child_blocks.items():
            yield from blocks_in(child, f"{path}.{name}")
    elif isinstance(block, ListBlock):
        yield from blocks_in(block.child_block, f"{path}.item")
