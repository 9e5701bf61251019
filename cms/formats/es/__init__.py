"""How days are written in Spanish."""
