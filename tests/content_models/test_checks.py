"""System checks of page types and blocks, and what holds for all streams."""

from typing import Any

from django.apps import apps
from wagtail.blocks import CharBlock, ListBlock, StreamBlock, StructBlock
from wagtail.fields import StreamField

from content_models import checks
from content_models.documents.document import BUILDERS, missing_ids
from content_models.fields import BlocksField
from content_models.kinds import ItemKind
from content_models.models import ContentPage, GuidancePage


def page_types() -> list[type[ContentPage]]:
    return [model for model in apps.get_models() if issubclass(model, ContentPage)]


def streams() -> list[StreamField]:
    return [field for model in page_types() for field in model._meta.get_fields() if isinstance(field, StreamField)]


def test_the_content_passes_its_checks() -> None:
    assert checks.check_content() == []


def test_there_is_one_page_type_of_each_kind() -> None:
    assert sorted(model.kind for model in page_types()) == sorted(ItemKind)


def test_a_kind_without_document_is_found(monkeypatch: Any) -> None:
    monkeypatch.delitem(BUILDERS, ItemKind.OFFICE)

    assert [(message.id, message.obj.__name__) for message in checks.check_content()] == [
        ("content.E002", "OfficePage")
    ]


def test_a_page_type_without_kind_is_found(monkeypatch: Any) -> None:
    monkeypatch.setattr(GuidancePage, "kind", None)

    assert "content.E001" in [message.id for message in checks.check_content()]


def test_a_body_block_without_document_is_found(monkeypatch: Any) -> None:
    from content_models.documents.body import BUILDERS as BODY_BUILDERS

    monkeypatch.delitem(BODY_BUILDERS, "audio")

    assert [message.id for message in checks.check_content()] == ["content.E005"]


def test_an_identifier_that_translators_would_get_is_found() -> None:
    block = StructBlock([("phones", ListBlock(StructBlock([("manual_dial", CharBlock())])))])
    model = _Model(BlocksField([("contact", block)]))

    assert [message.id for message in checks._check_streams(model)] == ["content.E003"]


def test_a_stream_within_a_stream_is_found() -> None:
    model = _Model(BlocksField([("column", StreamBlock([("text", CharBlock())]))]))

    assert [message.id for message in checks._check_streams(model)] == ["content.E004"]


class _Model:
    """Stands for a page type with one stream."""

    def __init__(self, field: StreamField) -> None:
        field.name = "body"
        self._meta = self
        self.fields = [field]

    def get_fields(self) -> list[StreamField]:
        """Return the fields, as Django's `_meta` does."""
        return self.fields


def example(block: Any) -> Any:
    """A value of a block as it is stored, one item in each list, all with ids."""
    if isinstance(block, StructBlock):
        return {name: example(child) for name, child in block.child_blocks.items()}
    if isinstance(block, ListBlock):
        return [{"type": "item", "value": example(block.child_block), "id": "an-item"}]
    return block.get_prep_value(block.get_default())


def without_ids(value: Any) -> Any:
    """The same value, with no id at any depth."""
    if isinstance(value, dict):
        return {name: None if name == "id" else without_ids(inner) for name, inner in value.items()}
    return [without_ids(inner) for inner in value] if isinstance(value, list) else value


def test_every_block_of_every_stream_keeps_its_id_through_storage() -> None:
    for field in streams():
        for name, block in field.stream_block.child_blocks.items():
            stored = [{"type": name, "value": example(block), "id": "a-block"}]

            read = field.stream_block.to_python(stored)

            assert missing_ids(read) == [], f"{field}: {name}"
            again = field.stream_block.to_python(field.stream_block.get_prep_value(read))
            assert missing_ids(again) == [], f"{field}: {name}"


def test_every_block_and_item_without_id_is_found_in_every_stream() -> None:
    for field in streams():
        for name, block in field.stream_block.child_blocks.items():
            stored = without_ids([{"type": name, "value": example(block), "id": "a-block"}])

            found = missing_ids(field.stream_block.to_python(stored))

            lists = [path for path, one in checks.blocks_in(block, "") if isinstance(one, ListBlock)]
            assert len(found) == 1 + len(lists), f"{field}: {name}: {found}"


def test_migrations_contain_the_structure_and_not_the_words() -> None:
    _name, _path, _arguments, options = GuidancePage._meta.get_field("body").deconstruct()

    written = str(options["block_lookup"])
    assert "wagtail.blocks.StructBlock" in written
    assert not {"help_text", "label", "icon", "choices"} & {
        key for _block_path, _args, kwargs in options["block_lookup"].values() for key in kwargs
    }


def test_a_field_rebuilt_from_a_migration_reads_what_is_stored() -> None:
    field = GuidancePage._meta.get_field("body")
    _name, _path, arguments, options = field.deconstruct()
    stored = [
        {"type": name, "value": example(block), "id": name} for name, block in field.stream_block.child_blocks.items()
    ]

    rebuilt = BlocksField(*arguments, **options)

    assert rebuilt.stream_block.get_prep_value(
        rebuilt.stream_block.to_python(stored)
    ) == field.stream_block.get_prep_value(field.stream_block.to_python(stored))
