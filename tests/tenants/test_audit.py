"""The audit log: added to, never changed; chained for each tenant; seen by its own people only."""

from __future__ import annotations

import json
import threading
import time
from io import StringIO

import psycopg2
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, OperationalError, ProgrammingError, connection, transaction

from tenants.audit import append, check_chains, has_entry
from tenants.models import LIBRARY_ID, AuditChain, AuditEntry, Tenant, User
from tenants.scope import scope_of_all_tenants, tenant_scope

TAB, JAL = 28, 15


@pytest.fixture
def somebody(db: None) -> User:
    return User.objects.create_user("ana", "ana@example.mx")


def add(user: User, *, tenant_id: int | None = TAB, times: int = 1) -> None:
    for number in range(times):
        append(user, "tenants.user.invite", tenant_id=tenant_id, by=user, details={"time": number})


def entries(tenant_id: int) -> list[AuditEntry]:
    """Those of a tenant, as if the test's transaction were committed now."""
    connection.check_constraints()
    with tenant_scope([tenant_id]):
        return list(AuditEntry.objects.filter(tenant=tenant_id).order_by("number"))


def as_owner(*statements: str) -> None:
    """Change what the application cannot, out of its transaction; so a test that does so commits."""
    parameters = {**connection.get_connection_params()}
    parameters.update(user=settings.DATABASE_OWNER["USER"], password=settings.DATABASE_OWNER["PASSWORD"])
    with psycopg2.connect(**parameters) as owner, owner.cursor() as cursor:
        for table in ("tenants_auditentry", "tenants_auditchain"):
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        for statement in statements:
            cursor.execute(statement)
    owner.close()


def broken(code: str = "TAB") -> int | None:
    connection.check_constraints()
    [found] = check_chains({code})
    return found.broken_at


def test_entries_are_numbered_and_chained_for_each_tenant(somebody: User) -> None:
    add(somebody, times=3)
    add(somebody, tenant_id=JAL)
    add(somebody, tenant_id=None)

    first, second, third = entries(TAB)
    assert [entry.number for entry in (first, second, third)] == [1, 2, 3]
    assert (bytes(first.previous), bytes(second.previous)) == (b"", bytes(first.digest))
    assert (third.person_name, third.subject_type, third.details) == ("ana", "tenants.User", {"time": 2})
    assert [entry.number for entry in entries(JAL)] == [1]
    assert entries(LIBRARY_ID)[-1].subject == "ana"
    assert {found.code for found in check_chains() if found.broken_at is not None} == set()


def test_the_database_sets_time_and_digests_whatever_it_is_given(somebody: User) -> None:
    add(somebody)
    with tenant_scope([TAB]):
        AuditEntry(tenant_id=TAB, action="x", previous=b"p", digest=b"d", at="1999-01-01T00:00Z").save()

    first, second = entries(TAB)
    assert (second.number, bytes(second.previous)) == (2, bytes(first.digest))
    assert second.at.year > 1999
    assert broken() is None


def test_an_entry_that_numbers_itself_is_refused(somebody: User) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), tenant_scope([TAB]):
        AuditEntry.objects.create(tenant_id=TAB, action="x", number=7)


@pytest.mark.parametrize("details", ["[]", '"x"', "3", "true"])
def test_details_that_are_no_object_are_refused(somebody: User, details: str) -> None:
    """As everything that reads them looks up names."""
    with pytest.raises(IntegrityError, match="audit_details_object"), transaction.atomic(), tenant_scope([TAB]):
        AuditEntry.objects.create(tenant_id=TAB, action="x", details=json.loads(details))


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO tenants_auditentry (id, tenant_id, at, action, person_name, subject_type, subject_id, subject,"
        " details, previous, digest) VALUES (-1, 28, now(), 'x', '', '', '', '', '{}', '', '')",
        "SELECT setval(pg_get_serial_sequence('tenants_auditentry', 'id'), 999999)",
        "UPDATE tenants_auditentry SET action = 'x'",
        "DELETE FROM tenants_auditentry",
        "TRUNCATE tenants_auditentry",
        "UPDATE tenants_auditchain SET number = 0",
        "DELETE FROM tenants_auditchain",
        "INSERT INTO tenants_auditchain VALUES (15, 7, '')",
        "ALTER TABLE tenants_auditentry DISABLE TRIGGER ALL",
        "DROP FUNCTION tenants_chain_audit_entry CASCADE",
    ],
)
def test_the_application_may_only_add(somebody: User, statement: str) -> None:
    add(somebody)

    with pytest.raises(ProgrammingError), transaction.atomic(), scope_of_all_tenants():
        connection.cursor().execute(statement)


def test_an_entry_is_seen_and_added_within_its_tenants_scope_only(somebody: User) -> None:
    add(somebody)

    with tenant_scope([JAL]):
        assert not AuditEntry.objects.exists()
        assert not AuditChain.objects.exists()
    assert not AuditEntry.objects.exists()
    with pytest.raises(DatabaseError), transaction.atomic(), tenant_scope([JAL]):
        AuditEntry.objects.create(tenant_id=TAB, action="x")
    assert len(entries(TAB)) == 1


def test_who_changes_two_things_in_another_order_waits_for_nobody_until_the_commit(committed_db: None) -> None:
    """As marking an office does, which adds its entry before it locks what publishing locks."""
    user = User.objects.create_user("ana", "ana@example.mx")
    added = threading.Barrier(2, timeout=20)

    def work() -> None:
        with transaction.atomic():
            add(user)
            added.wait()
            User.objects.filter(pk=user.pk).update(first_name="Ana")
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [entry.number for entry in entries(TAB)] == [1, 2]
    assert broken() is None


def test_transactions_that_write_for_the_same_tenants_in_another_order_do_not_deadlock(committed_db: None) -> None:
    user = User.objects.create_user("ana", "ana@example.mx")
    written = threading.Barrier(2, timeout=20)
    failed: list[DatabaseError] = []

    def work(*tenants: int) -> None:
        try:
            with transaction.atomic():
                for tenant in tenants:
                    add(user, tenant_id=tenant, times=100)
                written.wait()
        except DatabaseError as error:
            failed.append(error)
        connection.close()

    threads = [threading.Thread(target=work, args=order) for order in ((TAB, JAL), (JAL, TAB))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert [entry.number for entry in entries(JAL)] == list(range(1, 201))
    assert (broken("TAB"), broken("JAL")) == (None, None)


def test_whoever_keeps_a_chain_locked_is_not_waited_for_without_end(committed_db: None) -> None:
    """By SET CONSTRAINTS it can have its entries chained long before it commits."""
    user = User.objects.create_user("ana", "ana@example.mx")
    is_locked, is_done = threading.Event(), threading.Event()

    def keep_locked() -> None:
        with transaction.atomic():
            add(user)
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
            is_locked.set()
            is_done.wait(60)
        connection.close()

    thread = threading.Thread(target=keep_locked)
    thread.start()
    try:
        assert is_locked.wait(20)
        began_at = time.monotonic()
        with pytest.raises(OperationalError, match="lock timeout"):
            add(user)
    finally:
        is_done.set()
        thread.join()

    assert time.monotonic() - began_at < 10
    assert [entry.number for entry in entries(TAB)] == [1]


def test_what_is_rolled_back_leaves_no_entry_and_no_gap(somebody: User) -> None:
    add(somebody)
    with transaction.atomic():
        add(somebody)
        transaction.set_rollback(True)
    add(somebody)

    assert [entry.number for entry in entries(TAB)] == [1, 2]
    assert broken() is None


def test_many_at_once_make_one_chain(committed_db: None) -> None:
    user = User.objects.create_user("ana", "ana@example.mx")

    def work() -> None:
        add(user, times=10)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [entry.number for entry in entries(TAB)] == list(range(1, 61))
    assert broken() is None


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ("UPDATE tenants_auditentry SET person_name = 'eva' WHERE number = 2", 2),
        ("UPDATE tenants_auditentry SET details = '{}' WHERE number = 3", 3),
        ("UPDATE tenants_auditentry SET at = at + interval '1 microsecond' WHERE number = 1", 1),
        ("DELETE FROM tenants_auditentry WHERE number = 2", 3),
        ("DELETE FROM tenants_auditentry WHERE number = 1", 2),
        ("DELETE FROM tenants_auditentry WHERE number = 4", 4),
        ("DELETE FROM tenants_auditentry", 1),
    ],
)
def test_what_the_owner_of_the_database_changes_is_found(committed_db: None, change: str, at: int) -> None:
    add(User.objects.create_user("ana", "ana@example.mx"), times=4)
    assert broken() is None

    as_owner(change)

    assert broken() == at
    assert broken("JAL") is None
    with pytest.raises(CommandError, match="TAB"):
        call_command("audit", "verify", stdout=StringIO())


def test_a_digest_does_not_depend_on_the_sessions_time_zone(committed_db: None) -> None:
    add(User.objects.create_user("ana", "ana@example.mx"))

    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'Asia/Tokyo'")
        cursor.execute("SET DATESTYLE TO 'German'")
    assert broken() is None
    connection.close()


def test_a_log_whose_end_was_cut_with_its_chain_is_found_by_a_mailed_digest(committed_db: None) -> None:
    add(User.objects.create_user("ana", "ana@example.mx"), times=3)
    third = entries(TAB)[2]
    mailed = f"3:{bytes(third.digest).hex()}"
    call_command("audit", "verify", "--state", "TAB", "--mailed", mailed, stdout=StringIO())

    as_owner(
        "DELETE FROM tenants_auditentry WHERE number = 3",
        "UPDATE tenants_auditchain SET number = 2,"
        " digest = (SELECT digest FROM tenants_auditentry WHERE number = 2) WHERE tenant_id = 28",
    )

    assert broken() is None
    assert not has_entry("TAB", 3, bytes(third.digest).hex())
    with pytest.raises(CommandError, match="mailed"):
        call_command("audit", "verify", "--state", "TAB", "--mailed", mailed, stdout=StringIO())


@pytest.mark.parametrize("options", [["--state", "XXX"], ["--mailed", "3:ab"], ["--state", "TAB", "--mailed", "tres"]])
def test_options_that_cannot_be_read_are_refused(db: None, options: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("audit", "verify", *options, stdout=StringIO())


def test_the_log_says_the_same_when_its_person_is_gone(somebody: User) -> None:
    add(somebody)
    pk = somebody.pk
    somebody.delete()

    [entry] = entries(TAB)
    assert (entry.person_id, entry.person_name) == (pk, "ana")
    assert broken() is None


def test_every_tenant_has_a_chain_of_its_own(db: None) -> None:
    codes = set(Tenant.objects.values_list("code", flat=True))

    assert {found.code for found in check_chains()} == codes
