"""Chromium for the tests of pages: the machine's own, or else the one that the lock file beside this names.

That one (`@sparticuz/chromium`, for Linux on x86-64) is made for cloud functions, and so brings its libraries and a
font. `python -m tests.chromium`, which `make test` runs, unpacks it to `var/chromium`.
"""

from __future__ import annotations

import hashlib
import io
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import brotli

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FOLDER = ROOT / "var" / "chromium"
PACKAGE_FILES = ("package.json", "package-lock.json", ".npmrc")
VARIABLE = "CHROMIUM"
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The first, which draws no windows of its own, takes half of the others' processor time."""
ADVICE = f"On Debian: apt-get install chromium-headless-shell; or name one in {VARIABLE}."
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}/fonts</dir><cachedir>{folder}/fonts-cache</cachedir></fontconfig>
"""


@dataclass(frozen=True)
class Chromium:
    """A program, and what its environment has to say beside the usual."""

    program: Path
    environment: dict[str, str] = field(default_factory=dict)


def find() -> Chromium | None:
    """Return the Chromium that the tests use, if there is any."""
    own = of_machine()
    if own is not None:
        return Chromium(own)
    return _unpacked(FOLDER) if _is_current(FOLDER) else None


def of_machine() -> Path | None:
    """Return the program that `CHROMIUM` names, or the one that this machine has."""
    named = os.environ.get(VARIABLE)
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    return Path(found) if found else None


def is_shipped() -> bool:
    """Return whether the package has a Chromium for this kind of machine."""
    return sys.platform == "linux" and platform.machine() == "x86_64"


def install() -> None:
    """Put the Chromium of the lock file into its folder, if this machine needs it and it is not there yet."""
    if of_machine() is not None or not is_shipped() or _is_current(FOLDER):
        return
    print("Getting Chromium for the tests (once) …", flush=True)  # noqa: T201
    FOLDER.parent.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=FOLDER.parent, prefix="chromium-"))
    try:
        unpack(_downloaded(folder), folder)
        shutil.rmtree(folder / "node_modules")
        (folder / "fonts" / "fonts.conf").write_text(FONTS_CONF.format(folder=FOLDER), encoding="utf-8")
        (folder / "made-from").write_text(_digest(), encoding="utf-8")
        folder.chmod(0o755)
        shutil.rmtree(FOLDER, ignore_errors=True)
        folder.rename(FOLDER)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def unpack(packed: Path, folder: Path) -> None:
    """Unpack the files of the package's `bin` folder."""
    program = folder / "chromium"
    program.write_bytes(brotli.decompress((packed / "chromium.br").read_bytes()))
    program.chmod(0o755)
    for name, place in (("al2023", "."), ("fonts", "fonts"), ("swiftshader", ".")):
        content = brotli.decompress((packed / f"{name}.tar.br").read_bytes())
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            archive.extraction_filter = getattr(tarfile, "data_filter", archive.extraction_filter)  # from Python 3.11.4
            archive.extractall(folder / place)


def _downloaded(folder: Path) -> Path:
    for name in PACKAGE_FILES:
        shutil.copy(HERE / name, folder)
    scripts = Path(sys.executable).parent  # with the Node of the environment
    command = [str(scripts / "npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    environment = {
        **os.environ,
        "PATH": f"{scripts}:{os.environ.get('PATH', '')}",
        "npm_config_update_notifier": "false",
    }
    subprocess.run(command, cwd=folder, env=environment, check=True, stdin=subprocess.DEVNULL)
    return folder / "node_modules" / "@sparticuz" / "chromium" / "bin"


def _unpacked(folder: Path) -> Chromium:
    libraries = ":".join(filter(None, [f"{folder}/lib", os.environ.get("LD_LIBRARY_PATH")]))
    return Chromium(
        folder / "chromium", {"LD_LIBRARY_PATH": libraries, "FONTCONFIG_FILE": f"{folder}/fonts/fonts.conf"}
    )


def _is_current(folder: Path) -> bool:
    made_from = folder / "made-from"
    return made_from.is_file() and made_from.read_text(encoding="utf-8") == _digest()


def _digest() -> str:
    """What the unpacked files depend on: the locked packages, how they are unpacked, and where."""
    parts = [(HERE / "package-lock.json").read_bytes(), Path(__file__).read_bytes(), str(FOLDER).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()
