"""A mail server that some letters do not reach."""

from __future__ import annotations

from collections.abc import Sequence
from smtplib import SMTPServerDisconnected

from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend


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
