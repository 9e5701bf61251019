"""How often something was tried lately."""

from __future__ import annotations

from django.db import models


class AttemptCount(models.Model):
    """One count of `tenants.limits`; `key` is a keyed digest, so that the table holds nobody's name or address."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
