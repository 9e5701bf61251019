"""Images, files and renditions are seen and changed within the scope of whose collection they are in.

The library's can be read by all.
"""

from django.db import migrations

from tenants.row_level_security import COLLECTION_IN_SCOPE, COLLECTION_READABLE, IMAGE_READABLE, protect_by


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0004_published_logo"),
        ("tenants", "0002_wagtail"),
    ]

    operations = [
        protect_by(COLLECTION_IN_SCOPE, "media_customimage", readable=COLLECTION_READABLE),
        protect_by(COLLECTION_IN_SCOPE, "media_customdocument", readable=COLLECTION_READABLE),
        protect_by(IMAGE_READABLE, "media_customrendition"),
    ]
