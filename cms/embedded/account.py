"""Which account runs the server: PostgreSQL refuses root, and root's files may be closed to everybody else."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from cms.embedded.errors import DatabaseUnavailable
from cms.embedded.files import data_of, programs

PREFERRED_ACCOUNTS = ("postgres", "nobody")
# From the narrowest: reading and searching is enough unless the binaries carry no permission for others at all.
CAPABILITIES = ("dac_read_search", "dac_override")

# Everything that the server needs from outside its own data directory, tried for real: the programs find each other,
# and what they read.
PROBE = 'cd "$1" && "$2/initdb" --show --pgdata="$1/probe" && cat "$2/../share/postgresql/postgresql.conf.sample"'


class Ownership(TypedDict, total=False):
    """Arguments of `subprocess.Popen` that change the account."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """The account that runs the server; without `uid`, that of this program.

    `capability` is a Linux capability that is kept for the unprivileged account, because a parent folder (such as
    /root) is closed to it and must keep its mode.
    """

    uid: int | None = None
    gid: int = 0
    capability: str | None = None

    def command(self, *arguments: str) -> list[str]:
        """Return the command that runs `arguments` as this account, used with `ownership()`."""
        if self.capability is None:
            return list(arguments)
        kept = f"-all,+{self.capability}"
        return [
            "setpriv",
            f"--reuid={self.uid}",
            f"--regid={self.gid}",
            "--clear-groups",
            # PostgreSQL asks access(2) about its own programs, which ignores capabilities without this bit.
            "--securebits=+no_setuid_fixup",
            f"--inh-caps={kept}",
            f"--ambient-caps={kept}",
            *arguments,
        ]

    def ownership(self) -> Ownership:
        """Return the arguments for `subprocess` that go with `command()`."""
        if self.uid is None or self.capability is not None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def give_ownership(self, path: Path) -> None:
        """Make this account the owner of a file or folder."""
        if self.uid is not None:
            os.chown(path, self.uid, self.gid)


def account_for(directory: Path) -> Account:
    """Return the account that runs the server in `directory`, which exists.

    Raises:
        DatabaseUnavailable: as root, no unprivileged account can reach the directory or the binaries; or the data
            belongs to somebody else.
    """
    data = data_of(directory)
    if os.geteuid() != 0:
        if data.exists() and data.stat().st_uid != os.geteuid():
            raise DatabaseUnavailable(
                f"The database in {directory} belongs to another account (uid {data.stat().st_uid}). Run this command "
                "as the account that created it, set VAR_DIR to a folder of your own, or set DATABASE_URL."
            )
        return Account()
    uid, gid = _unprivileged(data)
    for capability in (None, *CAPABILITIES):
        account = Account(uid, gid, capability)
        if _reaches(account, directory):
            return account
    raise DatabaseUnavailable(
        f"PostgreSQL does not run as root, and the account “{pwd.getpwuid(uid).pw_name}” reaches {directory} and "
        f"{programs()} neither by itself nor with a capability of this process. Run this command as a normal user, "
        "move the project to a folder that other accounts may enter, or set DATABASE_URL to a server of your own."
    )


def _unprivileged(data: Path) -> tuple[int, int]:
    if data.exists() and data.stat().st_uid != 0:
        owner = data.stat()
        return owner.st_uid, owner.st_gid
    for name in PREFERRED_ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise DatabaseUnavailable(
        "PostgreSQL does not run as root, and this machine has neither an account “postgres” nor “nobody”. "
        "Run this command as a normal user or set DATABASE_URL."
    )


def _reaches(account: Account, directory: Path) -> bool:
    if account.capability is not None and shutil.which("setpriv") is None:
        return False
    try:
        probe = subprocess.run(
            account.command("sh", "-c", PROBE, "sh", str(directory), str(programs())),
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=30,
            check=False,
            **account.ownership(),
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return probe.returncode == 0
