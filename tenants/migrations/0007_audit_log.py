"""The audit log: the database numbers entries, chains them, and shows them within their tenant's scope.

What the application may do with the tables stands in `cms/roles.py`.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from tenants.row_level_security import IN_SCOPE, protect

DIGEST = """
CREATE FUNCTION tenants_audit_digest(entry tenants_auditentry) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(entry.previous || convert_to(jsonb_build_array(
        entry.tenant_id, entry.number, to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), entry.action,
        entry.person_id, entry.person_name, entry.subject_type, entry.subject_id, entry.subject, entry.details
    )::text, 'UTF8'))
$$
"""
"""The times are written in one zone and format: what a session has set changes no digest."""

CHAIN = """
CREATE FUNCTION tenants_chain_audit_entry() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    scope text := coalesce(current_setting('jpt.tenants', true), '');
BEGIN
    PERFORM set_config('jpt.tenants', NEW.tenant_id::text, true);
    INSERT INTO tenants_auditchain (tenant_id, number, digest) VALUES (NEW.tenant_id, 0, '') ON CONFLICT DO NOTHING;
    UPDATE tenants_auditchain SET number = number + 1 WHERE tenant_id = NEW.tenant_id
        RETURNING number, digest INTO NEW.number, NEW.previous;
    NEW.at := clock_timestamp();
    NEW.digest := tenants_audit_digest(NEW);
    UPDATE tenants_auditentry SET number = NEW.number, at = NEW.at, previous = NEW.previous, digest = NEW.digest
        WHERE id = NEW.id;
    UPDATE tenants_auditchain SET digest = NEW.digest WHERE tenant_id = NEW.tenant_id;
    PERFORM set_config('jpt.tenants', scope, true);
    RETURN NULL;
END
$$
"""
"""It works with the owner's rights, as the application may write neither what it sets nor the ends of the chains."""

TRIGGER = """
CREATE CONSTRAINT TRIGGER tenants_auditentry_chain AFTER INSERT ON tenants_auditentry
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION tenants_chain_audit_entry()
"""
"""When the transaction commits: the chain is locked last and shortly, and no transaction waits for another's end."""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0006_row_level_security")]

    operations = [
        migrations.CreateModel(
            name="AuditChain",
            fields=[
                (
                    "tenant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="tenants.tenant",
                    ),
                ),
                ("number", models.BigIntegerField()),
                ("digest", models.BinaryField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField(null=True, verbose_name="number")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                ("action", models.CharField(max_length=60, verbose_name="what")),
                ("person_name", models.CharField(blank=True, max_length=254)),
                ("subject_type", models.CharField(blank=True, max_length=100)),
                ("subject_id", models.CharField(blank=True, max_length=40)),
                ("subject", models.CharField(blank=True, max_length=254, verbose_name="on what")),
                ("details", models.JSONField(default=dict)),
                ("previous", models.BinaryField(default=b"")),
                ("digest", models.BinaryField(default=b"")),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                        verbose_name="state",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry of the audit log",
                "verbose_name_plural": "entries of the audit log",
                "ordering": ["-pk"],
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("tenant", "number"), name="audit_entry_number_once")],
            },
        ),
        protect("tenants_auditchain", library_readable=False),
        migrations.RunSQL(
            sql=[
                DIGEST,
                CHAIN,
                TRIGGER,
                "ALTER TABLE tenants_auditentry ENABLE ROW LEVEL SECURITY",
                "ALTER TABLE tenants_auditentry FORCE ROW LEVEL SECURITY",
                f"CREATE POLICY tenants_auditentry_read ON tenants_auditentry FOR SELECT USING ({IN_SCOPE})",
                f"CREATE POLICY tenants_auditentry_insert ON tenants_auditentry FOR INSERT"
                f" WITH CHECK ({IN_SCOPE} AND number IS NULL)",
                f"CREATE POLICY tenants_auditentry_chain ON tenants_auditentry FOR UPDATE USING ({IN_SCOPE})",
            ],
            reverse_sql=[
                "DROP TRIGGER tenants_auditentry_chain ON tenants_auditentry",
                "DROP FUNCTION tenants_chain_audit_entry",
                "DROP FUNCTION tenants_audit_digest",
                "DROP POLICY tenants_auditentry_read ON tenants_auditentry",
                "DROP POLICY tenants_auditentry_insert ON tenants_auditentry",
                "DROP POLICY tenants_auditentry_chain ON tenants_auditentry",
            ],
        ),
    ]
