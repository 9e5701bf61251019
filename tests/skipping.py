"""Skipping a test for want of something that no package registry ships; `REFUSE_SKIPS=1` makes every skip a failure.

The summary counts what was skipped and says what to install. Continuous integration installs it, and refuses skips.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import NoReturn

import pytest

REFUSE = "REFUSE_SKIPS"
MISSING = "This machine has no"


def skip_without(what: str, *, advice: str) -> NoReturn:
    """Skip the test that runs, since this machine lacks something.

    Args:
        what: such as "nginx".
        advice: how to get it.
    """
    pytest.skip(f"{MISSING} {what}. {advice}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let a skipped test fail if skips are refused."""
    report = yield
    _judge(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Likewise for a module that is skipped as a whole."""
    report = yield
    _judge(report)
    return report


def _judge(report: pytest.TestReport | pytest.CollectReport) -> None:
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    reason = reason.removeprefix("Skipped: ")
    if os.environ.get(REFUSE, "0") not in {"", "0"}:
        report.outcome = "failed"
        report.longrepr = f"{reason}\n{REFUSE} is set, and so a skip is a failure."
    elif reason.startswith(MISSING):
        report.longrepr = (__file__, 1, reason)  # of one place, and so one line of the summary counts all of them
