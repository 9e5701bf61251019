"""Checks of the stored content: what is wrong in it, and what people still have to confirm.

A rule about one page is added to `PAGE_RULES`, a rule about what a state serves to `VIEW_RULES`. Both are run by
`manage.py content check` and, over the starter content, by the tests.
"""

from .check import check_content
from .finding import Finding, Severity

__all__ = ["Finding", "Severity", "check_content"]
