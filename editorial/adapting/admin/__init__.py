"""Adapting: a state's editors change national texts in place, piece by piece, without copying them."""
