"""Get Chromium for the tests, where the machine has none."""

from tests.chromium import install

install()
