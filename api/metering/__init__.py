"""What requests cost, and what keys may spend."""
