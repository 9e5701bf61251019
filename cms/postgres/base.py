"""The database backend: Django's own, whose connections are watched."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base

from . import liveness


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's PostgreSQL connection."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect; where the watch runs, a server that does not answer is given up within a second or so.

        Raises:
            OperationalError: the server does not answer.
        """
        with liveness.connecting(conn_params):
            connection = super().get_new_connection(conn_params)
        liveness.watch(connection)
        return connection
