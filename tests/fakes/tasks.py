"""A task put off for later, that says when it has been run."""

from __future__ import annotations

from django_tasks import task

runs: list[str] = []


@task(backend="background")
def note(name: str) -> None:
    """Note that it has been run."""
    runs.append(name)
