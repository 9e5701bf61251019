"""Template tags of what the administration offers."""
