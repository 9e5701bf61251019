"""Chains of the audit log are locked in one order, and waited for no longer than a few seconds."""

from django.db import migrations

CHAIN = """
CREATE OR REPLACE FUNCTION tenants_chain_audit_entry() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    scope text := coalesce(current_setting('jpt.tenants', true), '');
BEGIN
    PERFORM set_config('jpt.tenants', (SELECT string_agg(id::text, ',') FROM tenants_tenant), true);
    INSERT INTO tenants_auditchain (tenant_id, number, digest)
        SELECT id, 0, '' FROM tenants_tenant tenant
        WHERE EXISTS (SELECT FROM tenants_auditentry entry WHERE entry.tenant_id = tenant.id AND entry.number IS NULL)
        ORDER BY id
        ON CONFLICT (tenant_id) DO UPDATE SET number = 0 WHERE false;
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
"""The first of a transaction's entries locks the chains of all, by their tenant: only one's own have no number.

`DO UPDATE … WHERE false` changes nothing and locks what is there. The time limit counts whatever the session has set.
"""

BEFORE = """
CREATE OR REPLACE FUNCTION tenants_chain_audit_entry() RETURNS trigger LANGUAGE plpgsql
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


class Migration(migrations.Migration):
    dependencies = [("tenants", "0015_audit_details_object")]

    operations = [migrations.RunSQL(sql=CHAIN, reverse_sql=BEFORE)]
