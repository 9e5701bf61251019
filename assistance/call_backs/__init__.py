"""Calls that people were promised: when they can be, who makes them, and how soon nothing of them is left."""
