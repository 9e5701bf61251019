"""Summaries of calls: a link and a code that a caller takes along."""
