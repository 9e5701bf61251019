"""Which Chromium the tests of pages use."""

import io
import json
import tarfile
from pathlib import Path

import brotli
import pytest

from tests import chromium


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the unpacked one, on a machine without any."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.setattr(chromium, "FOLDER", tmp_path / "var" / "chromium")
    return tmp_path / "var" / "chromium"


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    """What the package has in its folder, but small."""
    packed = tmp_path / "packed"
    packed.mkdir()
    (packed / "chromium.br").write_bytes(brotli.compress(b"#!/bin/sh\n"))
    contents = {"al2023": "lib/libnss3.so", "fonts": "fonts/Open_Sans/OpenSans-Regular.ttf", "swiftshader": "libEGL.so"}
    for name, member in contents.items():
        content = io.BytesIO()
        with tarfile.open(fileobj=content, mode="w") as archive:
            archive.addfile(tarfile.TarInfo(member))
        (packed / f"{name}.tar.br").write_bytes(brotli.compress(content.getvalue()))
    return packed


def test_the_machine_s_own_comes_first_and_a_named_one_before_it(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "nothing" / "chromium"
    program.parent.mkdir()
    program.touch(mode=0o755)

    of_machine = chromium.find()
    without_windows = program.with_name("chromium-headless-shell")
    without_windows.touch(mode=0o755)
    lighter = chromium.find()
    monkeypatch.setenv("CHROMIUM", "/opt/chromium")
    named = chromium.find()

    assert of_machine == chromium.Chromium(program)
    assert lighter == chromium.Chromium(without_windows)
    assert named == chromium.Chromium(Path("/opt/chromium"))


def test_a_machine_without_one_gets_that_of_the_lock_file_once(
    folder: Path, packed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    downloads: list[Path] = []

    def downloaded(into: Path) -> Path:
        downloads.append(into)
        (into / "node_modules").mkdir()
        return packed

    monkeypatch.setattr(chromium, "is_shipped", lambda: True)
    monkeypatch.setattr(chromium, "_downloaded", downloaded)
    before = chromium.find()

    chromium.install()
    chromium.install()

    found = chromium.find()
    assert before is None
    assert len(downloads) == 1
    assert found is not None
    assert found.program.stat().st_mode & 0o111
    assert (folder / "lib" / "libnss3.so").exists()
    assert found.environment["LD_LIBRARY_PATH"].split(":")[0] == f"{folder}/lib"
    assert f"<dir>{folder}/fonts</dir>" in Path(found.environment["FONTCONFIG_FILE"]).read_text()
    assert [path.name for path in folder.parent.iterdir()] == ["chromium"]


def test_where_no_package_has_one_nothing_is_installed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium, "is_shipped", lambda: False)

    chromium.install()

    assert chromium.find() is None
    assert not folder.exists()


def test_the_lock_names_no_registry() -> None:
    lock = json.loads((chromium.HERE / "package-lock.json").read_text(encoding="utf-8"))

    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
