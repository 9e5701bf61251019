"""Approving pages: Wagtail's screens, with a comment where something is sent back, and a sentence of what happened."""
