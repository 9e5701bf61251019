"""National texts: what publishing one does in the states, and its editions."""
