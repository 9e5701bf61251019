"""Observability of the API's requests: metrics, log lines and spans.

None of them contains what a request asked or who sent it, beyond the number of its key.
"""

from .record import Record
from .use import Use

__all__ = ["Record", "Use"]
