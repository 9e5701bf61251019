"""What is told of the API's requests to those who run it: figures, log lines, and spans for who collects them.

None of them says anything of what a request asked or who sent it, beyond the number of its key.
"""

from .record import Record
from .use import Use

__all__ = ["Record", "Use"]
