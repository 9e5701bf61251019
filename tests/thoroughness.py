"""How much the tests try that could go on for ever: a little in `make test`, more in `make test-all`.

The profile of Hypothesis decides: `usual`, or `long`, which `LONG_TESTS=1` or `--hypothesis-profile long` asks for.
"""

from __future__ import annotations

import os

from hypothesis import settings

# How long an example takes says more of what else the machine is doing than of the code.
settings.register_profile("usual", deadline=None, max_examples=50)
settings.register_profile("long", deadline=None, max_examples=500)
settings.load_profile("long" if os.environ.get("LONG_TESTS") else "usual")


def is_long() -> bool:
    """Return whether the profile is `long`."""
    return bool(settings.get_current_profile_name() == "long")


def tries(usual: int, *, long: int) -> int:
    """Return how many examples to try or requests to send; or the step through a list of which not all is tried."""
    return long if is_long() else usual
