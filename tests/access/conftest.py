"""What the API's tests ask with, for those that ask for another's."""

from tests.api.conftest import changes, clock, endpoint, memory_reads_the_modules_transaction, states, whole_projection

__all__ = ["changes", "clock", "endpoint", "memory_reads_the_modules_transaction", "states", "whole_projection"]
