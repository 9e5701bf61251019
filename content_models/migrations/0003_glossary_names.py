"""What has to do with the glossary has a name of its own in the form; nothing in the database changes."""

from django.db import migrations

import content_models.fields


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0002_office_editor_note"),
    ]

    operations = [
        migrations.AlterField(
            model_name="guidancepage",
            name="glossary_choices",
            field=content_models.fields.BlocksField(
                [("choice", 3)],
                blank=True,
                block_lookup={
                    0: ("content_models.blocks.texts.PlainTextBlock", (), {"max_length": 120}),
                    1: (
                        "content_models.blocks.identifiers.PageReferenceBlock",
                        (),
                        {"page_type": ["content.GlossaryTerm"], "required": False},
                    ),
                    2: ("content_models.blocks.identifiers.IdentifierBlock", (), {}),
                    3: ("wagtail.blocks.StructBlock", [[("form", 0), ("term", 1), ("block", 2)]], {}),
                },
                help_text="What is chosen in the panel “Words marked in the text”: which term a word means that can mean several, and which words are not marked. Words that can mean one term only are marked by themselves.",
                verbose_name="exceptions of the glossary",
            ),
        ),
        migrations.AlterField(
            model_name="guidancepage",
            name="related_terms",
            field=content_models.fields.BlocksField(
                [("term", 0)],
                blank=True,
                block_lookup={
                    0: (
                        "content_models.blocks.identifiers.PageReferenceBlock",
                        (),
                        {"page_type": ["content.GlossaryTerm"]},
                    )
                },
                help_text="Terms of the glossary that are listed under this title at the end of the page.",
                verbose_name="words worth knowing",
            ),
        ),
        migrations.AlterField(
            model_name="scriptpage",
            name="glossary_choices",
            field=content_models.fields.BlocksField(
                [("choice", 3)],
                blank=True,
                block_lookup={
                    0: ("content_models.blocks.texts.PlainTextBlock", (), {"max_length": 120}),
                    1: (
                        "content_models.blocks.identifiers.PageReferenceBlock",
                        (),
                        {"page_type": ["content.GlossaryTerm"], "required": False},
                    ),
                    2: ("content_models.blocks.identifiers.IdentifierBlock", (), {}),
                    3: ("wagtail.blocks.StructBlock", [[("form", 0), ("term", 1), ("block", 2)]], {}),
                },
                help_text="What is chosen in the panel “Words marked in the text”: which term a word means that can mean several, and which words are not marked. Words that can mean one term only are marked by themselves.",
                verbose_name="exceptions of the glossary",
            ),
        ),
    ]
