"""The processes that use an embedded server, one small file each, so that the last one can stop it."""

import os
from pathlib import Path

from cms.embedded import processes


def register(directory: Path, pid: int | None = None) -> None:
    """Record a running process (by default this one) as a user of the server in `directory`."""
    pid = pid or os.getpid()
    mark = processes.mark(pid)
    if mark is None:
        return
    folder = _folder(directory)
    folder.mkdir(exist_ok=True)
    unfinished = folder / f".{pid}"
    unfinished.write_text(mark, encoding="utf-8")
    unfinished.replace(folder / str(pid))


def unregister(directory: Path, pid: int | None = None) -> None:
    """Unregister a process; one that is not registered is no error."""
    (_folder(directory) / str(pid or os.getpid())).unlink(missing_ok=True)


def alive(directory: Path) -> list[int]:
    """Return the pids of the registered processes that are alive, and unregister the others."""
    found = []
    for file in _folder(directory).glob("[0-9]*"):
        try:
            expected_mark = file.read_text(encoding="utf-8")
        except FileNotFoundError:
            continue
        if processes.is_alive(int(file.name), expected_mark):
            found.append(int(file.name))
        else:
            file.unlink(missing_ok=True)
    return sorted(found)


def _folder(directory: Path) -> Path:
    return directory / "users"
