"""Rehearse the next upgrade: the fast tests with the next minor of Django, and with that of Wagtail.

`python -m tests.upgrades` checks out the present commit beside the project, lifts one bound of `pyproject.toml` there,
installs what then fits together, and tries it. The project itself is left as it is.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from packaging.version import Version
from rich.console import Console

from benchmarks.comparing.trees import ROOT, CannotCompare, Tree, git, trees

PACKAGES = ("Django", "wagtail")
PYTHONS = (sys.executable, "python3.14", "python3.13", "python3.12")
LOCK = "requirements-dev.lock"
STEPS = (
    (".venv/bin/python", "manage.py", "check"),
    (".venv/bin/python", "manage.py", "makemigrations", "--check", "--dry-run"),
    ("make", "test-fast"),
)

Series = tuple[int, int]

say = partial(Console(highlight=False).print, markup=False, soft_wrap=True)


@dataclass(frozen=True)
class Upgrade:
    """A minor version to try: `Django` from 5.2 to 6.0, with the Python that it is offered for."""

    package: str
    now: Series
    to: Series
    python: str

    def __str__(self) -> str:
        return f"{self.package} {_text(self.to)} (now {_text(self.now)})"


def series_in(pyproject: str, package: str) -> Series:
    """Return the minor version that a package is bound to by `>=5.2,<5.3`."""
    found = re.search(rf'"{package}>=(\d+)\.(\d+),<', pyproject)
    if found is None:
        raise CannotCompare(f"pyproject.toml binds {package} to no minor version.")
    return int(found[1]), int(found[2])


def next_series(now: Series, published: Iterable[str]) -> Series | None:
    """Return the first minor version after `now` of which there is a release; None: there is none yet."""
    versions = [Version(each) for each in published]
    return min(
        (series for each in versions if not each.is_prerelease and (series := (each.major, each.minor)) > now),
        default=None,
    )


def lifted(pyproject: str, package: str, to: Series) -> str:
    """Return `pyproject.toml` with a package bound to another minor version."""
    bounds = f"{package}>={_text(to)},<{to[0]}.{to[1] + 1}"
    return re.sub(rf'"{package}>=[^"]*"', f'"{bounds}"', pyproject)


def moved(before: str, after: str) -> list[str]:
    """Return what a second lock file names in another version than the first, as `django 5.2.19 → 6.0.10`."""
    old = _pins(before)
    return [f"{name} {old.get(name, '–')} → {pin}" for name, pin in _pins(after).items() if pin != old.get(name)]


def rehearse(upgrade: Upgrade, tree: Tree) -> bool:
    """Try an upgrade in a tree of its own, say how each step ended, and return whether all passed."""
    try:
        changed = _install(upgrade, tree)
    except CannotCompare as error:
        say(f"  cannot be installed\n{error}")
        return False
    say(f"  installed with {Path(upgrade.python).name}: {', '.join(changed)}")
    passed = [_passes(tree, *step) for step in STEPS]
    return all(passed)


def _install(upgrade: Upgrade, tree: Tree) -> list[str]:
    """Install what fits together with one bound lifted; return what that changes."""
    pyproject, lock = tree.folder / "pyproject.toml", tree.folder / LOCK
    pyproject.write_text(lifted(pyproject.read_text(), upgrade.package, upgrade.to))
    before = lock.read_text()
    uv, python = ROOT / "bin" / "uv", tree.python
    tree.run(uv, "venv", "--quiet", "--python", upgrade.python, ".venv")
    # What the lock file names stays as it is, unless it does not fit any more.
    compiling = ("--extra", "local", "--group", "dev", "--upgrade-package", upgrade.package, "--output-file", lock)
    tree.run(uv, "pip", "compile", "--quiet", "--python", python, "pyproject.toml", *compiling)
    tree.run(uv, "pip", "sync", "--quiet", "--python", python, lock)
    for stamp in ("installed", "installed-dev"):
        (tree.folder / ".venv" / stamp).touch()
    shutil.copytree(ROOT / "frontend" / "dist", tree.folder / "frontend" / "dist")
    return moved(before, lock.read_text())


def _passes(tree: Tree, *step: str) -> bool:
    try:
        tree.run(*step)
    except CannotCompare as error:
        say(f"  {' '.join(step)}: failed\n{error}")
        return False
    say(f"  {' '.join(step)}: passed")
    return True


def upgrade_of(package: str, pyproject: str) -> Upgrade | str:
    """Return the next upgrade of a package, or why there is none to try."""
    now = series_in(pyproject, package)
    to = next_series(now, _published(package, "--ignore-requires-python"))
    if to is None:
        return f"{package} {_text(now)}: there is no newer minor version."
    for python in PYTHONS:
        version = _version_of(python)
        if version and next_series(now, _published(package, f"--python-version={version}")) == to:
            return Upgrade(package, now, to, python)
    return f"{package} {_text(to)} (now {_text(now)}): no Python on this machine is new enough."


def _published(package: str, option: str) -> list[str]:
    command = (sys.executable, "-m", "pip", "--disable-pip-version-check", "index", "versions", option, package)
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"^Available versions: (.*)$", said, re.MULTILINE)
    return found[1].split(", ") if found else []


def _version_of(python: str) -> str:
    """Return the version of a Python as `3.13`, nothing if there is none that runs."""
    try:
        command = (python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])")
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def _pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", lock, re.MULTILINE))


def _text(series: Series) -> str:
    return f"{series[0]}.{series[1]}"


def main() -> int:
    """Try what there is; return 1 if something failed."""
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    have_passed = True
    for package in PACKAGES:
        upgrade = upgrade_of(package, pyproject)
        say(str(upgrade))
        if isinstance(upgrade, Upgrade):
            with trees({package.lower(): git(ROOT, "rev-parse", "HEAD")}) as (tree,):
                have_passed &= rehearse(upgrade, tree)
    return 0 if have_passed else 1


if __name__ == "__main__":
    sys.exit(main())
