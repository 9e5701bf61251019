"""Mail servers: one that some letters do not reach, and one that looks into the database when a letter comes."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from smtplib import SMTPServerDisconnected
from typing import ClassVar

from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.db import connections

from publishing.models import DigestSent


class UnreachableForEditors(EmailBackend):
    """Keeps what it is given, but breaks down at each letter to an editor."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        """Keep the letters.

        Raises:
            SMTPServerDisconnected: one is to an editor.
        """
        if any(to.startswith("editor@") for message in messages for to in message.to):
            raise SMTPServerDisconnected("The server has gone away.")
        return int(super().send_messages(messages))


class NotesWhatIsCommitted(EmailBackend):
    """Notes, when letters come, who is noted by then as written to, as another connection sees it."""

    noted: ClassVar[list[list[int]]] = []

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        """Look, and keep the letters."""
        with ThreadPoolExecutor(1) as pool:
            self.noted.append(pool.submit(self._committed).result())
        return int(super().send_messages(messages))

    @staticmethod
    def _committed() -> list[int]:
        try:
            return list(DigestSent.objects.values_list("user", flat=True))
        finally:
            connections.close_all()
