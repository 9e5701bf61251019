"""Work trees of commits, each with an environment, a front end and a database of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MEASURE = Path(__file__).with_name("measure.py")
LOCKS = ("requirements-local.lock", "requirements.lock")
"""What a tree is run with: the first that it has."""
FOREIGN = ("DATABASE", "TEST_DATABASE", "DJANGO_", "MAKE", "SECRET_KEY", "VAR_DIR", "PYTHONPATH", "GIT_")
"""What this process's environment must not say to a tree: it works on its own database."""
ENDING_SECONDS = 20


class CannotCompare(Exception):
    """A commit that is not there, or a step that failed; the text says which."""


@dataclass(frozen=True)
class Tree:
    """The files of one commit."""

    name: str
    folder: Path

    @property
    def python(self) -> Path:
        """The Python of its environment."""
        return self.folder / ".venv" / "bin" / "python"

    def run(self, *command: str | Path) -> None:
        """Run a command in the tree; what it prints is shown only if it fails."""
        log = self.folder.with_suffix(".log")
        with log.open("w", encoding="utf-8") as file:
            done = subprocess.run(
                [str(part) for part in command],
                cwd=self.folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if done.returncode:
            output = log.read_text(encoding="utf-8", errors="replace")[-4_000:]
            raise CannotCompare(f"{self.name}: {' '.join(map(str, command))} failed ({done.returncode}):\n{output}")

    def measured(self, names: Sequence[str]) -> Mapping[str, Mapping[str, float]]:
        """Run its own benchmarks of these names, and return the processor time of each row in microseconds."""
        result = self.folder.with_suffix(".json")
        self.run(self.python, MEASURE, result, *names)
        return dict(json.loads(result.read_text(encoding="utf-8")))

    def _environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
        return {**own, "PATH": f"{own.get('PATH', os.defpath)}:{self.folder / '.venv' / 'bin'}"}


@contextmanager
def trees(commits: Mapping[str, str], *, repository: Path = ROOT) -> Iterator[list[Tree]]:
    """Check out commits in folders of their own, by the names that they have here, and remove them afterwards."""
    with tempfile.TemporaryDirectory(prefix="jpt-benchmarks-", ignore_cleanup_errors=True) as name:
        made = [Tree(name=tree, folder=Path(name) / tree) for tree in commits]
        try:
            for tree, commit in zip(made, commits.values(), strict=True):
                git(repository, "worktree", "add", "--detach", "--quiet", str(tree.folder), commit)
            yield made
        finally:
            for tree in made:
                _remove(tree.folder)
            git(repository, "worktree", "prune")


def prepare(tree: Tree, *, repository: Path = ROOT) -> None:
    """Give a tree its environment (this one's, if it wants the same packages), its front end and its content."""
    lock = _lock_of(tree.folder)
    if lock.read_bytes() == _lock_of(repository).read_bytes():
        (tree.folder / ".venv").symlink_to((repository / ".venv").resolve())
    else:
        tree.run("bin/install", lock.name, ".venv/installed")
    tree.run("bin/build-frontend")
    tree.run(tree.python, "manage.py", "migrate", "--verbosity=0")
    tree.run(tree.python, "manage.py", "load_starter", "--demonstration")


def _lock_of(folder: Path) -> Path:
    return next(path for path in map(folder.joinpath, LOCKS) if path.exists())


def commit_of(ref: str, *, repository: Path = ROOT) -> str:
    """Return the id of the commit that is meant."""
    try:
        return git(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    except CannotCompare:
        raise CannotCompare(f"There is no commit {ref}.") from None


def is_changed(*, repository: Path = ROOT) -> bool:
    """Return whether the tree differs from its commit."""
    return bool(git(repository, "status", "--porcelain", "--untracked-files=no"))


def git(repository: Path, *arguments: str) -> str:
    """Return what git says."""
    if shutil.which("git") is None:
        raise CannotCompare("Comparing commits needs git.")
    done = subprocess.run(["git", *arguments], cwd=repository, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotCompare(f"git {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout.strip()


def _remove(folder: Path) -> None:
    """Remove a tree; its database may still be ending."""
    _wait_for(lambda: not list(folder.glob("var/*/data/postmaster.pid")))
    shutil.rmtree(folder, ignore_errors=True)


def _wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + ENDING_SECONDS
    while not condition() and time.monotonic() < until:
        time.sleep(0.2)
