"""An edition is never changed, but for what says where a confidential office is: that may be taken out, and nothing else."""

from django.db import migrations

FORGETFUL = """
CREATE OR REPLACE FUNCTION publishing_edition_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    blanked CONSTANT text[] := ARRAY['address', 'municipality', 'latitude', 'longitude', 'isConfidential',
                                     'title', 'name', 'slug', 'searchText'];
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.kind = 'OFFICE'
       AND to_jsonb(NEW) - 'document' = to_jsonb(OLD) - 'document'
       AND NEW.document - blanked = OLD.document - blanked
       AND NEW.document @> '{"isConfidential": true, "address": null, "municipality": null,
                             "latitude": null, "longitude": null}'
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'An edition is never changed or deleted.' USING ERRCODE = 'restrict_violation';
END $$;
"""
IMMUTABLE = """
CREATE OR REPLACE FUNCTION publishing_edition_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'An edition is never changed or deleted.' USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0002_review_task_closed"),
    ]

    operations = [migrations.RunSQL(FORGETFUL, IMMUTABLE)]
