"""How days are written in English."""
