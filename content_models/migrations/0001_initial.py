"""The page types. Their app label is `content`: docs/decisions/0009-one-initial-migration-per-app.md says why.

Pages are Wagtail's rows without a `tenant_id`: who may see a draft is decided by the tree that it stands in, and readers are
served from the store of `publishing`, which is under row-level security.
"""

import datetime

import django.core.validators
import django.db.models.deletion
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

import content_models.fields
import tenants.models.tenant


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HomePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "in_force_on",
                    models.DateField(
                        blank=True,
                        help_text="Day of the last reform that was taken into account in this text.",
                        null=True,
                        verbose_name="in force on",
                    ),
                ),
                (
                    "reviewed_on",
                    models.DateField(
                        blank=True, help_text="Day of the last legal review.", null=True, verbose_name="reviewed on"
                    ),
                ),
                (
                    "review_due_on",
                    models.DateField(
                        blank=True,
                        help_text="From this day on, readers see that a review is due.",
                        null=True,
                        verbose_name="review due on",
                    ),
                ),
                (
                    "legal_reviewer",
                    models.CharField(
                        blank=True,
                        help_text="Name and post. Shown to readers.",
                        max_length=160,
                        verbose_name="legal reviewer",
                    ),
                ),
                (
                    "is_sensitive",
                    models.BooleanField(
                        default=False,
                        help_text="Reading this may put somebody in danger at home. Holds for all pages below this one.",
                        verbose_name="sensitive",
                    ),
                ),
                (
                    "order",
                    models.IntegerField(
                        default=0,
                        help_text="Smaller numbers come first among pages of the same section.",
                        verbose_name="order",
                    ),
                ),
                (
                    "verification_records",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        editable=False,
                        help_text="Who verified a part of the page, and when, with a digest of the words: by id of the part.",
                        verbose_name="records of verification",
                    ),
                ),
                (
                    "urgent_notice",
                    wagtail.fields.RichTextField(
                        blank=True,
                        help_text="Shown above all else while it has text, such as “If you are in danger, call 911”.",
                        verbose_name="urgent notice",
                    ),
                ),
                ("introduction", wagtail.fields.RichTextField(blank=True, verbose_name="introduction")),
            ],
            options={
                "verbose_name": "home",
                "verbose_name_plural": "homes",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="SectionPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "in_force_on",
                    models.DateField(
                        blank=True,
                        help_text="Day of the last reform that was taken into account in this text.",
                        null=True,
                        verbose_name="in force on",
                    ),
                ),
                (
                    "reviewed_on",
                    models.DateField(
                        blank=True, help_text="Day of the last legal review.", null=True, verbose_name="reviewed on"
                    ),
                ),
                (
                    "review_due_on",
                    models.DateField(
                        blank=True,
                        help_text="From this day on, readers see that a review is due.",
                        null=True,
                        verbose_name="review due on",
                    ),
                ),
                (
                    "legal_reviewer",
                    models.CharField(
                        blank=True,
                        help_text="Name and post. Shown to readers.",
                        max_length=160,
                        verbose_name="legal reviewer",
                    ),
                ),
                (
                    "is_sensitive",
                    models.BooleanField(
                        default=False,
                        help_text="Reading this may put somebody in danger at home. Holds for all pages below this one.",
                        verbose_name="sensitive",
                    ),
                ),
                (
                    "order",
                    models.IntegerField(
                        default=0,
                        help_text="Smaller numbers come first among pages of the same section.",
                        verbose_name="order",
                    ),
                ),
                (
                    "verification_records",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        editable=False,
                        help_text="Who verified a part of the page, and when, with a digest of the words: by id of the part.",
                        verbose_name="records of verification",
                    ),
                ),
                (
                    "follows_key",
                    models.CharField(
                        blank=True,
                        help_text="The national page of this section that comes right before. Empty: after all national pages, in the order in which you drag your own.",
                        max_length=36,
                        verbose_name="stands after",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("VICTIM", "Victim"),
                            ("ACCUSED", "Accused or detained person"),
                            ("THIRD_PARTY", "Family member, witness or other third party"),
                        ],
                        help_text="Whom the section is for. Empty: for all.",
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "urgent_notice",
                    wagtail.fields.RichTextField(
                        blank=True, help_text="Shown above the section while it has text.", verbose_name="urgent notice"
                    ),
                ),
                ("introduction", wagtail.fields.RichTextField(blank=True, verbose_name="introduction")),
            ],
            options={
                "verbose_name": "section",
                "verbose_name_plural": "sections",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="GlossaryTerm",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "in_force_on",
                    models.DateField(
                        blank=True,
                        help_text="Day of the last reform that was taken into account in this text.",
                        null=True,
                        verbose_name="in force on",
                    ),
                ),
                (
                    "reviewed_on",
                    models.DateField(
                        blank=True, help_text="Day of the last legal review.", null=True, verbose_name="reviewed on"
                    ),
                ),
                (
                    "review_due_on",
                    models.DateField(
                        blank=True,
                        help_text="From this day on, readers see that a review is due.",
                        null=True,
                        verbose_name="review due on",
                    ),
                ),
                (
                    "legal_reviewer",
                    models.CharField(
                        blank=True,
                        help_text="Name and post. Shown to readers.",
                        max_length=160,
                        verbose_name="legal reviewer",
                    ),
                ),
                (
                    "is_sensitive",
                    models.BooleanField(
                        default=False,
                        help_text="Reading this may put somebody in danger at home. Holds for all pages below this one.",
                        verbose_name="sensitive",
                    ),
                ),
                (
                    "order",
                    models.IntegerField(
                        default=0,
                        help_text="Smaller numbers come first among pages of the same section.",
                        verbose_name="order",
                    ),
                ),
                (
                    "verification_records",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        editable=False,
                        help_text="Who verified a part of the page, and when, with a digest of the words: by id of the part.",
                        verbose_name="records of verification",
                    ),
                ),
                (
                    "definition",
                    wagtail.fields.RichTextField(
                        help_text="Three sentences at most, in plain words.", verbose_name="definition"
                    ),
                ),
                (
                    "synonyms",
                    content_models.fields.BlocksField(
                        [("synonym", 0)],
                        blank=True,
                        block_lookup={0: ("content_models.blocks.texts.PlainTextBlock", (), {"max_length": 120})},
                        help_text="The words people use for it. Search finds the term by them.",
                        verbose_name="synonyms",
                    ),
                ),
                (
                    "ambiguous_forms",
                    content_models.fields.BlocksField(
                        [("form", 0)],
                        blank=True,
                        block_lookup={0: ("content_models.blocks.texts.PlainTextBlock", (), {"max_length": 120})},
                        help_text="Names or synonyms of this term that also mean something else, such as a verb or another legal institution. They are marked in a text only where that text says that this term is meant.",
                        verbose_name="ambiguous words",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("BEFORE", "Before reporting, or outside the procedure"),
                            ("DETENTION", "Detention (first hours)"),
                            ("INITIAL_INVESTIGATION", "Initial investigation"),
                            ("INITIAL_HEARING", "Initial hearing"),
                            ("COMPLEMENTARY_INVESTIGATION", "Complementary investigation"),
                            ("INTERMEDIATE", "Intermediate stage"),
                            ("TRIAL", "Oral trial"),
                            ("ENFORCEMENT", "Enforcement of the sentence"),
                            ("ALTERNATIVES", "Alternative solutions and early termination"),
                            ("ANY", "Any stage"),
                        ],
                        help_text="Stage of the procedure in which people hear it.",
                        max_length=40,
                        verbose_name="stage",
                    ),
                ),
                (
                    "legal_references",
                    content_models.fields.BlocksField(
                        [("legal_reference", 4)],
                        blank=True,
                        block_lookup={
                            0: ("content_models.blocks.identifiers.LawBlock", (), {}),
                            1: ("content_models.blocks.identifiers.ArticleBlock", (), {}),
                            2: ("content_models.blocks.texts.PlainTextBlock", (), {"max_length": 300}),
                            3: ("wagtail.blocks.BooleanBlock", (), {"required": False}),
                            4: (
                                "wagtail.blocks.StructBlock",
                                [[("law", 0), ("article", 1), ("text", 2), ("verified", 3)]],
                                {},
                            ),
                        },
                        help_text="One for each article, so that changes of the law can be followed.",
                        verbose_name="legal references",
                    ),
                ),
                (
                    "related_terms",
                    content_models.fields.BlocksField(
                        [("term", 0)],
                        blank=True,
                        block_lookup={
                            0: (
                                "content_models.blocks.identifiers.PageReferenceBlock",
                                (),
                                {"page_type": ["content.GlossaryTerm"]},
                            )
                        },
                        verbose_name="related terms",
                    ),
                ),
            ],
            options={
                "verbose_name": "glossary term",
                "verbose_name_plural": "glossary terms",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="GuidancePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "in_force_on",
                    models.DateField(
                        blank=True,
                        help_text="Day of the last reform that was taken into account in this text.",
                        null=True,
                        verbose_name="in force on",
                    ),
                ),
                (
                    "reviewed_on",
                    models.DateField(
                        blank=True, help_text="Day of the last legal review.", null=True, verbose_name="reviewed on"
                    ),
                ),
                (
                    "review_due_on",
                    models.DateField(
                        blank=True,
                        help_text="From this day on, readers see that a review is due.",
                        null=True,
                        verbose_name="review due on",
                    ),
                ),
                (
                    "legal_reviewer",
                    models.CharField(
                        blank=True,
                        help_text="Name and post. Shown to readers.",
                        max_length=160,
                        verbose_name="legal reviewer",
                    ),
                ),
                (
                    "is_sensitive",
                    models.BooleanField(
                        default=False,
                        help_text="Reading this may put somebody in danger at home. Holds for all pages below this one.",
                        verbose_name="sensitive",
                    ),
                ),
                (
                    "order",
                    models.IntegerField(
                        default=0,
                        help_text="Smaller numbers come first among pages of the same section.",
                        verbose_name="order",
                    ),
                ),
                (
                    "verification_records",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        editable=False,
                        help_text="Who verified a part of the page, and when, with a digest of the words: by id of the part.",
                        verbose_name="records of verification",
                    ),
                ),
                (
                    "follows_key",
                    models.CharField(
                        blank=True,
                        help_text="The national page of this section that comes right before. Empty: after all national pages, in the order in which you drag your own.",
                        max_length=36,
                        verbose_name="stands after",
                    ),
                ),
                (
                    "roles",
                    content_models.fields.ChoicesField(
                        default=list,
                        help_text="Who the person is: one role or several.",
                        max_length=40,
                        size=None,
                        verbose_name="roles",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("BEFORE", "Before reporting, or outside the procedure"),
                            ("DETENTION", "Detention (first hours)"),
                            ("INITIAL_INVESTIGATION", "Initial investigation"),
                            ("INITIAL_HEARING", "Initial hearing"),
                            ("COMPLEMENTARY_INVESTIGATION", "Complementary investigation"),
                            ("INTERMEDIATE", "Intermediate stage"),
                            ("TRIAL", "Oral trial"),
                            ("ENFORCEMENT", "Enforcement of the sentence"),
                            ("ALTERNATIVES", "Alternative solutions and early termination"),
                            ("ANY", "Any stage"),
                        ],
                        default="ANY",
                        help_text="Where the case stands.",
                        max_length=40,
                        verbose_name="stage",
                    ),
                ),
                (
                    "urgency",
                    models.CharField(
                        choices=[
                            ("EMERGENCY", "Do this now"),
                            ("URGENT", "Today"),
                            ("HIGH", "In the next few days"),
                            ("NORMAL", "When you can"),
                        ],
                        default="NORMAL",
                        help_text="How soon the person must act.",
                        max_length=20,
                        verbose_name="urgency",
                    ),
                ),
                (
                    "question",
                    models.CharField(
                        help_text="In the citizen’s own words: “¿A dónde voy a denunciar?”",
                        max_length=200,
                        verbose_name="question",
                    ),
                ),
                (
                    "first_step",
                    models.CharField(
                        blank=True,
                        help_text="The one thing to do now, if there is one. It is read first, and read aloud.",
                        max_length=200,
                        verbose_name="first step",
                    ),
                ),
                (
                    "summary",
                    models.TextField(
                        blank=True,
                        help_text="One or two sentences for lists and search results.",
                        max_length=400,
                        verbose_name="summary",
                    ),
                ),
                (
                    "body",
                    content_models.fields.BlocksField(
                        [
                            ("text", 8),
                            ("steps", 11),
                            ("checklist", 14),
                            ("deadline", 21),
                            ("law_quote", 22),
                            ("warning", 8),
                            ("question_answer", 24),
                            ("contact", 35),
                            ("offices", 36),
                            ("local", 37),
                            ("image", 40),
                            ("audio", 42),
                            ("file", 43),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "content_models.blocks.texts.PlainTextBlock",
                                (),
                                {"max_length": 160, "required": False},
                            ),
                            1: ("content_models.blocks.texts.FormattedTextBlock", (), {}),
                            2: ("content_models.blocks.identifiers.LawBlock", (), {}),
                            3: ("content_models.blocks.identifiers.ArticleBlock", (), {}),
                            4: ("content_models.blocks.texts.PlainTextBlock", (), {"max_length": 300}),
                            5: ("wagtail.blocks.BooleanBlock", (), {"required": False}),
                            6: (
                                "wagtail.blocks.StructBlock",
                                [[("law", 2), ("article", 3), ("text", 4), ("verified", 5)]],
                                {},
                            ),
                            7: ("wagtail.blocks.ListBlock", (6,), {"default": [], "min_num": None}),
                            8: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("text", 1), ("legal_references", 7), ("verified", 5)]],
                                {},
                            ),
                            9: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 0), ("text", 1), ("legal_references", 7)]],
                                {},
                            ),
                            10: ("wagtail.blocks.ListBlock", (9,), {}),
                            11: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("steps", 10), ("legal_references", 7), ("verified", 5)]],
                                {},
                            ),
                            12: ("wagtail.blocks.StructBlock", [[("text", 1), ("is_required", 5)]], {}),
                            13: ("wagtail.blocks.ListBlock", (12,), {}),
                            14: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("items", 13), ("legal_references", 7), ("verified", 5)]],
                                {},
                            ),
                            15: ("wagtail.blocks.IntegerBlock", (), {"min_value": 1}),
                            16: ("wagtail.blocks.IntegerBlock", (), {"min_value": 1, "required": False}),
                            17: ("wagtail.blocks.ChoiceBlock", [], {}),
                            18: (
                                "content_models.blocks.texts.PlainTextBlock",
                                (),
                                {"max_length": 200, "required": False},
                            ),
                            19: (
                                "content_models.blocks.texts.PlainTextBlock",
                                (),
                                {"max_length": 300, "required": False},
                            ),
                            20: ("wagtail.blocks.ListBlock", (6,), {"default": [], "min_num": 1}),
                            21: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("text", 1),
                                        ("amount", 15),
                                        ("amount_max", 16),
                                        ("unit", 17),
                                        ("event", 18),
                                        ("who_must_act", 18),
                                        ("consequence", 19),
                                        ("legal_references", 20),
                                        ("verified", 5),
                                    ]
                                ],
                                {},
                            ),
                            22: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 1), ("legal_references", 20), ("verified", 5)]],
                                {},
                            ),
                            23: ("content_models.blocks.texts.PlainTextBlock", (), {"max_length": 200}),
                            24: (
                                "wagtail.blocks.StructBlock",
                                [[("question", 23), ("answer", 1), ("legal_references", 7), ("verified", 5)]],
                                {},
                            ),
                            25: ("content_models.blocks.texts.PlainTextBlock", (), {"max_length": 160}),
                            26: ("content_models.blocks.identifiers.PhoneDisplayBlock", (), {"required": True}),
                            27: (
                                "content_models.blocks.texts.PlainTextBlock",
                                (),
                                {"max_length": 80, "required": False},
                            ),
                            28: ("wagtail.blocks.MultipleChoiceBlock", [], {"required": False}),
                            29: ("content_models.blocks.identifiers.DialBlock", (), {}),
                            30: ("content_models.blocks.identifiers.ConfirmedDialBlock", (), {}),
                            31: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("display", 26),
                                        ("label", 27),
                                        ("languages", 28),
                                        ("manual_dial", 29),
                                        ("confirm_manual_dial", 5),
                                        ("confirmed_dial", 30),
                                    ]
                                ],
                                {},
                            ),
                            32: ("wagtail.blocks.ListBlock", (31,), {"default": []}),
                            33: ("content_models.blocks.identifiers.WebAddressBlock", (), {}),
                            34: ("content_models.blocks.texts.FormattedTextBlock", (), {"required": False}),
                            35: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("label", 25),
                                        ("phones", 32),
                                        ("url", 33),
                                        ("text", 34),
                                        ("legal_references", 7),
                                        ("verified", 5),
                                    ]
                                ],
                                {},
                            ),
                            36: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("organization_kind", 17),
                                        ("text", 34),
                                        ("legal_references", 7),
                                        ("verified", 5),
                                    ]
                                ],
                                {},
                            ),
                            37: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 1), ("legal_references", 7), ("verified", 5)]],
                                {},
                            ),
                            38: ("content_models.blocks.identifiers.ImageReferenceBlock", (), {}),
                            39: (
                                "content_models.blocks.texts.PlainTextBlock",
                                (),
                                {"max_length": 250, "required": False},
                            ),
                            40: (
                                "wagtail.blocks.StructBlock",
                                [[("image", 38), ("caption", 39), ("legal_references", 7), ("verified", 5)]],
                                {},
                            ),
                            41: ("content_models.blocks.identifiers.FileReferenceBlock", (), {}),
                            42: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("file", 41),
                                        ("title", 25),
                                        ("duration_seconds", 16),
                                        ("transcript", 1),
                                        ("legal_references", 7),
                                        ("verified", 5),
                                    ]
                                ],
                                {},
                            ),
                            43: (
                                "wagtail.blocks.StructBlock",
                                [[("file", 41), ("title", 25), ("legal_references", 7), ("verified", 5)]],
                                {},
                            ),
                        },
                        verbose_name="body",
                    ),
                ),
                (
                    "legal_references",
                    content_models.fields.BlocksField(
                        [("legal_reference", 4)],
                        blank=True,
                        block_lookup={
                            0: ("content_models.blocks.identifiers.LawBlock", (), {}),
                            1: ("content_models.blocks.identifiers.ArticleBlock", (), {}),
                            2: ("content_models.blocks.texts.PlainTextBlock", (), {"max_length": 300}),
                            3: ("wagtail.blocks.BooleanBlock", (), {"required": False}),
                            4: (
                                "wagtail.blocks.StructBlock",
                                [[("law", 0), ("article", 1), ("text", 2), ("verified", 3)]],
                                {},
                            ),
                        },
                        help_text="One for each article, so that changes of the law can be followed.",
                        verbose_name="legal references",
                    ),
                ),
                (
                    "glossary_choices",
                    content_models.fields.BlocksField(
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
                        help_text="Words are marked by themselves if they can mean one term only. Say here which term another word means, or that a word is not marked.",
                        verbose_name="glossary words in this text",
                    ),
                ),
                (
                    "office_kinds",
                    content_models.fields.ChoicesField(
                        blank=True,
                        default=list,
                        help_text="The reader’s state’s offices of these kinds are shown.",
                        max_length=40,
                        size=None,
                        verbose_name="where to go",
                    ),
                ),
                (
                    "related_terms",
                    content_models.fields.BlocksField(
                        [("term", 0)],
                        blank=True,
                        block_lookup={
                            0: (
                                "content_models.blocks.identifiers.PageReferenceBlock",
                                (),
                                {"page_type": ["content.GlossaryTerm"]},
                            )
                        },
                        help_text="Glossary terms that help to understand this page.",
                        verbose_name="words explained",
                    ),
                ),
                (
                    "related_pages",
                    content_models.fields.BlocksField(
                        [("page", 0)],
                        blank=True,
                        block_lookup={
                            0: (
                                "content_models.blocks.identifiers.PageReferenceBlock",
                                (),
                                {"page_type": ["content.GuidancePage"]},
                            )
                        },
                        help_text="What people in this situation ask next.",
                        verbose_name="see also",
                    ),
                ),
            ],
            options={
                "verbose_name": "guidance page",
                "verbose_name_plural": "guidance pages",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="OrganizationPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "in_force_on",
                    models.DateField(
                        blank=True,
                        help_text="Day of the last reform that was taken into account in this text.",
                        null=True,
                        verbose_name="in force on",
                    ),
                ),
                (
                    "reviewed_on",
                    models.DateField(
                        blank=True, help_text="Day of the last legal review.", null=True, verbose_name="reviewed on"
                    ),
                ),
                (
                    "review_due_on",
                    models.DateField(
                        blank=True,
                        help_text="From this day on, readers see that a review is due.",
                        null=True,
                        verbose_name="review due on",
                    ),
                ),
                (
                    "legal_reviewer",
                    models.CharField(
                        blank=True,
                        help_text="Name and post. Shown to readers.",
                        max_length=160,
                        verbose_name="legal reviewer",
                    ),
                ),
                (
                    "is_sensitive",
                    models.BooleanField(
                        default=False,
                        help_text="Reading this may put somebody in danger at home. Holds for all pages below this one.",
                        verbose_name="sensitive",
                    ),
                ),
                (
                    "order",
                    models.IntegerField(
                        default=0,
                        help_text="Smaller numbers come first among pages of the same section.",
                        verbose_name="order",
                    ),
                ),
                (
                    "verification_records",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        editable=False,
                        help_text="Who verified a part of the page, and when, with a digest of the words: by id of the part.",
                        verbose_name="records of verification",
                    ),
                ),
                (
                    "organization_kind",
                    models.CharField(
                        choices=[
                            ("PROSECUTOR", "Prosecutor’s office"),
                            ("PUBLIC_DEFENDER", "Public defender’s office"),
                            ("COURT", "Court"),
                            ("WOMENS_JUSTICE_CENTER", "Women’s justice center"),
                            ("VICTIMS_COMMISSION", "Victims’ commission"),
                            ("MEDIATION_CENTER", "Alternative justice and mediation center"),
                            ("HUMAN_RIGHTS", "Human rights commission"),
                            ("CIVIL_SOCIETY", "Civil society organization"),
                            ("POLICE", "Police and emergency services"),
                            ("SUPERVISION_UNIT", "Precautionary measures supervision unit"),
                            ("HELP_LINE", "Help line"),
                            ("SEARCH_COMMISSION", "Commission for the search of missing persons"),
                            ("CONSULATE", "Consulate"),
                            ("PRISON", "Prison"),
                        ],
                        max_length=40,
                        verbose_name="kind",
                    ),
                ),
                (
                    "also_called",
                    content_models.fields.BlocksField(
                        [("name", 0)],
                        blank=True,
                        block_lookup={0: ("content_models.blocks.texts.PlainTextBlock", (), {"max_length": 120})},
                        help_text="The names people use for it, such as “el MP”.",
                        verbose_name="also called",
                    ),
                ),
                ("description", wagtail.fields.RichTextField(blank=True, verbose_name="description")),
                (
                    "what_it_does",
                    content_models.fields.BlocksField(
                        [("sentence", 0)],
                        blank=True,
                        block_lookup={0: ("content_models.blocks.texts.PlainTextBlock", (), {"max_length": 300})},
                        help_text="One sentence for each thing.",
                        verbose_name="what it does",
                    ),
                ),
                (
                    "go_when",
                    content_models.fields.BlocksField(
                        [("sentence", 0)],
                        blank=True,
                        block_lookup={0: ("content_models.blocks.texts.PlainTextBlock", (), {"max_length": 300})},
                        help_text="One sentence for each situation: “Cuando quieres denunciar un delito”.",
                        verbose_name="when to go",
                    ),
                ),
                (
                    "serves_roles",
                    content_models.fields.ChoicesField(
                        blank=True, default=list, max_length=40, size=None, verbose_name="roles served"
                    ),
                ),
                (
                    "is_emergency",
                    models.BooleanField(
                        default=False, help_text="People in danger are sent here first.", verbose_name="for emergencies"
                    ),
                ),
                ("website", models.URLField(blank=True, max_length=500, verbose_name="website")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                (
                    "source",
                    models.TextField(
                        blank=True, help_text="Where this was read: law, document or page.", verbose_name="source"
                    ),
                ),
                (
                    "verified",
                    models.BooleanField(
                        default=False, help_text="It was seen in the source named.", verbose_name="verified"
                    ),
                ),
            ],
            options={
                "verbose_name": "organization",
                "verbose_name_plural": "organizations",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="OfficePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "in_force_on",
                    models.DateField(
                        blank=True,
                        help_text="Day of the last reform that was taken into account in this text.",
                        null=True,
                        verbose_name="in force on",
                    ),
                ),
                (
                    "reviewed_on",
                    models.DateField(
                        blank=True, help_text="Day of the last legal review.", null=True, verbose_name="reviewed on"
                    ),
                ),
                (
                    "review_due_on",
                    models.DateField(
                        blank=True,
                        help_text="From this day on, readers see that a review is due.",
                        null=True,
                        verbose_name="review due on",
                    ),
                ),
                (
                    "legal_reviewer",
                    models.CharField(
                        blank=True,
                        help_text="Name and post. Shown to readers.",
                        max_length=160,
                        verbose_name="legal reviewer",
                    ),
                ),
                (
                    "is_sensitive",
                    models.BooleanField(
                        default=False,
                        help_text="Reading this may put somebody in danger at home. Holds for all pages below this one.",
                        verbose_name="sensitive",
                    ),
                ),
                (
                    "order",
                    models.IntegerField(
                        default=0,
                        help_text="Smaller numbers come first among pages of the same section.",
                        verbose_name="order",
                    ),
                ),
                (
                    "verification_records",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        editable=False,
                        help_text="Who verified a part of the page, and when, with a digest of the words: by id of the part.",
                        verbose_name="records of verification",
                    ),
                ),
                (
                    "services",
                    content_models.fields.BlocksField(
                        [("service", 2)],
                        blank=True,
                        block_lookup={
                            0: ("content_models.blocks.texts.PlainTextBlock", (), {"max_length": 120}),
                            1: ("content_models.blocks.texts.FormattedTextBlock", (), {"required": False}),
                            2: ("wagtail.blocks.StructBlock", [[("name", 0), ("description", 1)]], {}),
                        },
                        help_text="What a person can do or get here.",
                        verbose_name="services",
                    ),
                ),
                (
                    "address",
                    models.CharField(
                        blank=True,
                        help_text="Street and number, as on a letter. Never published for a confidential place.",
                        max_length=300,
                        verbose_name="address",
                    ),
                ),
                (
                    "postal_code",
                    models.CharField(
                        blank=True,
                        max_length=5,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{5}$", "A postal code has five digits.", code="postal_code"
                            )
                        ],
                        verbose_name="postal code",
                    ),
                ),
                ("neighborhood", models.CharField(blank=True, max_length=120, verbose_name="neighborhood")),
                ("locality", models.CharField(blank=True, max_length=120, verbose_name="town or city")),
                (
                    "municipality",
                    models.CharField(
                        blank=True,
                        help_text="Name of the municipality or alcaldía.",
                        max_length=120,
                        verbose_name="municipality",
                    ),
                ),
                (
                    "latitude",
                    models.FloatField(
                        blank=True,
                        help_text="WGS 84 degrees, such as 17.98694.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-90),
                            django.core.validators.MaxValueValidator(90),
                        ],
                        verbose_name="latitude",
                    ),
                ),
                (
                    "longitude",
                    models.FloatField(
                        blank=True,
                        help_text="WGS 84 degrees, such as -92.93028.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-180),
                            django.core.validators.MaxValueValidator(180),
                        ],
                        verbose_name="longitude",
                    ),
                ),
                (
                    "phones",
                    content_models.fields.BlocksField(
                        [("phone", 6)],
                        blank=True,
                        block_lookup={
                            0: ("content_models.blocks.identifiers.PhoneDisplayBlock", (), {"required": True}),
                            1: (
                                "content_models.blocks.texts.PlainTextBlock",
                                (),
                                {"max_length": 80, "required": False},
                            ),
                            2: ("wagtail.blocks.MultipleChoiceBlock", [], {"required": False}),
                            3: ("content_models.blocks.identifiers.DialBlock", (), {}),
                            4: ("wagtail.blocks.BooleanBlock", (), {"required": False}),
                            5: ("content_models.blocks.identifiers.ConfirmedDialBlock", (), {}),
                            6: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("display", 0),
                                        ("label", 1),
                                        ("languages", 2),
                                        ("manual_dial", 3),
                                        ("confirm_manual_dial", 4),
                                        ("confirmed_dial", 5),
                                    ]
                                ],
                                {},
                            ),
                        },
                        help_text="The best one first.",
                        verbose_name="telephones",
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("website", models.URLField(blank=True, max_length=500, verbose_name="website")),
                (
                    "time_zone",
                    models.CharField(
                        blank=True,
                        help_text="Only where it differs from the state’s, such as America/Cancun.",
                        max_length=40,
                        validators=[tenants.models.tenant.validate_time_zone],
                        verbose_name="time zone",
                    ),
                ),
                (
                    "schedule",
                    content_models.fields.BlocksField(
                        [("schedule", 6)],
                        blank=True,
                        block_lookup={
                            0: ("wagtail.blocks.BooleanBlock", (), {"required": False}),
                            1: ("wagtail.blocks.MultipleChoiceBlock", [], {}),
                            2: ("content_models.blocks.contact.HourBlock", (), {}),
                            3: ("wagtail.blocks.StructBlock", [[("days", 1), ("opens_at", 2), ("closes_at", 2)]], {}),
                            4: ("wagtail.blocks.ListBlock", (3,), {"default": []}),
                            5: ("wagtail.blocks.ChoiceBlock", [], {}),
                            6: (
                                "wagtail.blocks.StructBlock",
                                [[("is_always_open", 0), ("periods", 4), ("holidays", 5)]],
                                {},
                            ),
                        },
                        help_text="Only if they are known exactly. “Open now” relies on them.",
                        verbose_name="opening hours",
                    ),
                ),
                (
                    "hours_text",
                    models.CharField(
                        blank=True,
                        help_text="What is known of the hours when it cannot be put in periods.",
                        max_length=300,
                        verbose_name="opening hours in words",
                    ),
                ),
                (
                    "languages",
                    content_models.fields.ChoicesField(
                        blank=True,
                        default=list,
                        help_text="Languages in which people are attended. Leave empty when it is not known.",
                        max_length=40,
                        size=None,
                        verbose_name="languages",
                    ),
                ),
                (
                    "accessibility",
                    content_models.fields.BlocksField(
                        [("feature", 0)],
                        blank=True,
                        block_lookup={0: ("content_models.blocks.texts.PlainTextBlock", (), {"max_length": 160})},
                        help_text="Such as “Rampa de acceso” or “Intérprete de LSM los martes”.",
                        verbose_name="accessibility",
                    ),
                ),
                (
                    "areas_served",
                    content_models.fields.BlocksField(
                        [("area", 0)],
                        blank=True,
                        block_lookup={0: ("content_models.blocks.texts.PlainTextBlock", (), {"max_length": 120})},
                        help_text="Municipalities or regions. Empty: the whole state.",
                        verbose_name="areas served",
                    ),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True, help_text="What a person should know before going.", verbose_name="note"
                    ),
                ),
                (
                    "is_confidential",
                    models.BooleanField(
                        default=False,
                        help_text="A shelter, say. Its address, point and municipality are never published.",
                        verbose_name="confidential place",
                    ),
                ),
                (
                    "needs_confirmation",
                    models.BooleanField(
                        default=True,
                        help_text="Nobody has called this office yet to confirm what is written here.",
                        verbose_name="needs confirmation",
                    ),
                ),
                (
                    "assured_on",
                    models.DateField(
                        blank=True,
                        help_text="Day somebody called and confirmed everything. Left empty: today, when you confirm.",
                        null=True,
                        verbose_name="confirmed on",
                    ),
                ),
                (
                    "assured_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmed by",
                    ),
                ),
                (
                    "answered_questions",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        editable=False,
                        help_text="By code of the question: the value that somebody has said to be correct, who, and on which day.",
                        verbose_name="answered questions",
                    ),
                ),
                (
                    "source",
                    models.TextField(
                        blank=True, help_text="Where this was read: page, law or press.", verbose_name="source"
                    ),
                ),
                (
                    "source_quality",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("OFFICIAL", "Official: the organization’s own site or document, or a law"),
                            ("PRESS", "Press"),
                            ("SECONDARY", "Somebody else’s public list; may be out of date or wrong"),
                        ],
                        max_length=20,
                        verbose_name="quality of the source",
                    ),
                ),
                (
                    "verified",
                    models.BooleanField(
                        default=False, help_text="It was seen in the source named.", verbose_name="verified"
                    ),
                ),
            ],
            options={
                "verbose_name": "office",
                "verbose_name_plural": "offices",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("assured_on__isnull", True),
                            ("assured_on__gte", datetime.date(2020, 1, 1)),
                            _connector="OR",
                        ),
                        name="office_confirmed_on_a_possible_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                            _connector="OR",
                        ),
                        name="office_point_is_whole",
                    ),
                ],
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="ScriptPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "in_force_on",
                    models.DateField(
                        blank=True,
                        help_text="Day of the last reform that was taken into account in this text.",
                        null=True,
                        verbose_name="in force on",
                    ),
                ),
                (
                    "reviewed_on",
                    models.DateField(
                        blank=True, help_text="Day of the last legal review.", null=True, verbose_name="reviewed on"
                    ),
                ),
                (
                    "review_due_on",
                    models.DateField(
                        blank=True,
                        help_text="From this day on, readers see that a review is due.",
                        null=True,
                        verbose_name="review due on",
                    ),
                ),
                (
                    "legal_reviewer",
                    models.CharField(
                        blank=True,
                        help_text="Name and post. Shown to readers.",
                        max_length=160,
                        verbose_name="legal reviewer",
                    ),
                ),
                (
                    "is_sensitive",
                    models.BooleanField(
                        default=False,
                        help_text="Reading this may put somebody in danger at home. Holds for all pages below this one.",
                        verbose_name="sensitive",
                    ),
                ),
                (
                    "order",
                    models.IntegerField(
                        default=0,
                        help_text="Smaller numbers come first among pages of the same section.",
                        verbose_name="order",
                    ),
                ),
                (
                    "verification_records",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        editable=False,
                        help_text="Who verified a part of the page, and when, with a digest of the words: by id of the part.",
                        verbose_name="records of verification",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("VICTIM", "Victim"),
                            ("ACCUSED", "Accused or detained person"),
                            ("THIRD_PARTY", "Family member, witness or other third party"),
                        ],
                        help_text="Who is asking.",
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "urgency",
                    models.CharField(
                        choices=[
                            ("EMERGENCY", "Do this now"),
                            ("URGENT", "Today"),
                            ("HIGH", "In the next few days"),
                            ("NORMAL", "When you can"),
                        ],
                        default="NORMAL",
                        max_length=20,
                        verbose_name="urgency",
                    ),
                ),
                (
                    "channels",
                    content_models.fields.ChoicesField(
                        default=list,
                        help_text="Where this script is used.",
                        max_length=40,
                        size=None,
                        verbose_name="channels",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        help_text="The guidance page on the same situation: the operator can send it.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="content.guidancepage",
                        verbose_name="topic",
                    ),
                ),
                (
                    "opening_phrases",
                    content_models.fields.BlocksField(
                        [("phrase", 0)],
                        blank=True,
                        block_lookup={0: ("content_models.blocks.texts.PlainTextBlock", (), {"max_length": 160})},
                        help_text="What people say when they call: “Se llevaron a mi hijo”. The desk finds the script by them.",
                        verbose_name="opening phrases",
                    ),
                ),
                (
                    "preamble",
                    content_models.fields.BlocksField(
                        [("part", 2)],
                        blank=True,
                        block_lookup={
                            0: ("content_models.blocks.identifiers.KeyBlock", (), {"required": True}),
                            1: ("content_models.blocks.texts.FormattedTextBlock", (), {}),
                            2: ("wagtail.blocks.StructBlock", [[("key", 0), ("text", 1)]], {}),
                        },
                        help_text="What is said in every call: safety first, language, privacy, limits, and the closing.",
                        verbose_name="preamble",
                    ),
                ),
                (
                    "preamble_source",
                    models.TextField(
                        blank=True,
                        help_text="For editors: why the preamble says what it says.",
                        verbose_name="source of the preamble",
                    ),
                ),
                ("preamble_verified", models.BooleanField(default=False, verbose_name="preamble verified")),
                (
                    "start",
                    models.CharField(
                        help_text="Key of the node the conversation begins with.",
                        max_length=80,
                        verbose_name="first node",
                    ),
                ),
                (
                    "nodes",
                    content_models.fields.BlocksField(
                        [("node", 15)],
                        block_lookup={
                            0: ("content_models.blocks.identifiers.KeyBlock", (), {"required": True}),
                            1: ("wagtail.blocks.ChoiceBlock", [], {}),
                            2: ("content_models.blocks.texts.FormattedTextBlock", (), {}),
                            3: ("wagtail.blocks.StructBlock", [[("channel", 1), ("text", 2)]], {}),
                            4: ("wagtail.blocks.ListBlock", (3,), {"default": []}),
                            5: ("content_models.blocks.texts.PlainTextBlock", (), {"max_length": 160}),
                            6: ("wagtail.blocks.StructBlock", [[("key", 0), ("label", 5), ("to", 0)]], {}),
                            7: ("wagtail.blocks.ListBlock", (6,), {"default": []}),
                            8: ("wagtail.blocks.ChoiceBlock", [], {"required": False}),
                            9: ("content_models.blocks.identifiers.LawBlock", (), {}),
                            10: ("content_models.blocks.identifiers.ArticleBlock", (), {}),
                            11: ("content_models.blocks.texts.PlainTextBlock", (), {"max_length": 300}),
                            12: ("wagtail.blocks.BooleanBlock", (), {"required": False}),
                            13: (
                                "wagtail.blocks.StructBlock",
                                [[("law", 9), ("article", 10), ("text", 11), ("verified", 12)]],
                                {},
                            ),
                            14: ("wagtail.blocks.ListBlock", (13,), {"default": [], "min_num": None}),
                            15: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("key", 0),
                                        ("kind", 1),
                                        ("text", 2),
                                        ("wordings", 4),
                                        ("options", 7),
                                        ("organization_kind", 8),
                                        ("legal_references", 14),
                                        ("verified", 12),
                                    ]
                                ],
                                {},
                            ),
                        },
                        help_text="One turn each. Every path must end in an answer, a referral or a hand-over.",
                        verbose_name="nodes",
                    ),
                ),
                (
                    "legal_references",
                    content_models.fields.BlocksField(
                        [("legal_reference", 4)],
                        blank=True,
                        block_lookup={
                            0: ("content_models.blocks.identifiers.LawBlock", (), {}),
                            1: ("content_models.blocks.identifiers.ArticleBlock", (), {}),
                            2: ("content_models.blocks.texts.PlainTextBlock", (), {"max_length": 300}),
                            3: ("wagtail.blocks.BooleanBlock", (), {"required": False}),
                            4: (
                                "wagtail.blocks.StructBlock",
                                [[("law", 0), ("article", 1), ("text", 2), ("verified", 3)]],
                                {},
                            ),
                        },
                        help_text="One for each article, so that changes of the law can be followed.",
                        verbose_name="legal references",
                    ),
                ),
                (
                    "glossary_choices",
                    content_models.fields.BlocksField(
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
                        help_text="Words are marked by themselves if they can mean one term only. Say here which term another word means, or that a word is not marked.",
                        verbose_name="glossary words in this text",
                    ),
                ),
            ],
            options={
                "verbose_name": "script",
                "verbose_name_plural": "scripts",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="NoticePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "in_force_on",
                    models.DateField(
                        blank=True,
                        help_text="Day of the last reform that was taken into account in this text.",
                        null=True,
                        verbose_name="in force on",
                    ),
                ),
                (
                    "reviewed_on",
                    models.DateField(
                        blank=True, help_text="Day of the last legal review.", null=True, verbose_name="reviewed on"
                    ),
                ),
                (
                    "review_due_on",
                    models.DateField(
                        blank=True,
                        help_text="From this day on, readers see that a review is due.",
                        null=True,
                        verbose_name="review due on",
                    ),
                ),
                (
                    "legal_reviewer",
                    models.CharField(
                        blank=True,
                        help_text="Name and post. Shown to readers.",
                        max_length=160,
                        verbose_name="legal reviewer",
                    ),
                ),
                (
                    "is_sensitive",
                    models.BooleanField(
                        default=False,
                        help_text="Reading this may put somebody in danger at home. Holds for all pages below this one.",
                        verbose_name="sensitive",
                    ),
                ),
                (
                    "order",
                    models.IntegerField(
                        default=0,
                        help_text="Smaller numbers come first among pages of the same section.",
                        verbose_name="order",
                    ),
                ),
                (
                    "verification_records",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        editable=False,
                        help_text="Who verified a part of the page, and when, with a digest of the words: by id of the part.",
                        verbose_name="records of verification",
                    ),
                ),
                (
                    "text",
                    wagtail.fields.RichTextField(
                        help_text="What happened and what to do instead.", verbose_name="text"
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        choices=[("INFO", "Information"), ("WARNING", "Warning"), ("EMERGENCY", "Emergency")],
                        default="INFO",
                        max_length=20,
                        verbose_name="severity",
                    ),
                ),
                (
                    "starts_at",
                    models.DateTimeField(
                        blank=True, help_text="Empty: from publication on.", null=True, verbose_name="from"
                    ),
                ),
                (
                    "ends_at",
                    models.DateTimeField(
                        blank=True, help_text="Empty: until it is unpublished.", null=True, verbose_name="until"
                    ),
                ),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_at__isnull", True),
                            ("ends_at__isnull", True),
                            ("ends_at__gt", models.F("starts_at")),
                            _connector="OR",
                        ),
                        name="notice_ends_after_it_starts",
                    )
                ],
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="AdaptationsPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "adaptations",
                "verbose_name_plural": "adaptations",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="AdaptationPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "in_force_on",
                    models.DateField(
                        blank=True,
                        help_text="Day of the last reform that was taken into account in this text.",
                        null=True,
                        verbose_name="in force on",
                    ),
                ),
                (
                    "reviewed_on",
                    models.DateField(
                        blank=True, help_text="Day of the last legal review.", null=True, verbose_name="reviewed on"
                    ),
                ),
                (
                    "review_due_on",
                    models.DateField(
                        blank=True,
                        help_text="From this day on, readers see that a review is due.",
                        null=True,
                        verbose_name="review due on",
                    ),
                ),
                (
                    "legal_reviewer",
                    models.CharField(
                        blank=True,
                        help_text="Name and post. Shown to readers.",
                        max_length=160,
                        verbose_name="legal reviewer",
                    ),
                ),
                (
                    "is_sensitive",
                    models.BooleanField(
                        default=False,
                        help_text="Reading this may put somebody in danger at home. Holds for all pages below this one.",
                        verbose_name="sensitive",
                    ),
                ),
                (
                    "order",
                    models.IntegerField(
                        default=0,
                        help_text="Smaller numbers come first among pages of the same section.",
                        verbose_name="order",
                    ),
                ),
                (
                    "verification_records",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        editable=False,
                        help_text="Who verified a part of the page, and when, with a digest of the words: by id of the part.",
                        verbose_name="records of verification",
                    ),
                ),
                (
                    "adapts_key",
                    models.CharField(
                        db_index=True, editable=False, max_length=36, verbose_name="key of the adapted page"
                    ),
                ),
                (
                    "adapts_kind",
                    models.CharField(
                        choices=[
                            ("HOME", "HOME"),
                            ("SECTION", "SECTION"),
                            ("GUIDANCE", "GUIDANCE"),
                            ("TERM", "TERM"),
                            ("ORGANIZATION", "ORGANIZATION"),
                            ("OFFICE", "OFFICE"),
                            ("SCRIPT", "SCRIPT"),
                            ("NOTICE", "NOTICE"),
                            ("ADAPTATION", "ADAPTATION"),
                        ],
                        editable=False,
                        max_length=12,
                        verbose_name="kind of the adapted page",
                    ),
                ),
                (
                    "base_number",
                    models.PositiveIntegerField(
                        default=0,
                        editable=False,
                        help_text="The oldest of the library’s editions that the changes were made against.",
                        verbose_name="edition",
                    ),
                ),
                (
                    "changes",
                    content_models.fields.BlocksField(
                        [
                            ("hide", 2),
                            ("set_text", 5),
                            ("set_rich_text", 7),
                            ("set_lines", 10),
                            ("set_legal_references", 17),
                            ("set_pages", 20),
                            ("set_value", 21),
                            ("set_choices", 23),
                            ("set_glossary_choices", 28),
                            ("put_text", 34),
                            ("put_steps", 38),
                            ("put_checklist", 42),
                            ("put_deadline", 49),
                            ("put_law_quote", 51),
                            ("put_warning", 34),
                            ("put_question_answer", 54),
                            ("put_contact", 64),
                            ("put_offices", 66),
                            ("put_local", 68),
                            ("put_image", 72),
                            ("put_audio", 75),
                            ("put_file", 77),
                            ("put_step", 78),
                            ("put_checklist_item", 79),
                            ("put_node", 87),
                            ("put_option", 88),
                            ("put_part", 90),
                        ],
                        blank=True,
                        block_lookup={
                            0: ("content_models.blocks.identifiers.IdentifierBlock", (), {}),
                            1: ("wagtail.blocks.IntegerBlock", (), {"min_value": 0, "required": False}),
                            2: ("wagtail.blocks.StructBlock", [[("target", 0), ("base", 1)]], {}),
                            3: ("content_models.blocks.identifiers.IdentifierBlock", (), {"required": True}),
                            4: ("content_models.blocks.texts.PlainTextBlock", (), {"required": False}),
                            5: ("wagtail.blocks.StructBlock", [[("field", 3), ("base", 1), ("value", 4)]], {}),
                            6: ("content_models.blocks.texts.FormattedTextBlock", (), {"required": False}),
                            7: ("wagtail.blocks.StructBlock", [[("field", 3), ("base", 1), ("value", 6)]], {}),
                            8: ("content_models.blocks.texts.PlainTextBlock", (), {}),
                            9: ("wagtail.blocks.ListBlock", (8,), {"default": []}),
                            10: ("wagtail.blocks.StructBlock", [[("field", 3), ("base", 1), ("value", 9)]], {}),
                            11: ("content_models.blocks.identifiers.LawBlock", (), {}),
                            12: ("content_models.blocks.identifiers.ArticleBlock", (), {}),
                            13: ("content_models.blocks.texts.PlainTextBlock", (), {"max_length": 300}),
                            14: ("wagtail.blocks.BooleanBlock", (), {"required": False}),
                            15: (
                                "wagtail.blocks.StructBlock",
                                [[("law", 11), ("article", 12), ("text", 13), ("verified", 14)]],
                                {},
                            ),
                            16: ("wagtail.blocks.ListBlock", (15,), {"default": []}),
                            17: ("wagtail.blocks.StructBlock", [[("field", 3), ("base", 1), ("value", 16)]], {}),
                            18: ("content_models.blocks.identifiers.PageReferenceBlock", (), {}),
                            19: ("wagtail.blocks.ListBlock", (18,), {"default": []}),
                            20: ("wagtail.blocks.StructBlock", [[("field", 3), ("base", 1), ("value", 19)]], {}),
                            21: ("wagtail.blocks.StructBlock", [[("field", 3), ("base", 1), ("value", 0)]], {}),
                            22: ("wagtail.blocks.MultipleChoiceBlock", [], {"required": False}),
                            23: ("wagtail.blocks.StructBlock", [[("field", 3), ("base", 1), ("value", 22)]], {}),
                            24: ("content_models.blocks.texts.PlainTextBlock", (), {"max_length": 120}),
                            25: (
                                "content_models.blocks.identifiers.PageReferenceBlock",
                                (),
                                {"page_type": ["content.GlossaryTerm"], "required": False},
                            ),
                            26: ("wagtail.blocks.StructBlock", [[("form", 24), ("term", 25), ("block", 0)]], {}),
                            27: ("wagtail.blocks.ListBlock", (26,), {"default": []}),
                            28: ("wagtail.blocks.StructBlock", [[("field", 3), ("base", 1), ("value", 27)]], {}),
                            29: ("wagtail.blocks.ChoiceBlock", [], {}),
                            30: (
                                "content_models.blocks.texts.PlainTextBlock",
                                (),
                                {"max_length": 160, "required": False},
                            ),
                            31: ("content_models.blocks.texts.FormattedTextBlock", (), {}),
                            32: ("wagtail.blocks.ListBlock", (15,), {"default": [], "min_num": None}),
                            33: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 30), ("text", 31), ("legal_references", 32), ("verified", 14)]],
                                {},
                            ),
                            34: (
                                "wagtail.blocks.StructBlock",
                                [[("action", 29), ("target", 0), ("base", 1), ("value", 33)]],
                                {},
                            ),
                            35: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 30), ("text", 31), ("legal_references", 32)]],
                                {},
                            ),
                            36: ("wagtail.blocks.ListBlock", (35,), {}),
                            37: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 30), ("steps", 36), ("legal_references", 32), ("verified", 14)]],
                                {},
                            ),
                            38: (
                                "wagtail.blocks.StructBlock",
                                [[("action", 29), ("target", 0), ("base", 1), ("value", 37)]],
                                {},
                            ),
                            39: ("wagtail.blocks.StructBlock", [[("text", 31), ("is_required", 14)]], {}),
                            40: ("wagtail.blocks.ListBlock", (39,), {}),
                            41: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 30), ("items", 40), ("legal_references", 32), ("verified", 14)]],
                                {},
                            ),
                            42: (
                                "wagtail.blocks.StructBlock",
                                [[("action", 29), ("target", 0), ("base", 1), ("value", 41)]],
                                {},
                            ),
                            43: ("wagtail.blocks.IntegerBlock", (), {"min_value": 1}),
                            44: ("wagtail.blocks.IntegerBlock", (), {"min_value": 1, "required": False}),
                            45: (
                                "content_models.blocks.texts.PlainTextBlock",
                                (),
                                {"max_length": 200, "required": False},
                            ),
                            46: (
                                "content_models.blocks.texts.PlainTextBlock",
                                (),
                                {"max_length": 300, "required": False},
                            ),
                            47: ("wagtail.blocks.ListBlock", (15,), {"default": [], "min_num": 1}),
                            48: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("text", 31),
                                        ("amount", 43),
                                        ("amount_max", 44),
                                        ("unit", 29),
                                        ("event", 45),
                                        ("who_must_act", 45),
                                        ("consequence", 46),
                                        ("legal_references", 47),
                                        ("verified", 14),
                                    ]
                                ],
                                {},
                            ),
                            49: (
                                "wagtail.blocks.StructBlock",
                                [[("action", 29), ("target", 0), ("base", 1), ("value", 48)]],
                                {},
                            ),
                            50: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 31), ("legal_references", 47), ("verified", 14)]],
                                {},
                            ),
                            51: (
                                "wagtail.blocks.StructBlock",
                                [[("action", 29), ("target", 0), ("base", 1), ("value", 50)]],
                                {},
                            ),
                            52: ("content_models.blocks.texts.PlainTextBlock", (), {"max_length": 200}),
                            53: (
                                "wagtail.blocks.StructBlock",
                                [[("question", 52), ("answer", 31), ("legal_references", 32), ("verified", 14)]],
                                {},
                            ),
                            54: (
                                "wagtail.blocks.StructBlock",
                                [[("action", 29), ("target", 0), ("base", 1), ("value", 53)]],
                                {},
                            ),
                            55: ("content_models.blocks.texts.PlainTextBlock", (), {"max_length": 160}),
                            56: ("content_models.blocks.identifiers.PhoneDisplayBlock", (), {"required": True}),
                            57: (
                                "content_models.blocks.texts.PlainTextBlock",
                                (),
                                {"max_length": 80, "required": False},
                            ),
                            58: ("content_models.blocks.identifiers.DialBlock", (), {}),
                            59: ("content_models.blocks.identifiers.ConfirmedDialBlock", (), {}),
                            60: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("display", 56),
                                        ("label", 57),
                                        ("languages", 22),
                                        ("manual_dial", 58),
                                        ("confirm_manual_dial", 14),
                                        ("confirmed_dial", 59),
                                    ]
                                ],
                                {},
                            ),
                            61: ("wagtail.blocks.ListBlock", (60,), {"default": []}),
                            62: ("content_models.blocks.identifiers.WebAddressBlock", (), {}),
                            63: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("label", 55),
                                        ("phones", 61),
                                        ("url", 62),
                                        ("text", 6),
                                        ("legal_references", 32),
                                        ("verified", 14),
                                    ]
                                ],
                                {},
                            ),
                            64: (
                                "wagtail.blocks.StructBlock",
                                [[("action", 29), ("target", 0), ("base", 1), ("value", 63)]],
                                {},
                            ),
                            65: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 30),
                                        ("organization_kind", 29),
                                        ("text", 6),
                                        ("legal_references", 32),
                                        ("verified", 14),
                                    ]
                                ],
                                {},
                            ),
                            66: (
                                "wagtail.blocks.StructBlock",
                                [[("action", 29), ("target", 0), ("base", 1), ("value", 65)]],
                                {},
                            ),
                            67: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 31), ("legal_references", 32), ("verified", 14)]],
                                {},
                            ),
                            68: (
                                "wagtail.blocks.StructBlock",
                                [[("action", 29), ("target", 0), ("base", 1), ("value", 67)]],
                                {},
                            ),
                            69: ("content_models.blocks.identifiers.ImageReferenceBlock", (), {}),
                            70: (
                                "content_models.blocks.texts.PlainTextBlock",
                                (),
                                {"max_length": 250, "required": False},
                            ),
                            71: (
                                "wagtail.blocks.StructBlock",
                                [[("image", 69), ("caption", 70), ("legal_references", 32), ("verified", 14)]],
                                {},
                            ),
                            72: (
                                "wagtail.blocks.StructBlock",
                                [[("action", 29), ("target", 0), ("base", 1), ("value", 71)]],
                                {},
                            ),
                            73: ("content_models.blocks.identifiers.FileReferenceBlock", (), {}),
                            74: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("file", 73),
                                        ("title", 55),
                                        ("duration_seconds", 44),
                                        ("transcript", 31),
                                        ("legal_references", 32),
                                        ("verified", 14),
                                    ]
                                ],
                                {},
                            ),
                            75: (
                                "wagtail.blocks.StructBlock",
                                [[("action", 29), ("target", 0), ("base", 1), ("value", 74)]],
                                {},
                            ),
                            76: (
                                "wagtail.blocks.StructBlock",
                                [[("file", 73), ("title", 55), ("legal_references", 32), ("verified", 14)]],
                                {},
                            ),
                            77: (
                                "wagtail.blocks.StructBlock",
                                [[("action", 29), ("target", 0), ("base", 1), ("value", 76)]],
                                {},
                            ),
                            78: (
                                "wagtail.blocks.StructBlock",
                                [[("action", 29), ("target", 0), ("base", 1), ("value", 35)]],
                                {},
                            ),
                            79: (
                                "wagtail.blocks.StructBlock",
                                [[("action", 29), ("target", 0), ("base", 1), ("value", 39)]],
                                {},
                            ),
                            80: ("content_models.blocks.identifiers.KeyBlock", (), {"required": True}),
                            81: ("wagtail.blocks.StructBlock", [[("channel", 29), ("text", 31)]], {}),
                            82: ("wagtail.blocks.ListBlock", (81,), {"default": []}),
                            83: ("wagtail.blocks.StructBlock", [[("key", 80), ("label", 55), ("to", 80)]], {}),
                            84: ("wagtail.blocks.ListBlock", (83,), {"default": []}),
                            85: ("wagtail.blocks.ChoiceBlock", [], {"required": False}),
                            86: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("key", 80),
                                        ("kind", 29),
                                        ("text", 31),
                                        ("wordings", 82),
                                        ("options", 84),
                                        ("organization_kind", 85),
                                        ("legal_references", 32),
                                        ("verified", 14),
                                    ]
                                ],
                                {},
                            ),
                            87: (
                                "wagtail.blocks.StructBlock",
                                [[("action", 29), ("target", 0), ("base", 1), ("value", 86)]],
                                {},
                            ),
                            88: (
                                "wagtail.blocks.StructBlock",
                                [[("action", 29), ("target", 0), ("base", 1), ("value", 83)]],
                                {},
                            ),
                            89: ("wagtail.blocks.StructBlock", [[("key", 80), ("text", 31)]], {}),
                            90: (
                                "wagtail.blocks.StructBlock",
                                [[("action", 29), ("target", 0), ("base", 1), ("value", 89)]],
                                {},
                            ),
                        },
                        verbose_name="changes",
                    ),
                ),
            ],
            options={
                "verbose_name": "adaptation",
                "verbose_name_plural": "adaptations",
            },
            bases=("wagtailcore.page",),
        ),
    ]
