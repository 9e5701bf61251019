"""Upload, list and delete trusted documents from the command line, as a pipeline does."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from api.trusted.manifest import ManifestRefused, read
from api.trusted.uploading import delete, documents_of, upload
from tenants.models import ApiClient


class Command(BaseCommand):
    """`trusted_documents upload CLIENT FILE`, `trusted_documents list CLIENT`, `trusted_documents delete CLIENT ID`."""

    help = "Upload, list and delete the trusted documents of an API client. A manifest is stored whole or not at all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the three acts."""
        acts = parser.add_subparsers(dest="act", required=True)
        for act, meaning in (
            ("upload", "store the documents of a manifest"),
            ("list", "show the documents with their prices"),
            ("delete", "delete a document"),
        ):
            chosen = acts.add_parser(act, help=meaning)
            chosen.add_argument("client", help="name or number of the client, as “apikey list” shows them")
            if act == "upload":
                chosen.add_argument("file", type=Path, help="a JSON file of Relay, Apollo or GraphQL Code Generator")
            if act == "delete":
                chosen.add_argument("id", help="the document's id")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked; an error says what to change and changes nothing."""
        getattr(self, options["act"])(_client(options["client"]), options)

    def upload(self, client: ApiClient, options: dict[str, Any]) -> None:
        """Store the documents of a manifest."""
        try:
            uploaded = upload(client=client, documents=read(options["file"].read_bytes()))
        except OSError as error:
            raise CommandError(f"“{options['file']}” cannot be read: {error.strerror}.") from error
        except ManifestRefused as error:
            reasons = "\n".join(f"{document_id or 'manifest'}: {reason}" for document_id, reason in error.reasons)
            raise CommandError(f"Nothing was stored.\n{reasons}") from error
        self.stdout.write(f"{uploaded.new} new, {uploaded.known} known before.")

    def list(self, client: ApiClient, _options: dict[str, Any]) -> None:
        """Show the documents of a client."""
        for each in documents_of(client):
            used = each.last_used_on or "never"
            self.stdout.write(
                f"{each.document_id}  {each}  {each.cost} to {each.cost_at_most} points  last used {used}"
            )

    def delete(self, client: ApiClient, options: dict[str, Any]) -> None:
        """Delete a document of a client."""
        for each in documents_of(client):
            if each.document_id == options["id"]:
                delete(client=client, pk=each.pk)
                self.stdout.write(f"“{each}” is deleted.")
                return
        raise CommandError(f"“{client}” has no document “{options['id']}”.")


def _client(named: str) -> ApiClient:
    clients = ApiClient.objects.filter(pk=named) if named.isdigit() else ApiClient.objects.filter(name=named)
    found = list(clients[:2])
    if len(found) != 1:
        raise CommandError(f"{'No client' if not found else 'More than one client'} is called “{named}”.")
    return found[0]
