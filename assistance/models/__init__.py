"""What is kept of contacts with people who need help, and of those who answer them."""

from .snapshots import ScriptSnapshot, ScriptSnapshotQuerySet

__all__ = ["ScriptSnapshot", "ScriptSnapshotQuerySet"]
