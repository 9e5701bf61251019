"""What editors typed into forms, and their comments on drafts, are seen within their own scope."""

from django.db import migrations

from tenants.row_level_security import PAGE_IN_SCOPE, USER_IN_SCOPE, protect_by


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0005_session_activity"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        protect_by(USER_IN_SCOPE, "wagtailadmin_formstate"),
        protect_by(PAGE_IN_SCOPE, "wagtailcore_comment"),
        protect_by(
            "EXISTS (SELECT FROM wagtailcore_comment comment WHERE comment.id = comment_id)", "wagtailcore_commentreply"
        ),
    ]
