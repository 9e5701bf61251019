"""The life cycle of the embedded server, with real servers in folders of their own."""

import json
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import psycopg2
import pytest

from cms import database
from cms.embedded import cluster, guardian, processes, users
from cms.embedded.files import data_of
from tests.cms.server_users import first_line, is_stopped, start_user, value
from tests.waiting import eventually

pytestmark = pytest.mark.slow
BACK_SECONDS = 10.0


def test_first_use_creates_roles_that_may_do_no_more_than_they_need(directory: Path) -> None:
    server = database.ensure_running(directory, fast=True)

    roles = (
        "SELECT array_agg(rolname::text || rolsuper::text || rolbypassrls::text || rolcreatedb::text ORDER BY rolname) "
    )
    assert value(server.app_url, roles + "FROM pg_roles WHERE rolname LIKE 'jpt%'") == [
        "jpt_appfalsefalsefalse",
        "jpt_ownerfalsefalsetrue",
        "jpt_readerfalsefalsefalse",
    ]
    assert (
        value(server.owner_url, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'jpt'") == "jpt_owner"
    )
    assert value(server.app_url, "SELECT has_schema_privilege('public', 'CREATE')") is False
    assert value(server.app_url, "SHOW idle_in_transaction_session_timeout") == "20min"
    assert value(server.app_url, "SHOW listen_addresses") == "127.0.0.1"
    assert value(server.superuser_url, "SHOW unix_socket_directories") == ""


def test_a_cluster_made_before_there_was_a_reader_gets_one(directory: Path) -> None:
    with database.running(directory, fast=True) as server:
        before = server.app_url
        with psycopg2.connect(server.superuser_url, dbname="jpt") as superuser, superuser.cursor() as cursor:
            cursor.execute("DROP OWNED BY jpt_reader; DROP ROLE jpt_reader")
        superuser.close()
        passwords = json.loads((directory / "passwords.json").read_text())
        del passwords["reader"]
        (directory / "passwords.json").write_text(json.dumps(passwords))
        (directory / "prepared").write_text("")

        again = database.ensure_running(directory)

        assert value(again.reader_url, "SELECT current_user") == "jpt_reader"
        assert again.app_url == before


def test_a_cluster_prepared_by_an_earlier_version_is_prepared_anew(directory: Path) -> None:
    with database.running(directory, fast=True) as server:
        with psycopg2.connect(server.superuser_url, dbname="jpt") as superuser, superuser.cursor() as cursor:
            cursor.execute("GRANT EXECUTE ON FUNCTION lo_create(oid) TO PUBLIC")
        superuser.close()
        (directory / "prepared").write_text("jpt_owner jpt_app jpt_reader")

        again = database.ensure_running(directory)

        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            value(again.reader_url, "SELECT lo_create(0)")


def test_application_role_uses_the_owner_s_tables_and_creates_none(directory: Path) -> None:
    server = database.ensure_running(directory, fast=True)
    with psycopg2.connect(server.owner_url) as owner, owner.cursor() as cursor:
        cursor.execute("CREATE TABLE item (id serial PRIMARY KEY, title text)")
    owner.close()

    with psycopg2.connect(server.app_url) as app, app.cursor() as cursor:
        cursor.execute("INSERT INTO item (title) VALUES ('a') RETURNING id")
        assert cursor.fetchone() == (1,)
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("CREATE TABLE other (id int)")
    app.close()


def test_a_wrong_password_is_refused(shared_directory: Path) -> None:
    with database.running(shared_directory, fast=True) as server:
        wrong = server.app_url.replace("jpt_app:", "jpt_app:not-")

        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            psycopg2.connect(wrong)


def test_passwords_and_data_are_closed_to_others(shared_directory: Path) -> None:
    with database.running(shared_directory, fast=True):
        modes = {
            name: (shared_directory / name).stat().st_mode & 0o777
            for name in ("passwords.json", "port", "server.log", "data")
        }

    assert modes == {"passwords.json": 0o600, "port": 0o600, "server.log": 0o600, "data": 0o700}


def test_keeps_its_port_unless_another_program_took_it(shared_directory: Path) -> None:
    with database.running(shared_directory, fast=True) as first:
        pass
    with database.running(shared_directory, fast=True) as second:
        pass
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", second.port))
        other.listen()
        with database.running(shared_directory, fast=True) as third:
            pass

    assert first.port == second.port != third.port


def test_stops_with_its_last_user(shared_directory: Path) -> None:
    one, two = start_user(shared_directory), start_user(shared_directory)
    assert first_line(one) == first_line(two)
    assert len(users.alive(shared_directory)) == 2

    one.communicate()
    after_first = cluster.running_pid(shared_directory)
    two.communicate()

    assert after_first is not None
    assert is_stopped(shared_directory, seconds=1)


def test_stops_when_its_last_user_is_killed_outright(shared_directory: Path) -> None:
    user = start_user(shared_directory)
    first_line(user)

    user.kill()
    user.wait()

    assert is_stopped(shared_directory)


def test_a_recycled_pid_keeps_no_server_alive(shared_directory: Path) -> None:
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        (shared_directory / "users" / str(stranger.pid)).write_text("another boot 1", encoding="utf-8")

        with database.running(shared_directory, fast=True):
            living = users.alive(shared_directory)

        assert living == [os.getpid()]
        assert is_stopped(shared_directory, seconds=1)
    finally:
        stranger.kill()
        stranger.wait()


def test_starts_after_a_crash_whose_pid_now_belongs_to_another_program(shared_directory: Path) -> None:
    user = start_user(shared_directory)
    first_line(user)
    pid_file = data_of(shared_directory) / "postmaster.pid"
    stale = pid_file.read_text(encoding="ascii")
    user.communicate()
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        pid_file.write_text(stale.replace(stale.split("\n", 1)[0], str(stranger.pid), 1), encoding="ascii")

        with database.running(shared_directory, fast=True) as server:
            assert value(server.app_url, "SELECT 1") == 1

        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.parametrize(
    ("case", "number"),
    [("a crash", signal.SIGKILL), ("an immediate stop by pg_ctl", signal.SIGQUIT), ("a fast stop", signal.SIGINT)],
)
def test_restarts_however_it_ended_while_it_is_used(shared_directory: Path, case: str, number: signal.Signals) -> None:
    with database.running(shared_directory, fast=True) as server:
        time.sleep(2.1)  # a server that never came up is not tried again; this one has
        ended = cluster.running_pid(shared_directory)
        assert ended is not None
        os.kill(ended, number)

        assert eventually(lambda: _is_answered_by_another(server, shared_directory, ended), BACK_SECONDS)


def _is_answered_by_another(server: database.Server, directory: Path, ended: int) -> bool:
    try:
        is_answered = value(server.app_url, "SELECT 1") == 1
    except psycopg2.OperationalError:
        return False
    return is_answered and cluster.running_pid(directory) not in (None, ended)


def test_a_new_guardian_takes_over_from_one_that_was_killed(shared_directory: Path) -> None:
    with database.running(shared_directory, fast=True):
        server_pid = cluster.running_pid(shared_directory)
        guardian_pid = int((shared_directory / "guardian").read_text(encoding="utf-8").split()[0])
        os.kill(guardian_pid, signal.SIGKILL)
        assert processes.wait_until_gone(guardian_pid, processes.mark(guardian_pid) or "", seconds=5)

        user = start_user(shared_directory)
        first_line(user)
        assert cluster.running_pid(shared_directory) == server_pid
        assert guardian.is_running(shared_directory)
        user.kill()
        user.wait()

    assert is_stopped(shared_directory)


def test_many_first_users_at_once_share_one_server(tmp_path: Path) -> None:
    directory = tmp_path / "postgres"

    many = [start_user(directory) for _ in range(5)]
    told = {first_line(user) for user in many}
    for user in many:
        user.communicate()

    assert len(told) == 1
    assert is_stopped(directory, seconds=2)


def test_an_interrupted_creation_is_begun_again(directory: Path) -> None:
    unfinished = directory / "data.unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n", encoding="ascii")

    server = database.ensure_running(directory, fast=True)

    assert value(server.app_url, "SELECT 1") == 1
    assert not unfinished.exists()


@pytest.mark.parametrize("mode", [0o755, 0o700], ids=["a folder open to all", "a folder closed to others"])
def test_runs_from_any_folder_and_leaves_its_mode_alone(tmp_path: Path, mode: int) -> None:
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(mode)
    directory = home / "var" / "postgres"

    with database.running(directory, fast=True) as server:
        assert value(server.app_url, "SELECT 1") == 1
        server_pid = cluster.running_pid(directory)
        owner = Path(f"/proc/{server_pid}").stat().st_uid

    assert owner != 0
    assert home.stat().st_mode & 0o777 == mode
